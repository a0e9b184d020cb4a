"""What is selected in an editor, measured by REST."""

from typing import Any

import httpx

from tests import factories
from tests.factories import Person
from writers_app.models import Document


async def measure(api: httpx.AsyncClient, person: Person, scene: Document, *paragraphs: dict[str, Any]) -> Any:
    path = f"/api/v1/documents/{scene.id}/figures"
    return await api.post(path, json={"paragraphs": list(paragraphs)}, headers=person.headers)


async def scene_of(person: Person, language: str) -> Document:
    return await factories.make_document(await factories.make_project(person, language=language))


async def test_a_selection_has_figures_and_findings(api: httpx.AsyncClient, alice: Person) -> None:
    heading = {"text": "Chapter One", "kind": "heading"}
    told = {"text": "She slowly went home. “Stay,” he said."}
    found = (await measure(api, alice, await scene_of(alice, "en"), heading, told, {"text": ""})).json()
    figures = {figure["name"]: figure["value"] for figure in found["figures"]}
    assert (figures["sentences"], figures["sentence_length"]) == (2, 3.5)
    assert figures["dialogue_share"] == round(1 / 7, 4)
    assert found["findings"] == [{"kind": "adverb", "title": "Adverbs", "count": 1}]


async def test_a_persian_selection_is_measured_by_persian_rules(api: httpx.AsyncClient, alice: Person) -> None:
    found = (await measure(api, alice, await scene_of(alice, "fa"), {"text": "نامه نوشته شد."})).json()
    assert {"persian_ease"} <= {figure["name"] for figure in found["figures"]}
    assert [one["kind"] for one in found["findings"]] == ["passive"]


async def test_a_selection_without_a_word_has_no_figures(api: httpx.AsyncClient, alice: Person) -> None:
    found = (await measure(api, alice, await scene_of(alice, "en"), {"text": "…"})).json()
    assert {figure["value"] for figure in found["figures"] if figure["name"] != "sentences"} == {None}


async def test_too_much_text_is_refused(api: httpx.AsyncClient, alice: Person) -> None:
    paragraphs = [{"text": "word " * 9_000}] * 3
    answer = await measure(api, alice, await scene_of(alice, "en"), *paragraphs)
    assert (answer.status_code, answer.json()["values"]) == (413, {"n": 120_000})
