"""Checks while one writes, and the house style that they keep to."""

from typing import Any

import httpx
import pytest
from sqlmodel import select

from tests import factories
from tests.factories import Person
from worker.running import run_next
from writers_app import store
from writers_app.db import reading, unit_of_work
from writers_app.models import Document, Project, Role
from writers_app.schemas.checks import LONGEST_PARAGRAPH
from writers_app.schemas.house_style import HouseStyle


async def make_scene(owner: Person, language: str = "fa") -> Document:
    return await factories.make_document(await factories.make_project(owner, language=language))


async def check(api: httpx.AsyncClient, scene: Document, who: Person, *paragraphs: str, **more: Any) -> Any:
    asked = {"paragraphs": [{"text": text, **more} for text in paragraphs]}
    answer = await api.post(f"/api/v1/documents/{scene.id}/checks", json=asked, headers=who.headers)
    assert answer.status_code == 200, answer.text
    return [paragraph["checks"] for paragraph in answer.json()["items"]]


async def change_style(api: httpx.AsyncClient, scene: Document, who: Person, **style: Any) -> httpx.Response:
    path = f"/api/v1/projects/{scene.project_id}"
    return await api.patch(path, json={"house_style": style}, headers=who.headers)


async def test_persian_suggestions_come_with_their_places(api: httpx.AsyncClient, alice: Person) -> None:
    [first, second] = await check(api, await make_scene(alice), alice, "😀 مي روم", "خوب است.")
    assert [(one["kind"], one["start"], one["end"], one["replacement"]) for one in first] == [
        ("arabic_letter", 4, 5, "ی"),
        ("half_space", 5, 6, "\u200c"),
    ]
    assert first[1]["shown"] == [3, 9]
    assert second == []


async def test_code_is_named_in_the_units_of_the_browser(api: httpx.AsyncClient, alice: Person) -> None:
    [[found]] = await check(api, await make_scene(alice), alice, "😀😀 كد كد", code=[[5, 7]])
    assert found["start"] == 8


async def test_english_gets_findings_and_hears_echoes(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await make_scene(alice, "en")
    [_, second] = await check(api, scene, alice, "The lantern swung.", "Slowly the lantern fell.")
    assert [one["kind"] for one in second] == ["adverb", "echo"]
    assert second[1]["values"] == {"text": "lantern", "distance": 4}
    assert second[1]["replacement"] is None


async def test_a_word_used_all_over_the_document_makes_no_echo(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await make_scene(alice, "en")
    content = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Whale. " * 9}]}]}
    async with unit_of_work() as session:
        await store.seed(session, scene.id, content)
        await store.project(session, scene.id)
    assert await check(api, scene, alice, "The whale saw the whale.") == [[]]


async def test_the_house_style_decides_what_is_suggested(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await make_scene(alice)
    written = "كتابهای 12"
    assert [one["kind"] for one in (await check(api, scene, alice, written))[0]] == ["arabic_letter", "digits"]
    assert (await change_style(api, scene, alice, digits=None)).json()["house_style"]["digits"] is None
    changed = await change_style(api, scene, alice, plurals="half_space")
    assert changed.json()["house_style"]["digits"] is None, "what is not given stays"
    assert [one["kind"] for one in (await check(api, scene, alice, written))[0]] == ["arabic_letter", "plural"]


async def test_editors_add_words_and_only_the_owner_changes_the_style(
    api: httpx.AsyncClient, alice: Person, bob: Person
) -> None:
    scene = await make_scene(alice)
    async with reading() as session:
        project = (await session.exec(select(Project).where(Project.id == scene.project_id))).one()
    await factories.make_member(project, bob, Role.EDITOR)
    assert (await change_style(api, scene, bob, digits=None)).status_code == 403
    for _ in range(2):
        path = f"/api/v1/projects/{scene.project_id}/terms"
        answer = await api.post(path, json={"term": " علي "}, headers=bob.headers)
    assert answer.json()["terms"] == ["علي"]
    assert await check(api, scene, bob, "علي آمد") == [[]]


@pytest.mark.parametrize("style", [{"digits": "roman"}, {"terms": [""]}, {"terms": ["x" * 61]}, {"colour": "red"}])
async def test_a_house_style_that_is_none_is_refused(
    api: httpx.AsyncClient, alice: Person, style: dict[str, Any]
) -> None:
    assert (await change_style(api, await make_scene(alice), alice, **style)).status_code == 422


async def test_too_much_text_at_once_is_refused_with_a_sentence(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await make_scene(alice)
    path = f"/api/v1/documents/{scene.id}/checks"
    longest = {"text": "a" * LONGEST_PARAGRAPH}
    for paragraphs, status in (([longest] * 3, 413), ([{"text": "a" * (LONGEST_PARAGRAPH + 1)}], 422), ([], 422)):
        answer = await api.post(path, json={"paragraphs": paragraphs}, headers=alice.headers)
        assert answer.status_code == status
    assert "check at once" in (await api.post(path, json={"paragraphs": [longest] * 3}, headers=alice.headers)).text


async def test_a_project_without_a_house_style_has_the_usual_one(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await make_scene(alice)
    project = await api.get(f"/api/v1/projects/{scene.project_id}", headers=alice.headers)
    assert project.json()["house_style"] == HouseStyle().model_dump(mode="json")


async def test_a_report_keeps_to_the_house_style(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await make_scene(alice, "en")
    content = {
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "A gray harbour."}]}],
    }
    async with unit_of_work() as session:
        await store.seed(session, scene.id, content)
    assert (await change_style(api, scene, alice, spelling="american", terms=["Harbour"])).status_code == 200
    assert [one["text"] for one in await report(api, scene, alice)] == []
    assert (await change_style(api, scene, alice, spelling="british", terms=[])).status_code == 200
    [found] = await report(api, scene, alice)
    assert (found["kind"], found["text"], found["values"]) == ("spelling", "gray", {"better": "grey"})


async def report(api: httpx.AsyncClient, scene: Document, who: Person) -> Any:
    """The findings of a report on the scene."""
    asked = {"kind": (None, "analyze"), "document_id": (None, str(scene.id))}
    answer = await api.post("/api/v1/tasks", files=asked, headers=who.headers)
    assert answer.status_code == 202, answer.text
    assert await run_next("interactive", "test", lambda: False)
    path = f"{answer.headers['Location']}/result"
    return (await api.get(path, headers=who.headers)).json()["findings"]
