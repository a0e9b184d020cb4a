"""What a worker does by the clock, in a thread of its main process: takes over, rings again, cleans. Started by app."""

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from worker import canary, runtime, telling
from writers_app.db import dispose_engine, reading, unit_of_work
from writers_app.services import alerts, files, leases, outbox, resets, retention, schedules, sessions

log = structlog.get_logger(__name__)

_threads: list[tuple[threading.Thread, threading.Event]] = []


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do every so many seconds, first after `first`. Several workers may do it at the same time."""

    name: str
    seconds: float
    do: Callable[[], Awaitable[None]]
    first: float = 0.0


async def take_over() -> None:
    async with reading() as session:
        if not await leases.any_expired(session, runtime.is_gone):
            return
    async with unit_of_work() as session:
        taken = await leases.take_over(session, runtime.is_gone)
    if taken:
        log.warning("tasks_taken_over", tasks=taken)


async def ring_again() -> None:
    async with reading() as session:
        waiting = await outbox.find_unrung(session)
    rung = await outbox.ring_for(waiting)
    if rung:
        log.info("bells_rung_again", times=rung)


async def ask_by_the_clock() -> None:
    async with reading() as session:
        if not await schedules.any_due(session):
            return
    async with unit_of_work() as session:
        asked = await schedules.ask_due(session)
    log.info("schedules_asked", tasks=asked)


async def delete_expired() -> None:
    async with unit_of_work() as session:
        keys = await files.delete_expired(session) + await retention.forget_old(session)
        await sessions.forget_ended(session)
        await resets.forget_spent(session)
    await files.delete_keys(keys)


async def delete_leftovers() -> None:
    """What killed processes left in the storage."""
    async with reading() as session:
        orphans = await files.find_orphans(session)
    await files.delete_keys(orphans)
    await files.delete_left_drafts()


async def look_for_trouble() -> None:
    async with unit_of_work() as session:
        await alerts.look_for_trouble(session)


def duties() -> list[Duty]:
    return [
        Duty("take_over", 1.0, take_over),
        Duty("ring_again", 1.0, ring_again),
        Duty("deliver_webhooks", 2.0, telling.deliver_webhooks),
        Duty("send_mails", 5.0, telling.send_mails),
        Duty("send_texts", 5.0, telling.send_texts),
        Duty("ask_by_the_clock", 5.0, ask_by_the_clock),
        Duty("canary", canary.EVERY, canary.hatch().look),
        Duty("look_for_trouble", 60.0, look_for_trouble, first=30.0),
        Duty("delete_expired", 600.0, delete_expired),
        Duty("delete_leftovers", 3600.0, delete_leftovers, first=300.0),
    ]


def start() -> None:
    """Begin, once the worker is ready."""
    stopping = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(keep(stopping)), name="schedule", daemon=True)
    _threads.append((thread, stopping))
    thread.start()


def stop() -> None:
    for thread, stopping in _threads:
        stopping.set()
        thread.join(timeout=5)
    _threads.clear()


async def keep(stopping: threading.Event) -> None:
    """Do every duty in its own time, until told to stop: a slow one holds no other up."""
    loops = [asyncio.create_task(_repeat(duty)) for duty in duties()]
    await asyncio.to_thread(stopping.wait)
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*loops, return_exceptions=True)
    await dispose_engine()


async def _repeat(duty: Duty) -> None:
    """One that fails is logged and done again next time; the times differ a little from other workers'."""
    await asyncio.sleep(duty.first)
    while True:
        try:
            await duty.do()
        except Exception as error:
            log.warning("duty_failed", duty=duty.name, error=repr(error))
        await asyncio.sleep(duty.seconds * random.uniform(0.9, 1.1))  # noqa: S311  # no secret
