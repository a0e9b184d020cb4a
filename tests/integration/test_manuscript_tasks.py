"""Import, analyse and export with real files, by REST and the real run of a task."""

import base64
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func
from sqlmodel import select

from tests import made_kinds
from tests.factories import Person, make_project
from tests.unit.formats.test_scrivener import project as scrivener_project
from worker.running import run_next
from writers_app.db import reading, single_change, unit_of_work, utc_now
from writers_app.formats.detection import Format
from writers_app.formats.model import Manuscript, ManuscriptDocument
from writers_app.formats.writing import write
from writers_app.models import Document, Project, Task
from writers_app.services import claims, leases, runs, task_kinds
from writers_app.services.exports import NO_LANGUAGES, TAKEN_AS_ACCEPTED
from writers_app.services.work import Kind, Work

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000"
    "000049454e44ae426082"
)
NOVEL = """# The House

It was a *dark* night. "Who is there?" she asked. The door was open and the door was cold.

| a | b |
|---|---|
| 1 | 2 |

# باغ

می‌خواهم **بنویسم**. شب بود و باران می‌بارید.[^1]

[^1]: پانویس
"""


@pytest.fixture(autouse=True)
def _made_kinds() -> Iterator[None]:
    with made_kinds.offered():
        yield


async def run_all() -> None:
    for queue in ("interactive", "default", "heavy"):
        while await run_next(queue, "test", lambda: False):
            pass


async def take_work() -> tuple[leases.Lease, Kind[Any], Work[Any]]:
    """Begin the task that is next as a worker does, one that is slow to end it."""
    async with single_change() as connection:
        claimed = await claims.claim(connection, "default", "slow", task_kinds.kind_limits())
    assert claimed
    lease, task = claimed
    kind = task_kinds.find_kind(task.kind)
    async with reading() as session:
        return lease, kind, runs.prepare(task, kind, await runs.uploads_of(session, task.id))


async def send(api: httpx.AsyncClient, person: Person, name: str | None = None, data: bytes = b"", **form: str) -> Any:
    file = (name, data) if name else (None, b"")
    answer = await api.post("/api/v1/tasks", headers=person.headers, data=form, files={"file" if name else "_": file})
    assert answer.status_code == 202, answer.text
    await run_all()
    return (await api.get(answer.headers["Location"], headers=person.headers)).json()


async def count(table: type[Any]) -> int:
    async with reading() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


async def read_content(api: httpx.AsyncClient, person: Person, document_id: str, form: str = "json") -> Any:
    answer = await api.get(f"/api/v1/documents/{document_id}/content?format={form}", headers=person.headers)
    return answer.json() if form == "json" else answer.text


def as_docx(title: str, chapters: dict[str, str]) -> bytes:
    """A Word file with a paragraph in each chapter."""
    documents = tuple(ManuscriptDocument(name, content=_paragraph(text)) for name, text in chapters.items())
    return write(Manuscript(title, documents=documents), Format.DOCX)


def _paragraph(text: str) -> dict[str, Any]:
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}


async def test_a_manuscript_becomes_chapters_of_a_new_project(api: httpx.AsyncClient, alice: Person) -> None:
    task = await send(api, alice, "novel.md", NOVEL.encode(), kind="import", title="The Novel")
    assert task["error"] is None
    assert task["state"] == "succeeded"
    result = task["result"]
    assert [document["title"] for document in result["documents"]] == ["The House", "باغ"]
    assert result["counts"]["documents"] == 2
    project = (await api.get(f"/api/v1/projects/{result['project_id']}", headers=alice.headers)).json()
    assert (project["title"], project["documents"]) == ("The Novel", 2)
    assert project["words"] == result["counts"]["words"] > 20
    first, second = [await read_content(api, alice, document["id"]) for document in result["documents"]]
    assert "table" in [block["type"] for block in first["content"]]
    assert "می‌خواهم **بنویسم**" in await read_content(api, alice, result["documents"][1]["id"], "markdown")
    assert "footnote" in str(second)


