"""The binder, the inspector and the panes they stand in, over their .jsx files. Used by pages.project.

Each keeps showing what it had while the page's state on the server is away for a moment.
"""

from typing import Any

import reflex as rx

BINDER = rx.asset("binder.jsx", shared=True).importable_path
INSPECTOR = rx.asset("inspector.jsx", shared=True).importable_path
PANES = rx.asset("panes.jsx", shared=True).importable_path
rx.asset("tree.js", shared=True)
rx.asset("project.css", shared=True)

_one = rx.event.passthrough_event_spec(str)
_two = rx.event.passthrough_event_spec(str, str)
_three = rx.event.passthrough_event_spec(str, str, str)


class Binder(rx.Component):
    """`nodes` in reading order; `fresh` was just made and is to be named. Children stand beside the title."""

    library = BINDER
    tag = "Binder"
    nodes: rx.Var[list[Any]]
    trash: rx.Var[list[Any]]
    project: rx.Var[str]
    title: rx.Var[str]
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


class Inspector(rx.Component):
    """What is known about a text beside the text; `count` are its words as last counted on the server."""

    library = INSPECTOR
    tag = "Inspector"
    document: rx.Var[str]
    synopsis: rx.Var[str]
    status: rx.Var[str]
    target: rx.Var[int]
    count: rx.Var[int]
    editable: rx.Var[bool]
    on_describe: rx.EventHandler[rx.event.passthrough_event_spec(str, dict[str, Any])]
