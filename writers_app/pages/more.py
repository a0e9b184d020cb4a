"""On a phone, what has no place in the bottom bar. Registered at /more."""

import reflex as rx

from writers_app.components.controls import icon
from writers_app.components.frame import go
from writers_app.components.shell import appearance_menu, language_switch, page_head, shell
from writers_app.components.words import t


def page() -> rx.Component:
    return shell(
        page_head(t("More")),
        rx.el.ul(
            _entry("search", t("Search"), "/search"),
            _entry("upload", t("Bring a manuscript"), "/upload"),
            _entry("bell", t("News"), "/news"),
            _entry("user-round", t("Account"), "/account"),
            role="list",
            class_name="entries",
        ),
        rx.el.div(language_switch(), appearance_menu(side="start"), class_name="actions"),
        title=t("More"),
        active="more",
    )


def _entry(glyph: str, label: rx.Var[str], href: str) -> rx.Component:
    return rx.el.li(go(icon(glyph, 20), label, icon("chevron-right", 16, mirrors=True), href=href))
