"""Many at once, as components over batches.jsx: asking for it, and its parts. Drawn by pages.many and pages.task."""

import reflex as rx

LIBRARY = rx.asset("batches.jsx", shared=True).importable_path


class NewBatch(rx.Component):
    library = LIBRARY
    tag = "NewBatch"


class Parts(rx.Component):
    library = LIBRARY
    tag = "Parts"

    task: rx.Var[str]
    steps: rx.Var[int]


def new_batch() -> rx.Component:
    """Chooses files, or texts of a project, and the steps that each goes through. ?project=… begins with its texts."""
    return NewBatch.create()


def parts(task_id: rx.Var[str], steps: rx.Var[int]) -> rx.Component:
    """The parts of a task, live, those of one file or document together; nothing when it has none."""
    return Parts.create(task=task_id, steps=steps)
