"""The commonest end of a task, in as little work as can be: it succeeded, and is no part of a whole. Called by runs.

The ORM's share of an end is several times the database's, so this is one statement that is built once in a process.
Everything else goes through services.endings, with the same outcome.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, null, update

from writers_app.db import Session, utc_now
from writers_app.models import TaskState
from writers_app.services import history, webhooks
from writers_app.services.announcements import announce_end
from writers_app.services.history import TASKS
from writers_app.services.leases import Lease

SUCCEEDED = "Succeeded"


@dataclass(frozen=True, slots=True)
class Success:
    """What is told of a task that has succeeded."""

    id: UUID
    owner_id: UUID
    parent_id: UUID | None
    project_id: UUID | None
    kind: str
    title: str
    state: TaskState
    error: dict[str, Any] | None
    created_at: datetime
    ended_at: datetime | None


async def end_at_once(session: Session, lease: Lease, result: dict[str, Any]) -> bool:
    """End the task with all that follows from it. False, and nothing changed, when this run does not hold it any more,
    or when it is a part of a whole, so that more is to be done.
    """
    connection = await session.connection()
    in_one = connection.dialect.name == "postgresql"
    values = {"the_id": lease.task_id, "the_lease": lease.token, "the_result": result, "now": utc_now()}
    change = _ending(in_one=in_one)
    row = await history.make_change(connection, change, values, TaskState.SUCCEEDED, SUCCEEDED, in_one=in_one)
    if row is None:
        return False
    shown = dict(row._mapping)
    is_heard = shown.pop("is_heard")
    await announce_end(session, Success(**shown), is_heard=is_heard)
    return True


@lru_cache(maxsize=2)
def _ending(*, in_one: bool) -> Any:
    task = TASKS.c
    change = (
        update(TASKS)
        .where(
            task.id == bindparam("the_id"),
            task.lease == bindparam("the_lease"),
            task.state == TaskState.RUNNING,
            task.parent_id.is_(None),
        )
        .values(
            state=TaskState.SUCCEEDED,
            result=bindparam("the_result", type_=task.result.type),
            lease=null(),
            lease_until=null(),
            cancel_requested_at=null(),
            progress=100,
            step="",
            items_done=task.items_total,
            ended_at=bindparam("now"),
            updated_at=bindparam("now"),
        )
        .returning(*(task[name] for name in Success.__slots__), webhooks.any_listens().label("is_heard"))
    )
    return history.with_line(change, TaskState.SUCCEEDED, SUCCEEDED, in_one=in_one)
