"""A new password: asking for the mail, and choosing one by the link in it. Registered at /reset."""

import reflex as rx

from writers_app.components.account import TokenSwitch, account_form, email_field, new_password_field, submit
from writers_app.components.controls import button_link
from writers_app.components.frame import go
from writers_app.components.shell import plain_shell
from writers_app.components.words import t


def page() -> rx.Component:
    return plain_shell(
        rx.el.section(
            rx.el.h1(t("A new password")),
            TokenSwitch.create(with_token=_choose(), without=_ask()),
            class_name="gate",
        ),
        title=t("A new password"),
    )


def _ask() -> rx.Component:
    return rx.fragment(
        account_form(
            rx.el.p(t("Write the e-mail of your account. We send a link by which you choose a new password.")),
            email_field(),
            submit(t("Send the link"), t("Sending…")),
            path="/reset-request",
            outcome="say",
            done=rx.el.div(
                rx.el.p(
                    t("If there is an account with that e-mail, a mail is on its way. Its link works for an hour.")
                ),
                rx.el.p(t("Nothing there after some minutes? Look among the unwanted mails, then ask again.")),
                class_name="stack",
            ),
        ),
        rx.el.p(go(t("Back to signing in"), href="/login")),
    )


def _choose() -> rx.Component:
    return account_form(
        new_password_field("password", t("New password")),
        submit(t("Set the password"), t("Setting it…")),
        rx.el.p(t("Wherever you are signed in now, you are signed out."), class_name="field-hint"),
        path="/reset",
        outcome="say",
        token_in_address=True,
        field_of_status={"422": "password"},
        done=rx.el.div(
            rx.el.p(t("Your password is changed.")),
            button_link(t("Sign in"), href="/login", tone="primary"),
            class_name="stack",
        ),
    )
