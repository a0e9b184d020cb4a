"""People and their accounts: making, proving, changing and deleting one. Called by REST and state.

Hashing takes a fifth of a second of processor time, so the edge does it between transactions: it reads, hashes, then
writes.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.errors import ConflictError, InvalidError, NotFoundError, NotSignedInError
from writers_app.i18n import Locale
from writers_app.models import File, FilePurpose, Project, User
from writers_app.schemas.accounts import Person, Preferences, ProfileChange
from writers_app.services import sessions
from writers_app.services.access import Actor
from writers_app.services.webhooks import publish

EMAIL_TAKEN = "There is an account with this e-mail already. Sign in, or ask for a new password."
WRONG_LOGIN = "The e-mail or the password is not right. Check both; if you forgot the password, ask for a new one."
WRONG_PASSWORD = "The present password is not right. Check it and try again."  # noqa: S105 - a sentence, not a secret
ACCOUNT_GONE = "This account was deleted."
NOBODY = "Nobody with the e-mail %(email)s has an account here. They register first."


@dataclass(frozen=True, slots=True)
class Proof:
    """What a sign-in is checked against; both absent for an e-mail that nobody has."""

    user_id: UUID | None
    password_hash: str | None


def fold_email(email: str) -> str:
    """E-mails are one when people mean one: trimmed, in lower case. What no database stores is nobody's."""
    return email.strip().casefold().replace("\x00", "\ufffd")


async def find_proof(session: Session, email: str) -> Proof:
    found = await session.exec(select(User.id, User.password_hash).where(User.email == fold_email(email)))
    row = found.first()
    return Proof(row[0], row[1]) if row else Proof(None, None)


async def register(
    session: Session, *, name: str, email: str, password_hash: str, locale: Locale | None = None
) -> Person:
    """A new account. ConflictError when the e-mail has one; of two at once, one gets it."""
    user = User(name=name, email=fold_email(email), password_hash=password_hash, last_seen_at=utc_now())
    user.preferences = {"locale": locale} if locale else {}
    try:
        async with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise ConflictError(EMAIL_TAKEN) from error
    await publish(session, "user.registered", {"user_id": str(user.id), "name": user.name})
    return _person(user)


async def read_person(session: Session, actor: Actor) -> Person:
    return _person(await _user(session, actor.user_id))


async def change_profile(session: Session, actor: Actor, change: ProfileChange) -> Person:
    user = await _user(session, actor.user_id)
    if change.name is not None:
        user.name = change.name
    if change.preferences is not None:
        user.preferences = {**user.preferences, **change.preferences.model_dump(exclude_unset=True)}
    session.add(user)
    await session.flush()
    return _person(user)


async def count_owned_projects(session: Session, actor: Actor) -> int:
    """How many projects go with the account, those in the trash too."""
    found = await session.exec(select(func.count()).where(Project.owner_id == actor.user_id))
    return found.one()


async def own_proof(session: Session, actor: Actor) -> Proof:
    """What the signed-in person's present password is checked against."""
    user = await _user(session, actor.user_id)
    return Proof(user.id, user.password_hash)


async def set_password(session: Session, user_id: UUID, password_hash: str, *, keep: UUID | None = None) -> None:
    """Give the account a new password and end its sessions, all but the one to keep."""
    user = await _user(session, user_id)
    user.password_hash = password_hash
    session.add(user)
    await session.flush()
    await sessions.revoke_all(session, user_id, but=keep)


async def appoint(session: Session, email: str, *, is_admin: bool) -> None:
    """Make the person with this e-mail an administrator, or an ordinary one again. For the operator, not for REST."""
    user = (await session.exec(select(User).where(User.email == fold_email(email)))).first()
    if user is None:
        raise NotFoundError(NOBODY, email=email)
    user.is_admin = is_admin
    session.add(user)
    await session.flush()
    await sessions.ask_anew(session, user.id)


async def delete_account(session: Session, actor: Actor) -> None:
    """Delete the person, the projects they own with every text in them, their tasks, files and sessions.

    Other people's projects stay as they are, with what this person wrote in them; images in their texts become their
    owners'. Bytes that belong to nobody any more are removed by the hourly cleaning.
    """
    await sessions.revoke_all(session, actor.user_id)
    owner = select(Project.owner_id).where(Project.id == col(File.project_id)).scalar_subquery()
    await session.exec(
        update(File)
        .where(col(File.owner_id) == actor.user_id, col(File.purpose) == FilePurpose.IMAGE, owner != actor.user_id)
        .values(owner_id=owner, expires_at=None)
        .execution_options(synchronize_session=False)
    )
    await session.exec(delete(User).where(col(User.id) == actor.user_id))


def require_right_password(matches: bool) -> None:
    if not matches:
        raise InvalidError(WRONG_PASSWORD)


async def _user(session: Session, user_id: UUID) -> User:
    user = await session.get(User, user_id)
    if user is None:
        raise NotSignedInError(ACCOUNT_GONE)
    return user


def _person(user: User) -> Person:
    return Person(
        id=user.id,
        name=user.name,
        email=user.email,
        is_admin=user.is_admin,
        preferences=Preferences.model_validate(user.preferences),
        created_at=user.created_at,
    )
