"""The form that asks for background work, as a component: made from the kinds of task that REST offers."""

import reflex as rx

LIBRARY = rx.asset("asking.jsx", shared=True).importable_path


class Asking(rx.Component):
    library = LIBRARY
    tag = "Asking"


def asking() -> rx.Component:
    """Starts with what the address names: ?kind=…&project=…&document=…"""
    return Asking.create()
