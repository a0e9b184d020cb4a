"""For whoever runs the server: /healthz, /readyz and /metrics. Included by api.app, outside /api/v1.

/metrics answers this machine, or a bearer of WRITERS_METRICS_TOKEN from anywhere; to everybody else it does not exist.
"""

import asyncio
import hmac
import ipaddress
from collections.abc import Awaitable, Callable

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge

from writers_app.config import settings
from writers_app.db import reading
from writers_app.errors import NotFoundError, WritersError
from writers_app.services import health, statistics
from writers_app.telemetry.metrics import render_metrics

log = structlog.get_logger(__name__)
router = APIRouter(tags=["operations"])
PATIENCE = 3.0
"""Seconds that a check may take."""


@router.get("/healthz", response_class=PlainTextResponse)
async def is_alive() -> str:
    """The process answers."""
    return "ok"


@router.get("/readyz")
async def is_ready() -> JSONResponse:
    """200 when people can work, else 503 with what is wrong."""
    checks = {"database": _check_database, "broker": health.check_broker, "storage": health.check_storage}
    answers = await asyncio.gather(*(_try(check) for check in checks.values()))
    faults = dict(zip(checks, answers, strict=True))
    ready = not any(faults.values())
    body = {"ready": ready, "checks": {name: fault or "ok" for name, fault in faults.items()}}
    return JSONResponse(body, 200 if ready else 503)


@router.get("/metrics", include_in_schema=False)
async def read_metrics(request: Request) -> Response:
    if not _may_read_metrics(request):
        raise NotFoundError("There is nothing here.")
    async with reading() as session:
        counted = await statistics.count_everything(session)
    return Response(await asyncio.to_thread(render_metrics, _registry(counted)), media_type=CONTENT_TYPE_LATEST)


async def _check_database() -> None:
    async with reading() as session:
        await health.check_database(session)


async def _try(check: Callable[[], Awaitable[None]]) -> str | None:
    """None, or in a few words what is wrong; never a secret, so not the exception's own text."""
    try:
        async with asyncio.timeout(PATIENCE):
            await check()
    except WritersError as error:
        return error.message
    except Exception as error:
        log.warning("check_failed", check=check.__name__, error=repr(error))
        return f"does not answer ({type(error).__name__}); the log says more"
    return None


def _may_read_metrics(request: Request) -> bool:
    token = settings().metrics_token
    if token is not None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
            return True
    try:
        return ipaddress.ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False


def _registry(counted: statistics.Statistics) -> CollectorRegistry:
    registry = CollectorRegistry()
    tasks = Gauge("writers_tasks", "Tasks that exist.", ["kind", "state"], registry=registry)
    for kind, state, number in counted.tasks:
        tasks.labels(kind, state).set(number)
    active = Gauge("writers_active_users", "People seen within a window.", ["window"], registry=registry)
    for window, number in counted.active_users.items():
        active.labels(window).set(number)
    rows = Gauge("writers_rows", "Rows of the main tables.", ["table"], registry=registry)
    for table, number in counted.totals.items():
        rows.labels(table).set(number)
    Gauge("writers_oldest_waiting_task_seconds", "How long the task due longest waits.", registry=registry).set(
        counted.oldest_wait
    )
    waiting = Gauge("writers_queue_waiting_tasks", "Tasks that could start now.", ["queue"], registry=registry)
    running = Gauge("writers_queue_running_tasks", "Tasks that workers hold.", ["queue"], registry=registry)
    oldest = Gauge("writers_queue_oldest_seconds", "How long the first has waited.", ["queue"], registry=registry)
    for signal in counted.queues:
        waiting.labels(signal.queue).set(signal.waiting)
        running.labels(signal.queue).set(signal.running)
        oldest.labels(signal.queue).set(signal.oldest_seconds)
    return registry
