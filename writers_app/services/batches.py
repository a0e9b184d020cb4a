"""The kind `batch`: many files, or a zip, or many documents, each through the same steps. Listed in task_kinds.

The batch is a task whose run makes its parts: for every subject one task per step, each held until the one before it
has succeeded. It ends when the last part has (services.endings).
"""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, case, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.errors import ConflictError, InvalidError, WritersError, concerning
from writers_app.formats.detection import detect
from writers_app.formats.limits import Limits, SafeZip
from writers_app.integrations.storage import storage
from writers_app.models import Document, File, FilePurpose, Task, TaskState
from writers_app.services import files, history, task_kinds, uploads
from writers_app.services.access import Actor, Right, require_document, require_documents
from writers_app.services.children import run_apart
from writers_app.services.endings import end_task
from writers_app.services.queueing import (
    TURN,
    add_task,
    check_subject,
    new_task,
    parse_options,
    require_inside,
    require_outside_trash,
    take_turns,
)
from writers_app.services.queueing import restart as restart_task
from writers_app.services.work import Kind, Outcome, StoredFile, Subject, TaskLimits, TaskOptions, Work

MOST_PARTS = 2000
NOTHING = "There is nothing in this batch. Send files or a zip of them, or name documents or a project."
ONE_OR_MANY = "Name one document in document_id or several in document_ids, not both."
FILES_OR_DOCUMENTS = "Send files or name documents, not both: every one goes through the same steps."
NO_DOCUMENTS = "No document is named. Name at least one, or leave document_ids out for the whole project."
FIRST_ONLY = "The first step imports the files; the others work on what it made."
NO_FILES = "Importing needs files: send some, or a zip of them."
TOO_MANY = "A batch has at most %(most)s parts. Send fewer files at a time."
FILE_GONE = "The file to try again with is not there: it could not be taken, or is kept no more. Send it anew."
WAITS = "This step waits for the one before it. Try that one again."
REFUSED = "It could not be taken"
STOPPED = [state for state in TaskState if state.ended and state is not TaskState.SUCCEEDED]


class Step(TaskOptions):
    """A kind of task with its options."""

    kind: str = Field(max_length=60)
    options: dict[str, Any] = Field(default_factory=dict)


class BatchOptions(TaskOptions):
    """What is done with each file, with each document, or (without either) with the document or the project that the
    task names.
    """

    steps: Annotated[list[Step], Field(min_length=1, max_length=5)]
    document_ids: list[UUID] | None = Field(default=None, max_length=MOST_PARTS)


@dataclass(frozen=True, slots=True)
class _Subject:
    """One thing that goes through the steps."""

    title: str
    file: StoredFile | None = None
    is_new: bool = False
    """The file came out of a zip and has no row yet."""
    document_id: UUID | None = None
    project_id: UUID | None = None
    refusal: WritersError | None = None


def check_options(options: BatchOptions, has_files: bool) -> None:
    """Refuse steps that can't follow one another, before anything is stored for them."""
    for number, step in enumerate(options.steps):
        with concerning(f"steps.{number}"):
            _check_step(step, number, has_files)
    if has_files and not task_kinds.find_kind(options.steps[0].kind).takes_file:
        with concerning("steps.0"):
            raise InvalidError("Files must be imported by the first step.")
    with concerning("document_ids"):
        if has_files and options.document_ids:
            raise InvalidError(FILES_OR_DOCUMENTS)
        if not has_files and options.document_ids == []:
            raise InvalidError(NO_DOCUMENTS)


def _check_step(step: Step, number: int, has_files: bool) -> None:
    kind = task_kinds.find_kind(step.kind)
    if kind is KIND:
        raise InvalidError("A batch can't be a step of a batch.")
    parse_options(kind, step.options)
    if kind.takes_file and number:
        raise InvalidError(FIRST_ONLY)
    if kind.takes_file and not has_files:
        raise InvalidError(NO_FILES)


