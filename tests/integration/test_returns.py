"""A book goes to an editor as Word and comes back, by REST and the real run of the tasks."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import httpx
import pytest

from tests import made_kinds
from tests.factories import Person
from tests.integration.test_manuscript_tasks import as_docx, run_all, send, take_work
from tests.word_edits import WordFile
from worker.running import run_next
from writers_app.db import unit_of_work, utc_now
from writers_app.models import Task
from writers_app.services import leases, runs

ROUND_TRIP = '{"format": "docx", "round_trip": true}'


@pytest.fixture(autouse=True)
def _made_kinds() -> Iterator[None]:
    with made_kinds.offered():
        yield


@pytest.fixture
def texts() -> dict[str, str]:
    return {"The House": "The old house stood on the hill. Nobody lived there.", "باغ": "می‌خواهم کتاب‌های نو بخوانم."}


class Book:
    """Alice's project with a document for each text, and what one does with it."""

    def __init__(self, api: httpx.AsyncClient, alice: Person) -> None:
        self.api, self.alice = api, alice
        self.id = ""
        self.documents: list[str] = []

    async def make(self, texts: dict[str, str]) -> None:
        task = await send(self.api, self.alice, "book.docx", as_docx("Book", texts), kind="import")
        self.id = task["result"]["project_id"]
        self.documents = [each["id"] for each in task["result"]["documents"]]

    async def ask(self, method: str, path: str, **request: Any) -> Any:
        answer = await self.api.request(method, f"/api/v1{path}", headers=self.alice.headers, **request)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def export(self, options: str = ROUND_TRIP) -> bytes:
        task = await send(self.api, self.alice, kind="export", project_id=self.id, options=options)
        assert task["error"] is None, task["error"]
        file = await self.api.get(task["files"][0]["url"], headers=self.alice.headers)
        return file.content

    async def take_back(self, data: bytes, options: str = "{}", project: str | None = None) -> Any:
        return await send(
            self.api, self.alice, "back.docx", data, kind="return", project_id=project or self.id, options=options
        )

    async def ask_for_return(self, data: bytes) -> UUID:
        """The task, which nobody has begun."""
        form = {"kind": "return", "project_id": self.id}
        files = {"file": ("back.docx", data)}
        answer = await self.api.post("/api/v1/tasks", headers=self.alice.headers, data=form, files=files)
        assert answer.is_success, answer.text
        return UUID(answer.json()["id"])

    async def content(self, index: int = 0) -> list[dict[str, Any]]:
        answer = await self.ask("GET", f"/documents/{self.documents[index]}/content")
        blocks: list[dict[str, Any]] = answer["content"]
        return blocks

    async def text(self, index: int = 0) -> str:
        """With [-deletions-], {+insertions+} and <comments>."""
        return "\n".join("".join(map(_shown, block.get("content", ()))) for block in await self.content(index))

    async def write(self, text: str, index: int = 0) -> None:
        path = f"/documents/{self.documents[index]}/content"
        etag = (await self.api.get(f"/api/v1{path}", headers=self.alice.headers)).headers["ETag"]
        body = {"format": "text", "content": text}
        answer = await self.api.post(f"/api/v1{path}", json=body, headers={**self.alice.headers, "If-Match": etag})
        assert answer.is_success, answer.text

    async def comments(self, index: int = 0) -> list[Any]:
        found: list[Any] = (await self.ask("GET", f"/documents/{self.documents[index]}/comments"))["items"]
        return found


def _shown(node: dict[str, Any]) -> str:
    kinds = [mark["type"] for mark in node.get("marks", ())]
    text: str = node.get("text", "")
    for kind, shape in (("comment", "<{}>"), ("insertion", "{{+{}+}}"), ("deletion", "[-{}-]")):
        text = shape.format(text) if kind in kinds else text
    return text


@pytest.fixture
async def book(api: httpx.AsyncClient, alice: Person, texts: dict[str, str]) -> Book:
    made = Book(api, alice)
    await made.make(texts)
    return made


async def test_the_whole_trip(book: Book) -> None:
    file = WordFile(await book.export())
    file.replace_tracked("old", "ancient")
    file.comment("hill", "Which hill?")
    file.replace_silently("Nobody lived", "Nobody ever lived")
    file.replace_tracked("نو", "تازه")
    file.comment("بخوانم", "چرا؟")
    task = await book.take_back(file.data(), '{"editor": "Eve"}')
    assert task["error"] is None
    assert task["result"]["counts"] == {"documents": 2, "suggestions": 5, "comments": 2}
    assert task["result"]["losses"] == []
    assert await book.text() == ("The [-old-]{+ancient+} house stood on the <hill>. Nobody {+ever +}lived there.")
    assert await book.text(1) == "می‌خواهم کتاب‌های [-نو-]{+تازه+} <بخوانم>."
    marks = [
        mark["attrs"] for block in await book.content() for node in block["content"] for mark in node.get("marks", ())
    ]
    assert {(each.get("author"), each.get("date", "")[:10]) for each in marks if "author" in each} == {
        ("Editor", "2026-05-06"), ("Eve", utc_now().date().isoformat()),
    }  # fmt: skip
    [comment] = await book.comments()
    assert (comment["text"], comment["author"], comment["quote"], comment["placed"]) == (
        "Which hill?", "Editor", "hill", True,
    )  # fmt: skip


