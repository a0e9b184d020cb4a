"""Buttons, fields, rows of progress, empty states, skeletons: the small pieces that pages are made of."""

from typing import Any, Literal

import reflex as rx

from writers_app.components.frame import go
from writers_app.components.words import percent, t

Tone = Literal["primary", "plain", "quiet", "danger"]


def icon(name: str, size: int = 18, *, mirrors: bool = False) -> rx.Component:
    """A decorative line icon. `mirrors`: it points along the line of text, so it turns round in Persian."""
    return rx.icon(
        name,
        size=size,
        stroke_width=1.75,
        class_name="icon mirrors" if mirrors else "icon",
        custom_attrs={"aria-hidden": "true"},
    )


def button(*children: Any, tone: Tone = "plain", glyph: str | None = None, **props: Any) -> rx.Component:
    """A button says a verb. `tone`: one primary per view; danger only for what is lost."""
    inner = [icon(glyph, 16)] if glyph else []
    props.setdefault("type", "button")
    return rx.el.button(*inner, *children, class_name=f"button {tone} {props.pop('class_name', '')}".strip(), **props)


def icon_button(glyph: str, label: Any, *, mirrors: bool = False, **props: Any) -> rx.Component:
    """A button without words; `label` is read aloud and shown when pointed at."""
    return rx.el.button(
        icon(glyph, mirrors=mirrors),
        type="button",
        aria_label=label,
        title=label,
        class_name=f"button quiet icon-only {props.pop('class_name', '')}".strip(),
        **props,
    )


def button_link(
    *children: Any, href: Any, tone: Tone = "plain", glyph: str | None = None, **props: Any
) -> rx.Component:
    """A link to another page that is set like a button, for the one thing a view is for."""
    inner = [icon(glyph, 16)] if glyph else []
    return go(*inner, *children, href=href, class_name=f"button {tone} {props.pop('class_name', '')}".strip(), **props)


def field(label: Any, control: rx.Component, *, field_id: str, hint: Any = None, error: Any = None) -> rx.Component:
    """A labelled control with `id` field_id; `error` is a Var, empty while all is well, read aloud when it appears."""
    below: list[rx.Component] = []
    if hint is not None:
        below.append(rx.el.p(hint, class_name="field-hint", id=f"{field_id}-hint"))
    if error is not None:
        below.append(rx.el.p(error, class_name="field-error", id=f"{field_id}-error", role="alert"))
    return rx.el.div(rx.el.label(label, html_for=field_id), control, *below, class_name="field")


def text_input(field_id: str, **props: Any) -> rx.Component:
    """Uncontrolled: its value is read when the form is submitted. Direction follows what is typed."""
    props.setdefault("name", field_id)
    props.setdefault("dir", "auto")
    return rx.el.input(id=field_id, class_name="input", **props)


def choice(field_id: str, options: list[tuple[Any, str]], **props: Any) -> rx.Component:
    """A drop-down list of (label, value)."""
    props.setdefault("name", field_id)
    return rx.el.select(
        *[rx.el.option(label, value=value) for label, value in options], id=field_id, class_name="input", **props
    )


def progress_bar(value: Any, label: Any) -> rx.Component:
    """`value` from 0 to 100."""
    return rx.el.div(
        rx.el.div(class_name="progress-fill", style={"inlineSize": f"{value}%"}),
        class_name="progress",
        role="progressbar",
        aria_label=label,
        aria_valuemin="0",
        aria_valuemax="100",
        aria_valuenow=value,
    )


def progress_row(title: Any, detail: Any, value: Any, href: Any, *, actions: Any = None) -> rx.Component:
    """One running thing as a slim row: what, how far, and where to see more."""
    return rx.el.div(
        rx.el.div(
            go(title, href=href, class_name="progress-title", dir="auto"),
            rx.el.span(detail, class_name="text-faint"),
            rx.el.span(percent(value), class_name="numeric text-soft"),
            *([actions] if actions is not None else []),
            class_name="progress-head",
        ),
        progress_bar(value, title),
        class_name="progress-row",
    )


def empty_state(
    title: Any, text: Any, *actions: rx.Component, glyph: str | None = None, is_page: bool = False
) -> rx.Component:
    """Nothing here yet: says so, and what to do next. `is_page`: it is all that the page has to say."""
    return rx.el.div(
        *([icon(glyph, 28)] if glyph else []),
        (rx.el.h1 if is_page else rx.el.h2)(title),
        rx.el.p(text, class_name="text-soft"),
        rx.el.div(*actions, class_name="actions") if actions else rx.fragment(),
        class_name="empty",
    )


def skeleton(kind: Literal["line", "title", "cover", "row", "page"] = "line", count: int = 1) -> rx.Component:
    """Grey shapes of what is coming; they appear only if it takes longer than 400 ms."""
    shapes = [rx.el.div(class_name=f"skeleton {kind}") for _ in range(count)]
    return rx.el.div(*shapes, class_name="skeletons", role="status", aria_label=t("Loading"))


def callout(*children: Any, tone: Literal["note", "warning", "danger"] = "note") -> rx.Component:
    """Something to be read where it belongs: a hint, a thing to look at, a failure with what to do."""
    return rx.el.div(*children, class_name=f"callout {tone}", role="alert" if tone == "danger" else "note")


def badge(text: Any, tone: Any = "") -> rx.Component:
    return rx.el.span(
        text, class_name=rx.Var.create("badge ") + tone if isinstance(tone, rx.Var) else f"badge {tone}".strip()
    )
