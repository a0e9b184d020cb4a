"""What happened elsewhere: ended work, shared projects. Registered at /news."""

import reflex as rx

from writers_app.components.controls import badge, button, empty_state, skeleton
from writers_app.components.frame import pulse
from writers_app.components.shell import page_head, shell
from writers_app.components.words import say, t, when
from writers_app.state.news import NewsState, Notice


def page() -> rx.Component:
    return shell(
        pulse(NewsState.read_again, seconds=10),
        page_head(
            t("News"),
            rx.cond(NewsState.unread > 0, button(t("Mark all as read"), on_click=NewsState.mark_all)),
            lead=t("What ended or happened while you were elsewhere. Your account page says what you are told."),
        ),
        rx.cond(
            NewsState.loaded,
            rx.cond(
                NewsState.notices.length() > 0,
                rx.el.ul(rx.foreach(NewsState.notices, _row), role="list", class_name="rows"),
                empty_state(
                    t("Nothing has happened yet."),
                    t("When long work ends, or somebody shares a project with you, you read it here."),
                    glyph="bell",
                ),
            ),
            skeleton("row", 4),
        ),
        title=t("News"),
        active="news",
    )


def _row(notice: rx.Var[Notice]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.button(
                say(notice.sentence, notice.places),
                type="button",
                class_name="row-title",
                on_click=NewsState.open_notice(notice.id),
            ),
            rx.el.p(when(notice.created), class_name="row-facts"),
            class_name="row-body",
        ),
        rx.cond(notice.is_new, badge(t("New"), "accent")),
        class_name="row",
    )
