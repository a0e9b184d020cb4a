"""A task's life as rows: every change of state with its time and reason. Called by the services that change a task."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.models import Task, TaskEvent, TaskState

TASKS: Any = Task.__table__  # type: ignore[attr-defined]  # SQLModel adds it to tables
EVENTS: Any = TaskEvent.__table__  # type: ignore[attr-defined]


def change_state(session: Session, task: Task, state: TaskState, reason: str) -> None:
    """Put the task into a state and write it down; outside `running` nobody holds a lease."""
    task.state = state
    if state is not TaskState.RUNNING:
        task.lease = task.lease_until = None
    note(session, task, reason)


def begin(session: Session, task: Task) -> TaskEvent:
    """The first line of a task that has just been added."""
    event = TaskEvent(task_id=task.id, at=task.created_at, state=task.state, reason="Asked for")
    session.add(event)
    return event


def note(session: Session, task: Task, reason: str) -> None:
    """Write down something that happened to the task in its present state."""
    task.updated_at = utc_now()
    session.add(task)
    session.add(TaskEvent(task_id=task.id, at=task.updated_at, state=task.state, reason=reason[:400]))


async def list_events(session: Session, task_id: UUID) -> list[TaskEvent]:
    """In the order in which they happened."""
    query = select(TaskEvent).where(TaskEvent.task_id == task_id).order_by(col(TaskEvent.at), col(TaskEvent.id))
    return list((await session.exec(query)).all())


async def add_line(connection: AsyncConnection, task_id: UUID, at: datetime, state: TaskState, reason: str) -> None:
    """The same past the ORM, for what is done for every task."""
    line = {"id": uuid4(), "task_id": task_id, "at": at, "state": state, "reason": reason}
    await connection.execute(insert(EVENTS), line)
