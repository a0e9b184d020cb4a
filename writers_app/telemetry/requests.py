"""Names, times and logs every HTTP request, and counts open sockets. Wrapped around the application by the root."""

import time
from collections.abc import MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from writers_app.telemetry.metrics import OPEN_CONNECTIONS, REQUEST_DURATION, REQUESTS, UNEXPECTED_ERRORS

log = structlog.get_logger(__name__)
REQUEST_ID = b"x-request-id"
LONGEST_ID = 64
QUIET = ("/healthz", "/readyz", "/metrics", "/assets/", "/fonts/", "/icons/", "/styles/")
"""Paths whose successes are not worth a line."""


class RequestTelemetry:
    """Pure ASGI: it adds nothing to the messages of a WebSocket, only counts the connection."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._observe(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._count(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = "sync" if scope["path"].startswith("/sync/") else "event"
        with (
            OPEN_CONNECTIONS.labels(kind).track_inprogress(),
            structlog.contextvars.bound_contextvars(request_id=request_id(scope)),
        ):
            await self.app(scope, receive, send)

    async def _observe(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status, name = time.perf_counter(), 500, request_id(scope)

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (REQUEST_ID, name.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=name):
            try:
                await self.app(scope, receive, send_named)
            except BaseException:
                UNEXPECTED_ERRORS.labels(route_of(scope)).inc()
                raise
            finally:
                record(scope, status, time.perf_counter() - started)


def request_id(scope: Scope) -> str:
    """The caller's own id when it is plain and short, else a new one."""
    for key, value in scope["headers"]:
        if key == REQUEST_ID and len(value) <= LONGEST_ID and value.isascii() and value.replace(b"-", b"").isalnum():
            return str(value, "ascii")
    return uuid4().hex


def record(scope: Scope, status: int, seconds: float) -> None:
    method, route, path = scope["method"], route_of(scope), scope["path"]
    REQUESTS.labels(method, route, status).inc()
    REQUEST_DURATION.labels(method, route).observe(seconds)
    if status < 400 and path.startswith(QUIET):
        return
    client = scope.get("client") or ("", 0)
    log.info(
        "request_answered",
        method=method,
        route=route,
        path=path,
        status=status,
        milliseconds=round(seconds * 1000, 1),
        client=client[0],
    )


def route_of(scope: MutableMapping[str, Any]) -> str:
    """The route's template, so that ids never become labels: "/api/v1/tasks/{id}", or "page", "asset", "unknown"."""
    template = getattr(scope.get("route"), "path", None)
    if template:
        return str(template)
    path = scope["path"]
    if path.startswith(("/assets/", "/fonts/", "/icons/", "/styles/", "/scripts/", "/external/")):
        return "asset"
    return "unknown" if path.startswith("/api/") else "page"
