"""For whoever runs the server: /healthz, /readyz and /metrics. Included by api.app, outside /api/v1.

/metrics answers this machine, or a bearer of WRITERS_METRICS_TOKEN from anywhere; to everybody else it does not exist.
"""

import asyncio
import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Iterator, Mapping

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

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


class _Figures(Collector):
    """What the database says now. No Gauge: where several processes count together, a Gauge is also written to the file
    of the process that was asked, and every later answer has it a second time, as old as that question.
    """

    def __init__(self, counted: statistics.Statistics) -> None:
        self.counted = counted

    def collect(self) -> Iterator[Metric]:
        counted = self.counted
        tasks = GaugeMetricFamily("writers_tasks", "Tasks that exist.", labels=["kind", "state"])
        for kind, state, number in counted.tasks:
            tasks.add_metric([kind, state], number)
        yield tasks
        yield _by("window", "writers_active_users", "People seen within a window.", counted.active_users)
        yield _by("table", "writers_rows", "Rows of the main tables.", counted.totals)
        waits = "How long the task due longest waits."
        yield GaugeMetricFamily("writers_oldest_waiting_task_seconds", waits, value=counted.oldest_wait)
        waiting = {signal.queue: signal.waiting for signal in counted.queues}
        yield _by("queue", "writers_queue_waiting_tasks", "Tasks that could start now.", waiting)
        running = {signal.queue: signal.running for signal in counted.queues}
        yield _by("queue", "writers_queue_running_tasks", "Tasks that workers hold.", running)
        oldest = {signal.queue: signal.oldest_seconds for signal in counted.queues}
        yield _by("queue", "writers_queue_oldest_seconds", "How long the first has waited.", oldest)


def _by(label: str, name: str, meaning: str, figures: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for value, figure in figures.items():
        family.add_metric([value], figure)
    return family


def _registry(counted: statistics.Statistics) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Figures(counted))
    return registry
