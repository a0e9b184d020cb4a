"""How the words and figures of a project run over time. Registered at /trends/[…]."""

import reflex as rx

from writers_app.components.shell import page_head, shell
from writers_app.components.trends import trends
from writers_app.components.words import t


def page() -> rx.Component:
    return shell(
        page_head(t("Trends"), lead=t("What writing and rewriting does to a text over time.")),
        trends(),
        title=t("Trends"),
        active="projects",
    )
