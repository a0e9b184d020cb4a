"""What lies over every page: notices, the connection line, and the page that stands in for one that broke. Given to the
app by the composition root in place of Reflex's own.
"""

from typing import Any

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_connection_errors

from writers_app.components.controls import button
from writers_app.components.frame import reload_page
from writers_app.components.words import t
from writers_app.state.notices import NoticeState

LIBRARY = rx.asset("notices.jsx", shared=True).importable_path


class Notices(rx.Component):
    library = LIBRARY
    tag = "Notices"
    notice: rx.Var[dict[str, Any]]


class ConnectionLine(rx.Component):
    library = LIBRARY
    tag = "ConnectionLine"
    lost: rx.Var[bool]


def overlay(stateful: bool) -> rx.Component | None:
    if not stateful:
        return None
    return rx.fragment(
        Notices.create(notice=NoticeState.notice),
        ConnectionLine.create(lost=has_connection_errors),
    )


def error_boundary(_: bool) -> rx.Component:
    return ErrorBoundary.create(fallback_render=_broken_page())


def _broken_page() -> rx.Component:
    return rx.el.main(
        rx.el.h1(t("This page broke.")),
        rx.el.p(
            t(
                "Your texts are safe on the server. Load the page again; if it breaks again, tell whoever runs "
                "this server."
            )
        ),
        button(t("Load again"), tone="primary", on_click=reload_page()),
        class_name="empty",
    )
