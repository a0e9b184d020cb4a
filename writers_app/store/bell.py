"""Tells rooms that a log has grown, before their next look: those of this process, and by Redis those of others.

Rung by writing, listened to by rooms. It may be lost; rooms look at the heads by themselves as well.
"""

from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from writers_app.config import settings

log = structlog.get_logger(__name__)

RING = b"R"
"""The message that says no more than: look at the log."""

_listeners: list[Callable[[UUID], None]] = []


def listen(listener: Callable[[UUID], None]) -> None:
    _listeners.append(listener)


def unlisten(listener: Callable[[UUID], None]) -> None:
    _listeners.remove(listener)


def channel(document_id: UUID) -> bytes:
    """Where processes tell one another of a document."""
    return b"writers:document:" + document_id.hex.encode()


async def ring(document_id: UUID) -> None:
    """The document's log has a new row, committed."""
    for listener in _listeners:
        listener(document_id)
    client = _client()
    if client is None:
        return
    try:
        await client.publish(channel(document_id), RING)
    except (RedisError, OSError):
        log.warning("bell_not_heard", document_id=str(document_id))


@lru_cache(maxsize=1)
def _client() -> Redis | None:
    url = settings().redis_database(0)
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) if url else None
