"""The history of a text, as a component over history.jsx. Drawn by pages.history."""

from typing import Any

import reflex as rx

from writers_app.components.report import explain_metrics

LIBRARY = rx.asset("history.jsx", shared=True).importable_path
rx.asset("rewrite.jsx", shared=True)


class History(rx.Component):
    """`metrics` is what each figure means; its strings are msgids."""

    library = LIBRARY
    tag = "History"
    metrics: rx.Var[dict[str, Any]]


def history() -> rx.Component:
    """The versions of the document that the address names, what changed since each, and bringing one back."""
    return History.create(metrics=explain_metrics())
