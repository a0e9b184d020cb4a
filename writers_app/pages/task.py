"""One task: what happened when, and what came of it as something to read. Registered at /tasks/[task_id]."""

import reflex as rx

from writers_app.components.batches import parts
from writers_app.components.controls import (
    badge,
    button,
    button_link,
    callout,
    empty_state,
    icon,
    progress_bar,
    skeleton,
)
from writers_app.components.frame import anchor, go, pulse
from writers_app.components.report import report
from writers_app.components.shell import shell
from writers_app.components.summary import summary
from writers_app.components.words import day, duration, exact_moment, percent, quote, say, size, t, titled, tn, when
from writers_app.state.task import Download, Left, MadeDocument, Moment, TaskState


def page() -> rx.Component:
    return shell(
        pulse(TaskState.read_again, seconds=rx.cond(TaskState.row.under_way, 1, 20)),
        rx.cond(
            TaskState.missing,
            empty_state(
                t("There is no such task, or it is not yours."),
                t("Its address may have a typing mistake, or it was asked for by somebody else."),
                button_link(t("To your tasks"), href="/tasks", tone="primary"),
                glyph="list-x",
                is_page=True,
            ),
            rx.cond(TaskState.row, _task(), rx.fragment(skeleton("title"), skeleton("row", 3))),
        ),
        title=rx.cond(TaskState.row, titled(TaskState.row.title, TaskState.row.kind_title), t("Task")),
        active="tasks",
    )


def _task() -> rx.Component:
    row = TaskState.row
    return rx.el.article(
        rx.el.nav(
            go(icon("arrow-left", 16, mirrors=True), t("Tasks"), href="/tasks"),
            class_name="crumbs",
            aria_label=t("Where you are"),
        ),
        rx.el.header(
            rx.el.div(
                rx.el.p(say(row.kind_title), class_name="text-soft"),
                rx.el.h1(titled(row.title, row.kind_title), dir="auto"),
                rx.el.p(
                    badge(say(row.state_name), row.tone),
                    rx.el.span(when(row.since)),
                    rx.cond(TaskState.seconds > 0, rx.el.span(t("took %(time)s", time=duration(TaskState.seconds)))),
                    class_name="byline",
                ),
                class_name="stack tight",
            ),
            rx.el.div(
                rx.cond(row.can_cancel, button(t("Cancel"), glyph="x", on_click=TaskState.cancel)),
                rx.cond(
                    row.can_retry, button(t("Try again"), tone="primary", glyph="rotate-ccw", on_click=TaskState.retry)
                ),
                class_name="actions",
            ),
            class_name="page-head",
        ),
        rx.cond(row.under_way, _progress()),
        rx.cond(row.problem.message != "", _problem()),
        rx.cond(row.state == "succeeded", _result()),
        rx.cond(row.kind == "batch", parts(row.id, TaskState.steps)),
        _timeline(),
        class_name="stack roomy",
    )


def _progress() -> rx.Component:
    row = TaskState.row
    counted = t("%(done)s of %(total)s", done=row.done, total=row.total)
    return rx.el.section(
        rx.el.p(
            rx.el.strong(
                rx.cond(
                    row.state == "queued",
                    t("Waiting for its turn"),
                    rx.cond(row.step == "", t("Working"), say(row.step)),
                )
            ),
            rx.cond(row.total > 0, rx.el.span(counted, class_name="text-soft")),
            rx.el.span(percent(row.progress), class_name="numeric text-soft"),
            class_name="progress-head",
            role="status",
        ),
        progress_bar(row.progress, titled(row.title, row.kind_title)),
        class_name="stack tight",
    )


def _problem() -> rx.Component:
    problem = TaskState.row.problem
    return callout(
        rx.el.p(rx.el.strong(say(problem.message, problem.places))),
        rx.match(
            rx.cond(TaskState.row.can_retry, TaskState.row.kind, ""),
            ("", rx.fragment()),
            ("import", rx.el.p(t("The file you sent is kept. Try again, or bring the text in another format."))),
            ("transcribe", rx.el.p(t("The recording is kept. Try again, or send it in another format."))),
            ("batch", rx.el.p(t("Try again to repeat only what did not succeed."))),
            ("return", rx.el.p(t("Your texts were not changed, and the file is kept."))),
            rx.el.p(t("Your text was not changed. Try again; if it fails again, tell whoever runs this server.")),
        ),
        tone="danger",
    )


