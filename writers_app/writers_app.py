"""The composition root: pages, REST and sync in one application."""

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from starlette.types import ASGIApp

from writers_app.api.addresses import PlainAddresses
from writers_app.api.app import create_api
from writers_app.api.security import SecurityHeaders
from writers_app.components.account import session_keeper
from writers_app.components.head import STYLESHEETS, head_components
from writers_app.components.notices import error_boundary, overlay
from writers_app.config import settings
from writers_app.pages import PAGES
from writers_app.state.bell import watch_news
from writers_app.state.notices import show_error
from writers_app.sync.endpoint import router as sync_router
from writers_app.sync.lifespan import rooms_lifespan
from writers_app.telemetry.logging import configure_logging
from writers_app.telemetry.requests import RequestTelemetry

configure_logging(settings(), "web")


def surround(inner: ASGIApp) -> ASGIApp:
    """What every request passes through first, whether it is for a page, REST or a file."""
    pages = get_web_dir() / "build" / "client"
    served = SecurityHeaders(PlainAddresses(inner, pages=pages), pages=pages, by_tls=settings().secure_cookies)
    return RequestTelemetry(served)


api = create_api()
api.include_router(sync_router)

app = rx.App(
    api_transformer=[api, surround],
    head_components=head_components(),
    stylesheets=STYLESHEETS,
    reset_style=False,
    toaster=None,
    app_wraps={(55, "ErrorBoundary"): error_boundary, (5, "Overlay"): overlay, (4, "Session"): session_keeper},
    backend_exception_handler=show_error,
)
app.register_lifespan_task(rooms_lifespan)
app.register_lifespan_task(watch_news)
for page in PAGES:
    app.add_page(page.draw, route=page.route, title="Writers", on_load=page.on_load)
