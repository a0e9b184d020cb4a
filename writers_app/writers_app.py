"""The composition root: pages, REST and sync in one application."""

import reflex as rx

from writers_app.api.app import create_api
from writers_app.config import settings
from writers_app.telemetry.logging import configure_logging

configure_logging(settings(), "web")

app = rx.App(api_transformer=create_api())
app.add_page(lambda: rx.el.main(rx.el.h1("Writers")), route="/")
