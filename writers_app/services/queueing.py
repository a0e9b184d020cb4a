"""Judges what is asked for and puts it into the queue, in its owner's turn. Called by tasks, batches and schedules."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import case, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.errors import ConflictError, InvalidError, TooManyRequestsError, concerning
from writers_app.jobs import enqueue
from writers_app.models import Document, File, FilePurpose, Task, TaskEvent, TaskState
from writers_app.services import files, history
from writers_app.services.access import Actor, require_document, require_project
from writers_app.services.work import Kind, StoredFile, Subject

TURN = timedelta(seconds=5)
"""How far apart one person's waiting tasks stand in the queue; others' tasks go in between."""

NEEDS_FILE = "This kind of task works on a file. Send one with it."
TAKES_NO_FILE = "This kind of task takes no file. Name a project or a document instead."
TAKES_FEWER = "This kind of task takes at most %(most)s files. Send fewer, or a zip of them as a batch."
NO_DOCUMENT = "Work on files is about no single document. Leave document_id out; name a project if they go into one."
NO_OPTION = "Tasks of the kind %(kind)s have no option named %(field)s."
NO_OPTION_AMONG = "Tasks of the kind %(kind)s have no option named %(field)s. They have: %(known)s."
NEEDS_TEXT = "Say which project or document this is about."
ELSEWHERE = "“%(title)s” is not in that project."
IN_TRASH = "“%(title)s” is in the trash. Put it back first."


def parse_options(kind: Kind[Any], options: dict[str, Any] | None) -> BaseModel:
    """The options as the kind's schema has them; InvalidError that names the field."""
    try:
        chosen: BaseModel = kind.options.model_validate(options or {})
    except ValidationError as error:
        raise _refusal(kind, error.errors()[0]) from error
    return chosen


def _refusal(kind: Kind[Any], wrong: ErrorDetails) -> InvalidError:
    """A name that is not known is refused by its name: passed over, it would have the task do what nobody asked for."""
    field = ".".join(str(part)[:60] for part in wrong["loc"])
    known = ", ".join(kind.options.model_fields)
    if wrong["type"] != "extra_forbidden":
        named = field or "options"
        refusal = InvalidError("The option %(field)s is not valid: %(reason)s.", field=named, reason=wrong["msg"])
    elif known and len(wrong["loc"]) == 1:
        refusal = InvalidError(NO_OPTION_AMONG, kind=kind.name, field=field, known=known)
    else:
        refusal = InvalidError(NO_OPTION, kind=kind.name, field=field)
    refusal.field = ".".join(filter(None, ("options", field)))
    return refusal


async def check_subject(
    session: Session,
    actor: Actor,
    kind: Kind[Any],
    project_id: UUID | None,
    document_id: UUID | None,
    options: BaseModel,
    *,
    file_count: int,
) -> UUID | None:
    """The project that the task is about, once everything that the kind needs is there and allowed."""
    found = await _find_project(session, actor, kind, project_id, document_id, file_count)
    with concerning("options"):
        if kind.check:
            kind.check(options, file_count > 0)
        if kind.verify:
            await kind.verify(session, actor, options, Subject(found, document_id))
    return found


async def _find_project(
    session: Session,
    actor: Actor,
    kind: Kind[Any],
    project_id: UUID | None,
    document_id: UUID | None,
    file_count: int,
) -> UUID | None:
    with concerning("file"):
        if file_count < kind.least_files:
            raise InvalidError(NEEDS_FILE)
        if file_count > kind.most_files:
            raise InvalidError(TAKES_FEWER if kind.takes_file else TAKES_NO_FILE, most=kind.most_files)
    with concerning("project_id"):
        if kind.needs_text and not (project_id or document_id):
            raise InvalidError(NEEDS_TEXT)
        if project_id and not document_id:
            await require_project(session, actor, project_id, kind.right)
    return await _project_of(session, actor, kind, document_id, project_id, file_count) if document_id else project_id


async def _project_of(
    session: Session, actor: Actor, kind: Kind[Any], document_id: UUID, project_id: UUID | None, file_count: int
) -> UUID:
    """Of the document that is named, which must be in the project if that is named too."""
    with concerning("document_id"):
        if file_count:
            raise InvalidError(NO_DOCUMENT)
        document = await require_document(session, actor, document_id, kind.right)
        require_inside(document, project_id)
        require_outside_trash(document)
        return document.project_id


def require_inside(document: Document, project_id: UUID | None) -> None:
    if project_id not in (None, document.project_id):
        raise InvalidError(ELSEWHERE, title=document.title)


def require_outside_trash(document: Document) -> None:
    """No task finds a text that is in the trash."""
    if document.trashed_at is not None:
        raise ConflictError(IN_TRASH, title=document.title)


async def take_turns(session: Session, actor: Actor, queue: str, more: int = 1) -> datetime:
    """When the first of so many new tasks has its turn: now, or a little after the last of this person's that waits.

    TooManyRequestsError when the person's waiting tasks and these would be too many.
    """
    here = case((col(Task.queue) == queue, col(Task.turn_at)))
    query = select(func.count(), func.max(here)).where(Task.owner_id == actor.user_id, Task.state == TaskState.QUEUED)
    waiting, last = (await session.exec(query)).one()
    if waiting + more > settings().tasks_waiting:
        raise TooManyRequestsError(
            "You have as many tasks waiting as this server takes (%(limit)s). Wait until some have ended.",
            limit=settings().tasks_waiting,
            retry_after=60,
        )
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


async def add_task(
    session: Session, task: Task, uploads: Sequence[StoredFile] = ()
) -> tuple[list[File], list[TaskEvent]]:
    """Add the row with its uploads and history, and ring for it after commit unless it is held."""
    session.add(task)
    try:
        await session.flush()
    except IntegrityError as error:
        raise ConflictError("The same request is being answered just now. Ask again for its task.") from error
    kept = [
        files.add_file(session, upload, owner_id=task.owner_id, purpose=FilePurpose.UPLOAD, task_id=task.id)
        for upload in uploads
    ]
    event = history.begin(session, task)
    await session.flush()
    if not task.held:
        enqueue(session, task.queue)
    return kept, [event]


async def restart(session: Session, actor: Actor, task: Task, reason: str) -> None:
    """Queue an ended task as if it were new; its history stays."""
    task.attempts = task.deaths = task.progress = task.items_done = task.items_total = 0
    task.error = task.result = task.cancel_requested_at = task.ended_at = None
    task.step = ""
    task.turn_at = await take_turns(session, actor, task.queue)
    task.due_at = utc_now()
    history.change_state(session, task, TaskState.QUEUED, reason)
    await session.flush()
    if not task.held:
        enqueue(session, task.queue)
