"""The first page after signing in: go on writing, what is running, the shelf of projects. Registered at /dashboard."""

import reflex as rx

from writers_app.components.controls import button, button_link, icon, progress_row, skeleton, text_input
from writers_app.components.frame import dialog, go, menu, menu_item
from writers_app.components.shell import page_head, shell
from writers_app.components.words import locale, quote, say, t, titled, tn, when
from writers_app.state.dashboard import Continued, Cover, DashboardState
from writers_app.state.frame import FrameState, RunningTask


def page() -> rx.Component:
    return shell(
        rx.cond(DashboardState.loaded, _desk(), rx.fragment(skeleton("title"), skeleton("cover", 2))),
        _new_project(),
        title=t("Projects"),
        active="projects",
    )


def _desk() -> rx.Component:
    return rx.cond(
        DashboardState.covers.length() == 0,
        _two_doors(),
        rx.fragment(_continue(), _running(), _shelf()),
    )


def _two_doors() -> rx.Component:
    return rx.el.section(
        rx.el.h1(t("What will you write?")),
        rx.el.div(
            rx.el.button(
                icon("book-open", 28),
                rx.el.strong(t("Start a book")),
                rx.el.span(t("An empty page and a title. Chapters, notes and the rest come when you need them.")),
                type="button",
                class_name="door",
                on_click=DashboardState.start_naming,
            ),
            go(
                icon("file-up", 28),
                rx.el.strong(t("Bring a manuscript")),
                rx.el.span(t("Word, OpenDocument, EPUB, Markdown, HTML, RTF or plain text: it becomes chapters here.")),
                href="/upload",
                class_name="door",
            ),
            class_name="doors",
        ),
        class_name="first-steps",
    )


def _continue() -> rx.Component:
    latest = DashboardState.recent[0]
    return rx.cond(
        DashboardState.recent.length() > 0,
        rx.el.section(
            rx.el.header(
                rx.el.h2(t("Continue writing"), class_name="section-title", id="continue"),
                rx.cond(
                    DashboardState.words_today > 0,
                    rx.el.p(
                        tn("%(n)s word today", "%(n)s words today", DashboardState.words_today), class_name="today"
                    ),
                ),
                class_name="section-head",
            ),
            go(
                rx.el.p(latest.last_lines, class_name="last-lines", dir=latest.direction, lang=latest.language),
                rx.el.p(
                    rx.el.strong(rx.cond(latest.title != "", latest.title, t("Untitled")), dir="auto"),
                    rx.el.span(latest.project_title, dir="auto"),
                    rx.el.span(when(latest.touched)),
                    class_name="byline",
                ),
                href=latest.href,
                class_name="continue",
            ),
            rx.cond(
                DashboardState.recent.length() > 1,
                rx.el.ul(rx.foreach(DashboardState.recent[1:], _recent), role="list", class_name="recent"),
            ),
            aria_labelledby="continue",
        ),
    )


def _recent(text: rx.Var[Continued]) -> rx.Component:
    return rx.el.li(
        go(rx.cond(text.title != "", text.title, t("Untitled")), href=text.href, dir="auto"),
        rx.el.span(text.project_title, class_name="text-soft", dir="auto"),
        rx.el.span(when(text.touched), class_name="text-faint"),
    )


def _running() -> rx.Component:
    return rx.cond(
        FrameState.running.length() > 0,
        rx.el.section(
            rx.el.h2(t("Running"), class_name="section-title", id="running"),
            rx.foreach(FrameState.running, _running_row),
            aria_labelledby="running",
        ),
    )


def _running_row(task: rx.Var[RunningTask]) -> rx.Component:
    detail = rx.cond(task.step != "", say(task.step), t("Waiting"))
    return progress_row(titled(task.title, task.kind_title), detail, task.progress, task.href)


def _shelf() -> rx.Component:
    return rx.el.section(
        page_head(
            t("Projects"),
            button_link(t("Bring a manuscript"), href="/upload", glyph="file-up"),
            button(t("New project"), tone="primary", glyph="plus", on_click=DashboardState.start_naming),
        ),
        rx.el.ul(rx.foreach(DashboardState.covers, _cover), role="list", class_name="shelf"),
        rx.cond(
            DashboardState.cursor != "",
            button(t("Show more"), on_click=DashboardState.show_more_projects),
        ),
        class_name="stack",
    )


def _cover(cover: rx.Var[Cover]) -> rx.Component:
    return rx.el.li(
        go(
            rx.el.span(cover.title, class_name="cover-title", dir="auto"),
            rx.cond(cover.shared, rx.el.span(t("Shared with you"), class_name="cover-note")),
            href=cover.href,
            class_name=rx.Var.create("cover cloth-") + cover.cloth.to_string(),
            dir=cover.direction,
        ),
        rx.el.div(
            rx.el.p(
                rx.el.span(tn("%(n)s word", "%(n)s words", cover.words)),
                rx.el.span(when(cover.touched), class_name="text-faint"),
                class_name="cover-facts",
            ),
            rx.cond(
                cover.owned,
                menu(
                    menu_item(t("Move to the trash"), on_click=DashboardState.trash_project(cover.id), tone="danger"),
                    label=t("More about %(title)s", title=quote(cover.title)),
                    trigger=icon("ellipsis", 16),
                    class_name="button quiet icon-only small",
                ),
            ),
            class_name="cover-foot",
        ),
        class_name="on-shelf",
    )


def _new_project() -> rx.Component:
    return dialog(
        rx.el.form(
            rx.el.div(
                rx.el.label(t("Title"), html_for="title"),
                text_input("title", required=True, max_length=300, auto_focus=True, auto_complete="off"),
                rx.el.p(say(DashboardState.title_error), class_name="field-error", role="alert"),
                class_name="field",
            ),
            rx.el.fieldset(
                rx.el.legend(t("Language of the text"), class_name="field-label"),
                _language("en", "English", t("Left to right")),
                _language("fa", "فارسی", t("Right to left, with the half-space on Shift+Space")),
                class_name="choices",
            ),
            rx.el.div(
                button(t("Cancel"), on_click=DashboardState.stop_naming),
                button(t("Start writing"), tone="primary", type="submit"),
                class_name="actions end",
            ),
            on_submit=DashboardState.create_project,
            class_name="stack",
        ),
        label=t("New project"),
        is_open=DashboardState.naming,
        on_close=DashboardState.stop_naming,
    )


def _language(code: str, name: str, hint: rx.Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name="language", value=code, default_checked=locale() == code),
        rx.el.span(rx.el.strong(name, lang=code), rx.el.span(hint, class_name="text-soft")),
        class_name="choice-card",
    )
