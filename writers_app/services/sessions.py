"""Where a person is signed in: opens, recognises, rotates and ends sessions. Called by REST, state and sync."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy import delete, or_, update
from sqlmodel import col, select

from writers_app.config import Settings, settings
from writers_app.db import Session, utc_now
from writers_app.errors import NotFoundError
from writers_app.integrations import session_cache
from writers_app.integrations.session_cache import LiveSession
from writers_app.models import SignIn, User
from writers_app.schemas.accounts import SessionCard
from writers_app.services.access import Actor
from writers_app.services.tokens import (
    AccessClaims,
    RefreshToken,
    first_refresh_token,
    read_access,
    read_refresh_token,
    sign_access,
)
from writers_app.services.webhooks import publish

log = structlog.get_logger(__name__)

KEEP_ENDED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CookieNames:
    access: str
    refresh: str
    device: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as the session list shows it."""

    client: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A session's newest tokens; lifetimes in seconds."""

    session_id: UUID
    user_id: UUID
    access: str
    refresh: str
    access_seconds: int
    refresh_seconds: int


class Refusal(StrEnum):
    """Why a refresh token was not exchanged."""

    UNKNOWN = "unknown"
    """Not ours, or its session has ended."""
    REUSED = "reused"
    """It had been exchanged before: somebody has a copy, so its session is ended."""
    OVERTAKEN = "overtaken"
    """Another request exchanged it while this one was under way; nothing is ended."""


def cookie_names(config: Settings) -> CookieNames:
    """`__Host-` where there is TLS: such a cookie can't be set by a neighbouring host or over plain HTTP."""
    prefix = "__Host-" if config.secure_cookies else ""
    return CookieNames(f"{prefix}writers_access", f"{prefix}writers_refresh", f"{prefix}writers_device")


async def open_session(session: Session, user_id: UUID, origin: Origin) -> Tokens:
    """Sign a person in on a device or client."""
    now = utc_now()
    row = SignIn(
        user_id=user_id,
        refresh_hash="",
        client=origin.client[:400],
        address=origin.address[:64],
        created_at=now,
        last_used_at=now,
        expires_at=now + _refresh_life(),
    )
    token = first_refresh_token(row.id)
    row.refresh_hash = token.hash
    session.add(row)
    await session.flush()
    told = {"user_id": str(user_id), "client": row.client, "address": row.address}
    await publish(session, "user.signed_in", told, user_id=user_id)
    return _tokens(row, token, now)


async def resolve_actor(
    session: Session, *, access: str | None, refresh: str | None, bearer: str | None = None
) -> Actor | None:
    """Who is asking: by bearer token if there is one, else by the access cookie, else by the refresh cookie.

    Reads only; a refresh token is recognised here but not exchanged. None when nobody is signed in.
    """
    if bearer is not None:
        claims = read_access(bearer)
        return await _actor_of_claims(session, claims) if claims else None
    if access and (claims := read_access(access)):
        return await _actor_of_claims(session, claims)
    token = read_refresh_token(refresh) if refresh else None
    return await _actor_of_refresh(session, token) if token else None


async def named_actor(
    session: Session, *, access: str | None, refresh: str | None, bearer: str | None = None
) -> Actor | None:
    """Whom valid tokens name, as resolve_actor but for access tokens without a look at the session they are of.

    For edges that ask whether it is alive together with what they ask next, as admissions.admit does.
    """
    token = bearer if bearer is not None else access
    if token and (claims := read_access(token)):
        return Actor(claims.user_id, claims.session_id)
    return None if bearer is not None else await resolve_actor(session, access=None, refresh=refresh)


async def live_actor(session: Session, session_id: UUID) -> Actor | None:
    """The actor of a session that still lives; for connections that were recognised when they opened."""
    live = await _live(session, session_id)
    return Actor(live.user_id, session_id, live.is_admin) if live else None


def actor_of_tokens(tokens: Tokens) -> Actor:
    """The person whose session was just opened."""
    return Actor(tokens.user_id, tokens.session_id)


async def rotate(session: Session, text: str, *, asked_at: datetime, attempt: str = "") -> Tokens | Refusal:
    """Exchange a refresh token for new tokens; the old one is worth nothing afterwards.

    `asked_at` is when the request arrived. `attempt` is a client's own name for this exchange: repeated with the same
    token it gets the same answer, in case the first was lost on the way. The edge commits whatever the outcome is,
    so that a session ended for reuse stays ended.
    """
    token = read_refresh_token(text)
    row = await session.get(SignIn, token.session_id, with_for_update=True) if token else None
    if token is None or row is None or not _alive(row):
        return Refusal.UNKNOWN
    if token.generation == row.generation and token.hash == row.refresh_hash:
        return await _exchange(session, row, token, attempt)
    following = token.successor(attempt)
    overlapped = row.rotated_at is not None and asked_at <= row.rotated_at
    if following.hash == row.refresh_hash and (attempt or overlapped):
        return _tokens(row, following, utc_now())
    if overlapped and following.generation == row.generation:
        return Refusal.OVERTAKEN
    await _end(session, [row])
    log.warning("refresh_token_reused", session_id=str(row.id), user_id=str(row.user_id))
    return Refusal.REUSED