async def test_a_word_file_goes_into_the_project_that_was_named(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    file = as_docx("Book", {"Chapter 1": "It began.", "Chapter 2": "It ended."})
    task = await send(api, alice, "book.docx", file, kind="import", project_id=str(project.id))
    assert task["error"] is None
    assert task["result"]["project_id"] == str(project.id)
    assert await count(Project) == 1
    listed = (await api.get(f"/api/v1/projects/{project.id}/documents", headers=alice.headers)).json()["items"]
    assert "Chapter 2" in [document["title"] for document in listed]


async def test_pictures_are_stored_and_shown_from_there(api: httpx.AsyncClient, alice: Person) -> None:
    source = f'<h1>One</h1><p>See:</p><img src="data:image/png;base64,{base64.b64encode(PNG).decode()}" alt="dot">'
    task = await send(api, alice, "one.html", source.encode(), kind="import")
    assert task["error"] is None
    content = await read_content(api, alice, task["result"]["documents"][0]["id"])
    [src] = [block["attrs"]["src"] for block in content["content"] if block["type"] == "image"]
    picture = await api.get(src, headers=alice.headers)
    assert (picture.headers["content-type"], picture.content) == ("image/png", PNG)
    exported = await send(api, alice, kind="export", project_id=task["result"]["project_id"])
    file = await api.get(exported["files"][0]["url"], headers=alice.headers)
    with zipfile.ZipFile(BytesIO(file.content)) as archive:
        assert PNG in [archive.read(name) for name in archive.namelist()]


async def test_a_run_that_lost_its_lease_while_writing_leaves_nothing(api: httpx.AsyncClient, alice: Person) -> None:
    """Two runs of one import reach the end: the documents are there once."""
    project = await make_project(alice)
    answer = await api.post(
        "/api/v1/tasks",
        headers=alice.headers,
        data={"kind": "import", "project_id": str(project.id)},
        files={"file": ("novel.md", NOVEL.encode())},
    )
    task_id = answer.json()["id"]
    lease, kind, work = await take_work()
    slow = await kind.run(work)
    async with unit_of_work() as session:
        (await session.get_one(Task, UUID(task_id))).lease_until = utc_now()
    async with unit_of_work() as session:
        await leases.take_over(session, lambda lease: False)
    await run_all()
    with pytest.raises(leases.LeaseLostError):
        async with unit_of_work() as session:
            await runs.succeed(session, lease, slow, None)
    assert await count(Document) == 2


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_project_is_analysed(api: httpx.AsyncClient, alice: Person, language: str) -> None:
    imported = await send(
        api, alice, "novel.md", NOVEL.encode(), kind="import", options=f'{{"language": "{language}"}}'
    )
    task = await send(api, alice, kind="analyze", project_id=imported["result"]["project_id"])
    assert task["error"] is None
    assert task["result"]["values"]["words"] == imported["result"]["counts"]["words"]
    report = (await api.get(f"/api/v1/tasks/{task['id']}/result", headers=alice.headers)).json()
    assert report["language"] == language
    assert report["values"] == task["result"]["values"]
    assert {"sentence_lengths", "words", "phrases", "findings", "documents"} <= report.keys()


async def test_a_report_is_downloaded_as_page_table_and_json(api: httpx.AsyncClient, alice: Person) -> None:
    imported = await send(api, alice, "novel.md", NOVEL.encode(), kind="import", title="The «Novel»")
    task = await send(api, alice, kind="analyze", project_id=imported["result"]["project_id"])
    path = f"/api/v1/tasks/{task['id']}/report"
    page = await api.get(path, params={"language": "fa"}, headers=alice.headers)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "The%20%C2%ABNovel%C2%BB.html" in page.headers["content-disposition"]
    assert "sandbox" in page.headers["content-security-policy"]
    assert '<html lang="fa" dir="rtl">' in page.text
    by_browser = await api.get(path, headers={**alice.headers, "Accept-Language": "fa-IR,en;q=0.5"})
    assert by_browser.text == page.text
    table = await api.get(path, params={"format": "csv", "table": "scenes"}, headers=alice.headers)
    assert table.text.splitlines()[0].startswith("\ufeffDocument,Scene,Words")
    assert len(table.text.splitlines()) == 3
    names = await api.get(path, params={"format": "csv", "table": "names"}, headers=alice.headers)
    assert names.text.splitlines()[0] == "\ufeffName,Uses,Scenes,Forms"
    plain = await api.get(path, params={"format": "json"}, headers=alice.headers)
    assert plain.json() == (await api.get(f"/api/v1/tasks/{task['id']}/result", headers=alice.headers)).json()
    short = (await api.get(path, params={"format": "json", "findings": 1}, headers=alice.headers)).json()
    kinds = [finding["kind"] for finding in short["findings"]]
    assert sorted(kinds) == sorted(plain.json()["finding_counts"])
    assert short["finding_counts"] == plain.json()["finding_counts"]
    assert (await api.get(path, params={"format": "pdf"}, headers=alice.headers)).status_code == 422


async def test_only_a_report_is_downloaded_as_one(api: httpx.AsyncClient, alice: Person) -> None:
    imported = await send(api, alice, "novel.md", NOVEL.encode(), kind="import")
    answer = await api.get(f"/api/v1/tasks/{imported['id']}/report", headers=alice.headers)
    assert (answer.status_code, answer.json()["msgid"]) == (
        404,
        "This task made no report. Ask for one on a text or a project.",
    )


async def test_one_document_is_analysed_alone(api: httpx.AsyncClient, alice: Person) -> None:
    imported = await send(api, alice, "novel.md", NOVEL.encode(), kind="import")
    first = imported["result"]["documents"][0]
    task = await send(api, alice, kind="analyze", document_id=first["id"])
    assert task["result"]["about"] == first["title"]
    assert task["result"]["values"]["words"] == first["words"]


async def test_an_empty_project_has_nothing_to_analyse(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    task = await send(api, alice, kind="analyze", project_id=str(project.id))
    assert task["state"] == "failed"
    assert task["error"]["detail"] == "There is no text to analyse yet. Write or import something first."
    again = await api.post(f"/api/v1/tasks/{task['id']}/retry", headers=alice.headers)
    assert (again.status_code, again.json()["state"]) == (202, "queued")


@pytest.mark.parametrize("form", ["docx", "md", "html", "txt"])
async def test_what_was_imported_comes_out_again(api: httpx.AsyncClient, alice: Person, form: str) -> None:
    imported = await send(api, alice, "novel.md", NOVEL.encode(), kind="import", title="شب: the novel")
    about = imported["result"]["project_id"]
    task = await send(api, alice, kind="export", project_id=about, options=f'{{"format": "{form}"}}')
    assert task["error"] is None
    assert task["result"]["name"] == f"شب the novel.{form}"
    answer = await api.get(f"/api/v1/tasks/{task['id']}/result", headers=alice.headers)
    assert answer.status_code == 303
    file = await api.get(answer.headers["Location"], headers=alice.headers)
    assert file.headers["Content-Disposition"].startswith("attachment;")
    again = await send(api, alice, f"back.{form}", file.content, kind="import")
    assert again["error"] is None
    texts = [await read_content(api, alice, document["id"], "text") for document in again["result"]["documents"]]
    assert "می‌خواهم" in "".join(texts)


async def test_a_scrivener_project_brings_its_snapshots_status_and_label(
    api: httpx.AsyncClient, alice: Person, tmp_path: Path
) -> None:
    index = "<Snapshots><Snapshot><Title>v1</Title><Date>2024-05-08 16:04:16 -0700</Date></Snapshot></Snapshots>"
    folder = "Sea.scriv/Snapshots/A.snapshots/"
    files = {folder + "index.xml": index, folder + "2024-05-08-16-04-16-0700.rtf": r"{\rtf1 She swam.}",
             folder + "2023-05-08-16-04-16-0700.rtf": r"{\rtf1 She.}"}  # fmt: skip
    data = scrivener_project(tmp_path, "3", **files).read_bytes()
    imported = await send(api, alice, "sea.scriv.zip", data, kind="import")
    [arrival] = [one for one in imported["result"]["documents"] if one["title"] == "Arrival"]
    card = (await api.get(f"/api/v1/documents/{arrival['id']}", headers=alice.headers)).json()
    assert card["details"] == {"synopsis": "She comes home.\n\nSara", "status": "draft", "target": 0}
    path = f"/api/v1/documents/{arrival['id']}/revisions"
    kept = (await api.get(path, headers=alice.headers)).json()["items"]
    assert [(one["name"], one["created_at"][:16], one["words"]) for one in kept] == [
        ("v1", "2024-05-08T23:04", 2), ("", "2023-05-08T23:04", 1),
    ]  # fmt: skip
    text = (await api.get(f"/api/v1/revisions/{kept[0]['id']}", headers=alice.headers)).json()["content"]
    assert "She swam." in str(text)
    restored = await api.post(f"/api/v1/revisions/{kept[0]['id']}/restore", headers=alice.headers)
    assert restored.is_success
    assert await read_content(api, alice, arrival["id"], "text") == "She swam.\n"


@pytest.mark.parametrize(("form", "magic"), [("pdf", b"%PDF"), ("epub", b"PK"), ("odt", b"PK")])
async def test_a_book_is_set_for_readers(api: httpx.AsyncClient, alice: Person, form: str, magic: bytes) -> None:
    imported = await send(api, alice, "novel.md", NOVEL.encode(), kind="import", options='{"language": "fa"}')
    about = imported["result"]["project_id"]
    options = f'{{"format": "{form}", "paper": "roqi", "contents": true}}'
    task = await send(api, alice, kind="export", project_id=about, options=options)
    assert task["error"] is None
    file = await api.get(task["files"][0]["url"], headers=alice.headers)
    assert file.content.startswith(magic)


@pytest.mark.parametrize(
    ("form", "changes", "said"), [("epub", "keep", True), ("txt", "accept", False), ("docx", "keep", False)]
)
async def test_what_is_undecided_is_not_accepted_without_a_word(
    api: httpx.AsyncClient, alice: Person, form: str, changes: str, said: bool
) -> None:
    text = "# One\n\nA <ins data-author='Eve'>small </ins>dog."
    imported = await send(api, alice, "novel.md", text.encode(), kind="import")
    options = f'{{"format": "{form}", "changes": "{changes}"}}'
    task = await send(api, alice, kind="export", project_id=imported["result"]["project_id"], options=options)
    assert [each["text"] for each in task["result"]["losses"]] == [TAKEN_AS_ACCEPTED] * said


@pytest.mark.parametrize(("form", "said"), [("fountain", True), ("txt", True), ("md", False)])
async def test_languages_of_words_that_a_format_has_no_sign_for_are_told(
    api: httpx.AsyncClient, alice: Person, form: str, said: bool
) -> None:
    text = "# One\n\nAn English dog said <span lang='fr'>bonjour</span> to me."
    imported = await send(api, alice, "novel.md", text.encode(), kind="import")
    options = f'{{"format": "{form}"}}'
    task = await send(api, alice, kind="export", project_id=imported["result"]["project_id"], options=options)
    assert [each["text"] for each in task["result"]["losses"]] == [NO_LANGUAGES] * said


async def test_a_damaged_file_fails_with_a_sentence_and_keeps_the_upload(api: httpx.AsyncClient, alice: Person) -> None:
    good = BytesIO(as_docx("Book", {"One": "Text."}))
    broken = BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<w:document" if name == "word/document.xml" else source.read(name))
    task = await send(api, alice, "broken.docx", broken.getvalue(), kind="import")
    assert task["state"] == "failed"
    assert task["error"]["detail"].startswith("The file is damaged")
    upload = await api.get(task["files"][0]["url"], headers=alice.headers)
    assert upload.content == broken.getvalue()
    assert await count(Project) == 0
