"""Python faces of account.jsx: forms whose fields go to REST, and the keeper of the session. Pages build on these."""

from typing import Any, Literal

import reflex as rx
from reflex.vars import VarData
from reflex_base.event import run_script
from reflex_base.vars.function import FunctionVar

from writers_app.components.words import t

LIBRARY = rx.asset("account.jsx", shared=True).importable_path


class AccountForm(rx.Component):
    library = LIBRARY
    tag = "AccountForm"
    path: rx.Var[str]
    method: rx.Var[str]
    outcome: rx.Var[str]
    next: rx.Var[str]
    done: rx.Var[Any]
    field_of_status: rx.Var[dict[str, str]]
    token_in_address: rx.Var[bool]
    username: rx.Var[str]


class AccountField(rx.Component):
    library = LIBRARY
    tag = "AccountField"
    name: rx.Var[str]
    label: rx.Var[str]
    kind: rx.Var[str]
    hint: rx.Var[str]
    missing: rx.Var[str]
    mistyped: rx.Var[str]
    short: rx.Var[str]
    shortest: rx.Var[int]
    auto_complete: rx.Var[str]
    value: rx.Var[str]


class SubmitButton(rx.Component):
    library = LIBRARY
    tag = "SubmitButton"
    label: rx.Var[str]
    busy_label: rx.Var[str]
    tone: rx.Var[str]


class SignOut(rx.Component):
    library = LIBRARY
    tag = "SignOut"
    label: rx.Var[str]


class TokenSwitch(rx.Component):
    library = LIBRARY
    tag = "TokenSwitch"
    with_token: rx.Var[Any]
    without: rx.Var[Any]


class SessionKeeper(rx.Component):
    library = LIBRARY
    tag = "SessionKeeper"


def account_form(
    *children: Any,
    path: str,
    outcome: Literal["enter", "leave", "say"],
    done: rx.Component | None = None,
    **props: Any,
) -> rx.Component:
    """A form that posts its fields to /api/v1/auth<path>; `done` takes its place when it succeeded."""
    if done is not None:
        props["done"] = done
    return AccountForm.create(*children, path=path, outcome=outcome, **props)


def name_field(value: Any = "") -> rx.Component:
    return AccountField.create(
        name="name", label=t("Name"), missing="Write your name.", auto_complete="name", value=value
    )


def email_field() -> rx.Component:
    return AccountField.create(
        name="email",
        label=t("E-mail"),
        kind="email",
        missing="Write your e-mail.",
        mistyped="This is not a whole e-mail address. It looks like name@example.org.",
        auto_complete="username",
    )


def present_password_field(name: str, label: Any) -> rx.Component:
    return AccountField.create(
        name=name, label=label, kind="password", missing="Write the password.", auto_complete="current-password"
    )


def new_password_field(name: str, label: Any) -> rx.Component:
    return AccountField.create(
        name=name,
        label=label,
        kind="password",
        hint=t("At least 8 characters. A sentence that only you would say is best; any language will do."),
        missing="Choose a password.",
        short="At least 8 characters, please.",
        shortest=8,
        auto_complete="new-password",
    )


def submit(label: Any, busy_label: Any, tone: str = "primary") -> rx.Component:
    return SubmitButton.create(label=label, busy_label=busy_label, tone=tone)


def choose_look(name: str, value: str) -> Any:
    """An event trigger's value: how the page looks on this device, at once and in place."""
    choose = rx.Var("chooseLook", _var_data=VarData(imports={LIBRARY: [rx.ImportVar(tag="chooseLook")]}))
    return run_script(choose.to(FunctionVar).call(name, value))


def session_keeper(_: bool) -> rx.Component:
    """Given to the app by the composition root, so that it stands in every page."""
    return rx.fragment(SessionKeeper.create())  # the app puts the page into the fragment
