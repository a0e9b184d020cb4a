"""The binder tree and the panes it stands in, as components over binder.jsx and panes.jsx. Used by pages.project."""

from typing import Any

import reflex as rx

BINDER = rx.asset("binder.jsx", shared=True).importable_path
PANES = rx.asset("panes.jsx", shared=True).importable_path
rx.asset("tree.js", shared=True)
rx.asset("project.css", shared=True)

_one = rx.event.passthrough_event_spec(str)
_two = rx.event.passthrough_event_spec(str, str)
_three = rx.event.passthrough_event_spec(str, str, str)


class Binder(rx.Component):
    """`nodes` in reading order; `fresh` was just made and is to be named. Every event carries ids."""

    library = BINDER
    tag = "Binder"
    nodes: rx.Var[list[Any]]
    trash: rx.Var[list[Any]]
    project: rx.Var[str]
    current: rx.Var[str]
    fresh: rx.Var[str]
    editable: rx.Var[bool]
    on_make: rx.EventHandler[_two]
    on_rename: rx.EventHandler[_two]
    on_move: rx.EventHandler[_three]
    on_trash: rx.EventHandler[_one]
    on_restore: rx.EventHandler[_one]


class Panes(rx.Component):
    """Three children: the binder, the page, the inspector."""

    library = PANES
    tag = "Panes"


class PaneToggle(rx.Component):
    """A button that opens and closes a pane: "binder" or "inspector"."""

    library = PANES
    tag = "PaneToggle"
    pane: rx.Var[str]


class AutoForm(rx.Component):
    """A form without a button: what was changed is sent when a field is left, and a moment after typing."""

    library = PANES
    tag = "AutoForm"
    on_change_end: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]
