"""Telling other programs what happens. Registered at /account/webhooks."""

import reflex as rx

from writers_app.components.controls import icon
from writers_app.components.frame import go
from writers_app.components.shell import page_head, shell
from writers_app.components.webhooks import webhooks
from writers_app.components.words import t


def page() -> rx.Component:
    return shell(
        rx.el.nav(
            go(icon("arrow-left", 16, mirrors=True), t("Account"), href="/account"),
            class_name="crumbs",
            aria_label=t("Where you are"),
        ),
        page_head(
            t("Webhooks"),
            lead=t("Writers tells your own programs what happens, signed by the Standard Webhooks scheme."),
        ),
        webhooks(),
        title=t("Webhooks"),
        active="account",
    )
