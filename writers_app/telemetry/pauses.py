"""Keeps the pauses of Python's garbage collector short. Called where a web process or a worker process begins."""

import gc


def spare_modules() -> None:
    """Never look again through what was imported by now: a full collection of it takes 60 ms, in which nobody's letter
    is saved and no task starts.
    """
    gc.collect()
    gc.freeze()
