"""Asking for a report, an export or other work on a text. Registered at /tasks/new."""

import reflex as rx

from writers_app.components.asking import asking
from writers_app.components.controls import icon, skeleton
from writers_app.components.frame import go
from writers_app.components.shell import page_head, shell
from writers_app.components.words import t
from writers_app.state.doorway import DoorwayState


def page() -> rx.Component:
    return shell(
        rx.el.nav(
            go(icon("arrow-left", 16, mirrors=True), t("Tasks"), href="/tasks"),
            class_name="crumbs",
            aria_label=t("Where you are"),
        ),
        page_head(t("New task"), lead=t("It goes on by itself; you will be told when it is done.")),
        rx.cond(DoorwayState.inside, asking(), skeleton("row", 3)),
        title=t("New task"),
        active="tasks",
    )