async def test_what_was_decided_goes_out_again(book: Book) -> None:
    file = WordFile(await book.export())
    file.comment("hill", "Which hill?")
    file.replace_tracked("old", "ancient")
    await book.take_back(file.data())
    [comment] = await book.comments()
    answer = {"text": "The green one.", "parent": comment["id"]}
    await book.ask("POST", f"/documents/{book.documents[0]}/comments", json=answer)
    path = f"/documents/{book.documents[0]}/comments/{comment['id']}"
    assert (await book.ask("PATCH", path, json={"resolved": True}))["resolved"]
    with ZipFile(BytesIO(await book.export())) as archive:
        body, remarks = archive.read("word/document.xml").decode(), archive.read("word/comments.xml").decode()
        states = archive.read("word/commentsExtended.xml").decode()
    assert 'w:author="Editor" w:date="2026-05-06T07:08:09Z"' in body
    assert "Which hill?" in remarks
    assert "The green one." in remarks
    assert 'w15:done="1"' in states
    again = await book.take_back(await book.export())
    assert again["result"]["counts"] == {"documents": 2, "suggestions": 0, "comments": 0}


async def test_a_comment_that_the_editor_resolves_is_resolved(book: Book) -> None:
    await book.ask("POST", f"/documents/{book.documents[0]}/comments", json={"text": "On all of it."})
    file = WordFile(await book.export())
    file.comment("hill", "Which hill?")
    await book.take_back(file.data())
    file = WordFile(await book.export())
    states = file.files["word/commentsExtended.xml"].decode()
    file.files["word/commentsExtended.xml"] = states.replace('w15:done="0"', 'w15:done="1"').encode()
    task = await book.take_back(file.data())
    assert task["result"]["counts"]["comments"] == 0
    assert [(each["text"], each["resolved"]) for each in await book.comments()] == [
        ("Which hill?", True), ("On all of it.", False),
    ]  # fmt: skip


async def test_what_was_written_meanwhile_stays(book: Book) -> None:
    file = WordFile(await book.export())
    file.replace_tracked("old", "ancient")
    file.replace_tracked("نو", "تازه")
    await book.write("Before all that.\n\nThe old house stood on the green hill. Nobody lived there.")
    await book.write("چیزی دیگر.", 1)
    task = await book.take_back(file.data())
    assert await book.text() == (
        "Before all that.\nThe [-old-]{+ancient+} house stood on the green hill. Nobody lived there."
    )
    assert await book.text(1) == "چیزی دیگر."
    assert [each["text"] for each in task["result"]["losses"]] == [
        "The editor changed a paragraph that is no longer in the text: می‌خواهم کتاب‌های تازه بخوانم."
    ]


async def test_the_same_file_again_does_nothing_again(book: Book) -> None:
    file = WordFile(await book.export())
    file.replace_tracked("old", "ancient")
    file.comment("hill", "Which hill?")
    very_file = file.data()  # made again it would be packed at another moment, and be another file
    await book.take_back(very_file)
    before, comments = await book.text(), await book.comments()
    task = await book.take_back(very_file)
    assert task["result"]["losses"][0]["text"].startswith("This very file was taken in before.")
    file.replace_silently("lived there", "lived in there")
    task = await book.take_back(file.data())
    assert task["result"]["counts"] == {"documents": 2, "suggestions": 1, "comments": 0}
    assert (await book.text(), await book.comments()) == (before.replace("there", "{+in +}there"), comments)


LARGE = "The new hut by the sea, with its door on the side of the wind, was full of people."


async def send_large(book: Book) -> tuple[bytes, bytes]:
    """A file that changes nearly all of the first text, taken in; and as the editor's program saves it again."""
    file = WordFile(await book.export())
    file.replace_tracked("The old house stood on the hill. Nobody lived there.", LARGE)
    data = file.data()
    task = await book.take_back(data)
    assert task["result"]["counts"]["suggestions"] == 2
    saved_again = WordFile(data)
    saved_again.files["word/document.xml"] += b"<!-- saved again -->"
    return data, saved_again.data()


@pytest.mark.parametrize("choice", [LARGE, "The old house stood on the hill. Nobody lived there.", "A hut by the sea."])
async def test_what_was_decided_is_not_asked_again(book: Book, choice: str) -> None:
    """Accepted, rejected, or written otherwise."""
    files = await send_large(book)
    await book.write(choice)
    for file in files:
        task = await book.take_back(file)
        assert task["result"]["counts"] == {"documents": 2, "suggestions": 0, "comments": 0}
        assert await book.text() == choice
    told = [each["text"] for each in task["result"]["losses"]]
    assert told == ["Changes that were suggested before and are not suggested again: 2."]


