"""The dialog of a project's house style: what checks ask for, which words they leave alone. Used by pages.project."""

from typing import Any

import reflex as rx

from writers_app.components.controls import button, choice, field
from writers_app.components.frame import dialog
from writers_app.components.words import say, t
from writers_app.state.house_style import HouseStyleState
from writers_app.state.project import ProjectState

AS_WRITTEN = ""


def house_style_dialog() -> rx.Component:
    return dialog(
        rx.el.p(t("What the checks ask for in this project. They only suggest; nothing is changed by itself.")),
        rx.cond(HouseStyleState.shown, _form()),
        label=t("House style"),
        is_open=HouseStyleState.shown,
        on_close=HouseStyleState.close_form,
        class_name="wide",
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.cond(ProjectState.language == "fa", _persian(), _english()),
        _choice(
            "dashes",
            t("Dashes within sentences"),
            (t("as written"), AS_WRITTEN),
            (t("word—word"), "em"),
            (t("word — word"), "spaced_em"),
            (t("word – word"), "spaced_en"),
        ),
        field(
            t("Words that are right as they are"),
            rx.el.textarea(
                id="style-terms",
                name="terms",
                default_value=HouseStyleState.terms,
                class_name="input",
                dir="auto",
                rows=5,
            ),
            field_id="style-terms",
            hint=t("Names and terms, one in each line. No check touches them."),
            error=say(HouseStyleState.error),
        ),
        rx.el.div(button(t("Keep this style"), tone="primary", type="submit"), class_name="actions end"),
        on_submit=HouseStyleState.keep_style,
        key=HouseStyleState.number,
        class_name="stack",
    )


def _persian() -> rx.Component:
    return rx.el.div(
        rx.el.input(type="hidden", name="switches", value="shown"),
        _switch("half_spaces", t("Half-spaces: می‌روم, کتاب‌ها, بزرگ‌تر")),
        _switch("letters", t("Persian letters: ی and ک for ي and ك")),
        _switch("punctuation", t("Persian marks: ، ؛ ؟")),
        _switch("spacing", t("Spaces around marks")),
        _choice(
            "plurals",
            t("Plurals"),
            (t("as written"), AS_WRITTEN),
            (t("at a half-space: کتاب‌های"), "half_space"),
            (t("joined: کتابهای"), "joined"),
        ),
        _choice(
            "he_ye",
            t("Ezafe after a silent ه"),
            (t("as written"), AS_WRITTEN),
            ("خانهٔ ما", "hamza"),
            ("خانه‌ی ما", "ye"),
        ),
        _choice("quotes", t("Quotation marks"), (t("as written"), AS_WRITTEN), ("« »", "guillemets")),
        _choice("digits", t("Figures"), (t("as written"), AS_WRITTEN), ("۱۲۳", "persian"), ("123", "latin")),
        class_name="style-choices",
    )


def _english() -> rx.Component:
    return rx.el.div(
        _choice(
            "spelling",
            t("Spelling"),
            (t("as written"), AS_WRITTEN),
            (t("British: colour, grey"), "british"),
            (t("American: color, gray"), "american"),
        ),
        _choice(
            "quotes",
            t("Quotation marks and apostrophes"),
            (t("as written"), AS_WRITTEN),
            (t("curved: “ ” ’"), "curly"),
            (t('straight: " " \''), "straight"),
        ),
        class_name="style-choices",
    )


def _switch(name: str, label: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox", name=name, id=f"style-{name}", default_checked=HouseStyleState.switches[name].to(bool)
        ),
        rx.el.span(label),
        class_name="check",
    )


def _choice(name: str, label: Any, *options: tuple[Any, str]) -> rx.Component:
    control = choice(f"style-{name}", list(options), name=name, default_value=HouseStyleState.chosen[name].to(str))
    return field(label, control, field_id=f"style-{name}")
