"""Nothing at this address: says so and leads back. Registered as the 404 page."""

import reflex as rx

from writers_app.components.controls import button_link, empty_state
from writers_app.components.shell import plain_shell
from writers_app.components.words import t


def page() -> rx.Component:
    return plain_shell(
        empty_state(
            t("There is nothing at this address."),
            t(
                "It may have been moved or deleted, or the address has a typing mistake. "
                "Your texts are where you left them."
            ),
            button_link(t("To your projects"), href="/dashboard", tone="primary"),
            glyph="book-dashed",
            is_page=True,
        ),
        title=t("Not found"),
    )
