"""The front door: one sentence, the product itself, and two ways in. Registered at /."""

import reflex as rx

from writers_app.components.controls import button_link
from writers_app.components.shell import plain_shell
from writers_app.components.words import t


def page() -> rx.Component:
    return plain_shell(
        rx.el.section(
            rx.el.h1(t("A calm room to write in, on a machine of your own.")),
            rx.el.p(
                t(
                    "Write books in Persian and English, bring in the manuscript that you have, and learn what your text "
                    "does. Every letter is kept as soon as you see “Saved”."
                ),
                class_name="lead",
            ),
            rx.el.div(
                button_link(t("Start writing"), href="/register", tone="primary", class_name="large"),
                button_link(t("Sign in"), href="/login", class_name="large"),
                class_name="actions",
            ),
            class_name="landing",
        ),
        title="",
    )
