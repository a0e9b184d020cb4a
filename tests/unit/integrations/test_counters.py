"""Counting within a window, in one process and in Redis, by the same rules."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from tests.conftest import forget_process_state
from tests.servers import RedisServer
from writers_app.integrations.counters import Counters, EmbeddedCounters, RedisCounters
from writers_app.integrations.redis import close_redis


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=["embedded", "redis"])
async def counted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Counters]:
    if request.param == "embedded":
        yield EmbeddedCounters()
        return
    server: RedisServer = request.getfixturevalue("redis_instance")
    monkeypatch.setenv("WRITERS_REDIS_URL", server.url)
    forget_process_state()
    counters = RedisCounters()
    await counters.forget("key")
    yield counters
    await close_redis()
    monkeypatch.undo()
    forget_process_state()


async def test_the_limit_holds_and_says_how_long(counted: Counters) -> None:
    assert [await counted.take("key", 3, 60) for _ in range(3)] == [0, 0, 0]
    assert 0 < await counted.take("key", 3, 60) <= 60
    assert await counted.count("key", 60) == 3


async def test_of_many_at_once_only_the_limit_passes(counted: Counters) -> None:
    outcomes = await asyncio.gather(*(counted.take("key", 5, 60) for _ in range(50)))
    assert outcomes.count(0.0) == 5


async def test_keys_are_counted_apart(counted: Counters) -> None:
    await counted.forget("other")
    assert await counted.take("key", 1, 60) == 0
    assert await counted.take("other", 1, 60) == 0
    assert await counted.take("key", 1, 60) > 0


async def test_forgetting_starts_anew(counted: Counters) -> None:
    await counted.take("key", 1, 60)
    await counted.forget("key")
    assert await counted.take("key", 1, 60) == 0


async def test_events_leave_the_window_one_by_one() -> None:
    clock = Clock()
    counters = EmbeddedCounters(clock)
    await counters.take("key", 2, 60)
    clock.now += 40
    await counters.take("key", 2, 60)
    assert await counters.take("key", 2, 60) == pytest.approx(20)
    clock.now += 20
    assert await counters.take("key", 2, 60) == 0
    assert await counters.take("key", 2, 60) == pytest.approx(40)


async def test_lapsed_events_leave_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmbeddedCounters, "SWEEP_EVERY", 10)
    clock = Clock()
    counters = EmbeddedCounters(clock)
    for number in range(9):
        await counters.take(f"address {number}", 5, 60)
    clock.now += 61
    await counters.take("one more", 5, 60)
    assert set(counters._events) == {"one more"}


async def test_limits_hold_within_the_process_while_redis_is_away(
    monkeypatch: pytest.MonkeyPatch, unused_tcp_port_factory: Callable[[], int]
) -> None:
    monkeypatch.setenv("WRITERS_REDIS_URL", f"redis://127.0.0.1:{unused_tcp_port_factory()}")
    forget_process_state()
    counters = RedisCounters()
    assert [await counters.take("key", 2, 60) > 0 for _ in range(3)] == [False, False, True]
    await close_redis()
    monkeypatch.undo()
    forget_process_state()
