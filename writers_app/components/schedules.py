"""What is repeated by the clock, as a component over schedules.jsx. Drawn by pages.schedules."""

import reflex as rx

LIBRARY = rx.asset("schedules.jsx", shared=True).importable_path


class Schedules(rx.Component):
    library = LIBRARY
    tag = "Schedules"


def schedules() -> rx.Component:
    """A person's repeating tasks: when each comes next, pausing, removing, adding."""
    return Schedules.create()
