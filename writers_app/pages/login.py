"""Signing in. Registered at /login."""

import reflex as rx

from writers_app.components.account import account_form, email_field, present_password_field, submit
from writers_app.components.frame import go
from writers_app.components.shell import plain_shell
from writers_app.components.words import t


def page() -> rx.Component:
    return plain_shell(
        rx.el.section(
            rx.el.h1(t("Sign in")),
            account_form(
                email_field(),
                present_password_field("password", t("Password")),
                submit(t("Sign in"), t("Signing in…")),
                path="/login",
                outcome="enter",
                field_of_status={"401": "password"},
            ),
            rx.el.p(go(t("Forgot the password?"), href="/reset")),
            rx.el.p(t("No account yet?"), " ", go(t("Make one"), href="/register"), class_name="text-soft"),
            class_name="gate",
        ),
        title=t("Sign in"),
    )
