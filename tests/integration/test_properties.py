"""What a project's book says about itself: by REST, taken from what is imported, and written into what is exported."""

import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.factories import Person, make_document, make_member, make_project
from tests.integration.test_manuscript_tasks import send
from writers_app.formats.detection import Format
from writers_app.formats.model import About, Carried, Manuscript, ManuscriptDocument
from writers_app.formats.reading import read
from writers_app.formats.writing import write
from writers_app.models import Role

ABOUT = About("Houses", "sea, harbour", "Two sisters.\nOne house.")
TEXT = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Words."}]}]}
TOLD = {
    "author": "Ann Author",
    "subject": "Houses",
    "keywords": "sea, harbour",
    "description": "Two sisters.\nOne house.",
}
NOTHING = {"author": "", "subject": "", "keywords": "", "description": ""}


def manuscript_file(author: str = "Ann Author", about: About = ABOUT, format: Format = Format.DOCX) -> bytes:
    return write(book(author, about), format)


def book(author: str = "Ann Author", about: About = ABOUT) -> Manuscript:
    documents = (ManuscriptDocument("One", content=TEXT), ManuscriptDocument("Two", content=TEXT))
    return Manuscript("The Book", author=author, documents=documents, about=about)


async def properties(api: httpx.AsyncClient, person: Person, project: Any) -> Any:
    return (await api.get(f"/api/v1/projects/{project}", headers=person.headers)).json()["properties"]


async def change(api: httpx.AsyncClient, person: Person, project: Any, **told: Any) -> httpx.Response:
    return await api.patch(f"/api/v1/projects/{project}", json={"properties": told}, headers=person.headers)


async def export(api: httpx.AsyncClient, person: Person, project: Any, folder: Path, **options: str) -> Manuscript:
    """What a reader of the exported file finds in it."""
    task = await send(api, person, kind="export", project_id=str(project), options=json.dumps(options))
    assert task["error"] is None
    answer = await api.get(f"/api/v1/tasks/{task['id']}/result", headers=person.headers)
    path = folder / task["result"]["name"]
    path.write_bytes((await api.get(answer.headers["Location"], headers=person.headers)).content)
    return read(path)


async def identifier(api: httpx.AsyncClient, person: Person, **subject: Any) -> str:
    """What the EPUB that is made of a project or document says it is."""
    told = {name: str(value) for name, value in subject.items()}
    task = await send(api, person, kind="export", options=json.dumps({"format": "epub"}), **told)
    answer = await api.get(f"/api/v1/tasks/{task['id']}/result", headers=person.headers)
    made = zipfile.ZipFile(BytesIO((await api.get(answer.headers["Location"], headers=person.headers)).content))
    found = re.search("<dc:identifier[^>]*>(.*)</dc:identifier>", made.read("EPUB/package.opf").decode())
    assert found
    return found[1]


@pytest.mark.parametrize("form", ["docx", "odt", "epub", "html", "md"])
async def test_an_import_keeps_them_and_an_export_writes_them(
    api: httpx.AsyncClient, alice: Person, tmp_path: Path, form: str
) -> None:
    task = await send(api, alice, f"book.{form}", manuscript_file(format=Format(form)), kind="import")
    project = task["result"]["project_id"]
    assert await properties(api, alice, project) == TOLD
    back = await export(api, alice, project, tmp_path, format=form)
    assert (back.title, back.author, back.about) == ("The Book", "Ann Author", ABOUT)


async def test_an_epub_is_the_same_book_when_it_is_renamed_and_no_other_of_its_title(
    api: httpx.AsyncClient, alice: Person
) -> None:
    sea, other = await make_project(alice, "The Sea"), (await make_project(alice, "The Sea")).id
    one, document = sea.id, await make_document(sea)
    first = await identifier(api, alice, project_id=one)
    await api.patch(f"/api/v1/projects/{one}", json={"title": "The Lake"}, headers=alice.headers)
    await change(api, alice, one, author="A. Pen")
    assert await identifier(api, alice, project_id=one) == first
    others = [await identifier(api, alice, project_id=other), await identifier(api, alice, document_id=document.id)]
    assert len({first, *others}) == 3


