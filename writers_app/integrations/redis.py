"""This process's Redis clients, one per database. Asked by counters, the session cache, sync's fan-out and tasks."""

from typing import Literal

from redis.asyncio import Redis

from writers_app.config import settings

_clients: dict[int, Redis] = {}


def redis_client(number: Literal[0, 1, 2]) -> Redis | None:
    """The client of database 0 (cache, rate limits), 1 (sessions) or 2 (queue); None when no Redis is set."""
    url = settings().redis_database(number)
    if url is None:
        return None
    if number not in _clients:
        _clients[number] = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, health_check_interval=30)
    return _clients[number]


async def close_redis() -> None:
    """Close every connection, at shutdown and between tests (a client belongs to one event loop)."""
    while _clients:
        _, client = _clients.popitem()
        await client.aclose()
