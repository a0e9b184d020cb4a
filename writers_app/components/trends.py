"""The trends of a project, as a component over trends.jsx. Drawn by pages.trends."""

from typing import Any

import reflex as rx

from writers_app.components.report import explain_metrics

LIBRARY = rx.asset("trends.jsx", shared=True).importable_path


class Trends(rx.Component):
    """`metrics` is what each figure means; its strings are msgids."""

    library = LIBRARY
    tag = "Trends"
    metrics: rx.Var[dict[str, Any]]


def trends() -> rx.Component:
    """Of the project that the address names."""
    return Trends.create(metrics=explain_metrics())
