"""Webhooks, as a component over webhooks.jsx. Drawn by pages.webhooks."""

import reflex as rx

LIBRARY = rx.asset("webhooks.jsx", shared=True).importable_path


class Webhooks(rx.Component):
    library = LIBRARY
    tag = "Webhooks"


def webhooks() -> rx.Component:
    """A person's webhooks: adding, testing, rotating secrets, the log of what was sent and sending it again."""
    return Webhooks.create()