async def test_what_was_decided_is_asked_again_when_one_wants_it(book: Book) -> None:
    file, _ = await send_large(book)
    await book.write("The old house stood on the hill. Nobody lived there.")
    task = await book.take_back(file, '{"again": true}')
    assert task["result"]["counts"]["suggestions"] == 2
    assert await book.text() == f"[-The old house stood on the hill. Nobody lived there.-]{{+{LARGE}+}}"


async def test_two_returns_of_one_text_at_the_same_time_suggest_once(book: Book) -> None:
    """The second was compared before the first was done, and its suggestions are rejected meanwhile."""
    file = WordFile(await book.export())
    file.replace_tracked("old", "ancient")
    await book.ask_for_return(file.data())
    lease, kind, work = await take_work()
    outcome = await kind.run(work)
    file.replace_silently("باغ", "باغ")
    await book.take_back(file.data())
    await book.write("The old house stood on the hill. Nobody lived there.")
    async with unit_of_work() as session:
        await runs.succeed(session, lease, outcome, None)
    assert await book.text() == "The old house stood on the hill. Nobody lived there."


async def test_a_text_that_was_in_the_trash_is_served_when_the_file_comes_again(book: Book) -> None:
    file = WordFile(await book.export())
    file.replace_tracked("old", "ancient")
    data = file.data()
    await book.ask("DELETE", f"/documents/{book.documents[0]}")
    assert (await book.take_back(data))["result"]["counts"]["suggestions"] == 0
    await book.ask("PATCH", f"/documents/{book.documents[0]}", json={"trashed": False})
    assert (await book.take_back(data))["result"]["counts"]["suggestions"] == 2


async def test_a_file_of_another_project_is_told_apart(book: Book, texts: dict[str, str]) -> None:
    other = Book(book.api, book.alice)
    await other.make(texts)
    task = await book.take_back(await other.export())
    assert task["state"] == "failed"
    assert task["error"]["detail"].startswith("None of the texts in this file is in this project.")


async def test_a_file_that_was_not_made_for_coming_back_is_refused(book: Book) -> None:
    task = await book.take_back(await book.export('{"format": "docx"}'))
    assert task["state"] == "failed"
    assert "was not exported from Writers for an editor" in task["error"]["detail"]


async def test_what_is_no_word_file_does_not_come_back(book: Book) -> None:
    task = await send(book.api, book.alice, "back.md", b"# The House", kind="return", project_id=book.id)
    assert task["state"] == "failed"
    assert "must be the Word file" in task["error"]["detail"]


async def test_only_word_comes_back(book: Book) -> None:
    options = '{"format": "pdf", "round_trip": true}'
    form = {"kind": "export", "project_id": book.id, "options": options}
    answer = await book.api.post("/api/v1/tasks", headers=book.alice.headers, data=form, files={"_": (None, b"")})
    assert (answer.status_code, answer.json()["detail"]) == (
        422, "Only a Word file comes back from an editor. Choose Word as the format.",
    )  # fmt: skip


async def test_who_only_reads_takes_nothing_back(book: Book, charlie: Person) -> None:
    answer = await book.api.post(
        "/api/v1/tasks",
        headers=charlie.headers,
        data={"kind": "return", "project_id": book.id},
        files={"file": ("back.docx", await book.export())},
    )
    assert answer.status_code == 404


async def test_a_second_run_of_the_same_task_doubles_nothing(book: Book) -> None:
    """Two runs of one return reach the end; the text moved on between them."""
    file = WordFile(await book.export())
    file.replace_tracked("old", "ancient")
    task_id = await book.ask_for_return(file.data())
    lease, kind, work = await take_work()
    slow = await kind.run(work)
    await book.write("The old, old house stood on the hill. Nobody lived there.")
    async with unit_of_work() as session:
        (await session.get_one(Task, task_id)).lease_until = utc_now()
    async with unit_of_work() as session:
        await leases.take_over(session, lambda lease: False)
    while await run_next("default", "test", lambda: False):
        pass
    await run_all()
    with pytest.raises(leases.LeaseLostError):
        async with unit_of_work() as session:
            await runs.succeed(session, lease, slow, None)
    assert await book.text() == "The old, [-old-]{+ancient+} house stood on the hill. Nobody lived there."


async def test_a_text_that_changes_while_its_file_is_read_keeps_the_change(book: Book) -> None:
    file = WordFile(await book.export())
    file.replace_tracked("old", "ancient")
    await book.api.post(
        "/api/v1/tasks",
        headers=book.alice.headers,
        data={"kind": "return", "project_id": book.id},
        files={"file": ("back.docx", file.data())},
    )
    lease, kind, work = await take_work()
    outcome = await kind.run(work)
    await book.write("The old house stood on the green hill. Nobody lived there.")
    async with unit_of_work() as session:
        await runs.succeed(session, lease, outcome, None)
    assert await book.text() == "The [-old-]{+ancient+} house stood on the green hill. Nobody lived there."
