"""What is kept, for how long, and what killed processes leave behind."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func
from sqlmodel import SQLModel, col, select

from tests import factories, made_kinds
from tests.factories import Person
from worker import schedule
from worker.running import run_next
from writers_app.config import settings
from writers_app.db import reading, unit_of_work, utc_now
from writers_app.integrations.storage import new_draft
from writers_app.models import (
    File,
    Measurement,
    MessageState,
    Notification,
    Task,
    TaskEvent,
    TaskState,
    WebhookEndpoint,
    WebhookMessage,
)
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


async def age_tasks(days: float) -> None:
    """As if everything that has ended had ended so many days before."""
    async with unit_of_work() as session:
        for task in await session.exec(select(Task).where(col(Task.ended_at).is_not(None))):
            task.ended_at = utc_now() - timedelta(days=days)


async def count_rows(model: type[SQLModel]) -> int:
    async with reading() as session:
        return (await session.exec(select(func.count()).select_from(model))).one()


async def test_an_ended_task_is_forgotten_with_its_history_and_files(api: httpx.AsyncClient, alice: Person) -> None:
    task = await make_result(api, alice)
    await age_tasks(settings().history_days - 1)
    await schedule.delete_expired()
    assert (await api.get(task, headers=alice.headers)).status_code == 200
    assert len(stored()) == 1

    await age_tasks(settings().history_days + 1)
    await schedule.delete_expired()
    assert (await api.get(task, headers=alice.headers)).status_code == 404
    assert stored() == []
    assert [await count_rows(model) for model in (Task, TaskEvent, File)] == [0, 0, 0]


async def test_a_batch_is_forgotten_whole_and_never_in_parts(api: httpx.AsyncClient, alice: Person) -> None:
    async with unit_of_work() as session:
        made: dict[str, Any] = {"owner_id": alice.id, "kind": "batch", "title": "Batch"}
        whole = Task(**made, state=TaskState.RUNNING)
        session.add(whole)
        await session.flush()
        first = Task(**made, parent_id=whole.id, state=TaskState.SUCCEEDED, ended_at=utc_now() - timedelta(days=9999))
        session.add(first)
        await session.flush()
        session.add(Task(**made, parent_id=whole.id, after_id=first.id, state=TaskState.QUEUED))
    await schedule.delete_expired()
    assert await count_rows(Task) == 3

    async with unit_of_work() as session:
        for task in await session.exec(select(Task)):
            task.state, task.ended_at = TaskState.SUCCEEDED, utc_now() - timedelta(days=9999)
    await schedule.delete_expired()
    assert await count_rows(Task) == 0


async def test_figures_of_an_old_report_stay(api: httpx.AsyncClient, alice: Person) -> None:
    await make_result(api, alice)
    project = await factories.make_project(alice)
    async with unit_of_work() as session:
        [task] = await session.exec(select(Task))
        session.add(Measurement(project_id=project.id, task_id=task.id, values={"words": 7}))
    await age_tasks(9999)
    await schedule.delete_expired()
    assert (await count_rows(Task), await count_rows(Measurement)) == (0, 1)


async def test_old_news_is_forgotten_and_what_waits_is_not(alice: Person) -> None:
    old = utc_now() - timedelta(days=9999)
    async with unit_of_work() as session:
        endpoint = WebhookEndpoint(owner_id=alice.id, url="https://example.org", events=[], secrets=[])
        session.add(endpoint)
        await session.flush()
        for state in MessageState:
            more: dict[str, Any] = {"event": "task.dead", "body": "{}", "due_at": old, "created_at": old}
            session.add(WebhookMessage(endpoint_id=endpoint.id, state=state, **more))
        session.add(Notification(user_id=alice.id, kind="task.failed", created_at=old))
        session.add(Notification(user_id=alice.id, kind="task.failed"))
    await schedule.delete_expired()
    async with reading() as session:
        assert list(await session.exec(select(WebhookMessage.state))) == [MessageState.PENDING]
    assert await count_rows(Notification) == 1
