"""The history of a text, as a component over history.jsx. Drawn by pages.history."""

import reflex as rx

LIBRARY = rx.asset("history.jsx", shared=True).importable_path


class History(rx.Component):
    library = LIBRARY
    tag = "History"


def history() -> rx.Component:
    """The versions of the document that the address names, what changed since each, and bringing one back."""
    return History.create()
