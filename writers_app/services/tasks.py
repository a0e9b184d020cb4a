"""Background work as a writer meets it: ask for it, look at it, cancel it, try it again. Called by REST and state."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.errors import ConflictError, InvalidError, NotFoundError, TooManyRequestsError
from writers_app.jobs import enqueue
from writers_app.models import File, FilePurpose, Task, TaskState
from writers_app.schemas.files import FileCard
from writers_app.schemas.paging import Page, decode_cursor, encode_cursor
from writers_app.schemas.tasks import StateName, TaskCard, TaskDetail, TaskMoment
from writers_app.services import files, history
from writers_app.services.access import Actor, require_document, require_project
from writers_app.services.task_kinds import find_kind
from writers_app.services.work import Kind, StoredFile

TURN = timedelta(seconds=5)
"""How far apart one person's waiting tasks stand in the queue; others' tasks go in between."""

TASK_MISSING = "There is no such task, or it is not yours."
NEEDS_FILE = "This kind of task works on a file. Send one with it."
TAKES_NO_FILE = "This kind of task takes no file. Name a project or a document instead."
NEEDS_TEXT = "Say which project or document this is about."
NOT_ENDED = "The task has not ended yet. Look again when it has."
NO_RESULT = "The task has no result, because it did not succeed. Its error says why."


async def create_task(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    title: str = "",
    options: dict[str, Any] | None = None,
    file: StoredFile | None = None,
    project_id: UUID | None = None,
    document_id: UUID | None = None,
    idempotency_key: str | None = None,
) -> TaskDetail:
    """A new task, waiting; a worker is woken after commit. The same idempotency key gives the task that it made before.

    `file` has been judged and stored; it becomes the task's upload.
    """
    known = find_kind(kind)
    chosen = parse_options(known, options)
    if idempotency_key and (earlier := await _find_by_key(session, actor, idempotency_key)):
        return await _detail(session, earlier)
    project_id = await check_subject(session, actor, known, project_id, document_id, has_file=file is not None)
    await check_quota(session, actor, 1)
    turn = await next_turn(session, actor, known.queue)
    task = new_task(
        actor,
        known,
        title or (file.name if file else "") or known.title,
        chosen,
        turn_at=turn,
        project_id=project_id,
        document_id=document_id,
        idempotency_key=idempotency_key,
    )
    await add_task(session, task, file)
    return await _detail(session, task)


async def find_earlier(session: Session, actor: Actor, idempotency_key: str) -> TaskDetail | None:
    """The task that this key made before, so that a repeated request need not send its file again."""
    task = await _find_by_key(session, actor, idempotency_key)
    return await _detail(session, task) if task else None


def parse_options(kind: Kind[Any], options: dict[str, Any] | None) -> BaseModel:
    """The options as the kind's schema has them; InvalidError that names the field."""
    try:
        chosen: BaseModel = kind.options.model_validate(options or {})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "options"
        raise InvalidError(
            "The option %(field)s is not valid: %(reason)s.", field=field, reason=first["msg"]
        ) from error
    return chosen


async def check_subject(
    session: Session,
    actor: Actor,
    kind: Kind[Any],
    project_id: UUID | None,
    document_id: UUID | None,
    *,
    has_file: bool,
) -> UUID | None:
    """The project that the task is about, once everything that the kind needs is there and allowed."""
    if kind.takes_file != has_file:
        raise InvalidError(NEEDS_FILE if kind.takes_file else TAKES_NO_FILE)
    if kind.needs_text and not (project_id or document_id):
        raise InvalidError(NEEDS_TEXT)
    if document_id:
        document = await require_document(session, actor, document_id, kind.right)
        if project_id not in (None, document.project_id):
            raise InvalidError("The document is not in that project.")
        return document.project_id
    if project_id:
        await require_project(session, actor, project_id, kind.right)
    return project_id


async def check_quota(session: Session, actor: Actor, more: int) -> None:
    """TooManyRequestsError when the person's waiting tasks and these would be too many."""
    query = select(func.count()).where(Task.owner_id == actor.user_id, Task.state == TaskState.QUEUED)
    if (await session.exec(query)).one() + more > settings().tasks_waiting:
        raise TooManyRequestsError(
            "You have as many tasks waiting as this server takes (%(limit)s). Wait until some have ended.",
            limit=settings().tasks_waiting,
            retry_after=60,
        )


async def next_turn(session: Session, actor: Actor, queue: str) -> datetime:
    """When a person's next task has its turn: now, or a little after the last of hers that waits."""
    query = select(func.max(Task.turn_at)).where(
        Task.owner_id == actor.user_id, Task.state == TaskState.QUEUED, Task.queue == queue
    )
    last = (await session.exec(query)).one()
    return max(utc_now(), last + TURN) if last else utc_now()


