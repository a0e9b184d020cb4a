"""A task's life as rows: every change of state with its time and reason. Called by the services that change a task."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Uuid, bindparam, insert, literal
from sqlalchemy import select as select_columns
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


def with_line(change: Any, state: TaskState, reason: str, *, in_one: bool) -> Any:
    """An update of one task that returns its `id`, with the line of its history; `in_one` statement where a database
    can do that. For `make_change`, and built once in a process: it is done for every task.
    """
    if not in_one:
        return change
    changed = change.cte("changed")
    line = select_columns(
        bindparam("event_id", type_=Uuid()), changed.c.id, bindparam("now"), literal(state.value), literal(reason)
    )
    noting = insert(EVENTS).from_select(["id", "task_id", "at", "state", "reason"], line).cte("noted")
    return select_columns(changed).add_cte(noting)


async def make_change(
    connection: AsyncConnection, change: Any, values: dict[str, Any], state: TaskState, reason: str, *, in_one: bool
) -> Row[Any] | None:
    """Execute what `with_line` made, for the task as it is at `values["now"]`; None when it is not there to change."""
    if in_one:
        return (await connection.execute(change, {**values, "event_id": uuid4()})).first()
    row = (await connection.execute(change, values)).first()
    if row is not None:
        line = {"id": uuid4(), "task_id": row.id, "at": values["now"], "state": state, "reason": reason}
        await connection.execute(insert(EVENTS), line)
    return row
