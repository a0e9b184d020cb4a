"""What is repeated by the clock, as a component over schedules.jsx and its form. Drawn by pages.schedules."""

import reflex as rx

rx.asset("schedule_form.jsx", shared=True)
LIBRARY = rx.asset("schedules.jsx", shared=True).importable_path


class Schedules(rx.Component):
    library = LIBRARY
    tag = "Schedules"


def schedules() -> rx.Component:
    """A person's repeating tasks: when each comes next, changing, pausing, removing, adding."""
    return Schedules.create()
