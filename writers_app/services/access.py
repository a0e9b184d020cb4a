"""May this person…? REST, state and sync all ask here, and nowhere else is a right decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from writers_app.db import Session
from writers_app.errors import ForbiddenError, NotFoundError
from writers_app.models import Document, Membership, Project, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person, and the session (device or client) they are signed in by."""

    user_id: UUID
    session_id: UUID | None = None
    is_admin: bool = False


class Right(IntEnum):
    """Ordered: each includes those before it."""

    READ = 1
    WRITE = 2
    MANAGE = 3


RIGHTS = {Role.READER: Right.READ, Role.EDITOR: Right.WRITE, Role.OWNER: Right.MANAGE}

PROJECT_MISSING = "There is no such project, or it is not shared with you."
DOCUMENT_MISSING = "There is no such document, or it is not shared with you."
DOCUMENTS_MISSING = "These documents are not there, or not shared with you: %(documents)s."
MOST_NAMED = 5
"""How many documents a refusal names."""
NOT_ENOUGH = "Your role in this project does not allow that. Ask its owner for the right."


def visible_projects(actor: Actor) -> SelectOfScalar[Project]:
    """The projects this person may see, trashed ones too: the one query that lists start from."""
    return (
        select(Project)
        .join(Membership, col(Membership.project_id) == Project.id)
        .where(Membership.user_id == actor.user_id)
    )


async def right_in_project(session: Session, actor: Actor, project_id: UUID) -> Right | None:
    """The right this person has in a project now; None for an outsider or a project that is gone."""
    membership = await session.get(Membership, (project_id, actor.user_id))
    return RIGHTS[membership.role] if membership else None


async def require_project(session: Session, actor: Actor, project_id: UUID, right: Right) -> Project:
    """The project, if this person may. NotFoundError for outsiders, ForbiddenError for a member without the right."""
    held = await right_in_project(session, actor, project_id)
    project = await session.get(Project, project_id)
    if held is None or project is None:
        raise NotFoundError(PROJECT_MISSING)
    if held < right:
        raise ForbiddenError(NOT_ENOUGH)
    return project


async def require_document(session: Session, actor: Actor, document_id: UUID, right: Right) -> Document:
    """The document, if this person may; the errors as of require_project."""
    document = await session.get(Document, document_id)
    if document is None:
        raise NotFoundError(DOCUMENT_MISSING)
    held = await right_in_project(session, actor, document.project_id)
    if held is None:
        raise NotFoundError(DOCUMENT_MISSING)
    if held < right:
        raise ForbiddenError(NOT_ENOUGH)
    return document


async def require_documents(session: Session, actor: Actor, document_ids: Sequence[UUID]) -> list[Document]:
    """All of these that this person may see, each once. NotFoundError that names the first of those that are not there
    or are somebody else's, and does not tell which of the two.
    """
    visible = visible_projects(actor).subquery()
    query = (
        select(Document).join(visible, visible.c.id == Document.project_id).where(col(Document.id).in_(document_ids))
    )
    found = list((await session.exec(query)).all())
    seen = {document.id for document in found}
    missing = [each for each in dict.fromkeys(document_ids) if each not in seen]
    if missing:
        named = ", ".join(str(each) for each in missing[:MOST_NAMED])
        raise NotFoundError(DOCUMENTS_MISSING, documents=f"{named}, …" if len(missing) > MOST_NAMED else named)
    return found
