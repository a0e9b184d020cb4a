"""The commonest end of a task, in as little work as can be: it succeeded, and nobody is to be told. Called by runs.

The ORM's share of an end is several times the database's, so this is one statement that is built once in a process.
Everything else goes through services.endings, with the same outcome.
"""

from functools import lru_cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Uuid, bindparam, insert, literal, not_, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from writers_app.db import utc_now
from writers_app.models import TaskState
from writers_app.services import history
from writers_app.services.announcements import LONG
from writers_app.services.history import EVENTS, TASKS
from writers_app.services.leases import Lease
from writers_app.services.webhooks import any_listens

SUCCEEDED = "Succeeded"
TASK = TASKS.c


async def end_quietly(connection: AsyncConnection, lease: Lease, result: dict[str, Any]) -> bool:
    """End a task that is no part of a whole, did not take long and of which no program is to hear. False, and nothing
    changed, when it is otherwise, or when this run does not hold the task any more.
    """
    now = utc_now()
    values = {"the_id": lease.task_id, "the_lease": lease.token, "the_result": result, "now": now, "since": now - LONG}
    if connection.dialect.name != "postgresql":
        return await _end_alone(connection, values)
    return (await connection.execute(_ending_with_line(), {**values, "event_id": uuid4()})).first() is not None


async def _end_alone(connection: AsyncConnection, values: dict[str, Any]) -> bool:
    if (await connection.execute(_ending(), values)).first() is None:
        return False
    await history.add_line(connection, values["the_id"], values["now"], TaskState.SUCCEEDED, SUCCEEDED)
    return True


@lru_cache(maxsize=1)
def _ending() -> Any:
    return (
        update(TASKS)
        .where(
            TASK.id == bindparam("the_id"),
            TASK.lease == bindparam("the_lease"),
            TASK.state == TaskState.RUNNING,
            TASK.parent_id.is_(None),
            TASK.created_at > bindparam("since"),
            not_(any_listens()),
        )
        .values(
            state=TaskState.SUCCEEDED,
            result=bindparam("the_result", type_=TASK.result.type),
            lease=null(),
            lease_until=null(),
            cancel_requested_at=null(),
            progress=100,
            step="",
            items_done=TASK.items_total,
            ended_at=bindparam("now"),
            updated_at=bindparam("now"),
        )
        .returning(TASK.id)
    )


@lru_cache(maxsize=1)
def _ending_with_line() -> Any:
    """The change and the line of the history in one statement, which SQLite has no form for."""
    ended = _ending().cte("ended")
    line = select(
        bindparam("event_id", type_=Uuid()),
        ended.c.id,
        bindparam("now"),
        literal(TaskState.SUCCEEDED.value),
        literal(SUCCEEDED),
    )
    noting = insert(EVENTS).from_select(["id", "task_id", "at", "state", "reason"], line).cte("noted")
    return select(ended).add_cte(noting)
