"""What the text service has said, as a component: fetched from REST, so that it passes through no page's state."""

from typing import Any

import reflex as rx

LIBRARY = rx.asset("summary.jsx", shared=True).importable_path


class Summary(rx.Component):
    library = LIBRARY
    tag = "Summary"
    task_id: rx.Var[str]


def summary(task_id: Any) -> rx.Component:
    """What came of a `summarize` task."""
    return Summary.create(task_id=task_id, key=task_id)