async def test_what_only_word_says_stays_with_the_project_and_goes_out_to_word_again(
    api: httpx.AsyncClient, alice: Person, tmp_path: Path
) -> None:
    first = (Carried("category", "Crime"), Carried("Company", "Sea & Sons"), Carried("Draft", "3", "i4"))
    made = replace(book(), carried=first)
    task = await send(api, alice, "book.docx", write(made, Format.DOCX), kind="import")
    project = task["result"]["project_id"]
    assert (await export(api, alice, project, tmp_path)).carried == first
    other = write(replace(made, carried=(Carried("Manager", "Bob"),)), Format.DOCX)
    await send(api, alice, "other.docx", other, kind="import", project_id=project)
    assert (await export(api, alice, project, tmp_path)).carried == first


async def test_an_import_fills_only_what_is_empty(api: httpx.AsyncClient, alice: Person) -> None:
    project = (await make_project(alice)).id
    await change(api, alice, project, author="A. Pen", subject="Mine")
    await send(api, alice, "book.docx", manuscript_file(), kind="import", project_id=str(project))
    assert await properties(api, alice, project) == {**TOLD, "author": "A. Pen", "subject": "Mine"}
    other = manuscript_file("Bob", About("Other", "other", "Other."))
    await send(api, alice, "other.docx", other, kind="import", project_id=str(project))
    assert await properties(api, alice, project) == {**TOLD, "author": "A. Pen", "subject": "Mine"}


async def test_without_an_author_the_owner_stands_on_the_book(
    api: httpx.AsyncClient, alice: Person, tmp_path: Path
) -> None:
    task = await send(api, alice, "book.docx", manuscript_file("", About()), kind="import")
    project = task["result"]["project_id"]
    assert await properties(api, alice, project) == NOTHING
    assert (await export(api, alice, project, tmp_path)).author == alice.name
    await change(api, alice, project, author="A. Pen")
    assert (await export(api, alice, project, tmp_path)).author == "A. Pen"


async def test_what_a_preset_says_of_the_author_counts_first(
    api: httpx.AsyncClient, alice: Person, tmp_path: Path
) -> None:
    project = (await make_project(alice)).id
    await change(api, alice, project, author="A. Pen")
    await send(api, alice, "book.docx", manuscript_file(), kind="import", project_id=str(project))
    assert (await export(api, alice, project, tmp_path, author="Another")).author == "Another"


async def test_only_what_is_given_changes(api: httpx.AsyncClient, alice: Person) -> None:
    project = (await make_project(alice)).id
    assert await properties(api, alice, project) == NOTHING
    assert (await change(api, alice, project, **TOLD)).json()["properties"] == TOLD
    changed = await change(api, alice, project, subject="  می‌خواهم  ", author="")
    assert changed.json()["properties"] == {**TOLD, "subject": "می‌خواهم", "author": ""}
    style = {"house_style": {"digits": None}}
    await api.patch(f"/api/v1/projects/{project}", json=style, headers=alice.headers)
    assert (await properties(api, alice, project))["subject"] == "می‌خواهم"


@pytest.mark.parametrize(
    "told",
    [
        {"author": "a" * 201},
        {"subject": "a\nb"},
        {"keywords": "k" * 1001},
        {"description": "d" * 4001},
        {"description": "a\x00b"},
        {"title": "T"},
        {"author": None},
    ],
)
async def test_what_does_not_fit_is_refused(api: httpx.AsyncClient, alice: Person, told: dict[str, Any]) -> None:
    project = (await make_project(alice)).id
    assert (await change(api, alice, project, **told)).status_code == 422
    assert await properties(api, alice, project) == NOTHING


async def test_an_editor_changes_them_and_a_reader_sees_them(
    api: httpx.AsyncClient, alice: Person, bob: Person, charlie: Person
) -> None:
    book = await make_project(alice)
    await make_member(book, bob, Role.EDITOR)
    await make_member(book, charlie, Role.READER)
    assert (await change(api, bob, book.id, author="A. Pen")).status_code == 200
    assert (await change(api, charlie, book.id, author="Mine")).status_code == 403
    assert (await properties(api, charlie, book.id))["author"] == "A. Pen"
