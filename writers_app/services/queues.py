"""How much work waits and for how long: the signal by which workers are added and taken away. Called by the autoscaler
and for Prometheus.
"""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_
from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.jobs import QUEUES
from writers_app.models import Task, TaskState


@dataclass(frozen=True, slots=True)
class QueueSignal:
    """Tasks of one queue that could start now, the seconds that the first of them has waited, and those that run."""

    queue: str
    waiting: int
    oldest_seconds: float
    running: int


async def measure_queues(session: Session) -> list[QueueSignal]:
    """One signal per queue, in the order of QUEUES. Held steps and pauses between attempts don't count."""
    now = utc_now()
    waits = and_(col(Task.state) == TaskState.QUEUED, col(Task.held).is_(False), col(Task.due_at) <= now)
    runs = and_(col(Task.state) == TaskState.RUNNING, col(Task.lease).is_not(None))
    # One statement: a task that begins between two would be counted by both.
    query = (
        select(Task.queue, Task.state, func.count(), func.min(Task.due_at))
        .where(or_(waits, runs))
        .group_by(col(Task.queue), col(Task.state))
    )
    found = {(queue, state): (count, first) for queue, state, count, first in await session.exec(query)}
    nothing = (0, now)
    signals = []
    for queue in QUEUES:
        waiting, first = found.get((queue, TaskState.QUEUED), nothing)
        running, _ = found.get((queue, TaskState.RUNNING), nothing)
        signals.append(QueueSignal(queue, waiting, (now - first).total_seconds(), running))
    return signals


async def list_leases(session: Session) -> list[str]:
    """The leases that are held now; each begins with the name of the process that holds it."""
    return [lease for lease in await session.exec(select(Task.lease).where(col(Task.lease).is_not(None))) if lease]
