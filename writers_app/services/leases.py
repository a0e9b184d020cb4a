"""Who runs which task, and for how long: renewing, giving back and taking over. Called by claims, runs and the worker.

Every change to a running task is made under its lease, in one transaction with the check, so that a run whose lease was
taken over can change nothing any more: a task ends exactly once, however often it was started.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.models import Task, TaskState
from writers_app.services import history
from writers_app.services.endings import end_task
from writers_app.services.work import Progress

LEASE = timedelta(seconds=8)
DEATHS = 3
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
CLOCK_JUMPED = timedelta(hours=1)

DIED = "Its worker stopped; it starts again"
DEAD_TITLE = "The work stopped its worker"
DEAD_DETAIL = "This work stopped the process that ran it %(n)s times and was set aside. Other work goes on."


class LeaseLostError(Exception):
    """This run no longer holds its task; whatever it made must be thrown away."""


@dataclass(frozen=True, slots=True)
class Lease:
    task_id: UUID
    token: str


def is_leased(columns: Any = Task) -> ColumnElement[bool]:
    """Whether a worker holds it: a whole that waits for its parts is running, too."""
    return and_(columns.state == TaskState.RUNNING, columns.lease.is_not(None))


async def renew(session: Session, lease: Lease, progress: Progress) -> bool:
    """Keep the lease, write progress down. Whether to cancel was asked for; LeaseLostError when the lease is gone."""
    now = utc_now()
    row = await session.exec(
        update(Task)
        .where(col(Task.id) == lease.task_id, col(Task.lease) == lease.token, col(Task.state) == TaskState.RUNNING)
        .values(
            lease_until=now + LEASE,
            updated_at=now,
            progress=progress.percent,
            step=progress.step[:200],
            items_done=progress.items_done,
            items_total=progress.items_total,
        )
        .returning(col(Task.cancel_requested_at))
    )
    found = row.first()
    if found is None:
        raise LeaseLostError
    return found[0] is not None


async def is_unwanted(session: Session, lease: Lease) -> bool:
    """Whether cancellation was asked for; LeaseLostError when the lease is gone. Reads only."""
    row = (await session.exec(select(Task.lease, Task.cancel_requested_at).where(Task.id == lease.task_id))).first()
    if row is None or row[0] != lease.token:
        raise LeaseLostError
    return row[1] is not None


async def hold(session: Session, lease: Lease) -> Task:
    """The task with its row locked, if this run still holds it."""
    query = select(Task).where(Task.id == lease.task_id, Task.lease == lease.token, Task.state == TaskState.RUNNING)
    task = (await session.exec(query.with_for_update())).first()
    if task is None:
        raise LeaseLostError
    return task


async def put_back(session: Session, task: Task, reason: str, *, pause: float = 0.0, counted: bool = True) -> None:
    """Let the task start again after `pause` seconds; an attempt that was not its fault is not counted."""
    task.due_at = utc_now() + timedelta(seconds=pause)
    if not counted:
        task.attempts -= 1
    history.change_state(session, task, TaskState.QUEUED, reason)


def pause_after(attempts: int) -> float:
    """Seconds until the next attempt: doubled each time, give or take a half, so that many don't come back at once."""
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (attempts - 1))
    return pause * random.uniform(0.5, 1.5)  # noqa: S311  # no secret


async def take_over(session: Session, is_gone: Callable[[str], bool]) -> int:
    """Put back what dead workers held, end what was to be cancelled, set aside what killed three. How many there were.

    `is_gone` says of a lease whether the process that took it is known to have ended.
    """
    await _mend_clock(session)
    expired = [task for task in await _running(session) if _is_expired(task) or is_gone(task.lease or "")]
    for task in expired:
        if task.cancel_requested_at:
            await end_task(session, task, TaskState.CANCELLED, "Cancelled")
            continue
        task.deaths += 1
        if task.deaths < DEATHS:
            await put_back(session, task, DIED)
        else:
            task.error = {"title": DEAD_TITLE, "detail": DEAD_DETAIL % {"n": DEATHS}}
            await end_task(session, task, TaskState.DEAD, DEAD_TITLE)
    await session.flush()
    return len(expired)


async def _running(session: Session) -> list[Task]:
    query = select(Task).where(is_leased()).with_for_update(skip_locked=True)
    return list((await session.exec(query)).all())


def _is_expired(task: Task) -> bool:
    return task.lease_until is None or task.lease_until < utc_now()


async def any_expired(session: Session, is_gone: Callable[[str], bool]) -> bool:
    """Whether take_over would find something. Reads only, so that an idle server writes nothing."""
    rows = await session.exec(select(Task.lease, Task.lease_until).where(is_leased()))
    now = utc_now()
    return any(until is None or not now <= until <= now + 2 * LEASE or is_gone(lease or "") for lease, until in rows)


async def _mend_clock(session: Session) -> None:
    """A clock that was set back leaves times in the far future, which would wait there: bring them near."""
    now = utc_now()
    await session.exec(
        update(Task)
        .where(col(Task.state) == TaskState.RUNNING, col(Task.lease_until) > now + 2 * LEASE)
        .values(lease_until=now + LEASE)
    )
    await session.exec(
        update(Task)
        .where(col(Task.state) == TaskState.QUEUED, col(Task.due_at) > now + CLOCK_JUMPED)
        .values(due_at=now)
    )


async def count_waiting(session: Session, *, for_seconds: float) -> dict[str, int]:
    """Tasks by queue that could have been taken for so long."""
    since = utc_now() - timedelta(seconds=for_seconds)
    rows = await session.exec(
        select(Task.queue, func.count())
        .where(
            Task.state == TaskState.QUEUED,
            col(Task.held).is_(False),
            Task.due_at <= since,
            or_(col(Task.updated_at) <= since, Task.due_at > col(Task.updated_at)),
        )
        .group_by(col(Task.queue))
    )
    return {queue: int(count) for queue, count in rows}
