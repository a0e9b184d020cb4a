"""Python faces of frame.jsx: title, dialogs, menus and the pulse. Pages and components build on these."""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.event import run_script
from reflex_base.vars.function import FunctionVar
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router.dom import ReactRouterLink

from writers_app.components.words import t

LIBRARY = rx.asset("frame.jsx", shared=True).importable_path


class PageTitle(rx.Component):
    library = LIBRARY
    tag = "PageTitle"
    title: rx.Var[str]


class RailToggle(rx.Component):
    library = LIBRARY
    tag = "RailToggle"
    fold_label: rx.Var[str]
    unfold_label: rx.Var[str]


class Modal(rx.Component):
    library = LIBRARY
    tag = "Modal"
    open: rx.Var[bool]
    label: rx.Var[str]
    close_label: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


class Menu(rx.Component):
    library = LIBRARY
    tag = "Menu"
    label: rx.Var[str]
    trigger: rx.Var[Any]
    side: rx.Var[str]


class Pulse(rx.Component):
    library = LIBRARY
    tag = "Pulse"
    interval: rx.Var[int]
    on_pulse: rx.EventHandler[rx.event.no_args_event_spec]


def go(*children: Any, href: Any, **props: Any) -> rx.Component:
    """A link that changes the page without loading it anew."""
    return ReactRouterLink.create(*children, to=href, **props)


def anchor(*children: Any, href: Any, **props: Any) -> rx.Component:
    """A link that the browser follows by itself: to a file, or to a place on the page."""
    return A.create(*children, href=href, **props)


def page_title(title: Any) -> rx.Component:
    return PageTitle.create(title=title)


def dialog(*children: Any, label: Any, is_open: Any, on_close: Any, **props: Any) -> rx.Component:
    """A modal dialog with a heading; `is_open` is a Var of the page's state, `on_close` sets it to False."""
    return Modal.create(*children, label=label, close_label=t("Close"), open=is_open, on_close=on_close, **props)


def menu(*items: Any, label: Any, trigger: Any, side: str = "below", **props: Any) -> rx.Component:
    """A button with a list of `menu_item`s under (or above) it."""
    return Menu.create(*items, label=label, trigger=trigger, side=side, **props)


def menu_item(label: Any, *, on_click: Any = None, href: Any = None, tone: str = "") -> rx.Component:
    if href is not None:
        return go(label, href=href, role="menuitem", tab_index=-1, class_name=tone)
    return rx.el.button(label, type="button", role="menuitem", tab_index=-1, class_name=tone, on_click=on_click)


def pulse(handler: Any, *, seconds: Any) -> rx.Component:
    """Call the handler at once and again every so often while the page is looked at, so that nothing stays stale."""
    return Pulse.create(interval=seconds * 1000, on_pulse=handler)


def reload_page() -> Any:
    """An event trigger's value: load the page anew."""
    reload = rx.Var("reloadPage", _var_data=VarData(imports={LIBRARY: [rx.ImportVar(tag="reloadPage")]}))
    return run_script(reload.to(FunctionVar).call())
