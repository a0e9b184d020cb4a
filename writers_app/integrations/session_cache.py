"""Live sessions in Redis (database 1), so that a request need not ask the database. Asked by services.sessions.

Right under revocation: the revoker puts a mark in the entry's place before committing. While the mark stands, readers
ask the database and can't put their older answer back.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from writers_app.integrations.redis import redis_client

log = structlog.get_logger(__name__)

KEEP_SECONDS = 15
"""Bounds how stale an entry can be should Redis refuse the mark but serve readers."""
MARK_SECONDS = 60
_MARK = b"?"


@dataclass(frozen=True, slots=True)
class LiveSession:
    user_id: UUID
    is_admin: bool
    expires_at: float
    """Seconds since the epoch."""


async def recall(session_id: UUID) -> LiveSession | None:
    """The session if it is known to live; None means: ask the database."""
    client = redis_client(1)
    if client is None:
        return None
    try:
        text = await client.get(_key(session_id))
    except RedisError as error:
        log.warning("session_cache_unavailable", error=repr(error))
        return None
    if text is None or text == _MARK:
        return None
    user_id, is_admin, expires_at = json.loads(text)
    return LiveSession(UUID(user_id), is_admin, expires_at)


async def remember(session_id: UUID, live: LiveSession) -> None:
    client = redis_client(1)
    if client is None:
        return
    text = json.dumps([str(live.user_id), live.is_admin, live.expires_at])
    try:
        await client.set(_key(session_id), text, nx=True, ex=KEEP_SECONDS)
    except RedisError as error:
        log.warning("session_cache_unavailable", error=repr(error))


async def mark(session_ids: Iterable[UUID]) -> None:
    """Make readers ask the database about these sessions. Call before the change to them is committed."""
    client = redis_client(1)
    if client is None:
        return
    try:
        async with client.pipeline(transaction=False) as pipe:
            for session_id in session_ids:
                pipe.set(_key(session_id), _MARK, ex=MARK_SECONDS)
            await pipe.execute()
    except RedisError as error:
        log.warning("session_cache_unavailable", error=repr(error))


def _key(session_id: UUID) -> str:
    return f"session:{session_id.hex}"
