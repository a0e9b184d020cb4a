"""What Writers counts and times for Prometheus. Incremented where things happen, read by api.operations.

Under the supervisor every process writes to one folder (PROMETHEUS_MULTIPROC_DIR), and any web process answers for all.
"""

import os
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
    start_http_server,
    values,
)
from prometheus_client.registry import REGISTRY

FAST = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SLOW = (0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)

REQUESTS = Counter("writers_requests", "HTTP requests answered.", ["method", "route", "status"])
REQUEST_DURATION = Histogram(
    "writers_request_duration_seconds",
    "From a request's arrival to its last byte.",
    ["method", "route"],
    buckets=FAST,
)
UNEXPECTED_ERRORS = Counter("writers_unexpected_errors", "Requests that ended in an exception.", ["route"])
OPEN_CONNECTIONS = Gauge(
    "writers_open_connections",
    "Open sockets of pages (event) and editors (sync).",
    ["kind"],
    multiprocess_mode="livesum",
)
OPEN_ROOMS = Gauge("writers_open_rooms", "Documents in memory for editing.", multiprocess_mode="livesum")
SYNC_APPENDS = Counter("writers_sync_appends", "Shares of documents in group commits that are durable.")
SYNC_COMMIT_DURATION = Histogram("writers_sync_commit_seconds", "One group commit of updates.", buckets=FAST)
SYNC_FAILURES = Counter("writers_sync_failed_commits", "Group commits that failed and are tried again.")

TASKS_ENDED = Counter("writers_tasks_ended", "Tasks that came to an end.", ["kind", "state"])
TASK_DURATION = Histogram("writers_task_duration_seconds", "A task from start to end.", ["kind"], buckets=SLOW)
TASK_WAIT = Histogram("writers_task_wait_seconds", "A task from when it was due to its start.", ["kind"], buckets=SLOW)
UPLOADED_BYTES = Counter("writers_uploaded_bytes", "Bytes of files taken in.")

QUERY_DURATION = Histogram("writers_database_query_seconds", "One SQL statement.", ["operation"], buckets=FAST)
POOL_CONNECTIONS = Gauge(
    "writers_database_pool_connections", "Connections to the database.", ["state"], multiprocess_mode="livesum"
)


def render_metrics(extra: CollectorRegistry | None = None) -> bytes:
    """All metrics of all processes in Prometheus's text format, with those of `extra` after them."""
    return generate_latest(_registry()) + (generate_latest(extra) if extra else b"")


def serve_metrics(port: int) -> None:
    """Answer Prometheus on a port of our own, in a thread: for a worker that runs where no web process does."""
    start_http_server(port, registry=_registry())


def _registry() -> CollectorRegistry:
    if not values.ValueClass._multiprocess:
        return REGISTRY
    registry = CollectorRegistry()
    collector = multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it is not annotated
    _forget_the_dead(Path(collector._path))
    return registry


def _forget_the_dead(folder: Path) -> None:
    """A process that was killed has not taken back the rooms and connections that it counted as open."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdecimal() and not _lives(int(pid)):
            file.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
