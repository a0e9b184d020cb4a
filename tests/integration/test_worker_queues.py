"""A worker serves the queues that WRITERS_WORKER_QUEUES names, and no other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests import made_kinds
from tests.factories import Person
from tests.made_worker import running_worker
from tests.patience import eventually
from worker.app import queues_served
from writers_app.config import Settings
from writers_app.db import reading, unit_of_work
from writers_app.errors import SettingsError
from writers_app.services import tasks


@pytest.fixture(autouse=True)
def _made_kinds() -> Iterator[None]:
    with made_kinds.offered():
        yield


async def ask(person: Person, kind: str, **options: Any) -> UUID:
    async with unit_of_work() as session:
        return (await tasks.create_task(session, person.actor, kind=kind, options=options)).id


async def state_of(person: Person, task_id: UUID) -> str:
    async with reading() as session:
        return (await tasks.get_task(session, person.actor, task_id)).state


async def test_worker_leaves_other_queues_alone(alice: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = await ask(alice, "trial")

    async def succeeds(task_id: UUID) -> bool:
        return await state_of(alice, task_id) == "succeeded"

    monkeypatch.setenv("WRITERS_WORKER_QUEUES", "interactive")
    with running_worker(tmp_path / "quick.log"):
        for _ in range(3):  # the sweeper rings for the one that waits, too, between these
            quick = await ask(alice, "quick", seconds=1)
            await eventually(lambda task=quick: succeeds(task))  # type: ignore[misc]
        assert await state_of(alice, waits) == "queued"

    monkeypatch.setenv("WRITERS_WORKER_QUEUES", "heavy, default")
    with running_worker(tmp_path / "other.log"):
        await eventually(lambda: succeeds(waits))


def test_queues_keep_their_order_whatever_the_setting_says() -> None:
    assert queues_served(Settings(worker_queues=" heavy,interactive ")) == ["interactive", "heavy"]


@pytest.mark.parametrize("named", ["", "interactive,fast", "interactive;heavy"])
def test_queue_that_does_not_exist_stops_the_worker_with_a_sentence(named: str) -> None:
    with pytest.raises(SettingsError, match="interactive, default, heavy"):
        queues_served(Settings(worker_queues=named))
