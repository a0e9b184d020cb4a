"""The front door: one sentence, the product itself, and two ways in. Registered at /."""

import reflex as rx

from writers_app.components.controls import button_link
from writers_app.components.shell import plain_shell
from writers_app.components.words import t
from writers_app.i18n.locales import LOCALES


def page() -> rx.Component:
    return plain_shell(
        rx.el.div(
            rx.el.section(
                rx.el.h1(t("A calm room to write in, on a machine of your own.")),
                rx.el.p(
                    t("Write a book in Persian or English, bring in the manuscript you have, see what your text does."),
                    class_name="lead",
                ),
                rx.el.div(
                    button_link(t("Start writing"), href="/register", tone="primary", class_name="large"),
                    button_link(t("Sign in"), href="/login", class_name="large"),
                    class_name="actions",
                ),
                class_name="landing-words",
            ),
            rx.el.figure(*[_picture(code, mode) for code in LOCALES for mode in ("light", "dark")]),
            rx.el.section(
                _point(
                    t("Nothing is lost"),
                    t("“Saved” means: it is on disk. On a train or in a power cut, your words wait and come in later."),
                ),
                _point(
                    t("Two languages, properly"),
                    t("Half-spaces, directions and Persian digits work as they should, in a book or in one sentence."),
                ),
                _point(
                    t("Your manuscript, whole"),
                    t("Word, OpenDocument, EPUB and Markdown come in with footnotes, tables and pictures."),
                ),
                _point(
                    t("A report you can read"),
                    t("Long sentences, echoes, dialogue, rhythm: every figure says how it was worked out."),
                ),
                class_name="landing-points",
            ),
            class_name="landing",
        ),
        title=t("A room to write in"),
    )


def _picture(code: str, mode: str) -> rx.Component:
    """The product itself, in each language and mode; styles show the one that fits, and only that one is fetched."""
    return rx.el.img(
        src=f"/pictures/desk-{code}-{mode}.webp",
        alt=t("The product as it is: a chapter in the editor with the binder beside it"),
        width="2027",
        height="1200",
        loading="lazy",
        class_name=f"only-{mode} only-{code}",
    )


def _point(title: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.h2(title), rx.el.p(text))
