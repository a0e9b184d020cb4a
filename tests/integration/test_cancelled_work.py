"""Work that is cancelled in the middle of a write leaves nothing locked."""

import asyncio

import aiosqlite
import pytest
from sqlalchemy import update
from sqlmodel import col

from tests.factories import Person
from writers_app.db import unit_of_work
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
