"""Many at once: files, a zip, documents, each through several steps; partial success; one archive."""

import json
import zipfile
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func
from sqlmodel import select

from tests.factories import Person, make_document, make_member, make_project
from worker.running import run_next
from writers_app.db import reading
from writers_app.models import Project, Role
from writers_app.schemas.tasks import TaskCard
from writers_app.services import batches, imports
from writers_app.state.task_rows import row_of

IMPORT = {"kind": "import"}
EXPORT = {"kind": "export", "options": {"format": "md"}}
ANALYZE = {"kind": "analyze"}


def novel(name: str) -> bytes:
    return f"# Chapter 1 of {name}\n\nIt began.\n\n# Chapter 2\n\nIt ended.\n".encode()


def packed(**entries: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return made.getvalue()


def many(*document_ids: str) -> dict[str, list[str]]:
    return {"document_ids": list(document_ids)}


async def ask(
    api: httpx.AsyncClient, person: Person, steps: list[dict[str, Any]], *files: tuple[str, bytes], **more: Any
) -> httpx.Response:
    form = {"kind": "batch", "title": "All", "options": json.dumps({"steps": steps, **more.pop("options", {})}), **more}
    sent = [("file", file) for file in files] or [("_", (None, b""))]
    return await api.post("/api/v1/tasks", headers=person.headers, data=form, files=sent)


async def run_all() -> None:
    """Until no queue has anything that may start."""
    while True in [await run_next(queue, "test", lambda: False) for queue in ("interactive", "default", "heavy")]:
        pass


async def look(api: httpx.AsyncClient, person: Person, asked: httpx.Response) -> Any:
    assert asked.status_code == 202, asked.text
    return (await api.get(asked.headers["Location"], headers=person.headers)).json()


async def parts_of(api: httpx.AsyncClient, person: Person, asked: httpx.Response) -> list[Any]:
    query = {"parent_id": asked.json()["id"], "limit": 200}
    parts = (await api.get("/api/v1/tasks", headers=person.headers, params=query)).json()["items"]
    return sorted(parts, key=lambda part: (part["title"], part["created_at"]))


async def tasks_of(api: httpx.AsyncClient, person: Person) -> Any:
    return (await api.get("/api/v1/tasks", headers=person.headers)).json()["items"]


async def count_projects() -> int:
    async with reading() as session:
        return (await session.exec(select(func.count()).select_from(Project))).one()


async def test_every_file_is_imported_and_exported_and_comes_back_as_one_archive(
    api: httpx.AsyncClient, alice: Person
) -> None:
    files = [(f"{name}.md", novel(name)) for name in ("Ada", "Bea", "باغ")]
    asked = await ask(api, alice, [IMPORT, EXPORT], *files)
    await run_all()
    batch = await look(api, alice, asked)
    assert (batch["state"], batch["progress"], batch["items_done"], batch["items_total"]) == ("succeeded", 100, 6, 6)
    assert await count_projects() == 3
    listed = (await api.get("/api/v1/tasks", headers=alice.headers)).json()["items"]
    assert [task["kind"] for task in listed] == ["batch"]
    archive = await api.get(f"{asked.headers['Location']}/archive", headers=alice.headers)
    with zipfile.ZipFile(BytesIO(archive.content)) as opened:
        assert opened.testzip() is None
        assert sorted(opened.namelist()) == ["Ada.md", "Bea.md", "باغ.md"]
        assert "Chapter 1 of Ada" in opened.read("Ada.md").decode()


async def test_a_zip_is_taken_apart_and_what_cannot_be_read_says_why(api: httpx.AsyncClient, alice: Person) -> None:
    file = packed(
        **{
            "a/One.md": novel("One"),
            "two.txt": b"Just text.",
            "photo.png": b"\x89PNG\r\n\x1a\n\0\0",
            "__MACOSX/x": b"1",
        }
    )
    asked = await ask(api, alice, [IMPORT], ("all.zip", file))
    await run_all()
    batch = await look(api, alice, asked)
    assert batch["state"] == "failed"
    assert batch["error"]["detail"].startswith("1 of 3 parts did not succeed")
    parts = {part["title"]: part for part in await parts_of(api, alice, asked)}
    assert {title: part["state"] for title, part in parts.items()} == {
        "One.md": "succeeded",
        "two.txt": "succeeded",
        "photo.png": "failed",
    }
    assert "This is a picture" in parts["photo.png"]["error"]["detail"]


async def test_a_file_that_cannot_be_read_is_a_part_that_says_why(api: httpx.AsyncClient, alice: Person) -> None:
    asked = await ask(api, alice, [IMPORT], ("cut.docx", b"PK\x03\x04 cut short"), ("good.md", novel("Good")))
    await run_all()
    states = {part["title"]: part["state"] for part in await parts_of(api, alice, asked)}
    assert states == {"cut.docx": "failed", "good.md": "succeeded"}


async def test_only_what_failed_is_tried_again(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = imports.read_in_child

    def fail_on_bad(path: Any, filename: str, *more: Any, **named: Any) -> Any:
        if filename == "bad.md":
            raise imports.UnsupportedFormatError("Not today.")
        return real(path, filename, *more, **named)

    monkeypatch.setattr(imports, "read_in_child", fail_on_bad)
    asked = await ask(api, alice, [IMPORT, EXPORT], ("bad.md", novel("Bad")), ("good.md", novel("Good")))
    await run_all()
    assert (await look(api, alice, asked))["state"] == "failed"
    states = [(part["title"], part["kind"], part["state"]) for part in await parts_of(api, alice, asked)]
    assert states == [
        ("bad.md", "import", "failed"),
        ("bad.md", "export", "cancelled"),
        ("good.md", "import", "succeeded"),
        ("good.md", "export", "succeeded"),
    ]
    monkeypatch.setattr(imports, "read_in_child", real)
    [listed] = await tasks_of(api, alice)
    assert listed["can_retry"]
    again = await api.post(f"{asked.headers['Location']}/retry", headers=alice.headers)
    assert not again.json()["can_retry"]
    assert (again.status_code, again.json()["state"], again.json()["items_total"]) == (202, "running", 4)
    await run_all()
    batch = await look(api, alice, asked)
    assert (batch["state"], batch["error"]) == ("succeeded", None)
    assert await count_projects() == 2


async def test_a_file_that_was_refused_is_not_tried_again_without_it(api: httpx.AsyncClient, alice: Person) -> None:
    file = ("all.zip", packed(**{"One.md": novel("One"), "photo.png": b"\x89PNG\r\n\x1a\n" + b"0" * 32}))
    asked = await ask(api, alice, [IMPORT, EXPORT], file)
    await run_all()
    before = await parts_of(api, alice, asked)
    assert [(part["kind"], part["state"]) for part in before if part["title"] == "photo.png"] == [
        ("import", "failed"),
        ("export", "cancelled"),
    ]
    [refused] = [part for part in before if part["state"] == "failed"]
    [listed] = await tasks_of(api, alice)
    assert not any(row_of(TaskCard.model_validate(shown)).can_retry for shown in (*before, listed))
    for again in (f"{asked.headers['Location']}/retry", f"/api/v1/tasks/{refused['id']}/retry"):
        answer = await api.post(again, headers=alice.headers)
        assert (answer.status_code, "Send it anew" in answer.text) == (409, True)
    await run_all()
    assert await parts_of(api, alice, asked) == before
    assert (await look(api, alice, asked))["state"] == "failed"


async def test_what_can_be_tried_again_is_while_what_cannot_keeps_its_reason(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = imports.read_in_child

    def fail(*_: Any, **__: Any) -> Any:
        raise imports.UnsupportedFormatError("Not today.")

    monkeypatch.setattr(imports, "read_in_child", fail)
    file = ("all.zip", packed(**{"One.md": novel("One"), "photo.png": b"\x89PNG\r\n\x1a\n" + b"0" * 32}))
    asked = await ask(api, alice, [IMPORT, EXPORT], file)
    await run_all()
    batch = await look(api, alice, asked)
    assert batch["error"]["detail"].startswith("Nothing in this batch succeeded")
    offered = [row_of(TaskCard.model_validate(shown)) for shown in (batch, *await parts_of(api, alice, asked))]
    assert [(row.title, row.kind) for row in offered if row.can_retry] == [("All", "batch"), ("One.md", "import")]
    monkeypatch.setattr(imports, "read_in_child", real)
    assert (await api.post(f"{asked.headers['Location']}/retry", headers=alice.headers)).status_code == 202
    await run_all()
    parts = {(part["title"], part["kind"]): part for part in await parts_of(api, alice, asked)}
    assert {part["state"] for (title, _), part in parts.items() if title == "One.md"} == {"succeeded"}
    assert "This is a picture" in parts["photo.png", "import"]["error"]["detail"]
    assert (await look(api, alice, asked))["error"]["detail"].startswith("1 of 2 parts did not succeed")


async def test_one_part_tried_again_by_itself_opens_the_batch(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = imports.read_in_child

    def fail(*_: Any, **__: Any) -> Any:
        raise imports.UnsupportedFormatError("Not today.")

    monkeypatch.setattr(imports, "read_in_child", fail)
    asked = await ask(api, alice, [IMPORT, EXPORT], ("bad.md", novel("Bad")))
    await run_all()
    first, second = await parts_of(api, alice, asked)
    refused = await api.post(f"/api/v1/tasks/{second['id']}/retry", headers=alice.headers)
    assert refused.status_code == 409
    monkeypatch.setattr(imports, "read_in_child", real)
    assert (await api.post(f"/api/v1/tasks/{first['id']}/retry", headers=alice.headers)).status_code == 202
    assert (await look(api, alice, asked))["state"] == "running"
    await run_all()
    assert (await look(api, alice, asked))["state"] == "succeeded"


async def test_cancelling_a_batch_cancels_what_has_not_ended(api: httpx.AsyncClient, alice: Person) -> None:
    asked = await ask(api, alice, [IMPORT, EXPORT], ("a.md", novel("A")), ("b.md", novel("B")))
    await run_next("default", "test", lambda: False)  # the batch itself
    await run_next("default", "test", lambda: False)  # its first import
    running = await look(api, alice, asked)
    assert (running["state"], running["items_done"], running["progress"]) == ("running", 1, 25)
    await api.post(f"{asked.headers['Location']}/cancel", headers=alice.headers)
    batch = await look(api, alice, asked)
    assert batch["state"] == "cancelled"
    states = sorted(part["state"] for part in await parts_of(api, alice, asked))
    assert states == ["cancelled", "cancelled", "cancelled", "succeeded"]
    await run_all()
    assert await count_projects() == 1


async def test_documents_are_exported_each_to_a_file(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    documents = [await make_document(project, title) for title in ("One", "Two")]
    options = {"document_ids": [str(document.id) for document in documents]}
    asked = await ask(api, alice, [EXPORT], options=options)
    await run_all()
    assert (await look(api, alice, asked))["state"] == "succeeded"
    archive = await api.get(f"{asked.headers['Location']}/archive", headers=alice.headers)
    with zipfile.ZipFile(BytesIO(archive.content)) as opened:
        assert sorted(opened.namelist()) == ["One.md", "Two.md"]


async def test_a_batch_about_one_document_leaves_the_rest_of_the_project_alone(
    api: httpx.AsyncClient, alice: Person
) -> None:
    project = await make_project(alice)
    wanted, _other = [await make_document(project, title) for title in ("One", "Two")]
    for more in ({}, {"project_id": str(project.id)}):
        asked = await ask(api, alice, [EXPORT, ANALYZE], document_id=str(wanted.id), **more)
        await run_all()
        assert (await look(api, alice, asked))["document_id"] == str(wanted.id)
        parts = await parts_of(api, alice, asked)
        assert [(part["title"], part["document_id"]) for part in parts] == [("One", str(wanted.id))] * 2
        assert parts[0]["files"][0]["name"] == "One.md"


async def test_what_a_batch_is_about_is_never_passed_over(api: httpx.AsyncClient, alice: Person) -> None:
    project, other = await make_project(alice), await make_project(alice)
    one, two = [str((await make_document(project, title)).id) for title in ("One", "Two")]
    file, here, there = ("a.md", novel("A")), {"project_id": str(project.id)}, {"project_id": str(other.id)}
    refused: list[tuple[str, str, httpx.Response]] = [
        ("options.document_id", "document_ids", await ask(api, alice, [EXPORT], options={"document_id": one}, **here)),
        ("options.document_ids", "not both", await ask(api, alice, [EXPORT], options=many(two), document_id=one)),
        ("options.document_ids", "at least one", await ask(api, alice, [EXPORT], options=many(), **here)),
        ("options.document_ids", "not both", await ask(api, alice, [IMPORT], file, options=many(one), **here)),
        ("options.document_ids", "“One” is not in", await ask(api, alice, [EXPORT], options=many(one), **there)),
        ("document_id", "“One” is not in", await ask(api, alice, [EXPORT], document_id=one, **there)),
        ("document_id", "no single document", await ask(api, alice, [IMPORT], file, document_id=one)),
        ("document_ids", "document_id", await ask(api, alice, [EXPORT], document_ids=one, **here)),
        ("projectid", "project_id", await ask(api, alice, [IMPORT], file, projectid=str(project.id))),
    ]
    for field, said, answer in refused:
        problem = answer.json()
        assert (answer.status_code, [error["field"] for error in problem["errors"]]) == (422, [field])
        assert said in problem["detail"]
    assert await tasks_of(api, alice) == []


async def test_outsider_cannot_batch_one_document_of_others(api: httpx.AsyncClient, alice: Person, bob: Person) -> None:
    document = await make_document(await make_project(alice))
    assert (await ask(api, bob, [EXPORT], document_id=str(document.id))).status_code == 404
    assert await tasks_of(api, bob) == []


async def test_the_same_key_gives_the_same_batch_whatever_comes_with_it(api: httpx.AsyncClient, alice: Person) -> None:
    document = await make_document(await make_project(alice))
    headers = {**alice.headers, "Idempotency-Key": "once"}
    form = {"kind": "batch", "options": json.dumps({"steps": [EXPORT]}), "document_id": str(document.id)}
    first, again = [
        await api.post("/api/v1/tasks", headers=headers, data={**form, **more}, files={"_": (None, b"")})
        for more in ({}, {"document": "x"})
    ]
    assert (first.status_code, again.status_code, again.json()["id"]) == (202, 202, first.json()["id"])


async def test_the_steps_of_a_batch_follow_a_preset(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    document = await make_document(project, "One")
    new = {"title": "Text", "settings": {"format": "txt", "dedication": "For M."}}
    preset = (await api.post(f"/api/v1/projects/{project.id}/presets", headers=alice.headers, json=new)).json()["id"]
    steps = [{"kind": "export", "options": {"preset": preset}}]
    asked = await ask(api, alice, steps, options={"document_ids": [str(document.id)]})
    await run_all()
    [part] = await parts_of(api, alice, asked)
    assert part["files"][0]["name"] == "One.txt"
    assert "For M." in (await api.get(part["files"][0]["url"], headers=alice.headers)).text


async def test_outsider_cannot_batch_documents_of_others(api: httpx.AsyncClient, alice: Person, bob: Person) -> None:
    project = await make_project(bob)
    own, foreign, gone = await make_document(project), await make_document(await make_project(alice)), uuid4()
    for missing in ([foreign.id], [gone], [foreign.id, gone]):
        answer = await ask(api, bob, [EXPORT], options={"document_ids": [str(own.id), *map(str, missing)]})
        assert answer.status_code == 404
        named = ", ".join(map(str, missing))
        assert answer.json()["detail"] == f"These documents are not there, or not shared with you: {named}."
    assert await tasks_of(api, bob) == []


async def test_a_batch_is_its_owners(api: httpx.AsyncClient, alice: Person, bob: Person) -> None:
    document = await make_document(await make_project(alice))
    asked = await ask(api, alice, [EXPORT], options={"document_ids": [str(document.id)]})
    await run_all()
    for path in ("", "/archive"):
        assert (await api.get(asked.headers["Location"] + path, headers=alice.headers)).status_code == 200
        assert (await api.get(asked.headers["Location"] + path, headers=bob.headers)).status_code == 404


async def test_many_missing_documents_are_not_all_named(api: httpx.AsyncClient, alice: Person) -> None:
    missing = [str(uuid4()) for _ in range(40)]
    answer = await ask(api, alice, [EXPORT], options={"document_ids": missing})
    assert answer.status_code == 404
    assert answer.json()["detail"].endswith(f"{', '.join(missing[:5])}, ….")


async def test_what_is_in_the_trash_is_refused_at_once(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    documents = [await make_document(project, title) for title in ("Kept", "Thrown")]
    thrown = f"/api/v1/documents/{documents[1].id}"
    assert (await api.patch(thrown, headers=alice.headers, json={"trashed": True})).status_code == 200
    batch = await ask(api, alice, [EXPORT], options={"document_ids": [str(document.id) for document in documents]})
    form = {"kind": "analyze", "document_id": str(documents[1].id)}
    single = await api.post("/api/v1/tasks", headers=alice.headers, data=form, files=[("_", (None, b""))])
    for answer in (batch, single):
        assert (answer.status_code, "“Thrown” is in the trash" in answer.json()["detail"]) == (409, True)
    assert await tasks_of(api, alice) == []


async def test_each_step_must_be_allowed_before_anything_is_queued(
    api: httpx.AsyncClient, alice: Person, bob: Person
) -> None:
    project = await make_project(alice)
    await make_member(project, bob, Role.READER)
    document = await make_document(project)
    into = await ask(api, bob, [IMPORT], ("a.md", novel("A")), project_id=str(project.id))
    assert into.status_code == 403
    steps = [EXPORT, {"kind": "export", "options": {"preset": str(uuid4())}}]
    preset = await ask(api, bob, steps, options={"document_ids": [str(document.id)]})
    assert preset.status_code == 404
    assert await tasks_of(api, bob) == []
    allowed = await ask(api, bob, [EXPORT], options={"document_ids": [str(document.id)]})
    assert allowed.status_code == 202


async def test_a_batch_of_nothing_or_of_too_much_is_refused_at_once(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_PARTS", 3)
    project = await make_project(alice)
    documents = [str((await make_document(project)).id) for _ in range(2)]
    for options in ({}, {"document_ids": documents}):
        assert (await ask(api, alice, [EXPORT, EXPORT], options=options)).status_code == 422
    assert await tasks_of(api, alice) == []
    assert (await ask(api, alice, [EXPORT], options={"document_ids": documents})).status_code == 202


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "steps"),
        ([{"kind": "paint"}], "paint"),
        ([EXPORT, IMPORT], "first step"),
        ([IMPORT], "files"),
        ([{"kind": "batch"}], "batch"),
        ([{"kind": "export", "options": {"format": "stone"}}], "format"),
    ],
)
async def test_steps_that_cannot_follow_one_another_are_refused(
    api: httpx.AsyncClient, alice: Person, steps: list[dict[str, Any]], said: str
) -> None:
    answer = await ask(api, alice, steps)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
