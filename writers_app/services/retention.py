"""What is forgotten after a year or so: ended tasks, the log of webhooks, notifications. Called by the schedule.

What tasks have made of texts stays: projects, pictures, and the figures from which trends are drawn.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlmodel import col, select

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.models import File, MessageState, Notification, Task, TaskState, WebhookMessage

ENDED = [state for state in TaskState if state.ended]


async def forget_old(session: Session, limit: int = 200) -> list[str]:
    """Delete what is too old, so many tasks at most; keys whose bytes may go once this is committed."""
    until = utc_now() - timedelta(days=settings().history_days)
    await session.exec(
        delete(WebhookMessage).where(
            col(WebhookMessage.created_at) < until, col(WebhookMessage.state) != MessageState.PENDING
        )
    )
    await session.exec(delete(Notification).where(col(Notification.created_at) < until))
    return await _forget_tasks(session, until, limit)


async def _forget_tasks(session: Session, until: datetime, limit: int) -> list[str]:
    """A whole goes with its parts; history and files go with each, by the database."""
    old = select(Task.id).where(col(Task.parent_id).is_(None), col(Task.state).in_(ENDED), col(Task.ended_at) < until)
    wholes = (await session.exec(old.order_by(col(Task.ended_at)).limit(limit))).all()
    if not wholes:
        return []
    theirs = select(File.key).join(Task, col(Task.id) == File.task_id)
    keys = await session.exec(theirs.where(or_(col(Task.id).in_(wholes), col(Task.parent_id).in_(wholes))))
    found = list(keys)
    await session.exec(delete(Task).where(col(Task.id).in_(wholes)))
    return found
