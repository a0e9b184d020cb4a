"""Who is told when a task ends or a text was written: people by the bell, other programs by webhooks.

Called by services.endings and by the rooms.
"""

from datetime import timedelta
from uuid import UUID

from writers_app.db import Session
from writers_app.models import Document, Task, TaskState
from writers_app.schemas.notifications import NotificationKind, Saying
from writers_app.schemas.webhooks import EventName
from writers_app.services.notifications import notify
from writers_app.services.webhooks import publish, warn

LONG = timedelta(seconds=20)
"""Work that took longer is told of; somebody who waits for shorter work is looking at it."""

PAUSE = timedelta(seconds=60)
"""How long the news of a saved text waits for more of the same."""

EVENTS: dict[TaskState, EventName] = {
    TaskState.SUCCEEDED: "task.succeeded",
    TaskState.FAILED: "task.failed",
    TaskState.DEAD: "task.dead",
}


async def announce_end(session: Session, task: Task) -> None:
    """Tell of a task that has just ended, in the transaction in which it does. A cancelled one is nobody's news."""
    event = EVENTS.get(task.state)
    if event is None:
        return
    data = {
        "task_id": str(task.id),
        "kind": task.kind,
        "title": task.title,
        "project_id": str(task.project_id) if task.project_id else None,
        "error": task.error and {"title": task.error["title"], "detail": task.error["detail"]},
    }
    await publish(session, event, data, user_id=task.owner_id, project_id=task.project_id)
    if event == "task.succeeded" and task.kind == "export" and task.project_id:
        await publish(session, "project.exported", data, user_id=task.owner_id, project_id=task.project_id)
    if event == "task.dead":
        about = {"task_id": str(task.id), "kind": task.kind, "owner_id": str(task.owner_id)}
        await warn(session, "task.dead", "A task stopped its worker again and again and was set aside.", about)
    await _ring_bell(session, task)


async def announce_saved(session: Session, document_id: UUID) -> None:
    """Tell that a text was written to; a writer who goes on writing is told of once."""
    document = await session.get(Document, document_id)
    if document is None:
        return
    data = {"document_id": str(document.id), "project_id": str(document.project_id), "title": document.title}
    await publish(session, "document.saved", data, project_id=document.project_id, delay=PAUSE)


async def _ring_bell(session: Session, task: Task) -> None:
    """Parts of a batch are told of by the whole."""
    if task.parent_id or (task.state is TaskState.SUCCEEDED and not _was_long(task)):
        return
    kind: NotificationKind = "task.succeeded" if task.state is TaskState.SUCCEEDED else "task.failed"
    error = task.error or {}
    values = {"title": task.title, "reason": error.get("detail", "")}
    said = {"reason": Saying(msgid=error["msgid"], values=error.get("values", {}))} if error.get("msgid") else {}
    if not task.title:
        said["title"] = Saying(msgid=_title_of_kind(task))
    await notify(session, task.owner_id, kind, values, link=f"/tasks/{task.id}", said=said)


def _title_of_kind(task: Task) -> str:
    from writers_app.services.task_kinds import title_of  # the kinds lead here themselves: a batch ends its parts

    return title_of(task.kind)


def _was_long(task: Task) -> bool:
    return task.ended_at is not None and task.ended_at - task.created_at >= LONG
