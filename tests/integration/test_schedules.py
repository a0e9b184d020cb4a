"""Repeating tasks by REST and by the worker's clock."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.factories import Person, make_document, make_member, make_project
from worker.schedule import ask_by_the_clock
from writers_app.config import settings
from writers_app.db import unit_of_work, utc_now
from writers_app.i18n import translate
from writers_app.models import Membership, Role, Schedule

WEEKLY = {"every": "week", "weekday": 0, "at": "07:30", "zone": "Asia/Tehran"}


async def make(api: httpx.AsyncClient, person: Person, **more: Any) -> httpx.Response:
    body = {"rule": WEEKLY, "kind": "analyze", "title": "Weekly report", **more}
    return await api.post("/api/v1/schedules", headers=person.headers, json=body)


async def change(api: httpx.AsyncClient, person: Person, made: httpx.Response, **values: Any) -> httpx.Response:
    return await api.patch(made.headers["Location"], headers=person.headers, json=values)


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


async def make_and_lose_right(api: httpx.AsyncClient, owner: Person, reader: Person) -> httpx.Response:
    """A reader's schedule, due after they have been removed from the project."""
    project = await make_project(owner)
    await make_member(project, reader, Role.READER)
    made = await make(api, reader, project_id=str(project.id))
    async with unit_of_work() as session:
        await session.delete(await session.get_one(Membership, (project.id, reader.id)))
    await make_due(made.json()["id"])
    await ask_by_the_clock()
    return made


async def test_a_schedule_pauses_itself_when_the_right_is_gone(
    api: httpx.AsyncClient, alice: Person, bob: Person
) -> None:
    made = await make_and_lose_right(api, alice, bob)
    schedule = (await api.get(made.headers["Location"], headers=bob.headers)).json()
    assert schedule["paused_at"]
    assert schedule["problem"] == "There is no such project, or it is not shared with you."
    assert await tasks_of(api, bob) == []


async def test_why_a_schedule_paused_itself_can_be_said_in_any_language(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await make_document(await make_project(alice), "Dawn")
    made = await make(api, alice, document_id=str(scene.id))
    assert (await api.delete(f"/api/v1/documents/{scene.id}", headers=alice.headers)).status_code == 204
    await make_due(made.json()["id"])
    await ask_by_the_clock()
    schedule = (await api.get(made.headers["Location"], headers=alice.headers)).json()
    assert "Dawn" in schedule["problem"]
    said = schedule["problem_said"]
    assert said["msgid"] % said["values"] == schedule["problem"]
    assert "«Dawn»" in translate(said["msgid"], "fa", **said["values"])


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
    changed = await change(api, alice, made, options={"steps": [{"kind": "import"}]})
    assert (changed.status_code, changed.json()["detail"]) == (422, imports.json()["detail"])
    assert (await make(api, alice, kind="import")).status_code == 422


async def test_a_change_of_the_rule_is_followed_from_now_on(api: httpx.AsyncClient, alice: Person) -> None:
    made = await make(api, alice, project_id=str((await make_project(alice)).id))
    changed = await change(api, alice, made, rule={"every": "month", "day": 31, "at": "23:15", "zone": "UTC"})
    assert changed.status_code == 200
    assert "T23:15:00" in changed.json()["next_at"]
    kept = (await api.get(made.headers["Location"], headers=alice.headers)).json()
    assert kept == changed.json()
    assert (kept["rule"]["every"], kept["rule"]["day"], kept["title"]) == ("month", 31, "Weekly report")


async def test_what_is_not_changed_does_not_put_off_what_is_due(api: httpx.AsyncClient, alice: Person) -> None:
    made = await make(api, alice, project_id=str((await make_project(alice)).id))
    await make_due(made.json()["id"])
    changed = await change(api, alice, made, rule=made.json()["rule"], title="Every Monday")
    assert changed.json()["next_at"] < utc_now().isoformat()
    await ask_by_the_clock()
    [task] = await tasks_of(api, alice)
    assert task["title"] == "Every Monday"


async def test_a_name_can_be_taken_away(api: httpx.AsyncClient, alice: Person) -> None:
    made = await make(api, alice, project_id=str((await make_project(alice)).id))
    assert (await change(api, alice, made, title="")).json()["title"] == ""


async def test_what_is_repeated_can_be_changed_with_what_it_is_about(api: httpx.AsyncClient, alice: Person) -> None:
    first, second = await make_project(alice), await make_project(alice)
    inside, outside = await make_document(first), await make_document(second)
    made = await make(api, alice, project_id=str(first.id))
    export = {"kind": "export", "options": {"format": "epub"}}
    narrowed = (await change(api, alice, made, **export, document_id=str(inside.id))).json()
    assert (narrowed["kind"], narrowed["options"]["format"]) == ("export", "epub")
    assert (narrowed["project_id"], narrowed["document_id"]) == (str(first.id), str(inside.id))
    elsewhere = await change(api, alice, made, project_id=str(second.id))
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["field"]) == (422, "document_id")
    followed = (await change(api, alice, made, document_id=str(outside.id))).json()
    assert (followed["project_id"], followed["document_id"]) == (str(second.id), str(outside.id))
    widened = (await change(api, alice, made, document_id=None)).json()
    assert (widened["project_id"], widened["document_id"]) == (str(second.id), None)
    assert widened["next_at"] == made.json()["next_at"]


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"kind": "paint"}, 422, "kind"),
        ({"kind": "import"}, 422, "kind"),
        ({"kind": "export", "options": {"format": "stone"}}, 422, "options.format"),
        ({"kind": "export", "options": {"form": "md"}}, 422, "options.form"),
        ({"kind": "export", "options": {"preset": str(UUID(int=1))}}, 404, "options.preset"),
        ({"kind": "batch", "options": {"steps": [{"kind": "stone"}]}}, 422, "options.steps.0"),
        ({"project_id": None}, 422, "project_id"),
        ({"project_id": str(UUID(int=1))}, 404, "project_id"),
        ({"document_id": str(UUID(int=1))}, 404, "document_id"),
        ({"rule": {**WEEKLY, "zone": "Mars/Olympus"}}, 422, "rule.zone"),
        ({"rule": {**WEEKLY, "every": "month", "day": 32}}, 422, "rule.day"),
        ({"rule": {**WEEKLY, "at": "25:00"}}, 422, "rule.at"),
        ({"title": "a" * 301}, 422, "title"),
        ({"projekt": None}, 422, "projekt"),
    ],
)
async def test_a_change_that_could_not_work_is_refused_and_names_its_field(
    api: httpx.AsyncClient, alice: Person, wrong: dict[str, Any], status: int, field: str
) -> None:
    made = await make(api, alice, project_id=str((await make_project(alice)).id))
    answer = await change(api, alice, made, **wrong)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (status, [field])
    assert (await api.get(made.headers["Location"], headers=alice.headers)).json() == made.json()


