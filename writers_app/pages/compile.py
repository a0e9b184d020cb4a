"""How a project's book is made: presets, settings, the first pages. Registered at /compile/[…]."""

import reflex as rx

from writers_app.components.compile import compile_panel
from writers_app.components.controls import skeleton
from writers_app.components.shell import page_head, shell
from writers_app.components.words import t
from writers_app.state.doorway import DoorwayState


def page() -> rx.Component:
    return shell(
        page_head(
            t("Make the book"), lead=t("One text, many books: for the printer, for an editor, for a reading device.")
        ),
        rx.cond(DoorwayState.inside, compile_panel(), skeleton("row", 3)),
        title=t("Make the book"),
        active="projects",
    )