def new_task(actor: Actor, kind: Kind[Any], title: str, options: BaseModel, **more: Any) -> Task:
    """A row that is not added yet."""
    return Task(
        owner_id=actor.user_id,
        kind=kind.name,
        title=title.replace("\x00", "").strip()[:300],
        queue=kind.queue,
        priority=kind.priority,
        options=options.model_dump(mode="json"),
        **more,
    )


async def add_task(session: Session, task: Task, file: StoredFile | None = None) -> None:
    """Add the row with its upload and history, and ring for it after commit unless it is held."""
    session.add(task)
    try:
        await session.flush()
    except IntegrityError as error:
        raise ConflictError("The same request is being answered just now. Ask again for its task.") from error
    if file:
        files.add_file(session, file, owner_id=task.owner_id, purpose=FilePurpose.UPLOAD, task_id=task.id)
    history.change_state(session, task, TaskState.QUEUED, "Asked for")
    await session.flush()
    if not task.held:
        enqueue(session, task.queue)


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
    """A waiting task ends at once, a running one within two seconds. Nothing happens to one that has ended."""
    task = await require_task(session, actor, task_id, lock=True)
    if task.state is TaskState.QUEUED:
        await history.end(session, task, TaskState.CANCELLED, "Cancelled before it started")
    elif task.state is TaskState.RUNNING and task.cancel_requested_at is None:
        task.cancel_requested_at = task.updated_at = utc_now()
    await session.flush()
    return await _detail(session, task)


async def retry_task(session: Session, actor: Actor, task_id: UUID) -> TaskDetail:
    """Start a task again that failed, was cancelled or set aside, with the upload it came with."""
    task = await require_task(session, actor, task_id, lock=True)
    if not task.state.ended or task.state is TaskState.SUCCEEDED:
        raise ConflictError("Only a task that failed or was cancelled can be tried again.")
    await check_quota(session, actor, 1)
    await restart(session, actor, task, "Tried again")
    return await _detail(session, task)


async def restart(session: Session, actor: Actor, task: Task, reason: str) -> None:
    """Queue an ended task as if it were new; its history stays."""
    task.attempts = task.deaths = task.progress = task.items_done = task.items_total = 0
    task.error = task.result = task.cancel_requested_at = task.ended_at = None
    task.step = ""
    task.turn_at = await next_turn(session, actor, task.queue)
    task.due_at = utc_now()
    history.change_state(session, task, TaskState.QUEUED, reason)
    await session.flush()
    enqueue(session, task.queue)


async def result_file(session: Session, actor: Actor, task_id: UUID) -> tuple[TaskDetail, StoredFile | None]:
    """An ended task and the file that it made, if it made one. ConflictError before it has succeeded."""
    detail = await get_task(session, actor, task_id)
    if detail.state in ("queued", "running"):
        raise ConflictError(NOT_ENDED)
    if detail.state != "succeeded":
        raise ConflictError(NO_RESULT)
    made = [file for file in detail.files if file.purpose == "result"]
    return detail, files.as_stored(await files.require_file(session, actor, made[-1].id)) if made else None


async def _find_by_key(session: Session, actor: Actor, key: str) -> Task | None:
    query = select(Task).where(Task.owner_id == actor.user_id, Task.idempotency_key == key)
    return (await session.exec(query)).first()


def _parse_cursor(cursor: str) -> tuple[datetime, UUID]:
    at, last_id = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(str(at)), UUID(str(last_id))
    except ValueError as error:
        raise InvalidError("The cursor is not one that this list gave out. Ask for the first page again.") from error


async def _cards(session: Session, tasks: Sequence[Task]) -> list[TaskCard]:
    found = await files.files_of_tasks(session, [task.id for task in tasks])
    return [TaskCard.model_validate(_fields(task, found.get(task.id, []))) for task in tasks]


async def _detail(session: Session, task: Task) -> TaskDetail:
    found = await files.files_of_tasks(session, [task.id])
    moments = [
        TaskMoment(at=e.at, state=e.state.value, reason=e.reason) for e in await history.list_events(session, task.id)
    ]
    return TaskDetail.model_validate({**_fields(task, found.get(task.id, [])), "history": moments})


def _fields(task: Task, made: list[File]) -> dict[str, Any]:
    cards: list[FileCard] = [files.describe(file) for file in made]
    cancelling = task.state is TaskState.RUNNING and task.cancel_requested_at is not None
    return {**task.model_dump(), "state": task.state.value, "files": cards, "cancelling": cancelling}
