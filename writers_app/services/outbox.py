"""Rings again for waiting tasks whose bell was lost, and says how the bell is wired. Called by the worker."""

import asyncio

import structlog

from writers_app.db import Session
from writers_app.jobs import CANARY, QUEUES, WORK, celery_settings, count_messages, ring_or_log
from writers_app.services.leases import count_waiting

__all__ = ["CANARY", "QUEUES", "WORK", "celery_settings", "find_unrung", "ring_for", "send_canary"]

log = structlog.get_logger(__name__)

PATIENCE = 1.0
"""Seconds that a task may wait before its bell is looked for."""
AT_ONCE = 50


async def find_unrung(session: Session) -> dict[str, int]:
    """Tasks that wait, by queue; how many of them have no message is for ring_for to ask."""
    return await count_waiting(session, for_seconds=PATIENCE)


async def ring_for(waiting: dict[str, int]) -> int:
    """Ring as often as messages are missing; how often that was. A broker that is away is asked again next time."""
    rung = 0
    for queue, tasks in waiting.items():
        try:
            messages = await asyncio.to_thread(count_messages, queue)
        except Exception as error:
            log.warning("broker_away", queue=queue, error=repr(error))
            continue
        missing = min(tasks - messages, AT_ONCE)
        if missing > 0:
            await ring_or_log(queue, missing)
            rung += missing
    return rung


async def send_canary(queue: str) -> bool:
    """Send a message that only one worker listens for; False when the broker is away."""
    return await ring_or_log(queue, task=CANARY)
