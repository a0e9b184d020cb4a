"""Work that is cancelled in the middle of a write leaves nothing locked, and no connection is left to itself."""

import asyncio
import threading

import aiosqlite
import pytest
from sqlalchemy import update
from sqlmodel import col

from tests.conftest import dispose_engines, forget_process_state
from tests.factories import Person
from writers_app.db import engine, unit_of_work
from writers_app.models import User

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def test_a_write_cancelled_before_its_rows_were_read_gives_the_lock_back(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cancelled(_: aiosqlite.Cursor) -> None:
        raise asyncio.CancelledError

    async def write() -> None:
        async with unit_of_work() as session:
            await session.exec(update(User).where(col(User.id) == alice.id).values(name="Ada").returning(col(User.id)))

    with monkeypatch.context() as patched:
        patched.setattr(aiosqlite.Cursor, "fetchall", cancelled)
        with pytest.raises(asyncio.CancelledError) as kept:
            await write()
    await write()  # raises when the database is still locked
    assert kept.value is not None  # until here: its traceback holds the statement that was half read


async def test_work_cancelled_again_and_again_leaves_no_connection_half_closed(alice: Person) -> None:
    """As it is by a request whose client has gone: until nothing of it runs any more."""

    async def write() -> None:
        while True:
            async with unit_of_work() as session:
                await session.exec(update(User).where(col(User.id) == alice.id).values(name="Ada"))

    for pause in range(20):
        work = [asyncio.create_task(write()) for _ in range(4)]
        await asyncio.sleep(pause / 1000)
        while not all(task.done() for task in work):
            for task in work:
                task.cancel()
            await asyncio.sleep(0)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=5)
    for task in left:
        task.cancel()
    assert not left
    async with asyncio.timeout(5), unit_of_work() as session:
        await session.exec(update(User).where(col(User.id) == alice.id).values(name="Ada"))


def connection_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if "_connection_worker_thread" in thread.name]


async def test_connections_end_with_the_test_even_when_their_engine_was_forgotten(alice: Person) -> None:
    kept = engine()
    before = connection_threads()
    forget_process_state()
    assert engine() is not kept
    await dispose_engines()
    for thread in before:
        thread.join(5)
    assert before
    assert connection_threads() == []