async def verify_subjects(session: Session, actor: Actor, options: BatchOptions, about: Subject) -> None:
    """Refuse what the first look at the parts would find missing or not allowed, before there is a batch. What files
    hold is seen when they are opened.
    """
    takes_files = task_kinds.find_kind(options.steps[0].kind).takes_file
    with concerning("document_ids"):
        documents = await _named(session, actor, options, about)
    if not (takes_files or documents or about.project_id):
        raise InvalidError(NOTHING)
    if len(documents) * len(options.steps) > MOST_PARTS:
        raise InvalidError(TOO_MANY, most=MOST_PARTS)
    for project_id in {document.project_id for document in documents} or {about.project_id} - {None}:
        for number, step in enumerate(options.steps):
            kind = task_kinds.find_kind(step.kind)
            chosen = parse_options(kind, step.options)
            with concerning(f"steps.{number}"):
                files_of = int(kind.takes_file)
                await check_subject(session, actor, kind, project_id, about.document_id, chosen, file_count=files_of)


async def _named(session: Session, actor: Actor, options: BatchOptions, about: Subject) -> list[Document]:
    """The documents of the options, which say the same as what the task itself is said to be about."""
    if options.document_ids and about.document_id:
        raise InvalidError(ONE_OR_MANY)
    documents = await require_documents(session, actor, options.document_ids or [])
    for document in documents:
        require_inside(document, about.project_id)
        require_outside_trash(document)
    return documents


async def run_batch(work: Work[BatchOptions]) -> Outcome:
    """Find out what the parts are, and hand back how to add them all at once."""
    work.report(0, "Looking through the files")
    subjects = await _subjects(work)
    if not subjects:
        raise InvalidError(NOTHING)
    if len(subjects) * len(work.options.steps) > MOST_PARTS:
        raise InvalidError(TOO_MANY, most=MOST_PARTS)
    return Outcome(apply=lambda session: _add_parts(session, work, subjects), in_parts=True)


async def _subjects(work: Work[BatchOptions]) -> list[_Subject]:
    if work.files:
        return [subject for file in work.files for subject in await _files_of(work, file)]
    if work.options.document_ids:
        return [_Subject("", document_id=document_id) for document_id in work.options.document_ids]
    if work.document_id:
        return [_Subject("", document_id=work.document_id)]
    return [_Subject(work.title, project_id=work.project_id)] if work.project_id else []


async def _files_of(work: Work[BatchOptions], file: StoredFile) -> list[_Subject]:
    """The file itself, or what is in a zip of many."""
    if file.media_type != uploads.ARCHIVE_TYPE:
        return [_Subject(file.name, file)]
    folder = Path(tempfile.mkdtemp(dir=settings().data_path, prefix="unpacked-"))
    try:
        async with storage().local(file.key) as path:
            entries = await run_apart(work.limits, _unpack, path, folder, settings().upload_limit)
        return [await _store(entry) for entry in entries]
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file out of a zip: where it lies and what it is, or why it can't be taken."""

    name: str
    path: Path
    media_type: str = ""
    refusal: WritersError | None = None


def _unpack(archive: Path, folder: Path, file_bytes: int) -> list[_Entry]:
    """Every file in the zip, judged as an upload is. What systems and editors strew into zips is passed over."""
    found: list[_Entry] = []
    with SafeZip(archive, Limits()) as opened:
        for name, info in opened.names.items():
            path = PurePosixPath(name)
            if info.is_dir() or any(part.startswith((".", "__MACOSX")) for part in path.parts):
                continue
            target = folder / str(len(found))
            target.write_bytes(opened.read(name))
            found.append(_judge(path.name, target, Limits(file_bytes=file_bytes)))
    return found


def _judge(name: str, path: Path, limits: Limits) -> _Entry:
    try:
        return _Entry(uploads.clean_name(name), path, detect(path, name, limits).media_type)
    except WritersError as error:
        return _Entry(uploads.clean_name(name), path, refusal=error)


async def _store(entry: _Entry) -> _Subject:
    if entry.refusal:
        return _Subject(entry.name, refusal=entry.refusal)
    sha256 = await asyncio.to_thread(files.hash_file, entry.path)
    return _Subject(entry.name, await files.store_draft(entry.path, entry.name, entry.media_type, sha256), is_new=True)


