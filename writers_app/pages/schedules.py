"""What comes by itself, by the clock. Registered at /tasks/repeating."""

import reflex as rx

from writers_app.components.controls import icon, skeleton
from writers_app.components.frame import go
from writers_app.components.schedules import schedules
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
        page_head(t("Repeating tasks"), lead=t("Reports and exports that come by themselves, by your own clock.")),
        rx.cond(DoorwayState.inside, schedules(), skeleton("row", 3)),
        title=t("Repeating tasks"),
        active="tasks",
    )
