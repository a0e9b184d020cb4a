"""Who may open a document live, and who of those inside may stay. Called by sync."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from sqlalchemy import ColumnElement, exists, true
from sqlmodel import col, or_, select

from writers_app.db import Session, utc_now
from writers_app.errors import NotFoundError, NotSignedInError
from writers_app.models import Document, DocumentKind, Membership, Project, Role, SignIn, User
from writers_app.services.access import DOCUMENT_MISSING, RIGHTS, Actor, Right

_AT_ONCE = 400
"""Ids in one query; SQLite takes a limited number of parameters."""

_IN_TRASH = or_(col(Document.trashed_at).is_not(None), col(Project.trashed_at).is_not(None))

SIGNED_OUT = "You are not signed in any more. Sign in again; what you wrote is kept in this browser."


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person in an open document, and where they are signed in."""

    user_id: UUID
    session_id: UUID | None
    document_id: UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """What a visitor may do now; `right` is None for nothing. What is in the trash can only be read."""

    right: Right | None
    trashed: bool = False
    signed_in: bool = True

    @property
    def may_write(self) -> bool:
        return self.right is not None and self.right >= Right.WRITE and not self.trashed


@dataclass(frozen=True, slots=True)
class Admission:
    """What a person may do in a document they open. `reason` says why it is not writing: `role` or `trashed`."""

    may_write: bool
    reason: str
    name: str


async def admit(session: Session, actor: Actor, document_id: UUID) -> Admission:
    """Let a person into a document's text, if their session is alive.

    NotSignedInError when it is not, NotFoundError for outsiders and folders.
    """
    query = (
        select(User.name, Membership.role, _IN_TRASH, _signed_in(actor.session_id))
        .join(Membership, col(Membership.user_id) == User.id)
        .join(Project, col(Project.id) == Membership.project_id)
        .join(Document, col(Document.project_id) == Project.id)
        .where(User.id == actor.user_id, Document.id == document_id, col(Document.kind) != DocumentKind.FOLDER)
    )
    found = (await session.exec(query)).first()
    signed_in = found[3] if found else (await session.exec(select(_signed_in(actor.session_id)))).one()
    if not signed_in:
        raise NotSignedInError(SIGNED_OUT)
    if found is None:
        raise NotFoundError(DOCUMENT_MISSING)
    name, role, trashed, _ = found
    if Standing(RIGHTS[Role(role)], trashed=bool(trashed)).may_write:
        return Admission(True, "", name)
    return Admission(False, "trashed" if trashed else "role", name)


def _signed_in(session_id: UUID | None) -> ColumnElement[bool]:
    """Is the session alive? What comes without one (an API token) always is."""
    if session_id is None:
        return true()
    return exists().where(col(SignIn.id) == session_id, *_alive())


def _alive() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(SignIn.revoked_at).is_(None), col(SignIn.expires_at) > utc_now()


async def review(session: Session, visitors: Collection[Visitor]) -> dict[Visitor, Standing]:
    """What each of them may do now, in a few queries however many they are."""
    alive = await _living_sessions(session, {visitor.session_id for visitor in visitors if visitor.session_id})
    held: dict[tuple[UUID, UUID], Standing] = {}
    for documents in _parts({visitor.document_id for visitor in visitors}):
        users = {visitor.user_id for visitor in visitors if visitor.document_id in documents}
        for people in _parts(users):
            held |= await _standings(session, documents, people)
    return {
        visitor: (
            held.get((visitor.document_id, visitor.user_id), Standing(None))
            if visitor.session_id is None or visitor.session_id in alive
            else Standing(None, signed_in=False)
        )
        for visitor in visitors
    }


async def _living_sessions(session: Session, ids: Collection[UUID]) -> set[UUID]:
    alive: set[UUID] = set()
    for part in _parts(ids):
        query = select(SignIn.id).where(col(SignIn.id).in_(part), *_alive())
        alive.update((await session.exec(query)).all())
    return alive


async def _standings(
    session: Session, documents: Sequence[UUID], people: Sequence[UUID]
) -> dict[tuple[UUID, UUID], Standing]:
    query = (
        select(Document.id, Membership.user_id, Membership.role, _IN_TRASH)
        .join(Project, col(Project.id) == Document.project_id)
        .join(Membership, col(Membership.project_id) == Project.id)
        .where(
            col(Document.id).in_(documents),
            col(Membership.user_id).in_(people),
            col(Document.kind) != DocumentKind.FOLDER,
        )
    )
    return {
        (document_id, user_id): Standing(RIGHTS[Role(role)], trashed=bool(trashed))
        for document_id, user_id, role, trashed in (await session.exec(query)).all()
    }


def _parts(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while part := list(islice(rest, _AT_ONCE)):
        yield part
