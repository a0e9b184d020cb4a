"""Which task a worker takes next, and the taking of it. Called by the worker, in a transaction of its own.

This is done for every task and every bell, so its statements are built once in a process and go past the ORM.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import String, bindparam, cast, func, literal, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.models import TaskState
from writers_app.services import history
from writers_app.services.history import TASKS
from writers_app.services.leases import LEASE, Lease, is_leased
from writers_app.services.work import TaskLimits

STARTED = "A worker started it"
TRIES = 5
"""How many people's full hands are passed over in one look."""

Kinds = tuple[tuple[str, int | None], ...]
"""Names of kinds, in order, each with how many of it may run at once."""


TASK = TASKS.c


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a run needs to know of the task that it has taken."""

    id: UUID
    owner_id: UUID
    kind: str
    title: str
    options: dict[str, Any]
    project_id: UUID | None
    document_id: UUID | None
    due_at: datetime


async def claim(
    session: Session, queue: str, worker: str, kinds: Mapping[str, TaskLimits]
) -> tuple[Lease, Claimed] | None:
    """Take the next task of a queue: lowest priority number, then earliest turn, within what may run at once.

    On PostgreSQL the transaction is committed without waiting for the disk: a claim that a crash of the database undoes
    leaves the task waiting, and the run that made it without a lease by which it could change anything.
    """
    known = tuple(sorted((name, limits.at_once) for name, limits in kinds.items()))
    connection = await session.connection()
    on_postgres = connection.dialect.name == "postgresql"
    query = _next_task(known, on_postgres)
    passed_over: list[UUID] = []
    for _ in range(TRIES):
        asked = {"the_queue": queue, "now": utc_now(), "at_once": settings().tasks_at_once}
        wanted = query.where(TASK.owner_id.not_in(passed_over)) if passed_over else query
        found = (await connection.execute(wanted, asked)).first()
        if found is None:
            return None
        at_once = kinds[found.kind].at_once
        if on_postgres:
            await _wait_for_room(connection, found, at_once)
        taken = await _start(connection, found.id, worker, at_once)
        if taken is not None:
            return taken
        passed_over.append(found.owner_id)
    return None


@lru_cache(maxsize=8)
def _next_task(kinds: Kinds, on_postgres: bool) -> Any:
    """The first task that may start, its row locked; and whether the lock of its owner could be had at once."""
    lock: Any = func.pg_try_advisory_xact_lock(_lock_number(cast(TASK.owner_id, String)))
    asynchronous = func.set_config("synchronous_commit", "off", True)
    extra = (lock.label("is_locked"), asynchronous) if on_postgres else (literal(True).label("is_locked"),)
    return (
        select(TASK.id, TASK.owner_id, TASK.kind, *extra)
        .where(
            TASK.state == TaskState.QUEUED,
            TASK.queue == bindparam("the_queue"),
            TASK.held.is_(False),
            TASK.due_at <= bindparam("now"),
            TASK.kind.in_([name for name, _ in kinds]),
            TASK.owner_id.not_in(_full(TASK.owner_id, bindparam("at_once"))),
            *(TASK.kind.not_in(_full(TASK.kind, limit, name)) for name, limit in kinds if limit),
        )
        .order_by(TASK.priority, TASK.turn_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _full(column: Any, limit: Any, kind: str | None = None) -> Any:
    """The values of a column of which as many tasks run as may."""
    running = select(column).where(is_leased())
    if kind is not None:
        running = running.where(TASK.kind == kind)
    return running.group_by(column).having(func.count() >= limit)


async def _wait_for_room(connection: AsyncConnection, found: Any, at_once: int | None) -> None:
    """Two workers may look at the same moment: one at a time counts per person, and per kind with a limit."""
    if not found.is_locked:
        await connection.execute(select(func.pg_advisory_xact_lock(_lock_number(str(found.owner_id)))))
    if at_once:
        await connection.execute(select(func.pg_advisory_xact_lock(_lock_number(found.kind))))


def _lock_number(name: Any) -> Any:
    return func.hashtextextended(name, 0)


async def _start(
    connection: AsyncConnection, task_id: UUID, worker: str, at_once: int | None
) -> tuple[Lease, Claimed] | None:
    """Take the task, unless as many run by now as may: this statement counts anew, after the locks were had."""
    now, lease = utc_now(), Lease(task_id, f"{worker}.{uuid4().hex[:8]}")
    values = {
        "the_id": task_id,
        "the_lease": lease.token,
        "until": now + LEASE,
        "now": now,
        "at_once": settings().tasks_at_once,
        "kind_at_once": at_once,
    }
    in_one = connection.dialect.name == "postgresql"
    change = _taking(limited=at_once is not None, in_one=in_one)
    row = await history.make_change(connection, change, values, TaskState.RUNNING, STARTED, in_one=in_one)
    return (lease, Claimed(**row._mapping)) if row else None


@lru_cache(maxsize=4)
def _taking(*, limited: bool, in_one: bool) -> Any:
    """Takes the task and returns it, with the line of its history."""
    others = TASKS.alias("others")
    running = select(func.count()).select_from(others).where(is_leased(others.c))
    room = [running.where(others.c.owner_id == TASK.owner_id).scalar_subquery() < bindparam("at_once")]
    if limited:
        room.append(running.where(others.c.kind == TASK.kind).scalar_subquery() < bindparam("kind_at_once"))
    shown = [TASK[name] for name in Claimed.__slots__]
    taking = (
        update(TASKS)
        .where(TASK.id == bindparam("the_id"), *room)
        .values(
            state=TaskState.RUNNING,
            lease=bindparam("the_lease"),
            lease_until=bindparam("until"),
            attempts=TASK.attempts + 1,
            progress=0,
            step="",
            items_done=0,
            items_total=0,
            started_at=bindparam("now"),
            ended_at=null(),
            error=null(),
            updated_at=bindparam("now"),
        )
        .returning(*shown)
    )
    return history.with_line(taking, TaskState.RUNNING, STARTED, in_one=in_one)
