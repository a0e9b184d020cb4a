"""The report on a text, as a component: fetches it from REST, so that no text passes through the page's state."""

from dataclasses import asdict
from typing import Any

import reflex as rx

from writers_app.analysis import METRICS

LIBRARY = rx.asset("report.jsx", shared=True).importable_path
rx.asset("charts.jsx", shared=True)
rx.asset("figures.js", shared=True)
rx.asset("findings.jsx", shared=True)
rx.asset("sideways.jsx", shared=True)


class Report(rx.Component):
    """`metrics` is what each figure means; its strings are msgids."""

    library = LIBRARY
    tag = "Report"
    task_id: rx.Var[str]
    metrics: rx.Var[dict[str, Any]]


def report(task_id: Any) -> rx.Component:
    """The report that an `analyze` task made."""
    return Report.create(task_id=task_id, metrics=explain_metrics(), key=task_id)


def explain_metrics() -> dict[str, Any]:
    """What each figure and finding means; the strings are msgids."""
    return {name: asdict(metric) for name, metric in METRICS.items()}
