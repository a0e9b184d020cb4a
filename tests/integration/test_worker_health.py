"""A worker that takes no work ends itself; the autoscaler starts and stops real workers."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests import made_kinds
from tests.conftest import Database
from tests.factories import Person
from tests.made_worker import ROOT, kill_worker, start_worker
from tests.patience import eventually
from worker import autoscale, canary
from worker.autoscale import Scale, Workers, keep_scale
from writers_app.db import reading, unit_of_work
from writers_app.services import queues, tasks


@pytest.fixture(autouse=True)
def _made_kinds() -> Iterator[None]:
    with made_kinds.offered():
        yield


@pytest.fixture
async def stuck_worker(database: Database, tmp_path: Path) -> AsyncIterator[subprocess.Popen[bytes]]:
    worker = start_worker(tmp_path / "log", 2, "--short-patience")
    yield worker
    kill_worker(worker)


def children_of(pid: int) -> list[int]:
    listed = [file.read_text().split() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for found in listed for child in found]


async def test_a_worker_that_is_alive_but_takes_no_work_ends_itself(
    stuck_worker: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    async def is_ready() -> bool:
        return b" ready" in (tmp_path / "log").read_bytes() and len(children_of(stuck_worker.pid)) >= 2

    async def has_ended() -> bool:
        return stuck_worker.poll() is not None

    await eventually(is_ready)
    await asyncio.sleep(2 * 4.0)  # twice its patience: a healthy worker stays
    assert stuck_worker.poll() is None
    for child in children_of(stuck_worker.pid):
        os.kill(child, signal.SIGSTOP)
    await eventually(has_ended)
    assert stuck_worker.returncode == canary.STUCK


async def test_workers_come_with_the_work_and_go_with_it(
    alice: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autoscale, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(autoscale, "UNCOMFORTABLE", 0.5)
    monkeypatch.setattr(autoscale, "QUIET_FOR", 0.5)
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("WRITERS_WORKER_CONCURRENCY", "1")
    door = tmp_path / "door"
    async with unit_of_work() as session:
        for _ in range(2):
            await tasks.create_task(session, alice.actor, kind="trial", options={"door": str(door)})
    workers, stopping = Workers([sys.executable, "-m", "tests.made_worker"]), asyncio.Event()
    scaling = asyncio.create_task(keep_scale(Scale(0, 3, 1), workers, stopping))

    async def both_run() -> bool:
        async with reading() as session:
            return [item.running for item in await queues.measure_queues(session)] == [0, 2, 0]

    async def nobody_is_left() -> bool:
        return workers.count() == 0

    try:
        await eventually(both_run)
        assert workers.count() == 2
        door.touch()
        await eventually(nobody_is_left)
    finally:  # or workers that are left take the tasks of other tests
        stopping.set()
        await scaling
    async with reading() as session:
        assert [task.state for task in (await tasks.list_tasks(session, alice.actor)).items] == ["succeeded"] * 2
