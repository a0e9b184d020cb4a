"""Bringing manuscripts in: choose or drop files, see what was recognised, start. Registered at /upload."""

import reflex as rx

from writers_app.components.controls import skeleton
from writers_app.components.shell import page_head, shell
from writers_app.components.uploader import Uploader
from writers_app.components.words import t
from writers_app.state.frame import FrameState
from writers_app.state.upload import UploadState


def page() -> rx.Component:
    return shell(
        page_head(
            t("Bring a manuscript"),
            lead=t("The file stays as it is; what is made from it can be undone by trashing the project."),
        ),
        rx.cond(
            UploadState.limit_mb > 0,
            Uploader.create(
                projects=UploadState.shelves,
                limit_mb=UploadState.limit_mb,
                transcribes=UploadState.transcribes,
                on_started=FrameState.look,
            ),
            skeleton("cover"),
        ),
        title=t("Bring a manuscript"),
        active="upload",
    )