async def _add_parts(session: Session, work: Work[BatchOptions], subjects: Sequence[_Subject]) -> dict[str, Any]:
    kinds = [task_kinds.find_kind(step.kind) for step in work.options.steps]
    parts = len(subjects) * len(kinds)
    turns = {kind.queue: await take_turns(session, work.actor, kind.queue, parts) for kind in kinds}
    refused: list[tuple[Task, WritersError]] = []
    for subject in subjects:
        before = first = None
        for step, kind in zip(work.options.steps, kinds, strict=True):
            turns[kind.queue] += TURN
            before = await _add_part(session, work, subject, step, kind, before, turns[kind.queue])
            first = first or before
        if first and subject.refusal:
            refused.append((first, subject.refusal))
    for part, error in refused:  # when all parts are there, since the last to end ends the whole
        await _refuse(session, part, error)
    return {"steps": [kind.name for kind in kinds], "subjects": len(subjects)}


async def _add_part(
    session: Session,
    work: Work[BatchOptions],
    subject: _Subject,
    step: Step,
    kind: Kind[Any],
    before: Task | None,
    turn_at: Any,
) -> Task:
    options = parse_options(kind, step.options)
    title, project_id = subject.title, subject.project_id or work.project_id
    if subject.document_id:
        document = await require_document(session, work.actor, subject.document_id, Right.READ)
        title, project_id = document.title, document.project_id
    if before is None and subject.refusal is None:
        files_of = 1 if subject.file else 0
        await check_subject(session, work.actor, kind, project_id, subject.document_id, options, file_count=files_of)
    part = new_task(
        work.actor,
        kind,
        title,
        options,
        turn_at=turn_at,
        project_id=project_id,
        document_id=subject.document_id,
        parent_id=work.task_id,
        after_id=before.id if before else None,
        held=before is not None or subject.refusal is not None,
    )
    await add_task(session, part, [subject.file] if subject.file and subject.is_new and before is None else [])
    if subject.file and not subject.is_new and before is None:
        (await session.get_one(File, subject.file.id)).task_id = part.id
    return part


async def _refuse(session: Session, part: Task, error: WritersError) -> None:
    """A file that can't be read is a failed part with its sentence, not a hole in the batch."""
    part.error = {"title": error.title, "detail": error.message, "msgid": error.msgid, "values": error.values}
    await end_task(session, part, TaskState.FAILED, REFUSED)


async def lock_parts(session: Session, whole_id: UUID) -> list[Task]:
    """The parts of a task in the order in which they were made, locked."""
    query = select(Task).where(Task.parent_id == whole_id).order_by(col(Task.created_at), col(Task.id))
    return list((await session.exec(query.with_for_update())).all())


async def progress_of_wholes(session: Session, tasks: Sequence[Task]) -> dict[UUID, int]:
    """Percent of the wholes among these that are under way: the mean of their parts."""
    wholes = [task.id for task in tasks if task.state is TaskState.RUNNING and task.items_total and not task.lease]
    if not wholes:
        return {}
    ended = [state for state in TaskState if state.ended]
    part = case((col(Task.state).in_(ended), 100), else_=col(Task.progress))
    query = select(Task.parent_id, func.avg(part)).where(col(Task.parent_id).in_(wholes)).group_by(col(Task.parent_id))
    return {whole: int(mean) for whole, mean in await session.exec(query) if whole}


async def retry_parts(session: Session, actor: Actor, whole: Task, parts: Sequence[Task]) -> None:
    """Queue what did not succeed; a step whose predecessor is repeated waits for it again. What has no file to be
    tried again with keeps its reason. ConflictError when that is all there is.
    """
    by_id = {part.id: part for part in parts}
    hopeless = await _without_files(session, parts)
    unfinished = []
    for part in parts:
        if part.after_id in hopeless:
            hopeless.add(part.id)
        elif part.id not in hopeless and part.state.ended and part.state is not TaskState.SUCCEEDED:
            unfinished.append(part)
    if not unfinished and hopeless:
        raise ConflictError(FILE_GONE)
    open_whole(session, whole)
    for part in unfinished:
        before = by_id.get(part.after_id) if part.after_id else None
        part.held = before is not None and before.state is not TaskState.SUCCEEDED
        await restart_task(session, actor, part, "Tried again")
    await session.flush()