async def test_a_schedule_is_not_moved_to_a_project_of_others(
    api: httpx.AsyncClient, alice: Person, bob: Person
) -> None:
    project, foreign = await make_project(bob), await make_project(alice)
    document = await make_document(foreign)
    made = await make(api, bob, project_id=str(project.id))
    for about in ({"project_id": str(foreign.id)}, {"document_id": str(document.id)}):
        assert (await change(api, bob, made, **about)).status_code == 404
    steps = {"steps": [{"kind": "export"}], "document_ids": [str(document.id)]}
    assert (await change(api, bob, made, kind="batch", options=steps)).status_code == 404


async def test_a_schedule_that_paused_itself_says_why_until_it_asks_for_something_else(
    api: httpx.AsyncClient, alice: Person, bob: Person
) -> None:
    made = await make_and_lose_right(api, alice, bob)
    assert (await change(api, bob, made, title="Mine")).json()["problem"]
    moved = (await change(api, bob, made, project_id=str((await make_project(bob)).id))).json()
    assert (moved["problem"], moved["paused_at"] is None) == (None, False)
    assert (await change(api, bob, made, paused=False)).json()["paused_at"] is None


async def test_a_repeated_batch_about_one_document_leaves_the_rest_alone(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    document, _other = await make_document(project), await make_document(project)
    steps = {"steps": [{"kind": "export"}]}
    made = await make(api, alice, kind="batch", document_id=str(document.id), options=steps)
    await make_due(made.json()["id"])
    await ask_by_the_clock()
    [task] = await tasks_of(api, alice)
    assert (task["project_id"], task["document_id"]) == (str(project.id), str(document.id))


async def test_a_repeated_batch_of_a_project_from_before_goes_on(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    made = await make(api, alice, kind="batch", project_id=str(project.id), options={"steps": [{"kind": "export"}]})
    async with unit_of_work() as session:
        schedule = await session.get_one(Schedule, UUID(made.json()["id"]))
        schedule.options = {**schedule.options, "document_ids": []}
    await make_due(made.json()["id"])
    await ask_by_the_clock()
    assert [task["kind"] for task in await tasks_of(api, alice)] == ["batch"]
    shown = (await api.get(made.headers["Location"], headers=alice.headers)).json()
    assert (await change(api, alice, made, options=shown["options"])).status_code == 200
