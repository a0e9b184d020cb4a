"""Background work as a writer meets it: ask for it, look at it, cancel it, try it again. Called by REST and state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.errors import ConflictError, InvalidError, NotFoundError
from writers_app.models import File, Task, TaskEvent, TaskState
from writers_app.schemas.paging import FOREIGN_CURSOR, Page, decode_cursor, encode_cursor
from writers_app.schemas.tasks import StateName, TaskCard, TaskDetail, TaskMoment
from writers_app.services import batches, files, history, quotas
from writers_app.services.access import Actor
from writers_app.services.endings import end_task
from writers_app.services.queueing import (
    add_task,
    check_subject,
    new_task,
    parse_options,
    restart,
    take_turns,
)
from writers_app.services.task_kinds import find_kind
from writers_app.services.work import StoredFile

TASK_MISSING = "There is no such task, or it is not yours."
NOT_ENDED = "The task has not ended yet. Look again when it has."
NO_RESULT = "The task has no result, because it did not succeed. Its error says why."
RESULT_EXPIRED = "The result was kept for %(days)s days and is gone. Try the task again to make it anew."


async def create_task(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    title: str = "",
    options: dict[str, Any] | None = None,
    uploads: Sequence[StoredFile] = (),
    project_id: UUID | None = None,
    document_id: UUID | None = None,
    idempotency_key: str | None = None,
) -> TaskDetail:
    """A new task, waiting; a worker is woken after commit. The same idempotency key gives the task that it made before.

    `uploads` have been judged and stored; they become the task's.
    """
    known = find_kind(kind)
    chosen = parse_options(known, options)
    if idempotency_key and (earlier := await _find_by_key(session, actor, idempotency_key)):
        return await _detail(session, earlier)
    project_id = await check_subject(session, actor, known, project_id, document_id, chosen, file_count=len(uploads))
    if uploads:
        await quotas.require_room(session, actor, sum(upload.size for upload in uploads))
    task = new_task(
        actor,
        known,
        title.strip() or (uploads[0].name if len(uploads) == 1 else ""),
        chosen,
        turn_at=await take_turns(session, actor, known.queue),
        project_id=project_id,
        document_id=document_id,
        idempotency_key=idempotency_key,
    )
    kept, events = await add_task(session, task, uploads)
    return _describe(task, kept, events, _Standing())


async def find_earlier(session: Session, actor: Actor, idempotency_key: str) -> TaskDetail | None:
    """The task that this key made before, so that a repeated request need not send its file again."""
    task = await _find_by_key(session, actor, idempotency_key)
    return await _detail(session, task) if task else None


async def list_tasks(
    session: Session,
    actor: Actor,
    *,
    kind: str | None = None,
    state: StateName | None = None,
    project_id: UUID | None = None,
    document_id: UUID | None = None,
    parent_id: UUID | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[TaskCard]:
    """This person's tasks, the newest first; those of a batch only when its id is given."""
    query = select(Task).where(Task.owner_id == actor.user_id)
    wanted = {"kind": kind, "state": state, "project_id": project_id, "document_id": document_id}
    for name, value in wanted.items():
        if value is not None:
            query = query.where(getattr(Task, name) == value)
    query = query.where(Task.parent_id == parent_id)
    if cursor:
        at, last_id = _parse_cursor(cursor)
        query = query.where((col(Task.created_at) < at) | ((col(Task.created_at) == at) & (col(Task.id) < last_id)))
    query = query.order_by(col(Task.created_at).desc(), col(Task.id).desc()).limit(limit + 1)
    rows = (await session.exec(query)).all()
    cards = await _cards(session, rows[:limit])
    more = len(rows) > limit
    return Page(items=cards, next=encode_cursor(cards[-1].created_at.isoformat(), str(cards[-1].id)) if more else None)


async def list_changed(session: Session, actor: Actor, since: datetime, limit: int = 100) -> list[TaskCard]:
    """This person's tasks that changed after a moment, oldest change first: what a live page needs."""
    query = (
        select(Task)
        .where(Task.owner_id == actor.user_id, col(Task.updated_at) > since)
        .order_by(col(Task.updated_at))
        .limit(limit)
    )
    return await _cards(session, (await session.exec(query)).all())


async def get_task(session: Session, actor: Actor, task_id: UUID) -> TaskDetail:
    return await _detail(session, await require_task(session, actor, task_id))


async def require_task(session: Session, actor: Actor, task_id: UUID, *, lock: bool = False) -> Task:
    """The task, if it is this person's."""
    task = await session.get(Task, task_id, with_for_update=True if lock else None, populate_existing=lock)
    if task is None or task.owner_id != actor.user_id:
        raise NotFoundError(TASK_MISSING)
    return task


