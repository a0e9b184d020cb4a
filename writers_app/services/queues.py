"""How much work waits and for how long: the signal by which workers are added and taken away. Called by the autoscaler
and for Prometheus.
"""

from dataclasses import dataclass

from sqlalchemy import func
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
    ready = select(Task.queue, func.count(), func.min(Task.due_at)).where(
        Task.state == TaskState.QUEUED, col(Task.held).is_(False), Task.due_at <= now
    )
    waiting = {queue: (count, due) for queue, count, due in await session.exec(ready.group_by(col(Task.queue)))}
    leased = select(Task.queue, func.count()).where(Task.state == TaskState.RUNNING, col(Task.lease).is_not(None))
    running = dict((await session.exec(leased.group_by(col(Task.queue)))).all())
    return [
        QueueSignal(
            queue,
            waiting[queue][0] if queue in waiting else 0,
            (now - waiting[queue][1]).total_seconds() if queue in waiting else 0.0,
            running.get(queue, 0),
        )
        for queue in QUEUES
    ]


async def list_leases(session: Session) -> list[str]:
    """The leases that are held now; each begins with the name of the process that holds it."""
    return [lease for lease in await session.exec(select(Task.lease).where(col(Task.lease).is_not(None))) if lease]
