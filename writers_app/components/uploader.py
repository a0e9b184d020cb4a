"""The target for manuscripts, as a component: sends each file straight to REST and follows its task."""

from typing import Any

import reflex as rx

LIBRARY = rx.asset("uploader.jsx", shared=True).importable_path


class Uploader(rx.Component):
    """`projects` are those one may write into ({id, title}); `transcribes` says whether recordings are taken;
    `on_started` fires when a task has been made.
    """

    library = LIBRARY
    tag = "Uploader"
    projects: rx.Var[list[Any]]
    limit_mb: rx.Var[int]
    transcribes: rx.Var[bool]
    on_started: rx.EventHandler[rx.event.no_args_event_spec]
