"""The dialog in which a project's owner allows or forbids the text service. Used by pages.project."""

import reflex as rx

from writers_app.components.controls import button_link
from writers_app.components.frame import dialog
from writers_app.components.words import quote, t
from writers_app.state.project import ProjectState
from writers_app.state.text_service import TextServiceState


def text_service_dialog() -> rx.Component:
    return dialog(
        rx.el.p(
            t(
                "For a summary or ideas for titles, the text that you choose is sent to %(host)s, where the language "
                "model %(model)s reads it. What becomes of it there is in the hands of whoever runs that service.",
                host=quote(TextServiceState.host),
                model=quote(TextServiceState.model),
            )
        ),
        rx.el.p(t("It is sent only when somebody asks for it, and what comes back never changes a text.")),
        rx.cond(
            ProjectState.role == "owner",
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=TextServiceState.allowed,
                    on_change=TextServiceState.allow,
                    id="text-service",
                ),
                rx.el.span(t("Texts of this project may be sent there")),
                class_name="check",
            ),
            rx.el.p(
                rx.cond(
                    TextServiceState.allowed,
                    t("The owner of this project has allowed it."),
                    t("The owner of this project has not allowed it."),
                ),
                class_name="text-soft",
            ),
        ),
        rx.cond(
            TextServiceState.allowed & ProjectState.may_write,
            rx.el.div(
                button_link(
                    t("Summarise, or find a title"), href="/tasks/new?kind=summarize&project=" + ProjectState.project
                ),
                class_name="actions",
            ),
        ),
        label=t("Text service"),
        is_open=TextServiceState.shown,
        on_close=TextServiceState.close_dialog,
        class_name="wide",
    )
