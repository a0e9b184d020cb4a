"""The dialog of what a project's book says about itself, which readers may look at. Used by pages.project."""

from typing import Any

import reflex as rx

from writers_app.components.controls import button, field, text_input
from writers_app.components.frame import dialog
from writers_app.components.words import say, t
from writers_app.state.project import ProjectState
from writers_app.state.properties import PropertiesState


def properties_dialog() -> rx.Component:
    return dialog(
        rx.el.p(t("Files made of the book say this of it. What a file brings in fills only what is empty here.")),
        rx.cond(PropertiesState.shown, _form()),
        label=t("About the book"),
        is_open=PropertiesState.shown,
        on_close=PropertiesState.close_form,
    )


def _form() -> rx.Component:
    return rx.el.form(
        _line("author", t("Author"), hint=t("Without one, the name of the project's owner stands on the book.")),
        _line("subject", t("Subject")),
        _line("keywords", t("Keywords"), hint=t("With commas between them.")),
        field(
            t("Description"),
            rx.el.textarea(
                id="book-description",
                name="description",
                default_value=PropertiesState.description,
                read_only=~ProjectState.may_write,
                class_name="input",
                dir="auto",
                rows=5,
            ),
            field_id="book-description",
            hint=t("A few sentences, as shops and libraries show them."),
            error=say(PropertiesState.error),
        ),
        rx.cond(
            ProjectState.may_write,
            rx.el.div(button(t("Save"), tone="primary", type="submit"), class_name="actions end"),
        ),
        on_submit=PropertiesState.keep_properties,
        key=PropertiesState.number,
        class_name="stack",
    )


def _line(name: str, label: Any, *, hint: Any = None) -> rx.Component:
    control = text_input(
        f"book-{name}",
        name=name,
        default_value=getattr(PropertiesState, name),
        read_only=~ProjectState.may_write,
    )
    return field(label, control, field_id=f"book-{name}", hint=hint)
