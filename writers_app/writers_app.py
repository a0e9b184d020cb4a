"""The composition root: pages, REST and sync in one application."""

import reflex as rx

from writers_app.api.app import create_api
from writers_app.components.head import STYLESHEETS, head_components
from writers_app.config import settings
from writers_app.pages import landing
from writers_app.telemetry.logging import configure_logging

configure_logging(settings(), "web")

app = rx.App(
    api_transformer=create_api(),
    head_components=head_components(),
    stylesheets=STYLESHEETS,
    reset_style=False,
)
app.add_page(landing.page, route="/", title="Writers")