def _result() -> rx.Component:
    return rx.match(
        TaskState.row.kind,
        ("analyze", report(TaskState.row.id)),
        ("import", _imported()),
        ("return", _returned()),
        ("transcribe", _imported()),
        ("summarize", summary(TaskState.row.id)),
        ("batch", rx.fragment()),
        _made(),
    )


def _imported() -> rx.Component:
    made = TaskState.outcome
    return rx.el.section(
        rx.el.p(
            t(
                "“%(title)s” is in your projects now, with %(documents)s, %(words)s and %(pictures)s.",
                title=quote(made.project_title),
                documents=tn("%(n)s document", "%(n)s documents", made.document_count),
                words=tn("%(n)s word", "%(n)s words", made.words),
                pictures=tn("%(n)s picture", "%(n)s pictures", made.images),
            ),
            class_name="result-words",
        ),
        rx.el.div(
            button_link(t("Open the project"), href=made.project_href, tone="primary", glyph="book-open"),
            class_name="actions",
        ),
        rx.el.ol(rx.foreach(made.documents, _document), class_name="made", role="list"),
        rx.cond(
            made.document_count > made.documents.length(),
            rx.el.p(
                tn("and %(n)s more", "and %(n)s more", made.document_count - made.documents.length()),
                class_name="text-soft",
            ),
        ),
        _losses(),
        class_name="stack",
    )


def _returned() -> rx.Component:
    made = TaskState.outcome
    return rx.el.section(
        rx.el.p(
            t(
                "%(suggestions)s and %(comments)s are in “%(title)s” now. Your words stay until you decide.",
                title=quote(made.project_title),
                suggestions=tn("%(n)s suggestion", "%(n)s suggestions", made.suggestions),
                comments=tn("%(n)s comment", "%(n)s comments", made.comments),
            ),
            class_name="result-words",
        ),
        rx.el.ol(rx.foreach(made.documents, _document_with_suggestions), class_name="made", role="list"),
        rx.cond(
            made.losses.length() > 0,
            callout(
                rx.el.h2(t("To be looked at by yourself")),
                rx.el.ul(rx.foreach(made.losses, _loss), class_name="plain-list"),
                tone="warning",
            ),
        ),
        class_name="stack",
    )


def _document_with_suggestions(made: rx.Var[MadeDocument]) -> rx.Component:
    return rx.el.li(
        go(rx.cond(made.title != "", made.title, t("Untitled")), href=made.href + "?review=1", dir="auto"),
        rx.el.span(
            tn("%(n)s suggestion", "%(n)s suggestions", made.suggestions),
            " · ",
            tn("%(n)s comment", "%(n)s comments", made.comments),
            class_name="text-faint numeric",
        ),
    )


def _document(made: rx.Var[MadeDocument]) -> rx.Component:
    return rx.el.li(
        go(rx.cond(made.title != "", made.title, t("Untitled")), href=made.href, dir="auto"),
        rx.el.span(tn("%(n)s word", "%(n)s words", made.words), class_name="text-faint numeric"),
    )


def _losses() -> rx.Component:
    return rx.cond(
        TaskState.outcome.losses.length() > 0,
        callout(
            rx.el.h2(t("What could not be kept")),
            rx.el.ul(rx.foreach(TaskState.outcome.losses, _loss), class_name="plain-list"),
            tone="warning",
        ),
        rx.el.p(t("Everything was kept."), class_name="text-soft"),
    )


def _loss(left: rx.Var[Left]) -> rx.Component:
    return rx.el.li(say(left.message, left.places))


def _made() -> rx.Component:
    return rx.el.section(
        rx.el.div(rx.foreach(TaskState.downloads, _download), class_name="actions"),
        rx.cond(
            TaskState.kept_until != "",
            rx.el.p(t("Kept here until %(day)s.", day=day(TaskState.kept_until)), class_name="text-soft"),
        ),
        rx.cond(TaskState.outcome.losses.length() > 0, _losses()),
        class_name="stack",
    )


def _download(file: rx.Var[Download]) -> rx.Component:
    return anchor(
        icon("download", 18),
        rx.el.span(rx.el.strong(file.name, dir="auto"), rx.el.span(size(file.size), class_name="text-soft")),
        href=file.href,
        download=file.name,
        class_name="download",
    )


def _timeline() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("What happened"), class_name="section-title"),
        rx.el.ol(rx.foreach(TaskState.moments, _moment), class_name="timeline", role="list"),
    )


def _moment(moment: rx.Var[Moment]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(say(moment.name)),
        rx.el.span(say(moment.reason), class_name="text-soft"),
        rx.el.time(exact_moment(moment.at), date_time=moment.at, class_name="text-faint numeric"),
        class_name=moment.tone,
    )
