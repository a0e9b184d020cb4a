"""Finds out that this worker is alive but takes no work, and ends it, so that its supervisor starts it again.

Every worker listens to a queue of its own. The canary is a message sent there and noted by whichever of its processes
takes it; when none has for a while though the broker took the messages and nothing runs here, the worker is stuck.
"""

import asyncio
import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import structlog

from worker import runtime
from writers_app.db import reading, unit_of_work
from writers_app.services import outbox, queues, webhooks

log = structlog.get_logger(__name__)

EVERY = 10.0
PATIENCE = 40.0
"""Seconds without an answer after which an idle worker is taken for stuck."""
STUCK = 70
STUCK_DETAIL = "A worker was alive but took no work. It ended itself, and its supervisor starts it again."
TELL_WITHIN = 5.0


@dataclass(slots=True)
class Canary:
    """What the schedule asks every few seconds."""

    queue: str
    healthy_at: float

    async def look(self) -> None:
        """Send one more; end this worker when those before were not answered and it is not busy."""
        now = monotonic()
        if runtime.answered_at() > self.healthy_at:
            self.healthy_at = runtime.answered_at()
        if not await outbox.send_canary(self.queue) or await is_busy():
            self.healthy_at = now
        elif now - self.healthy_at > PATIENCE:
            log.error("worker_stuck", seconds=round(now - self.healthy_at))
            with suppress(Exception):  # who is told matters less than that it ends
                await asyncio.wait_for(tell_administrators(), TELL_WITHIN)
            end_worker()


def hatch() -> Canary:
    return Canary(runtime.canary_queue(), monotonic())


async def is_busy() -> bool:
    """Whether a process of this worker holds a task."""
    async with reading() as session:
        leases = await queues.list_leases(session)
    return any(runtime.is_ours(lease) for lease in leases)


async def tell_administrators() -> None:
    async with unit_of_work() as session:
        await webhooks.warn(session, "worker.stuck", STUCK_DETAIL, {"machine": socket.gethostname()})


def end_worker() -> None:
    """Without asking Celery, which does not answer."""
    for child in children():
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    os._exit(STUCK)


def children() -> list[int]:
    """The processes that this one has started."""
    found = []
    for task in Path("/proc/self/task").glob("*/children"):
        found += [int(pid) for pid in task.read_text(encoding="ascii").split()]
    return found
