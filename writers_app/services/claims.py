"""Which task a worker takes next, and the taking of it. Called by the worker, by `single_change`.

This is done for every task and every bell. On PostgreSQL it is one call of the function `claim_task`, which the
migrations make (alembic/versions/0010_claiming.py); on SQLite, where one writes at a time, three statements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Integer, Text, Uuid, bindparam, column, func, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from writers_app.config import settings
from writers_app.db import utc_now
from writers_app.models import TaskState
from writers_app.services import history
from writers_app.services.history import TASKS
from writers_app.services.leases import LEASE, Lease, is_leased
from writers_app.services.work import TaskLimits

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


SHOWN = [TASK[name] for name in Claimed.__slots__]
CALL = func.claim_task(
    bindparam("queue"),
    bindparam("now"),
    bindparam("lease"),
    bindparam("until"),
    bindparam("event_id", type_=Uuid()),
    bindparam("at_once"),
    bindparam("kinds", type_=ARRAY(Text())),
    bindparam("kind_limits", type_=ARRAY(Integer())),
)
CLAIM = select(CALL.table_valued(*(column(shown.name, shown.type) for shown in SHOWN)))


async def claim(
    connection: AsyncConnection, queue: str, worker: str, kinds: Mapping[str, TaskLimits]
) -> tuple[Lease, Claimed] | None:
    """Take the next task of a queue: lowest priority number, then earliest turn, within what may run at once.

    On PostgreSQL this is committed without waiting for the disk: a claim that a crash of the database undoes leaves the
    task waiting, and the run that made it without a lease by which it could change anything.
    """
    known = tuple(sorted((name, limits.at_once) for name, limits in kinds.items()))
    now, token = utc_now(), f"{worker}.{uuid4().hex[:8]}"
    values = {
        "queue": queue,
        "now": now,
        "lease": token,
        "until": now + LEASE,
        "at_once": settings().tasks_at_once,
    }
    if connection.dialect.name == "postgresql":
        more = {"event_id": uuid4(), "kinds": [name for name, _ in known], "kind_limits": [limit for _, limit in known]}
        row = (await connection.execute(CLAIM, {**values, **more})).first()
    else:
        row = await _claim_alone(connection, known, values)
    return (Lease(row.id, token), Claimed(**row._mapping)) if row else None


async def _claim_alone(connection: AsyncConnection, kinds: Kinds, values: dict[str, Any]) -> Any:
    """In a transaction beside which there is no other."""
    found = (await connection.execute(_next_task(kinds), values)).scalar()
    if found is None:
        return None
    row = (await connection.execute(_taking(), {**values, "the_id": found})).one()
    await history.add_line(connection, found, values["now"], TaskState.RUNNING, "A worker started it")
    return row


@lru_cache(maxsize=8)
def _next_task(kinds: Kinds) -> Any:
    return (
        select(TASK.id)
        .where(
            TASK.state == TaskState.QUEUED,
            TASK.queue == bindparam("queue"),
            TASK.held.is_(False),
            TASK.due_at <= bindparam("now"),
            TASK.kind.in_([name for name, _ in kinds]),
            TASK.owner_id.not_in(_full(TASK.owner_id, bindparam("at_once"))),
            *(TASK.kind.not_in(_full(TASK.kind, limit, name)) for name, limit in kinds if limit),
        )
        .order_by(TASK.priority, TASK.turn_at)
        .limit(1)
    )


def _full(column: Any, limit: Any, kind: str | None = None) -> Any:
    """The values of a column of which as many tasks run as may."""
    running = select(column).where(is_leased())
    if kind is not None:
        running = running.where(TASK.kind == kind)
    return running.group_by(column).having(func.count() >= limit)


@lru_cache(maxsize=1)
def _taking() -> Any:
    return (
        update(TASKS)
        .where(TASK.id == bindparam("the_id"))
        .values(
            state=TaskState.RUNNING,
            lease=bindparam("lease"),
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
        .returning(*SHOWN)
    )
