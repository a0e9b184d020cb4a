"""Reflex's settings, read from writers_app.config."""

import reflex as rx

from deploy.origin import SameOrigin
from writers_app.config import settings

config = rx.Config(
    app_name="writers_app",
    backend_host=settings().host,
    backend_port=settings().port,
    frontend_port=settings().port,
    redis_url=settings().redis_database(1),
    cors_allowed_origins=sorted(settings().allowed_origins),
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[SameOrigin(backend=f"http://127.0.0.1:{settings().port + 1}")],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
