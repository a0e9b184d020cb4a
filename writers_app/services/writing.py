"""How much a person has written. Called by the dashboard's state."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from writers_app.db import Session
from writers_app.models import Document, Project, Projection, Revision
from writers_app.services.access import Actor, visible_projects


async def words_since(session: Session, actor: Actor, since: datetime) -> int:
    """Words that this person's texts have grown by since then; 0 when more went than came.

    A text counts from the last state that was kept before, or else from the first one kept since: what was imported
    or written earlier is not counted as written now.
    """
    now = await _written_since(session, actor, since)
    if not now:
        return 0
    rows = await session.exec(
        select(Revision.document_id, Revision.created_at, Revision.words)
        .where(col(Revision.document_id).in_(now))
        .order_by(col(Revision.created_at))
    )
    before: dict[UUID, int] = {}
    for document_id, kept_at, words in rows:
        if kept_at < since or document_id not in before:
            before[document_id] = words
    return max(0, sum(words - before[document_id] for document_id, words in now.items()))


async def _written_since(session: Session, actor: Actor, since: datetime) -> dict[UUID, int]:
    """The words that stand now in each text that this person has worked on since."""
    projects = visible_projects(actor).where(col(Project.trashed_at).is_(None)).subquery()
    worked_on = select(Revision.document_id).where(
        Revision.author_id == actor.user_id, col(Revision.created_at) >= since
    )
    rows = await session.exec(
        select(Projection.document_id, Projection.words)
        .join(Document, col(Document.id) == Projection.document_id)
        .join(projects, projects.c.id == Document.project_id)
        .where(col(Document.trashed_at).is_(None), col(Projection.document_id).in_(worked_on))
    )
    return dict(rows.all())
