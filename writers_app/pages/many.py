"""Many manuscripts at once. Registered at /tasks/many."""

import reflex as rx

from writers_app.components.batches import new_batch
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
        page_head(
            t("Many manuscripts at once"),
            lead=t(
                "Hand over a folder of them, or choose texts of a project: each goes through the same steps, "
                "and what fails says why."
            ),
        ),
        rx.cond(DoorwayState.inside, new_batch(), skeleton("row", 3)),
        title=t("Many manuscripts at once"),
        active="tasks",
    )
