"""A task's life as rows: every change of state with its time and reason. Called by leases and tasks."""

from uuid import UUID

from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.models import Task, TaskEvent, TaskState
from writers_app.services.announcements import announce_end


def change_state(session: Session, task: Task, state: TaskState, reason: str) -> None:
    """Put the task into a state and write it down; outside `running` nobody holds a lease."""
    task.state = state
    task.updated_at = utc_now()
    if state is not TaskState.RUNNING:
        task.lease = task.lease_until = None
    session.add(task)
    session.add(TaskEvent(task_id=task.id, at=task.updated_at, state=state, reason=reason[:400]))


async def end(session: Session, task: Task, state: TaskState, reason: str) -> None:
    """The task's last change; tasks that wait for it learn of it in the same transaction."""
    change_state(session, task, state, reason)
    task.ended_at = task.updated_at
    task.cancel_requested_at = None
    if state is TaskState.SUCCEEDED:
        task.progress = 100
    await announce_end(session, task)
    await session.flush()


async def list_events(session: Session, task_id: UUID) -> list[TaskEvent]:
    """In the order in which they happened."""
    query = select(TaskEvent).where(TaskEvent.task_id == task_id).order_by(col(TaskEvent.at), col(TaskEvent.id))
    return list((await session.exec(query)).all())
