"""The composition root: pages, REST and sync in one application."""

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from starlette.types import ASGIApp

from writers_app.api.addresses import PlainAddresses
from writers_app.api.app import create_api
from writers_app.api.security import SecurityHeaders
from writers_app.components.head import STYLESHEETS, head_components
from writers_app.components.notices import error_boundary, overlay
from writers_app.config import settings
from writers_app.pages import dashboard, landing, missing
from writers_app.state.dashboard import DashboardState
from writers_app.state.notices import show_error
from writers_app.telemetry.logging import configure_logging
from writers_app.telemetry.requests import RequestTelemetry

configure_logging(settings(), "web")


def surround(inner: ASGIApp) -> ASGIApp:
    """What every request passes through first, whether it is for a page, REST or a file."""
    pages = get_web_dir() / "build" / "client"
    served = SecurityHeaders(PlainAddresses(inner, pages=pages), pages=pages, by_tls=settings().secure_cookies)
    return RequestTelemetry(served)


app = rx.App(
    api_transformer=[create_api(), surround],
    head_components=head_components(),
    stylesheets=STYLESHEETS,
    reset_style=False,
    toaster=None,
    app_wraps={(55, "ErrorBoundary"): error_boundary, (5, "Overlay"): overlay},
    backend_exception_handler=show_error,
)
app.add_page(landing.page, route="/", title="Writers")
app.add_page(dashboard.page, route="/dashboard", title="Writers", on_load=DashboardState.load)
app.add_page(missing.page, route="404", title="Writers")
