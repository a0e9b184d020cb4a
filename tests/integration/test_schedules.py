"""Repeating tasks by REST and by the worker's clock."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.factories import Person, make_member, make_project
from worker.schedule import ask_by_the_clock
from writers_app.config import settings
from writers_app.db import unit_of_work, utc_now
from writers_app.models import Membership, Role, Schedule

WEEKLY = {"every": "week", "weekday": 0, "at": "07:30", "zone": "Asia/Tehran"}


async def make(api: httpx.AsyncClient, person: Person, **more: Any) -> httpx.Response:
    body = {"rule": WEEKLY, "kind": "analyze", "title": "Weekly report", **more}
    return await api.post("/api/v1/schedules", headers=person.headers, json=body)


async def make_due(schedule_id: str) -> None:
    async with unit_of_work() as session:
        (await session.get_one(Schedule, UUID(schedule_id))).next_at = utc_now() - timedelta(days=20)


async def tasks_of(api: httpx.AsyncClient, person: Person) -> list[Any]:
    items: list[Any] = (await api.get("/api/v1/tasks", headers=person.headers)).json()["items"]
    return items


async def test_a_schedule_asks_once_when_it_is_due_and_not_for_what_was_missed(
    api: httpx.AsyncClient, alice: Person
) -> None:
    project = await make_project(alice)
    made = await make(api, alice, project_id=str(project.id))
    assert made.status_code == 201
    await ask_by_the_clock()
    assert await tasks_of(api, alice) == []
    await make_due(made.json()["id"])
    await ask_by_the_clock()
    await ask_by_the_clock()
    [task] = await tasks_of(api, alice)
    assert (task["kind"], task["title"], task["project_id"]) == ("analyze", "Weekly report", str(project.id))
    schedule = (await api.get(made.headers["Location"], headers=alice.headers)).json()
    assert schedule["last_task_id"] == task["id"]
    assert schedule["next_at"] > utc_now().isoformat()


async def test_a_paused_schedule_asks_for_nothing_until_it_goes_on(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    made = await make(api, alice, project_id=str(project.id))
    await api.patch(made.headers["Location"], headers=alice.headers, json={"paused": True})
    await make_due(made.json()["id"])
    await ask_by_the_clock()
    assert await tasks_of(api, alice) == []
    changed = await api.patch(made.headers["Location"], headers=alice.headers, json={"paused": False})
    assert changed.json()["paused_at"] is None
    assert changed.json()["next_at"] > utc_now().isoformat()


async def test_a_schedule_pauses_itself_when_the_right_is_gone(
    api: httpx.AsyncClient, alice: Person, bob: Person
) -> None:
    project = await make_project(alice)
    await make_member(project, bob, Role.READER)
    made = await make(api, bob, project_id=str(project.id))
    async with unit_of_work() as session:
        await session.delete(await session.get_one(Membership, (project.id, bob.id)))
    await make_due(made.json()["id"])
    await ask_by_the_clock()
    schedule = (await api.get(made.headers["Location"], headers=bob.headers)).json()
    assert schedule["paused_at"]
    assert schedule["problem"] == "There is no such project, or it is not shared with you."
    assert await tasks_of(api, bob) == []


async def test_a_full_queue_does_not_pause_a_schedule(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = await make_project(alice)
    made = await make(api, alice, project_id=str(project.id))
    await make_due(made.json()["id"])
    monkeypatch.setattr(settings(), "tasks_waiting", 0)
    await ask_by_the_clock()
    schedule = (await api.get(made.headers["Location"], headers=alice.headers)).json()
    assert (schedule["paused_at"], schedule["last_at"]) == (None, None)


async def test_a_schedule_is_its_owners(api: httpx.AsyncClient, alice: Person, bob: Person, charlie: Person) -> None:
    project = await make_project(alice)
    await make_member(project, bob)
    assert (await make(api, charlie, project_id=str(project.id))).status_code == 404
    path = (await make(api, alice, project_id=str(project.id))).headers["Location"]
    for person in (bob, charlie):
        assert (await api.get(path, headers=person.headers)).status_code == 404
        assert (await api.patch(path, headers=person.headers, json={"paused": True})).status_code == 404
        assert (await api.delete(path, headers=person.headers)).status_code == 404
        assert (await api.get("/api/v1/schedules", headers=person.headers)).json()["items"] == []
    assert (await api.delete(path, headers=alice.headers)).status_code == 204
    assert (await api.get(path, headers=alice.headers)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "import"},
        {"kind": "paint"},
        {"rule": {**WEEKLY, "zone": "x"}},
        {"project_id": None},
        {"options": {"a": 1}},
    ],
)
async def test_a_schedule_that_could_not_work_is_refused(
    api: httpx.AsyncClient, alice: Person, wrong: dict[str, Any]
) -> None:
    project = await make_project(alice)
    answer = await make(api, alice, **{"project_id": str(project.id), **wrong})
    assert answer.status_code == 422


async def test_several_steps_can_be_repeated_but_no_work_on_files(api: httpx.AsyncClient, alice: Person) -> None:
    project = str((await make_project(alice)).id)
    steps = [{"kind": "analyze"}, {"kind": "export", "options": {"format": "epub"}}]
    made = await make(api, alice, kind="batch", project_id=project, options={"steps": steps})
    assert made.status_code == 201
    await make_due(made.json()["id"])
    await ask_by_the_clock()
    [task] = await tasks_of(api, alice)
    assert (task["kind"], task["state"]) == ("batch", "queued")
    imports = await make(api, alice, kind="batch", project_id=project, options={"steps": [{"kind": "import"}]})
    assert imports.json()["detail"] == "Importing needs files: send some, or a zip of them."
    change = {"options": {"steps": [{"kind": "import"}]}}
    changed = await api.patch(made.headers["Location"], headers=alice.headers, json=change)
    assert (changed.status_code, changed.json()["detail"]) == (422, imports.json()["detail"])
    assert (await make(api, alice, kind="import")).status_code == 422