async def _without_files(session: Session, tasks: Sequence[Task]) -> set[UUID]:
    """Those that did not succeed, work on a file and have none: it was refused when it came, or is kept no more."""
    kinds = task_kinds.all_kinds()
    needing = {
        task.id
        for task in tasks
        if task.state is not TaskState.SUCCEEDED and task.kind in kinds and kinds[task.kind].least_files
    }
    kept = select(File.task_id).where(col(File.task_id).in_(needing), File.purpose == FilePurpose.UPLOAD)
    return needing - set(await session.exec(kept)) if needing else needing


async def find_retryable(session: Session, tasks: Sequence[Task]) -> set[UUID]:
    """Those of these tasks that can be tried again: a whole, when any of its parts can begin; any other, when it can
    itself.
    """
    stopped = [task.id for task in tasks if task.state in STOPPED]
    if not stopped:
        return set()
    counted = select(Task.parent_id, func.count().filter(_can_begin())).where(col(Task.parent_id).in_(stopped))
    wholes = {whole: begin for whole, begin in await session.exec(counted.group_by(col(Task.parent_id))) if whole}
    alone = [task_id for task_id in stopped if task_id not in wholes]
    found = await session.exec(select(Task.id).where(col(Task.id).in_(alone), _can_begin()))
    return {*found, *(whole for whole, begin in wholes.items() if begin)}


def _can_begin() -> ColumnElement[bool]:
    """It stopped, the step before it did not, and the file that it works on is there, if it works on one."""
    needing = [name for name, kind in task_kinds.all_kinds().items() if kind.least_files]
    before = aliased(Task)
    follows = exists().where(col(before.id) == Task.after_id, col(before.state) == TaskState.SUCCEEDED)
    kept = exists().where(col(File.task_id) == Task.id, col(File.purpose) == FilePurpose.UPLOAD)
    return and_(
        col(Task.state).in_(STOPPED),
        or_(col(Task.after_id).is_(None), follows),
        or_(col(Task.kind).not_in(needing), kept),
    )


def open_whole(session: Session, whole: Task) -> None:
    """Let an ended whole go on with its parts."""
    whole.error = whole.ended_at = whole.cancel_requested_at = None
    whole.progress = 0
    whole.started_at = utc_now()
    history.change_state(session, whole, TaskState.RUNNING, "Tried again")


async def reopen_whole(session: Session, part: Task) -> None:
    """One part is tried again by itself: its whole goes on with it, and the steps after it wait for it once more."""
    steps = select(Task).where(Task.after_id == part.id, Task.state == TaskState.CANCELLED)
    for step in (await session.exec(steps.with_for_update())).all():
        step.held = True
        await restart_task(session, Actor(part.owner_id), step, "Tried again")
        await reopen_whole(session, step)
    if part.parent_id is None:
        return
    whole = (await session.exec(select(Task).where(Task.id == part.parent_id).with_for_update())).one()
    if whole.state.ended:
        open_whole(session, whole)


async def check_restart(session: Session, task: Task) -> None:
    """A task can only start again with its file, and a step when the one before it has succeeded."""
    if await _without_files(session, [task]):
        raise ConflictError(FILE_GONE)
    before = await session.get(Task, task.after_id) if task.after_id else None
    if before is not None and before.state is not TaskState.SUCCEEDED:
        raise ConflictError(WAITS)


KIND = Kind(
    name="batch",
    title="Many at once",
    options=BatchOptions,
    run=run_batch,
    queue="default",
    priority=4,
    limits=TaskLimits(seconds=600, memory_mb=512),
    most_files=200,
    right=Right.READ,
    check=check_options,
    verify=verify_subjects,
)