async def list_sessions(session: Session, actor: Actor) -> list[SessionCard]:
    """Where this person is signed in now, latest used first."""
    found = await session.exec(
        select(SignIn)
        .where(SignIn.user_id == actor.user_id, col(SignIn.revoked_at).is_(None), col(SignIn.expires_at) > utc_now())
        .order_by(col(SignIn.last_used_at).desc(), col(SignIn.id))
    )
    return [
        SessionCard(
            id=row.id,
            client=row.client,
            address=row.address,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            current=row.id == actor.session_id,
        )
        for row in found.all()
    ]


async def revoke(session: Session, actor: Actor, session_id: UUID) -> None:
    """End one of the person's own sessions. NotFoundError for anybody else's and for one that has ended."""
    row = await session.get(SignIn, session_id)
    if row is None or row.user_id != actor.user_id or not _alive(row):
        raise NotFoundError("There is no such session. It may have ended already.")
    await _end(session, [row])


async def end_presented(session: Session, *, access: str | None = None, refresh: str | None = None) -> None:
    """End the sessions that these tokens are of, even an exchanged refresh token. Nothing happens for others."""
    claims = read_access(access) if access else None
    token = read_refresh_token(refresh) if refresh else None
    ids = {named.session_id for named in (claims, token) if named}
    found = await session.exec(select(SignIn).where(col(SignIn.id).in_(ids), col(SignIn.revoked_at).is_(None)))
    await _end(session, found.all())


async def revoke_all(session: Session, user_id: UUID, *, but: UUID | None = None) -> None:
    """End a person's sessions, all but one if asked."""
    found = await session.exec(select(SignIn).where(SignIn.user_id == user_id, col(SignIn.revoked_at).is_(None)))
    await _end(session, [row for row in found.all() if row.id != but])


async def ask_anew(session: Session, user_id: UUID) -> None:
    """Let what is remembered of a person's sessions be read again: who they are has changed. Before the commit."""
    found = await session.exec(select(SignIn.id).where(SignIn.user_id == user_id, col(SignIn.revoked_at).is_(None)))
    await session_cache.mark(found.all())


async def forget_ended(session: Session) -> None:
    """Drop what is left of sessions that ended a month ago. Called by the worker's clock."""
    limit = utc_now() - KEEP_ENDED
    await session.exec(delete(SignIn).where(or_(col(SignIn.expires_at) < limit, col(SignIn.revoked_at) < limit)))


async def note_use(session: Session, actor: Actor) -> None:
    """Remember that this person is here now. The edge asks rates.presence_is_due first: once a minute will do."""
    now = utc_now()
    await session.exec(update(User).where(col(User.id) == actor.user_id).values(last_seen_at=now))
    if actor.session_id:
        await session.exec(update(SignIn).where(col(SignIn.id) == actor.session_id).values(last_used_at=now))


async def _exchange(session: Session, row: SignIn, token: RefreshToken, attempt: str) -> Tokens:
    now = utc_now()
    following = token.successor(attempt)
    row.generation = following.generation
    row.refresh_hash = following.hash
    row.rotated_at = row.last_used_at = now
    row.expires_at = now + _refresh_life()
    session.add(row)
    await session.flush()
    return _tokens(row, following, now)


async def _end(session: Session, rows: Iterable[SignIn]) -> None:
    ended = list(rows)
    now = utc_now()
    for row in ended:
        row.revoked_at = now
        session.add(row)
    await session.flush()
    await session_cache.mark([row.id for row in ended])


async def _actor_of_claims(session: Session, claims: AccessClaims) -> Actor | None:
    live = await _live(session, claims.session_id)
    if live is None or live.user_id != claims.user_id:
        return None
    return Actor(live.user_id, claims.session_id, live.is_admin)


async def _actor_of_refresh(session: Session, token: RefreshToken) -> Actor | None:
    row = await session.get(SignIn, token.session_id)
    if row is None or row.refresh_hash != token.hash:
        return None
    return await live_actor(session, token.session_id)


async def _live(session: Session, session_id: UUID) -> LiveSession | None:
    now = utc_now()
    live = await session_cache.recall(session_id)
    if live is None:
        live = await _read_live(session, session_id)
        if live:
            await session_cache.remember(session_id, live)
    return live if live and live.expires_at > now.timestamp() else None


async def _read_live(session: Session, session_id: UUID) -> LiveSession | None:
    found = await session.exec(
        select(SignIn.user_id, User.is_admin, SignIn.expires_at)
        .join(User, col(User.id) == SignIn.user_id)
        .where(SignIn.id == session_id, col(SignIn.revoked_at).is_(None))
    )
    row = found.first()
    return LiveSession(row[0], row[1], row[2].timestamp()) if row else None


def _alive(row: SignIn) -> bool:
    return row.revoked_at is None and row.expires_at > utc_now()


def _refresh_life() -> timedelta:
    return timedelta(days=settings().refresh_days)


def _tokens(row: SignIn, token: RefreshToken, now: datetime) -> Tokens:
    return Tokens(
        session_id=row.id,
        user_id=row.user_id,
        access=sign_access(AccessClaims(row.user_id, row.id), now),
        refresh=token.text,
        access_seconds=settings().access_minutes * 60,
        refresh_seconds=int(_refresh_life().total_seconds()),
    )
