"""What the frame around every page shows: running tasks and where to go on writing. Read by components.shell."""

import reflex as rx


class FrameState(rx.State):
    running_tasks: int = 0
    continue_href: str = "/dashboard"
