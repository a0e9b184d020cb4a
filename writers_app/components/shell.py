"""The frame around every page: side rail, phone bar, skip link and landmarks. Pages put their content into `shell`
(signed in) or `plain_shell` (landing, sign-in and errors).
"""

from typing import Any, Literal

import reflex as rx
from reflex.style import set_color_mode

from writers_app.components.controls import icon, icon_button
from writers_app.components.frame import RailToggle, anchor, go, menu, page_title, pulse
from writers_app.components.palette import palette
from writers_app.components.words import choose_locale, locale, number, t
from writers_app.i18n.locales import LOCALES, NAMES
from writers_app.state.frame import FrameState

Place = Literal["projects", "write", "search", "tasks", "upload", "news", "account", "more", ""]


def shell(*children: Any, title: Any, active: Place = "", fills: bool = False) -> rx.Component:
    """A page for a signed-in person. `title` names the browser tab; `active` marks where one is; `fills` gives the
    content the whole height without margins (the editor's panes scroll by themselves).
    """
    return rx.el.div(
        page_title(title),
        pulse(FrameState.look, seconds=rx.cond(FrameState.running_tasks > 0, 3, 10)),
        palette(),
        _rail(active),
        rx.el.main(*children, id="content", tab_index=-1, class_name="content fills" if fills else "content"),
        _phone_bar(active),
        class_name="frame",
    )


def plain_shell(*children: Any, title: Any, actions: Any = None) -> rx.Component:
    """A page that needs no account: the name, the languages and modes, and the content."""
    return rx.el.div(
        page_title(title),
        rx.el.header(
            _skip_link(),
            go(_mark(), rx.el.span("Writers"), href="/", class_name="brand"),
            rx.el.div(
                language_switch(), appearance_menu(), *([actions] if actions is not None else []), class_name="actions"
            ),
            class_name="top",
        ),
        rx.el.main(*children, id="content", tab_index=-1, class_name="plain-content"),
        class_name="plain-frame",
    )


def page_head(title: Any, *actions: Any, lead: Any = None) -> rx.Component:
    """The heading of a page with what can be done there."""
    return rx.el.header(
        rx.el.div(rx.el.h1(title), *([rx.el.p(lead, class_name="text-soft")] if lead is not None else [])),
        rx.el.div(*actions, class_name="actions"),
        class_name="page-head",
    )


def language_switch() -> rx.Component:
    """Both languages by their own names; switching happens in place."""
    return rx.el.div(
        *[
            rx.el.button(
                NAMES[code],
                type="button",
                lang=code,
                aria_pressed=locale() == code,
                on_click=choose_locale(code),
            )
            for code in LOCALES
        ],
        class_name="segments",
        role="group",
        aria_label=t("Language"),
    )


def appearance_menu(side: str = "below") -> rx.Component:
    """Light, dark, or as the device is set."""
    modes = [("system", t("As the device"), "monitor"), ("light", t("Light"), "sun"), ("dark", t("Dark"), "moon")]
    return menu(
        *[
            rx.el.button(
                icon(glyph, 16),
                label,
                type="button",
                role="menuitemradio",
                tab_index=-1,
                aria_checked=rx.Var("rawColorMode", _var_data=rx.color_mode._get_all_var_data()) == mode,
                on_click=set_color_mode(mode),  # type: ignore[arg-type]  # one of the three above
            )
            for mode, label, glyph in modes
        ],
        label=t("Appearance"),
        trigger=icon("sun-moon"),
        side=side,
    )


def _skip_link() -> rx.Component:
    return anchor(t("Skip to the content"), href="#content", class_name="skip")


def _mark() -> rx.Component:
    return rx.el.svg(
        rx.el.path(d="M4 6l4.5 13L12 8.5 15.5 19 20 6"),
        view_box="0 0 24 24",
        width="20",
        height="20",
        class_name="mark",
        custom_attrs={"aria-hidden": "true"},
    )


def _rail(active: Place) -> rx.Component:
    return rx.el.nav(
        _skip_link(),
        go(
            _mark(),
            rx.el.span("Writers", class_name="rail-text"),
            href="/dashboard",
            class_name="brand",
            aria_label="Writers",
        ),
        rx.el.ul(
            _rail_link("projects", "library", t("Projects"), "/dashboard", active),
            _rail_link("search", "search", t("Search"), "/search", active, hint="Ctrl K"),
            _rail_link("tasks", "list-checks", t("Tasks"), "/tasks", active, count=_running()),
            _rail_link("upload", "upload", t("Bring a manuscript"), "/upload", active),
            _rail_link("news", "bell", t("News"), "/news", active, count=_unread()),
            role="list",
        ),
        rx.el.div(
            _rail_link("account", "user-round", t("Account"), "/account", active, element=rx.el.div),
            rx.el.div(language_switch(), appearance_menu(side="above"), class_name="rail-settings"),
            RailToggle.create(
                icon("panel-left", mirrors=True),
                fold_label=t("Fold the side rail"),
                unfold_label=t("Unfold the side rail"),
            ),
            class_name="rail-foot",
        ),
        class_name="rail",
        aria_label=t("Main"),
    )


def _rail_link(
    place: str,
    glyph: str,
    label: Any,
    href: Any,
    active: str,
    *,
    count: Any = None,
    hint: str = "",
    element: Any = rx.el.li,
) -> rx.Component:
    return element(
        go(
            icon(glyph),
            rx.el.span(label, class_name="rail-text"),
            *([count] if count is not None else []),
            *([rx.el.span(rx.el.kbd(hint), class_name="rail-text rail-hint")] if hint else []),
            href=href,
            class_name="rail-item",
            title=label,
            **({"aria_current": "page"} if place == active else {}),
        )
    )


def _running() -> rx.Component:
    return _count(FrameState.running_tasks, t("%(n)s running", n=FrameState.running_tasks))


def _unread() -> rx.Component:
    return _count(FrameState.unread, t("%(n)s new", n=FrameState.unread))


def _count(value: Any, spoken: Any) -> rx.Component:
    return rx.cond(
        value > 0,
        rx.el.span(
            rx.el.span(number(value), custom_attrs={"aria-hidden": "true"}),
            rx.el.span(spoken, class_name="visually-hidden"),
            class_name="count numeric",
        ),
    )


def _phone_bar(active: Place) -> rx.Component:
    return rx.el.nav(
        _bar_link("write", "pen-line", t("Write"), FrameState.continue_href, active),
        _bar_link("projects", "library", t("Projects"), "/dashboard", active),
        _bar_link("tasks", "list-checks", t("Tasks"), "/tasks", active, count=_running()),
        _bar_link("more", "ellipsis", t("More"), "/more", active, count=_unread()),
        class_name="bar",
        aria_label=t("Main"),
    )


def _bar_link(place: str, glyph: str, label: Any, href: Any, active: str, *, count: Any = None) -> rx.Component:
    return go(
        icon(glyph, 20),
        rx.el.span(label),
        *([count] if count is not None else []),
        href=href,
        class_name="bar-item",
        **({"aria_current": "page"} if place == active else {}),
    )


__all__ = ["appearance_menu", "icon_button", "language_switch", "page_head", "plain_shell", "shell"]
