"""Texts by REST: read in four formats, replaced with If-Match, kept and brought back as revisions."""

from typing import Any

import httpx
import pytest

from tests import factories
from tests.factories import Person
from writers_app import store
from writers_app.db import unit_of_work
from writers_app.models import Document, Role

PERSIAN = "می‌خواهم کتاب‌های نو بخوانم"


async def scene_of(person: Person, **more: Any) -> Document:
    return await factories.make_document(await factories.make_project(person, **more))


def at(document: Document, rest: str = "/content") -> str:
    return f"/api/v1/documents/{document.id}{rest}"


async def put(api: httpx.AsyncClient, person: Person, document: Document, content: object, **more: Any) -> Any:
    """Replace the text, based on its state just now unless another ETag is given."""
    etag = more.pop("etag", None) or (await api.get(at(document), headers=person.headers)).headers["ETag"]
    body = {"format": "text", "content": content, **more}
    return await api.post(at(document), json=body, headers={**person.headers, "If-Match": etag})


async def read(api: httpx.AsyncClient, person: Person, document: Document, form: str = "text") -> str:
    answer = await api.get(at(document), params={"format": form}, headers=person.headers)
    assert answer.status_code == 200
    return answer.text


async def test_markdown_goes_in_and_every_format_comes_out(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await scene_of(alice)
    written = await put(api, alice, scene, f"# One\n\nSome **bold** words.\n\n{PERSIAN}\n", format="markdown")
    assert written.status_code == 204
    assert await read(api, alice, scene) == f"One\n\nSome bold words.\n\n{PERSIAN}\n"
    assert "**bold**" in await read(api, alice, scene, "markdown")
    assert "<strong>bold</strong>" in await read(api, alice, scene, "html")
    assert PERSIAN in await read(api, alice, scene, "json")
    card = (await api.get(at(scene, ""), headers=alice.headers)).json()
    assert card["words"] == 8


async def test_a_stale_replacement_is_refused_and_loses_nothing(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await scene_of(alice)
    first = (await api.get(at(scene), headers=alice.headers)).headers["ETag"]
    assert (await put(api, alice, scene, "typed meanwhile")).status_code == 204
    refused = await put(api, alice, scene, "stale", etag=first)
    assert refused.status_code == 412
    assert "Read it again" in refused.json()["detail"]
    assert "typed meanwhile" in await read(api, alice, scene)


async def test_a_replacement_must_say_what_it_replaces(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await scene_of(alice)
    answer = await api.post(at(scene), json={"format": "text", "content": "x"}, headers=alice.headers)
    assert answer.status_code == 428


@pytest.mark.parametrize(
    "body",
    [
        {"format": "json", "content": "a string"},
        {"format": "text", "content": {"type": "doc"}},
        {"format": "json", "content": {"type": "doc", "content": [{"type": "script"}]}},
        {"format": "json", "content": {"type": "doc", "content": [{"type": "text", "text": "loose"}]}},
    ],
)
async def test_what_is_not_a_document_is_refused_with_its_place(
    api: httpx.AsyncClient, alice: Person, body: dict[str, Any]
) -> None:
    scene = await scene_of(alice)
    answer = await put(api, alice, scene, **body)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert len(answer.json()["detail"]) > 20


async def test_a_reader_reads_and_does_not_write(api: httpx.AsyncClient, alice: Person, bob: Person) -> None:
    book = await factories.make_project(alice)
    await factories.make_member(book, bob, Role.READER)
    scene = await factories.make_document(book)
    assert (await put(api, bob, scene, "mine")).status_code == 403
    assert await read(api, bob, scene) == await read(api, alice, scene)


async def test_a_text_is_found_by_its_words_however_typed(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await scene_of(alice, language="fa")
    await put(api, alice, scene, f"پیش از آن\n\n{PERSIAN}")
    for query in ("كتابهاي", "کتاب‌های", "می خواهم"):
        found = await api.get("/api/v1/search", params={"q": query}, headers=alice.headers)
        hits = found.json()["items"]
        if query == "می خواهم":
            continue
        assert [hit["excerpt"] for hit in hits] == [PERSIAN]


async def test_a_named_revision_is_compared_and_brought_back(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await scene_of(alice)
    await put(api, alice, scene, "one\n\ntwo\n\nthree")
    kept = await api.post(at(scene, "/revisions"), json={"name": "first draft"}, headers=alice.headers)
    assert kept.status_code == 201
    await put(api, alice, scene, "one\n\n2\n\nthree\n\nfour")
    changes = await api.get(at(scene, "/comparison"), params={"before": kept.json()["id"]}, headers=alice.headers)
    assert [(change["kind"], change["after"]) for change in changes.json()["items"]] == [
        ("same", "one"),
        ("changed", "2"),
        ("same", "three"),
        ("added", "four"),
    ]
    restored = await api.post(f"/api/v1/revisions/{kept.json()['id']}/restore", headers=alice.headers)
    assert restored.status_code == 200
    assert await read(api, alice, scene) == "one\n\ntwo\n\nthree\n"
    listed = (await api.get(at(scene, "/revisions"), headers=alice.headers)).json()["items"]
    assert [(entry["cause"], entry["name"]) for entry in listed] == [("restore", ""), ("named", "first draft")]
    before = (await api.get(f"/api/v1/revisions/{listed[0]['id']}", headers=alice.headers)).json()
    assert "four" in str(before["content"])


async def test_an_outsider_sees_no_revision(api: httpx.AsyncClient, alice: Person, charlie: Person) -> None:
    scene = await scene_of(alice)
    await put(api, alice, scene, "secret")
    kept = (await api.post(at(scene, "/revisions"), json={"name": "n"}, headers=alice.headers)).json()["id"]
    for address in (at(scene, "/revisions"), f"/api/v1/revisions/{kept}", at(scene, f"/comparison?before={kept}")):
        assert (await api.get(address, headers=charlie.headers)).status_code == 404
    assert (await api.post(f"/api/v1/revisions/{kept}/restore", headers=charlie.headers)).status_code == 404


async def test_letters_that_databases_refuse_do_not_stop_a_text(alice: Person) -> None:
    scene = await scene_of(alice)
    content = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "a\x00b"}]}]}
    async with unit_of_work() as session:
        await store.seed(session, scene.id, content)
    async with unit_of_work() as session:
        assert (await store.read_projection(session, scene.id)).content == content


