"""Counts events within a sliding window: in Redis (database 0) for all processes, else within this one.

Asked by services.rates.
"""

import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Protocol, cast

import structlog
from redis.exceptions import RedisError

from writers_app.integrations.redis import redis_client

log = structlog.get_logger(__name__)

_TAKE = """
local now = redis.call('TIME')
now = tonumber(now[1]) + tonumber(now[2]) / 1000000
local window = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('ZADD', KEYS[1], now, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], math.ceil(window * 1000))
  return '0'
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return tostring(math.max(tonumber(oldest[2]) + window - now, 0.001))
"""


class Counters(Protocol):
    async def take(self, key: str, limit: int, window: float) -> float:
        """Count one event unless there were `limit` in the last `window` seconds.

        0.0 when it was counted; otherwise the seconds until the next one would be.
        """

    async def count(self, key: str, window: float) -> int:
        """How many events were counted in the last `window` seconds."""

    async def forget(self, key: str) -> None: ...


class EmbeddedCounters:
    """Right within one process; forgets when it ends."""

    SWEEP_EVERY = 10_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._events: dict[str, tuple[float, deque[float]]] = {}
        self._takes = 0

    async def take(self, key: str, limit: int, window: float) -> float:
        now = self._clock()
        self._sweep_sometimes(now)
        events = self._recent(key, now, window)
        if len(events) >= limit:
            return max(events[0] + window - now, 0.001)
        events.append(now)
        self._events[key] = (window, events)
        return 0.0

    async def count(self, key: str, window: float) -> int:
        return len(self._recent(key, self._clock(), window))

    async def forget(self, key: str) -> None:
        self._events.pop(key, None)

    def _recent(self, key: str, now: float, window: float) -> deque[float]:
        _, events = self._events.get(key, (window, deque()))
        while events and events[0] <= now - window:
            events.popleft()
        return events

    def _sweep_sometimes(self, now: float) -> None:
        """Drop what has lapsed, so that a flood of addresses doesn't stay in memory."""
        self._takes += 1
        if self._takes % self.SWEEP_EVERY:
            return
        self._events = {key: kept for key, kept in self._events.items() if kept[1] and kept[1][-1] > now - kept[0]}


class RedisCounters:
    """Shared by all processes. While Redis is away each process counts for itself: limits stay, sign-in works."""

    def __init__(self) -> None:
        self._fallback = EmbeddedCounters()

    async def take(self, key: str, limit: int, window: float) -> float:
        client = redis_client(0)
        assert client is not None
        try:
            wait = await cast(
                Awaitable[str],  # the client's type joins its blocking and its async form
                client.eval(_TAKE, 1, f"rate:{key}", str(limit), str(window), uuid.uuid4().hex),
            )
        except RedisError as error:
            log.warning("counters_unavailable", error=repr(error))
            return await self._fallback.take(key, limit, window)
        return float(wait)

    async def count(self, key: str, window: float) -> int:
        client = redis_client(0)
        assert client is not None
        try:
            seconds, micros = await client.time()
            return int(await client.zcount(f"rate:{key}", seconds + micros / 1e6 - window, "+inf"))
        except RedisError as error:
            log.warning("counters_unavailable", error=repr(error))
            return await self._fallback.count(key, window)

    async def forget(self, key: str) -> None:
        client = redis_client(0)
        assert client is not None
        try:
            await client.delete(f"rate:{key}")
        except RedisError as error:
            log.warning("counters_unavailable", error=repr(error))
        await self._fallback.forget(key)


@lru_cache(maxsize=1)
def counters() -> Counters:
    """This process's counters. Tests that change settings call `counters.cache_clear()`."""
    return EmbeddedCounters() if redis_client(0) is None else RedisCounters()
