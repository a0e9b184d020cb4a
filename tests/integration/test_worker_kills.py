"""A real worker in a process of its own, killed and restarted, with its broker emptied: every task ends once."""

import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import redis
from sqlalchemy import func
from sqlmodel import col, select

from tests import made_kinds
from tests.conftest import Database
from tests.factories import Person
from tests.made_worker import kill_worker, running_worker, start_worker
from tests.patience import eventually
from writers_app.config import settings
from writers_app.db import reading, unit_of_work
from writers_app.models import Project
from writers_app.schemas.tasks import TaskDetail
from writers_app.services import tasks


@pytest.fixture(autouse=True)
def _made_kinds() -> Iterator[None]:
    with made_kinds.offered():
        yield


@pytest.fixture
async def log(database: Database, tmp_path: Path) -> AsyncIterator[Path]:
    """Where the worker writes; shown when a test fails."""
    path = tmp_path / "worker.log"
    yield path
    if path.exists():
        print(path.read_text()[-5000:])


async def ask(person: Person, kind: str = "trial", **options: Any) -> UUID:
    async with unit_of_work() as session:
        return (await tasks.create_task(session, person.actor, kind=kind, options=options)).id


async def look(person: Person, task_id: UUID) -> TaskDetail:
    async with reading() as session:
        return await tasks.get_task(session, person.actor, task_id)


async def ended(person: Person, task_id: UUID) -> TaskDetail:
    async def ask_for_end() -> TaskDetail | None:
        task = await look(person, task_id)
        return task if task.ended_at else None

    found = await eventually(ask_for_end)
    assert found
    return found


async def count_projects(title: str) -> int:
    async with reading() as session:
        return (await session.exec(select(func.count()).where(col(Project.title) == title))).one()


def count_starts(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


async def test_a_task_killed_with_its_worker_ends_once_after_restart(alice: Person, log: Path, tmp_path: Path) -> None:
    starts, door = tmp_path / "starts", tmp_path / "door"
    first = start_worker(log)
    task_id = await ask(alice, starts=str(starts), door=str(door), project_title="Once")

    async def is_running() -> bool:
        return (await look(alice, task_id)).step == "Waiting"

    await eventually(is_running)
    kill_worker(first)
    door.touch()
    with running_worker(log):
        task = await ended(alice, task_id)
    assert task.state == "succeeded"
    assert count_starts(starts) == 2
    assert await count_projects("Once") == 1
    assert [file.name for file in task.files] == ["trial.txt"]


async def test_tasks_end_though_the_broker_lost_everything(
    alice: Person, bob: Person, log: Path, database: Database
) -> None:
    asked = [(person, await ask(person)) for person in (alice, bob, alice, bob)]
    if database.redis_url:
        with redis.Redis.from_url(database.redis_url) as client:
            client.flushall()
    else:
        shutil.rmtree(settings().data_path / "queue")
    with running_worker(log):
        states = [(await ended(person, task_id)).state for person, task_id in asked]
    assert states == ["succeeded"] * 4


async def test_poison_is_set_aside_and_the_others_finish(alice: Person, bob: Person, log: Path, tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    poison = await ask(alice, "poison", starts=str(starts))
    others = [await ask(bob) for _ in range(4)]
    with running_worker(log):
        for task_id in others:
            assert (await ended(bob, task_id)).state == "succeeded"
        task = await ended(alice, poison)
    assert task.state == "dead"
    assert count_starts(starts) == 3


async def test_cancelling_stops_a_task_in_the_worker(alice: Person, log: Path, tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    task_id = await ask(alice, "spin", starts=str(starts))

    async def is_computing() -> int:
        return count_starts(starts)

    with running_worker(log):
        await eventually(is_computing)
        async with unit_of_work() as session:
            await tasks.cancel_task(session, alice.actor, task_id)
        assert (await ended(alice, task_id)).state == "cancelled"
    with pytest.raises(ProcessLookupError):
        os.kill(int(starts.read_text()), 0)


async def test_a_worker_told_to_stop_leaves_its_task_to_the_next(alice: Person, log: Path, tmp_path: Path) -> None:
    door = tmp_path / "door"
    task_id = await ask(alice, door=str(door))

    async def is_running() -> bool:
        return (await look(alice, task_id)).step == "Waiting"

    async def is_back() -> bool:
        return (await look(alice, task_id)).state == "queued"

    with running_worker(log) as worker:
        await eventually(is_running)
        worker.send_signal(signal.SIGTERM)
        await eventually(is_back)
        assert worker.wait(timeout=30) == 0
    door.touch()
    with running_worker(log):
        assert (await ended(alice, task_id)).state == "succeeded"