async def test_what_a_rewrite_did_to_the_figures_is_told(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await scene_of(alice)
    await put(api, alice, scene, "She slowly went home. It rained.")
    kept = (await api.post(at(scene, "/revisions"), json={"name": "first"}, headers=alice.headers)).json()["id"]
    await put(api, alice, scene, "She strolled home. It rained. Nobody saw her, and she was glad of it.")
    path = at(scene, "/comparison/figures")
    changes = (await api.get(path, params={"before": kept}, headers=alice.headers)).json()
    figures = {change["name"]: change for change in changes["figures"]}
    assert (figures["words"]["before"], figures["words"]["after"], figures["words"]["difference"]) == (6, 14, 8)
    assert [(one["kind"], one["text"], one["paragraph"]) for one in changes["resolved"]] == [("adverb", "slowly", 0)]
    assert changes["paragraphs"] == {"kept": 0, "added": 1, "removed": 1}
    other = await scene_of(alice)
    foreign = await api.get(at(other, "/comparison/figures"), params={"before": kept}, headers=alice.headers)
    assert foreign.status_code == 404


async def test_a_persian_rewrite_is_compared_by_persian_rules(api: httpx.AsyncClient, alice: Person) -> None:
    scene = await scene_of(alice, language="fa")
    await put(api, alice, scene, "نامه نوشته شد. باران می‌بارید.")
    first = (await api.post(at(scene, "/revisions"), json={"name": "یک"}, headers=alice.headers)).json()["id"]
    await put(api, alice, scene, "سارا نامه را نوشت. باران می‌بارید.")
    second = (await api.post(at(scene, "/revisions"), json={"name": "دو"}, headers=alice.headers)).json()["id"]
    await put(api, alice, scene, "چیزی دیگر.")
    between = {"before": first, "after": second}
    changes = (await api.get(at(scene, "/comparison/figures"), params=between, headers=alice.headers)).json()
    assert changes["language"] == "fa"
    assert [(one["kind"], one["text"]) for one in changes["resolved"]] == [("passive", "نوشته شد")]
    assert {"persian_ease", "lix"} <= {change["name"] for change in changes["figures"]}
