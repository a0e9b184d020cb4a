"""A project open for writing: binder, editor, inspector. Registered at /projects/[…] and /projects/[…]/[…]."""

import reflex as rx

from writers_app.components.binder import Binder, Inspector, Panes, PaneToggle
from writers_app.components.controls import button, button_link, empty_state, field, icon, text_input
from writers_app.components.frame import dialog, menu, menu_item, pulse
from writers_app.components.house_style import house_style_dialog
from writers_app.components.manuscript import manuscript
from writers_app.components.members import members_dialog
from writers_app.components.properties import properties_dialog
from writers_app.components.shell import shell
from writers_app.components.text_service import text_service_dialog
from writers_app.components.words import t
from writers_app.state.house_style import HouseStyleState
from writers_app.state.members import MembersState
from writers_app.state.project import ProjectState
from writers_app.state.properties import PropertiesState
from writers_app.state.text_service import TextServiceState

ROUTES = ("/projects/[project_id]", "/projects/[project_id]/[document_id]")


def page() -> rx.Component:
    return shell(
        Panes.create(
            _binder(),
            rx.fragment(
                _editor(),
                rx.cond(ProjectState.missing, _missing()),
                rx.cond(
                    ProjectState.loaded & ~ProjectState.missing & (ProjectState.current == ""),
                    _nothing_open(),
                ),
            ),
            _inspector(),
        ),
        _rename_dialog(),
        members_dialog(),
        house_style_dialog(),
        properties_dialog(),
        text_service_dialog(),
        pulse(ProjectState.read_again, seconds=10),
        title=rx.cond(ProjectState.current_title != "", ProjectState.current_title, ProjectState.title),
        active="write",
        fills=True,
    )


def _missing() -> rx.Component:
    return empty_state(
        t("There is nothing here"),
        t("This project or text is gone, or it is no longer shared with you."),
        button_link(t("To your projects"), href="/dashboard", tone="primary"),
        glyph="file-question",
    )


def _binder() -> rx.Component:
    return Binder.create(
        menu(
            rx.cond(
                ProjectState.may_write,
                menu_item(t("Rename the project"), on_click=ProjectState.start_renaming),
            ),
            menu_item(t("About the book"), on_click=PropertiesState.open_form),
            menu_item(t("Who shares it"), on_click=MembersState.open_list),
            rx.cond(
                ProjectState.role == "owner",
                menu_item(t("House style"), on_click=HouseStyleState.open_form),
            ),
            rx.cond(
                ProjectState.current != "",
                menu_item(t("Earlier versions of this text"), href="/history/" + ProjectState.current),
            ),
            menu_item(t("Ask for a report"), href=_ask("analyze")),
            rx.cond(
                ProjectState.project != "",
                menu_item(t("Trends"), href="/trends/" + ProjectState.project),
            ),
            menu_item(t("Make the book"), href="/compile/" + ProjectState.project),
            menu_item(t("Export"), href=_ask("export")),
            rx.cond(
                ProjectState.may_write,
                menu_item(t("Take back a Word file from an editor"), href=_ask("return")),
            ),
            rx.cond(
                TextServiceState.offered,
                menu_item(t("Text service"), on_click=TextServiceState.open_dialog),
            ),
            label=t("More about this project"),
            trigger=icon("ellipsis", 16),
            class_name="button quiet icon-only",
        ),
        nodes=ProjectState.nodes,
        trash=ProjectState.trash,
        project=ProjectState.project,
        title=ProjectState.title,
        current=ProjectState.current,
        fresh=ProjectState.fresh,
        editable=ProjectState.may_write,
        on_make=ProjectState.create_document,
        on_rename=ProjectState.rename_document,
        on_move=ProjectState.move_document,
        on_trash=ProjectState.trash_document,
        on_restore=ProjectState.restore_document,
    )


def _ask(kind: str) -> rx.Var[str]:
    return f"/tasks/new?kind={kind}&project=" + ProjectState.project


def _editor() -> rx.Component:
    return manuscript(
        PaneToggle.create(pane="binder"),
        PaneToggle.create(pane="inspector"),
        document_id=ProjectState.current,
        project_id=ProjectState.project,
        user_id=ProjectState.user,
        title=ProjectState.current_title,
        direction=ProjectState.direction,
        language=ProjectState.language,
        read_only=~ProjectState.may_write,
        waiting=~ProjectState.loaded,
        pace=ProjectState.pace,
        house_style=ProjectState.house_style,
    )


def _nothing_open() -> rx.Component:
    return rx.el.section(
        rx.el.div(PaneToggle.create(pane="binder"), class_name="page-empty-head"),
        rx.cond(
            ProjectState.may_write,
            empty_state(
                t("An empty book"),
                t("Write its first scene, or bring a manuscript and find it here as chapters."),
                button(
                    t("Write the first scene"),
                    tone="primary",
                    glyph="pen-line",
                    on_click=ProjectState.create_document("scene", ""),
                ),
                button_link(t("Bring a manuscript"), href="/upload", glyph="file-up"),
                glyph="book-open",
            ),
            empty_state(
                t("An empty book"),
                t("Nothing has been written here yet. What its writers write will appear here."),
                glyph="book-open",
            ),
        ),
        class_name="page-empty",
    )


def _inspector() -> rx.Component:
    return Inspector.create(
        document=ProjectState.current,
        synopsis=ProjectState.synopsis,
        status=ProjectState.status,
        target=ProjectState.target,
        count=ProjectState.current_words,
        editable=ProjectState.may_write,
        on_describe=ProjectState.describe_document,
    )


def _rename_dialog() -> rx.Component:
    return dialog(
        rx.el.form(
            field(
                t("Title"),
                text_input(
                    "project-title", name="title", default_value=ProjectState.title, required=True, max_length=300
                ),
                field_id="project-title",
            ),
            rx.el.div(button(t("Rename"), tone="primary", type="submit"), class_name="actions end"),
            on_submit=ProjectState.rename_project,
            class_name="stack",
        ),
        label=t("Rename the project"),
        is_open=ProjectState.renaming,
        on_close=ProjectState.stop_renaming,
    )
