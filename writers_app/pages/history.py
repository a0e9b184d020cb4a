"""The earlier versions of a text. Registered at /history/[…]."""

import reflex as rx

from writers_app.components.history import history
from writers_app.components.shell import page_head, shell
from writers_app.components.words import t


def page() -> rx.Component:
    return shell(
        page_head(t("Earlier versions"), lead=t("Nothing here is lost by looking, nor by bringing a version back.")),
        history(),
        title=t("Earlier versions"),
        active="projects",
    )
