"""One's own account: name, looks, password, where one is signed in, leaving. Registered at /account."""

from typing import Any

import reflex as rx
from reflex.style import set_color_mode

from writers_app.components.account import (
    SignOut,
    account_form,
    choose_look,
    new_password_field,
    present_password_field,
    submit,
)
from writers_app.components.controls import badge, button, callout, choice, field, skeleton, text_input
from writers_app.components.frame import go
from writers_app.components.phone import phone
from writers_app.components.shell import page_head, shell
from writers_app.components.usage import usage
from writers_app.components.words import choose_locale, locale, say, t, tn, when
from writers_app.i18n.locales import LOCALES, NAMES
from writers_app.state.account import AccountState, Device
from writers_app.state.telling import TellingState


def page() -> rx.Component:
    return shell(
        page_head(t("Account"), lead=AccountState.email),
        rx.cond(
            AccountState.loaded,
            rx.el.div(
                _profile(), _looks(), _told(), _room(), _password(), _devices(), _farewell(), class_name="account"
            ),
            skeleton("row", 4),
        ),
        title=t("Account"),
        active="account",
    )


def _section(name: str, title: Any, *children: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, id=f"account-{name}"), *children, class_name="stack", aria_labelledby=f"account-{name}"
    )


def _profile() -> rx.Component:
    return _section(
        "name",
        t("Name"),
        rx.el.form(
            field(
                t("As others see it in shared projects"),
                text_input(
                    "account-name-field",
                    name="name",
                    default_value=AccountState.name,
                    max_length=200,
                    auto_complete="name",
                    key=AccountState.name,
                    aria_describedby="account-name-field-error",
                    aria_invalid=AccountState.name_error != "",
                ),
                field_id="account-name-field",
                error=say(AccountState.name_error),
            ),
            button(t("Change the name"), type="submit"),
            on_submit=AccountState.rename,
            class_name="stack",
        ),
    )


def _looks() -> rx.Component:
    chosen = rx.Var("rawColorMode", _var_data=rx.color_mode._get_all_var_data())
    return _section(
        "looks",
        t("How it looks"),
        _segments(
            t("Language"),
            [(NAMES[code], code, locale() == code, choose_locale(code)) for code in LOCALES],
            "locale",
        ),
        _segments(
            t("Light and dark"),
            [
                (label, value, chosen == value, rx.call_function(set_color_mode(value)))
                for label, value in ((t("As the device"), "system"), (t("Light"), "light"), (t("Dark"), "dark"))
            ],
            "theme",
        ),
        _segments(
            t("Paper"),
            [
                (label, value, AccountState.paper == value, choose_look("paper", value))
                for label, value in ((t("White"), "plain"), (t("Sepia"), "sepia"))
            ],
            "paper",
        ),
        _segments(
            t("Type for Latin texts"),
            [
                (label, value, AccountState.latin_font == value, choose_look("latin", value))
                for label, value in (("Literata", "literata"), ("Inter", "inter"), ("IBM Plex Mono", "plex-mono"))
            ],
            "latin_font",
        ),
        _segments(
            t("Type for Persian texts"),
            [
                (label, value, AccountState.persian_font == value, choose_look("persian", value))
                for label, value in ((t("Naskh"), "naskh"), (t("Vazirmatn"), "vazirmatn"))
            ],
            "persian_font",
        ),
    )


def _told() -> rx.Component:
    kinds = [
        ("task.succeeded", t("Long work is finished")),
        ("task.failed", t("Work did not succeed")),
        ("project.shared", t("Somebody shares a project with you")),
        ("webhook.disabled", t("A webhook was switched off")),
    ]
    channels = [(t("Here and by mail"), "mail"), (t("Here"), "app"), (t("Not at all"), "off")]
    with_texts = [(t("Here and by text message"), "text"), *channels]
    return _section(
        "told",
        t("What you are told"),
        *[
            field(
                label,
                rx.cond(TellingState.may_text, _channel(kind, with_texts), _channel(kind, channels)),
                field_id=f"told-{kind.replace('.', '-')}",
            )
            for kind, label in kinds
        ],
        rx.cond(TellingState.texts_offered, phone(TellingState.load)),
        rx.el.p(t("Your own programs can be told too:"), " ", go(t("Webhooks"), href="/account/webhooks")),
    )


def _room() -> rx.Component:
    return _section("room", t("Room for your files"), usage(AccountState.room))


def _channel(kind: str, channels: list[tuple[Any, str]]) -> rx.Component:
    return choice(
        f"told-{kind.replace('.', '-')}",
        channels,
        value=TellingState.channels[kind],
        on_change=lambda channel: TellingState.choose(kind, channel),
    )


def _segments(label: Any, options: list[tuple[Any, str, Any, Any]], preference: str) -> rx.Component:
    """A choice that takes effect at once: `options` are (label, value, whether it is chosen, what the browser does)."""
    buttons = [
        rx.el.button(
            shown,
            type="button",
            aria_pressed=chosen,
            on_click=[effect, AccountState.prefer(preference, value)],
            **({"lang": value} if preference == "locale" else {}),
        )
        for shown, value, chosen, effect in options
    ]
    return rx.el.div(
        rx.el.p(label, class_name="field-label"),
        rx.el.div(*buttons, class_name="segments", role="group", aria_label=label),
        class_name="field",
    )


def _password() -> rx.Component:
    return _section(
        "password",
        t("Password"),
        account_form(
            present_password_field("current_password", t("Present password")),
            new_password_field("new_password", t("New password")),
            submit(t("Change the password"), t("Changing it…"), "plain"),
            rx.el.p(t("You stay signed in here; every other device is signed out."), class_name="field-hint"),
            path="/password",
            username=AccountState.email,
            outcome="say",
            field_of_status={"422": "current_password", "429": "current_password"},
            done=rx.el.p(t("Your password is changed.")),
        ),
    )


def _devices() -> rx.Component:
    return _section(
        "devices",
        t("Where you are signed in"),
        rx.el.ul(rx.foreach(AccountState.devices, _device), role="list", class_name="devices"),
        SignOut.create(label=t("Sign out here")),
    )


def _device(device: rx.Var[Device]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(rx.cond(device.browser != "", device.browser, t("A client")), dir="auto"),
            rx.cond(device.system != "", rx.el.span(device.system)),
            rx.el.span(device.address, dir="ltr", class_name="text-faint"),
            rx.el.span(when(device.last_used), class_name="text-faint"),
            class_name="device",
        ),
        rx.cond(
            device.current,
            badge(t("This device"), "good"),
            button(t("Sign out"), on_click=AccountState.end_session(device.id)),
        ),
    )


def _farewell() -> rx.Component:
    return _section(
        "deletion",
        t("Delete the account"),
        callout(
            rx.cond(
                AccountState.owned_projects > 0,
                rx.el.p(
                    tn(
                        "This deletes your %(n)s project with every text in it, for its members too.",
                        "This deletes your %(n)s projects with every text in them, for their members too.",
                        AccountState.owned_projects,
                    )
                ),
                rx.el.p(t("You own no projects. Your tasks and files are deleted.")),
            ),
            rx.el.p(t("In other people's projects, what you wrote stays with them. None of this can be undone.")),
            tone="warning",
        ),
        account_form(
            present_password_field("password", t("Your password, to be sure that it is you")),
            submit(t("Delete my account for good"), t("Deleting…"), "danger"),
            path="/me/deletion",
            username=AccountState.email,
            outcome="leave",
            field_of_status={"422": "password", "429": "password"},
        ),
    )
