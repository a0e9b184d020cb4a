"""What is kept, for how long, and what killed processes leave behind."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from tests import made_kinds
from tests.factories import Person
from worker import schedule
from worker.running import run_next
from writers_app.config import settings
from writers_app.db import reading, unit_of_work, utc_now
from writers_app.integrations.storage import new_draft
from writers_app.models import File
from writers_app.services import files


@pytest.fixture(autouse=True)
def _made_kinds() -> Iterator[None]:
    with made_kinds.offered():
        yield


async def make_result(api: httpx.AsyncClient, person: Person) -> str:
    """A task that made a file; its address."""
    asked = await api.post("/api/v1/tasks", headers=person.headers, data={"kind": "trial"}, files={"_": (None, b"")})
    await run_next("default", "test", lambda: False)
    return str(asked.headers["Location"])


def stored() -> list[Path]:
    return [path for path in (settings().data_path / "files").rglob("*") if path.is_file()]


def age(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds, time.time() - seconds))


async def test_a_result_goes_when_its_time_is_over(api: httpx.AsyncClient, alice: Person) -> None:
    task = await make_result(api, alice)
    await schedule.delete_expired()
    assert (await api.get(f"{task}/result", headers=alice.headers)).status_code == 303
    async with unit_of_work() as session:
        for file in await session.exec(select(File)):
            file.expires_at = utc_now() - timedelta(seconds=1)
    await schedule.delete_expired()
    assert stored() == []
    assert (await api.get(task, headers=alice.headers)).json()["files"] == []


async def test_bytes_that_no_row_names_go_after_a_day(api: httpx.AsyncClient, alice: Person) -> None:
    await make_result(api, alice)
    [kept] = stored()
    age(kept, 10 * files.ORPHAN_AGE)
    draft = new_draft()
    draft.write_bytes(b"left by a killed process")
    orphan = await files.store_draft(draft, "orphan", "text/plain", "")
    [left] = [path for path in stored() if path.name in orphan.key]
    await schedule.delete_leftovers()
    assert left.exists()
    age(left, 2 * files.ORPHAN_AGE)
    await schedule.delete_leftovers()
    assert not left.exists()
    assert kept.exists()
    async with reading() as session:
        assert len((await session.exec(select(File))).all()) == 1
