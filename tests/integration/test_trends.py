"""Trends of a project by REST: reports leave points that outlive them, texts leave words by the day."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import col, delete, select

from tests import factories
from tests.factories import Person
from worker.running import run_next
from writers_app.db import unit_of_work, utc_now
from writers_app.models import Document, Project, Revision, RevisionCause, Role, Task


async def analyse(api: httpx.AsyncClient, person: Person, **subject: str) -> dict[str, Any]:
    answer = await api.post(
        "/api/v1/tasks", headers=person.headers, files={"kind": (None, "analyze"), **as_fields(subject)}
    )
    assert answer.status_code == 202, answer.text
    while await run_next("interactive", "test", lambda: False):
        pass
    task: dict[str, Any] = (await api.get(answer.headers["Location"], headers=person.headers)).json()
    assert task["error"] is None
    return task


def as_fields(values: dict[str, str]) -> dict[str, tuple[None, str]]:
    return {name: (None, value) for name, value in values.items()}


async def write(api: httpx.AsyncClient, person: Person, document: Document, text: str) -> None:
    path = f"/api/v1/documents/{document.id}/content"
    etag = (await api.get(path, headers=person.headers)).headers["ETag"]
    body = {"format": "text", "content": text}
    answer = await api.post(path, json=body, headers={**person.headers, "If-Match": etag})
    assert answer.status_code == 204


async def read(api: httpx.AsyncClient, person: Person, project: Project, **query: str) -> dict[str, Any]:
    answer = await api.get(f"/api/v1/projects/{project.id}/trends", params=query, headers=person.headers)
    assert answer.status_code == 200, answer.text
    trends: dict[str, Any] = answer.json()
    return trends


async def test_each_report_on_the_project_is_a_point(api: httpx.AsyncClient, alice: Person, bob: Person) -> None:
    project = await factories.make_project(alice)
    await factories.make_member(project, bob, Role.READER)
    scene = await factories.make_document(project)
    await write(api, alice, scene, "She slowly left. It rained.")
    first = await analyse(api, alice, project_id=str(project.id))
    await write(api, alice, scene, "She left the house. It rained and rained on everybody.")
    await analyse(api, alice, project_id=str(project.id))
    await analyse(api, alice, document_id=str(scene.id))
    found = await read(api, alice, project)
    assert [point["values"]["words"] for point in found["reports"]] == [5, 10]
    assert [point["rates"].get("adverb", 0) for point in found["reports"]] == [200, 0]
    assert found["reports"][0]["task_id"] == first["id"]
    assert [point["task_id"] for point in (await read(api, bob, project))["reports"]] == [None, None]
    assert len((await read(api, alice, project, document_id=str(scene.id)))["reports"]) == 1


async def test_a_point_outlives_its_report(api: httpx.AsyncClient, alice: Person) -> None:
    project = await factories.make_project(alice)
    await write(api, alice, await factories.make_document(project), "It rained.")
    await analyse(api, alice, project_id=str(project.id))
    async with unit_of_work() as session:
        await session.exec(delete(Task).where(col(Task.owner_id) == alice.id))
    [point] = (await read(api, alice, project))["reports"]
    assert (point["values"]["words"], point["task_id"]) == (2, None)


async def test_words_are_told_by_the_day(api: httpx.AsyncClient, alice: Person) -> None:
    project = await factories.make_project(alice)
    scene = await factories.make_document(project)
    await write(api, alice, scene, "It rained.")
    now = utc_now()
    async with unit_of_work() as session:
        stored = (await session.exec(select(Document).where(Document.id == scene.id))).one()
        stored.created_at = now - timedelta(days=4)
        for days, words in ((3, 10), (2, 30)):
            session.add(
                Revision(
                    document_id=scene.id,
                    cause=RevisionCause.WRITING,
                    epoch=1,
                    seq=days,
                    words=words,
                    content=b"",
                    created_at=now - timedelta(days=days),
                )
            )
    days = (await read(api, alice, project))["days"]
    expected = [(4, 10), (2, 30), (0, 2)]
    assert [(one["day"], one["words"]) for one in days] == [
        ((now - timedelta(days=ago)).date().isoformat(), words) for ago, words in expected
    ]
    trashed = await api.delete(f"/api/v1/documents/{scene.id}", headers=alice.headers)
    assert trashed.status_code == 204
    assert (await read(api, alice, project))["days"][-1]["words"] == 0


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "\x00"])
async def test_an_unknown_time_zone_is_refused(api: httpx.AsyncClient, alice: Person, zone: str) -> None:
    project = await factories.make_project(alice)
    path = f"/api/v1/projects/{project.id}/trends"
    assert (await api.get(path, params={"zone": zone}, headers=alice.headers)).status_code == 422


async def test_another_projects_document_is_not_told(api: httpx.AsyncClient, alice: Person) -> None:
    project, other = await factories.make_project(alice), await factories.make_project(alice)
    scene = await factories.make_document(other)
    path = f"/api/v1/projects/{project.id}/trends"
    answer = await api.get(path, params={"document_id": str(scene.id)}, headers=alice.headers)
    assert answer.status_code == 404