async def cancel_task(session: Session, actor: Actor, task_id: UUID) -> TaskDetail:
    """A waiting task ends at once, a running one within two seconds; a whole takes its parts along. Nothing happens to
    one that has ended.
    """
    task = await require_task(session, actor, task_id)
    parts = await batches.lock_parts(session, task.id)  # parts before the whole: everybody locks in this order
    task = await require_task(session, actor, task_id, lock=True)
    if not task.state.ended:
        task.cancel_requested_at = task.updated_at = utc_now()
    for part in parts:
        await _cancel(session, part)
    await session.refresh(task)
    await _cancel(session, task, has_parts=bool(parts))
    await session.flush()
    return await _detail(session, task)


async def _cancel(session: Session, task: Task, *, has_parts: bool = False) -> None:
    if task.state is TaskState.QUEUED:
        await end_task(session, task, TaskState.CANCELLED, "Cancelled before it started")
    elif task.state is TaskState.RUNNING and not has_parts:
        task.cancel_requested_at = task.updated_at = utc_now()
        session.add(task)


async def retry_task(session: Session, actor: Actor, task_id: UUID) -> TaskDetail:
    """Start a task again that failed, was cancelled or set aside, with the uploads it came with; of a whole, only the
    parts that did not succeed.
    """
    task = await require_task(session, actor, task_id)
    parts = await batches.lock_parts(session, task.id)
    task = await require_task(session, actor, task_id, lock=True)
    if not task.state.ended or task.state is TaskState.SUCCEEDED:
        raise ConflictError("Only a task that failed or was cancelled can be tried again.")
    if parts:
        await batches.retry_parts(session, actor, task, parts)
    else:
        await batches.check_restart(session, task)
        await restart(session, actor, task, "Tried again")
        await batches.reopen_whole(session, task)
    return await _detail(session, task)


async def result_file(session: Session, actor: Actor, task_id: UUID) -> tuple[TaskDetail, StoredFile | None]:
    """An ended task and the file that it made, if it made one. ConflictError before it has succeeded."""
    detail = await get_task(session, actor, task_id)
    if detail.state in ("queued", "running"):
        raise ConflictError(NOT_ENDED)
    if detail.state != "succeeded":
        raise ConflictError(NO_RESULT)
    made = [file for file in detail.files if file.purpose == "result"]
    if not made and (detail.result or {}).get("in_file"):
        raise NotFoundError(RESULT_EXPIRED, days=settings().results_days)
    return detail, files.as_stored(await files.require_file(session, actor, made[-1].id)) if made else None


async def _find_by_key(session: Session, actor: Actor, key: str) -> Task | None:
    query = select(Task).where(Task.owner_id == actor.user_id, Task.idempotency_key == key)
    return (await session.exec(query)).first()


def _parse_cursor(cursor: str) -> tuple[datetime, UUID]:
    at, last_id = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(str(at)).astimezone(UTC), UUID(str(last_id))
    except (ValueError, OverflowError) as error:
        raise InvalidError(FOREIGN_CURSOR) from error


async def _cards(session: Session, tasks: Sequence[Task]) -> list[TaskCard]:
    found = await files.files_of_tasks(session, [task.id for task in tasks])
    standing = await _standing(session, tasks)
    return [TaskCard.model_validate(_fields(task, found.get(task.id, []), standing)) for task in tasks]


async def _detail(session: Session, task: Task) -> TaskDetail:
    found = await files.files_of_tasks(session, [task.id])
    standing = await _standing(session, [task])
    return _describe(task, found.get(task.id, []), await history.list_events(session, task.id), standing)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Of some tasks, what other rows say: how far the wholes among them are, and which can be tried again."""

    progress: dict[UUID, int] = field(default_factory=dict)
    retryable: set[UUID] = field(default_factory=set)


async def _standing(session: Session, tasks: Sequence[Task]) -> _Standing:
    progress = await batches.progress_of_wholes(session, tasks)
    return _Standing(progress, await batches.find_retryable(session, tasks))


def _describe(task: Task, kept: list[File], events: Sequence[TaskEvent], standing: _Standing) -> TaskDetail:
    moments = [TaskMoment(at=event.at, state=event.state.value, reason=event.reason) for event in events]
    return TaskDetail.model_validate({**_fields(task, kept, standing), "history": moments})


def _fields(task: Task, made: list[File], standing: _Standing) -> dict[str, Any]:
    return {
        **task.model_dump(),
        "state": task.state.value,
        "files": [files.describe(file) for file in made],
        "cancelling": task.state is TaskState.RUNNING and task.cancel_requested_at is not None,
        "can_retry": task.id in standing.retryable,
        "progress": standing.progress.get(task.id, task.progress),
    }
