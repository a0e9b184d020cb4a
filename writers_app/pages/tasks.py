"""Everything the worker does for a person: under way, stopped, finished. Registered at /tasks."""

import reflex as rx

from writers_app.components.controls import badge, button, button_link, empty_state, icon_button, progress_bar, skeleton
from writers_app.components.frame import go, pulse
from writers_app.components.shell import page_head, shell
from writers_app.components.words import say, t, titled, when
from writers_app.state.task_rows import TaskRow
from writers_app.state.tasks import Group, TasksState


def page() -> rx.Component:
    return shell(
        pulse(TasksState.read_again, seconds=rx.cond(TasksState.any_under_way, 1, 15)),
        page_head(
            t("Tasks"),
            button_link(t("Bring a manuscript"), href="/upload", glyph="file-up"),
            button_link(t("Many at once"), href="/tasks/many", glyph="files"),
            button_link(t("Repeating"), href="/tasks/repeating", glyph="calendar-clock"),
            button_link(t("New task"), href="/tasks/new", tone="primary", glyph="plus"),
            lead=t("Imports, reports and exports go on by themselves; you can leave this page."),
        ),
        rx.cond(
            TasksState.loaded,
            rx.cond(TasksState.groups.length() > 0, _groups(), _nothing()),
            skeleton("row", 4),
        ),
        title=t("Tasks"),
        active="tasks",
    )


def _nothing() -> rx.Component:
    return empty_state(
        t("Nothing has been asked for yet."),
        t("Bring a manuscript in, or open a project and ask for a report or an export. What is asked for shows here."),
        button_link(t("Bring a manuscript"), href="/upload", tone="primary"),
        button_link(t("To your projects"), href="/dashboard"),
        glyph="list-checks",
    )


def _groups() -> rx.Component:
    return rx.el.div(
        rx.foreach(TasksState.groups, _group),
        rx.cond(TasksState.more, button(t("Show more"), on_click=TasksState.show_more)),
        class_name="stack roomy",
    )


def _group(group: rx.Var[Group]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(group.title), class_name="section-title"),
        rx.el.ul(rx.foreach(group.rows, _row), role="list", class_name="rows"),
    )


def _row(row: rx.Var[TaskRow]) -> rx.Component:
    title = titled(row.title, row.kind_title)
    return rx.el.li(
        rx.el.div(
            go(title, href=row.href, class_name="row-title", dir="auto"),
            rx.el.p(
                rx.el.span(say(row.kind_title)),
                rx.el.span(when(row.since)),
                rx.cond(row.state == "running", rx.el.span(_step(row))),
                class_name="row-facts",
            ),
            rx.cond(
                row.problem.message != "",
                rx.el.p(say(row.problem.message, row.problem.places), class_name="field-error"),
            ),
            rx.cond(row.state == "running", progress_bar(row.progress, title)),
            class_name="row-body",
        ),
        badge(say(row.state_name), row.tone),
        rx.el.div(
            rx.cond(row.can_cancel, icon_button("x", t("Cancel"), on_click=TasksState.cancel(row.id))),
            rx.cond(row.can_retry, button(t("Try again"), glyph="rotate-ccw", on_click=TasksState.retry(row.id))),
            rx.cond(row.open_href != "", button_link(t("Open"), href=row.open_href)),
            class_name="actions",
        ),
        class_name="row",
    )


def _step(row: rx.Var[TaskRow]) -> rx.Var[str]:
    counted = t("%(step)s, %(done)s of %(total)s", step=say(row.step), done=row.done, total=row.total)
    return rx.cond(row.step == "", t("Working"), rx.cond((row.total > 0) & (row.done > 0), counted, say(row.step)))
