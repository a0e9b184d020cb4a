"""Compile presets by REST: kept, looked at, and what the export makes of them."""

import base64
from typing import Any

import httpx
import pytest

from tests.factories import Person, make_member, make_project
from worker.running import run_next
from writers_app.models import Role
from writers_app.services import previews
from writers_app.services.work import TaskLimits

PAPERBACK = {
    "format": "pdf",
    "paper": "5x8",
    "chapters": "folders",
    "numbering": "chapters",
    "dedication": "For Maryam",
}


async def put(api: httpx.AsyncClient, person: Person, project: Any, title: str, text: str = "", **more: Any) -> str:
    made = await api.post(
        f"/api/v1/projects/{project.id}/documents",
        headers=person.headers,
        json={"title": title, "kind": "scene" if text else "folder", **more},
    )
    card: str = made.json()["id"]
    if text:
        path = f"/api/v1/documents/{card}/content"
        mark = (await api.get(path, headers=person.headers)).headers["etag"]
        headers = {**person.headers, "If-Match": mark}
        assert (await api.post(path, headers=headers, json={"format": "text", "content": text})).is_success
    return card


async def keep(api: httpx.AsyncClient, person: Person, project: Any, **settings: Any) -> httpx.Response:
    body = {"title": "Paperback", "settings": settings}
    return await api.post(f"/api/v1/projects/{project.id}/presets", headers=person.headers, json=body)


async def test_a_preset_is_kept_changed_and_removed(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    made = await keep(api, alice, project, **PAPERBACK)
    assert made.status_code == 201
    address = made.headers["Location"]
    change = {"title": "Pocket", "settings": {**PAPERBACK, "paper": "a5"}}
    assert (await api.patch(address, headers=alice.headers, json=change)).status_code == 200
    [card] = (await api.get(f"/api/v1/projects/{project.id}/presets", headers=alice.headers)).json()["items"]
    assert (card["title"], card["settings"]["paper"], card["settings"]["dedication"]) == ("Pocket", "a5", "For Maryam")
    assert (await api.delete(address, headers=alice.headers)).status_code == 204
    assert (await api.get(address, headers=alice.headers)).status_code == 404


@pytest.mark.parametrize(
    "settings", [{"paper": "a0"}, {"format": "exe"}, {"colour": "red"}, {"font_size": 90}, {"dedication": "x\x00"}]
)
async def test_settings_that_mean_nothing_are_refused(
    api: httpx.AsyncClient, alice: Person, settings: dict[str, Any]
) -> None:
    assert (await keep(api, alice, await make_project(alice), **settings)).status_code == 422


async def test_a_preset_of_another_project_is_not_found_in_this_one(api: httpx.AsyncClient, alice: Person) -> None:
    made = await keep(api, alice, await make_project(alice))
    other = await make_project(alice)
    path = f"/api/v1/projects/{other.id}/presets/{made.json()['id']}"
    assert (await api.get(path, headers=alice.headers)).status_code == 404


async def test_a_task_and_a_schedule_refuse_a_preset_that_is_not_there(api: httpx.AsyncClient, alice: Person) -> None:
    gone = (await keep(api, alice, await make_project(alice))).json()["id"]
    project = await make_project(alice)
    form = {"kind": "export", "project_id": str(project.id), "options": f'{{"preset": "{gone}"}}'}
    asked = await api.post("/api/v1/tasks", headers=alice.headers, files={name: (None, v) for name, v in form.items()})
    assert asked.status_code == 404
    body = {"rule": {"every": "day", "at": "03:00", "zone": "Asia/Tehran"}, "kind": "export",
            "project_id": str(project.id), "options": {"preset": gone}}  # fmt: skip
    assert (await api.post("/api/v1/schedules", headers=alice.headers, json=body)).status_code == 404


async def test_a_preview_shows_pages_without_what_is_left_out(
    api: httpx.AsyncClient, alice: Person, bob: Person
) -> None:
    project = await make_project(alice)
    await make_member(project, bob, Role.READER)
    lake = await put(api, alice, project, "The lake")
    await put(api, alice, project, "s1", "She swam.", parent_id=lake)
    draft = await put(api, alice, project, "Draft", "Never to be seen.")
    path = f"/api/v1/projects/{project.id}/preview"
    shown = await api.post(path, headers=bob.headers, json={"format": "txt", "left_out": [draft], "numbering": "none"})
    assert shown.json()["pages"] == []
    assert "She swam." in shown.json()["text"]
    assert "Never to be seen." not in shown.json()["text"]
    for name in ("pdf", "docx", "epub"):
        pages = (await api.post(path, headers=bob.headers, json={**PAPERBACK, "format": name})).json()["pages"]
        assert len(pages) >= 3
        assert all(base64.b64decode(page).startswith(b"\x89PNG") for page in pages)


async def test_an_empty_book_has_a_preview_too(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    shown = await api.post(f"/api/v1/projects/{project.id}/preview", headers=alice.headers, json={"format": "pdf"})
    assert len(shown.json()["pages"]) >= 1


async def test_a_preview_that_takes_too_long_says_so(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = await make_project(alice)
    monkeypatch.setattr(previews, "LIMITS", TaskLimits(seconds=0.001, memory_mb=512))
    shown = await api.post(f"/api/v1/projects/{project.id}/preview", headers=alice.headers, json={"format": "pdf"})
    assert (shown.status_code, shown.json()["msgid"]) == (503, previews.NOT_SHOWN)


async def test_an_export_is_made_as_its_preset_says(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice, "A book")
    lake = await put(api, alice, project, "The lake")
    for words in ("She swam.", "She drowned."):
        await put(api, alice, project, "a scene", words, parent_id=lake)
    preset = (await keep(api, alice, project, **PAPERBACK | {"format": "txt", "author": "M. Pen"})).json()["id"]
    form = {"kind": "export", "project_id": str(project.id), "options": f'{{"format": "docx", "preset": "{preset}"}}'}
    asked = await api.post("/api/v1/tasks", headers=alice.headers, files={name: (None, v) for name, v in form.items()})
    while await run_next("interactive", "test", lambda: False):
        pass
    task = (await api.get(f"/api/v1/tasks/{asked.json()['id']}", headers=alice.headers)).json()
    made = (await api.get(task["files"][0]["url"], headers=alice.headers)).text
    lines = [line for line in made.splitlines() if line]
    assert lines == ["A book", "M. Pen", "For Maryam", "Chapter 1: The lake", "She swam.", "* * *", "She drowned."]
