"""What a run of a task reads first and writes last. Called by the worker, which opens the transactions."""

from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from writers_app.db import Session
from writers_app.errors import UnavailableError, WritersError
from writers_app.models import FilePurpose, Task, TaskState
from writers_app.services import files, history
from writers_app.services.access import Actor
from writers_app.services.claims import Claimed
from writers_app.services.endings import end_task, settle_whole
from writers_app.services.leases import DEAD_DETAIL, DEAD_TITLE, DEATHS, DIED, Lease, hold, pause_after, put_back
from writers_app.services.successes import SUCCEEDED
from writers_app.services.work import Kind, Outcome, StoredFile, TaskLimits, TransientError, Work

FAILED = "The work failed"
AWAY = "Something that the work needs did not answer"
UNEXPECTED = (
    "Something unexpected went wrong while working on this. Nothing was lost; try again, or give whoever runs this "
    "server the number %(reference)s."
)
TOO_LONG = "The work took longer than %(minutes)s minutes and was stopped. Try again with a smaller text."


class TookTooLongError(WritersError):
    status = 422
    title = "Took too long"


async def uploads_of(session: Session, task_id: UUID) -> tuple[StoredFile, ...]:
    owned = (await files.files_of_tasks(session, [task_id])).get(task_id, [])
    return tuple(files.as_stored(file) for file in owned if file.purpose is FilePurpose.UPLOAD)


def prepare(task: Claimed, kind: Kind[Any], uploads: tuple[StoredFile, ...] = ()) -> Work[Any]:
    """What the kind's function is given."""
    return Work(
        task_id=task.id,
        actor=Actor(task.owner_id),
        title=task.title,
        options=kind.options.model_validate(task.options),
        project_id=task.project_id,
        document_id=task.document_id,
        files=uploads,
        limits=kind.limits,
    )


async def succeed(session: Session, lease: Lease, outcome: Outcome, made: StoredFile | None) -> None:
    """Make the run's changes and end the task, or neither. LeaseLostError when another run has the task now."""
    task = await hold(session, lease)
    more = await outcome.apply(session) if outcome.apply else None
    task.result = {**outcome.result, **(more or {})}
    task.step, task.items_done = "", task.items_total
    if outcome.in_parts:
        await _leave_to_parts(session, task)
        return
    if made:
        files.add_file(session, made, owner_id=task.owner_id, purpose=FilePurpose.RESULT, task_id=task.id)
    await end_task(session, task, TaskState.SUCCEEDED, SUCCEEDED)


async def _leave_to_parts(session: Session, task: Task) -> None:
    """The run is over, the task is not: it ends with the last of its parts, which may all have ended by now."""
    if task.state.ended:
        return
    task.lease = task.lease_until = None
    history.note(session, task, "Its parts are under way")
    await settle_whole(session, task.id)


async def fail(session: Session, lease: Lease, error: BaseException) -> None:
    """End the task with one sentence for the writer; what is wrong by accident keeps its details for the log."""
    task = await hold(session, lease)
    if isinstance(error, WritersError):
        task.error = {"title": error.title, "detail": error.message, "msgid": error.msgid, "values": error.values}
    else:
        values = {"reference": str(task.id)}
        task.error = {"title": FAILED, "detail": UNEXPECTED % values, "msgid": UNEXPECTED, "values": values}
    await end_task(session, task, TaskState.FAILED, task.error["title"])


async def postpone(session: Session, lease: Lease, attempts: int, error: BaseException) -> None:
    """Let the task start again after a pause, or fail it when it has had its `attempts`."""
    task = await hold(session, lease)
    if task.attempts >= attempts:
        await fail(session, lease, error)
        return
    history.note(session, task, error.message if isinstance(error, WritersError) else AWAY)
    asked_for = error.retry_after if isinstance(error, UnavailableError) else 0.0
    await put_back(session, task, "Will be tried again", pause=max(asked_for, pause_after(task.attempts)))


async def note_death(session: Session, lease: Lease) -> None:
    """The process that did the work died: start again, or set the task aside after the third time."""
    task = await hold(session, lease)
    task.deaths += 1
    if task.deaths < DEATHS:
        await put_back(session, task, DIED, pause=pause_after(task.deaths))
        return
    values = {"n": DEATHS}
    task.error = {"title": DEAD_TITLE, "detail": DEAD_DETAIL % values, "msgid": DEAD_DETAIL, "values": values}
    await end_task(session, task, TaskState.DEAD, DEAD_TITLE)


async def end_cancelled(session: Session, lease: Lease) -> None:
    await end_task(session, await hold(session, lease), TaskState.CANCELLED, "Cancelled")


async def give_back(session: Session, lease: Lease) -> None:
    """The worker is being stopped: somebody else, or this one after its restart, starts the task anew."""
    await put_back(session, await hold(session, lease), "The worker is restarting", counted=False)


def took_too_long(limits: TaskLimits) -> TookTooLongError:
    return TookTooLongError(TOO_LONG, minutes=round(limits.seconds / 60))


def is_transient(error: BaseException) -> bool:
    """Whether trying again may help."""
    return isinstance(error, TransientError | UnavailableError | ConnectionError) or is_database_away(error)


def is_database_away(error: BaseException) -> bool:
    """Restarting, out of reach, or (SQLite) locked for long: nothing was written."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | InterfaceError | ConnectionError)
