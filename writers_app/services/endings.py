"""What the end of a task sets off: those who wait for it, the whole it is a part of, and who is told. Called wherever
a task ends.

A part (`parent_id`) belongs to a whole, which ends when its last part has. A step (`after_id`) is held until the one
before it has succeeded, and is cancelled when that did not.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.jobs import enqueue
from writers_app.models import Task, TaskState
from writers_app.services import history
from writers_app.services.announcements import announce_end

STEP_FAILED = "The step before it did not succeed"
PARTS_FAILED_TITLE = "Some parts did not succeed"
PARTS_FAILED = "%(failed)s of %(total)s parts did not succeed; the others did. Each part says why."
NOTHING_SUCCEEDED = "Nothing in this batch succeeded; each part says why."


async def end_task(session: Session, task: Task, state: TaskState, reason: str) -> None:
    """The task's last change, with all that follows from it, in one transaction."""
    history.change_state(session, task, state, reason)
    task.ended_at = task.updated_at
    task.cancel_requested_at = None
    if state is TaskState.SUCCEEDED:
        task.progress = 100
    await session.flush()
    if task.parent_id:  # only parts of a whole have steps after them
        await _settle_steps(session, task)
        await settle_whole(session, task.parent_id)
    await announce_end(session, task)
    await session.flush()


async def _settle_steps(session: Session, task: Task) -> None:
    query = select(Task).where(Task.after_id == task.id, Task.state == TaskState.QUEUED).with_for_update()
    for step in (await session.exec(query)).all():
        if task.state is TaskState.SUCCEEDED:
            _release(session, step, task)
        else:
            await end_task(session, step, TaskState.CANCELLED, STEP_FAILED)


def _release(session: Session, step: Task, before: Task) -> None:
    """Let a step begin; it is about the project that the one before it made, unless it names another."""
    made = (before.result or {}).get("project_id")
    step.project_id = step.project_id or (UUID(made) if made else before.project_id)
    step.held = False
    step.due_at = step.updated_at = utc_now()
    session.add(step)
    enqueue(session, step.queue)


async def settle_whole(session: Session, whole_id: UUID) -> None:
    """Count the ended parts of a whole, and end it with the last of them. Parts may end at the same moment: one at a
    time gets the whole's row.
    """
    whole = (await session.exec(select(Task).where(Task.id == whole_id).with_for_update())).one()
    await session.refresh(whole)
    counts = await count_parts(session, whole_id)
    whole.items_total = sum(counts.values())
    whole.items_done = sum(count for state, count in counts.items() if state.ended)
    whole.updated_at = utc_now()
    session.add(whole)
    await session.flush()
    if whole.items_done < whole.items_total or whole.state.ended:
        return
    await _end_whole(session, whole, counts)


async def _end_whole(session: Session, whole: Task, counts: dict[TaskState, int]) -> None:
    whole.result = {**(whole.result or {}), "parts": {state.value: count for state, count in counts.items()}}
    if counts.get(TaskState.SUCCEEDED, 0) == whole.items_total:
        await end_task(session, whole, TaskState.SUCCEEDED, "All parts succeeded")
    elif whole.cancel_requested_at:
        await end_task(session, whole, TaskState.CANCELLED, "Cancelled")
    else:
        values = await _count_subjects(session, whole.id)
        if values["failed"] < values["total"]:
            detail = PARTS_FAILED % values
            whole.error = {"title": PARTS_FAILED_TITLE, "detail": detail, "msgid": PARTS_FAILED, "values": values}
        else:
            detail = NOTHING_SUCCEEDED
            whole.error = {"title": PARTS_FAILED_TITLE, "detail": detail, "msgid": NOTHING_SUCCEEDED, "values": {}}
        await end_task(session, whole, TaskState.FAILED, PARTS_FAILED_TITLE)


async def _count_subjects(session: Session, whole_id: UUID) -> dict[str, Any]:
    """How many subjects the whole has, and how many stopped at a step: a file, however many steps it goes through,
    is one to the person who sent it.
    """
    before = aliased(Task)
    begins = col(Task.after_id).is_(None)
    stopped = and_(col(Task.state) != TaskState.SUCCEEDED, or_(begins, col(before.state) == TaskState.SUCCEEDED))
    query = (
        select(func.count().filter(stopped), func.count().filter(begins))
        .select_from(Task)
        .outerjoin(before, col(before.id) == Task.after_id)
        .where(Task.parent_id == whole_id)
    )
    failed, total = (await session.exec(query)).one()
    return {"failed": failed, "total": total}


async def count_parts(session: Session, whole_id: UUID) -> dict[TaskState, int]:
    rows = await session.exec(
        select(Task.state, func.count()).where(Task.parent_id == whole_id).group_by(col(Task.state))
    )
    return {TaskState(state): int(count) for state, count in rows}
