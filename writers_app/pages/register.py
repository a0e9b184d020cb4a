"""Making an account. Registered at /register."""

import reflex as rx

from writers_app.components.account import account_form, email_field, name_field, new_password_field, submit
from writers_app.components.frame import go
from writers_app.components.shell import plain_shell
from writers_app.components.words import t


def page() -> rx.Component:
    return plain_shell(
        rx.el.section(
            rx.el.h1(t("Start writing")),
            rx.el.p(t("What you write stays on this server and is yours alone until you share it."), class_name="lead"),
            account_form(
                name_field(),
                email_field(),
                new_password_field("password", t("Password")),
                submit(t("Make the account"), t("Making the account…")),
                rx.el.p(
                    t("Next, you begin an empty book or bring a manuscript that you have."), class_name="field-hint"
                ),
                path="/register",
                outcome="enter",
                field_of_status={"409": "email", "422": "password"},
            ),
            rx.el.p(t("Have an account?"), " ", go(t("Sign in"), href="/login"), class_name="text-soft"),
            class_name="gate",
        ),
        title=t("Make an account"),
    )
