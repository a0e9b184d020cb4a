"""Counts for whoever runs the server: tasks, people, documents. No ids, no text. Called by api.operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.models import Document, Project, Task, User
from writers_app.services.queues import QueueSignal, measure_queues

WINDOWS = {"5m": timedelta(minutes=5), "1d": timedelta(days=1), "30d": timedelta(days=30)}


@dataclass(frozen=True, slots=True)
class Statistics:
    tasks: Sequence[tuple[str, str, int]]
    """Kind, state, how many."""
    active_users: dict[str, int]
    """People seen within 5m, 1d, 30d."""
    totals: dict[str, int]
    """Users, projects, documents."""
    queues: Sequence[QueueSignal]
    """What waits and what runs, by queue."""

    @property
    def oldest_wait(self) -> float:
        """Seconds that the task which has been due longest waits for a worker; 0 when none does."""
        return max((signal.oldest_seconds for signal in self.queues), default=0.0)


async def count_everything(session: Session) -> Statistics:
    now = utc_now()
    tasks = await session.exec(select(Task.kind, Task.state, func.count()).group_by(col(Task.kind), col(Task.state)))
    active = {
        name: (
            await session.exec(select(func.count()).select_from(User).where(col(User.last_seen_at) > now - window))
        ).one()
        for name, window in WINDOWS.items()
    }
    totals = {
        table.__tablename__: (await session.exec(select(func.count()).select_from(table))).one()
        for table in (User, Project, Document)
    }
    return Statistics(
        tasks=[(kind, str(state), number) for kind, state, number in tasks],
        active_users=active,
        totals={str(name): number for name, number in totals.items()},
        queues=await measure_queues(session),
    )
