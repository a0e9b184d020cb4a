"""POST /tasks and /files as clients use them: what is taken, what is refused, and that nothing is left half-made."""

import zipfile
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func
from sqlmodel import select

from tests import made_kinds
from tests.factories import Person, make_member, make_project
from writers_app.config import settings
from writers_app.db import reading
from writers_app.integrations import storage
from writers_app.models import File, Role, Task

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000049454e44ae426082")
TEXT = "# One\n\nIt was a dark night.\n\n# Two\n\nمی‌خواهم بنویسم.\n".encode()


@pytest.fixture(autouse=True)
def _made_kinds() -> Iterator[None]:
    with made_kinds.offered():
        yield


async def count(table: type[Any]) -> int:
    async with reading() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


def stored_bytes() -> list[Path]:
    """Everything in the storage and among the drafts."""
    return [path for name in ("files", "drafts") for path in (settings().data_path / name).rglob("*") if path.is_file()]


async def send(
    api: httpx.AsyncClient,
    person: Person,
    name: str,
    data: bytes,
    *,
    headers: dict[str, str] | None = None,
    **form: str,
) -> httpx.Response:
    return await api.post(
        "/api/v1/tasks",
        headers={**person.headers, **(headers or {})},
        data={"kind": "import", **form},
        files={"file": (name, data)},
    )


async def test_a_manuscript_becomes_a_waiting_task_at_once(api: httpx.AsyncClient, alice: Person) -> None:
    answer = await send(api, alice, "شب.md", TEXT, title="Night")
    assert answer.status_code == 202
    task = answer.json()
    assert (task["state"], task["kind"], task["title"], task["progress"]) == ("queued", "import", "Night", 0)
    assert [(file["name"], file["size"], file["purpose"]) for file in task["files"]] == [("شب.md", len(TEXT), "upload")]
    assert answer.headers["Location"] == f"/api/v1/tasks/{task['id']}"
    again = await api.get(answer.headers["Location"], headers=alice.headers)
    assert again.json()["id"] == task["id"]
    upload = await api.get(task["files"][0]["url"], headers=alice.headers)
    assert upload.content == TEXT


async def test_the_same_key_gives_the_same_task(api: httpx.AsyncClient, alice: Person) -> None:
    first = await send(api, alice, "a.md", TEXT, headers={"Idempotency-Key": "k1"})
    again = await send(api, alice, "a.md", TEXT, headers={"Idempotency-Key": "k1"})
    assert first.json()["id"] == again.json()["id"]
    assert await count(Task) == 1
    assert len(stored_bytes()) == 1


async def test_what_is_too_large_is_refused_and_leaves_nothing(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "upload_limit_mb", 1)
    answer = await send(api, alice, "a.txt", b"word " * 300_000)
    assert answer.status_code == 413
    assert "1 MB" in answer.json()["detail"]
    assert (await count(Task), await count(File), stored_bytes()) == (0, 0, [])


async def test_what_is_too_large_is_noticed_without_a_content_length(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "upload_limit_mb", 1)
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(1000):
            sent += 1
            yield b"a" * 100_000

    headers = {**alice.headers, "Content-Type": "multipart/form-data; boundary=x"}
    answer = await api.post("/api/v1/tasks", headers=headers, content=body())
    assert answer.status_code == 413
    assert sent < 100
    assert stored_bytes() == []


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("empty.docx", b"", 422),
        ("cut.docx", b"PK\x03\x04" + b"\0" * 200, 422),
        ("picture.docx", PNG, 415),
        ("plain.docx", b"just words", 422),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), 415),
    ],
)
async def test_what_is_not_a_manuscript_is_refused_with_a_sentence(
    api: httpx.AsyncClient, alice: Person, name: str, data: bytes, status: int
) -> None:
    answer = await send(api, alice, name, data)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")
    assert (await count(Task), await count(File), stored_bytes()) == (0, 0, [])


async def test_a_bomb_is_refused_before_there_is_a_task(api: httpx.AsyncClient, alice: Person) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "wordprocessingml")
        bomb.writestr("word/document.xml", b"0" * 130_000_000)
    answer = await send(api, alice, "bomb.docx", made.getvalue())
    assert answer.status_code == 413
    assert await count(Task) == 0


async def test_a_broken_form_is_refused(api: httpx.AsyncClient, alice: Person) -> None:
    headers = {**alice.headers, "Content-Type": "multipart/form-data; boundary=x"}
    for body in (
        b"",
        b"--x\r\nnonsense",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
    ):
        answer = await api.post("/api/v1/tasks", headers=headers, content=body)
        assert answer.status_code == 422
    plain = await api.post("/api/v1/tasks", headers=alice.headers, json={"kind": "import"})
    assert plain.status_code == 422
    assert stored_bytes() == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "paint"}, "paint"),
        ({"kind": "import"}, "file"),
        ({"kind": "analyze"}, "project or document"),
        ({"kind": "trial", "options": "[1]"}, "options"),
        ({"kind": "trial", "options": "{"}, "options"),
        ({"kind": "trial", "options": '{"seconds": "x"}'}, "seconds"),
        ({"kind": "trial", "options": '{"second": 1}'}, "no option named second. They have: starts, "),
        ({"kind": "analyze", "options": '{"format": "md"}'}, "no option named format."),
        ({"kind": "trial", "project_id": "x"}, "project_id"),
        ({"kind": "analyze", "project": "x"}, "no field «project» in this form. It has: kind, "),
        ({"kind": ["trial", "export"]}, "twice"),
    ],
)
async def test_a_request_that_does_not_fit_says_why(
    api: httpx.AsyncClient, alice: Person, form: dict[str, Any], said: str
) -> None:
    answer = await api.post("/api/v1/tasks", headers=alice.headers, data=form, files={"ignored": (None, b"")})
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


async def test_a_full_disk_is_told_and_leaves_nothing(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(draft: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "_move_durably", fail)
    answer = await send(api, alice, "a.md", TEXT)
    assert answer.status_code == 503
    assert "room" in answer.json()["detail"]
    assert (await count(Task), await count(File), stored_bytes()) == (0, 0, [])


async def test_outsider_cannot_work_on_a_project_or_see_a_task(
    api: httpx.AsyncClient, alice: Person, bob: Person, charlie: Person
) -> None:
    project = await make_project(alice)
    await make_member(project, bob, Role.READER)
    about = {"kind": "analyze", "project_id": str(project.id)}
    form = {"headers": charlie.headers, "data": about, "files": {"ignored": (None, b"")}}
    assert (await api.post("/api/v1/tasks", **form)).status_code == 404  # type: ignore[arg-type]
    made = await api.post("/api/v1/tasks", **{**form, "headers": bob.headers})  # type: ignore[arg-type]
    assert made.status_code == 202
    task = f"/api/v1/tasks/{made.json()['id']}"
    for person in (alice, charlie):  # a task is its owner's, whoever owns the project
        assert (await api.get(task, headers=person.headers)).status_code == 404
        assert (await api.get(f"{task}/result", headers=person.headers)).status_code == 404
        assert (await api.post(f"{task}/cancel", headers=person.headers)).status_code == 404
        assert (await api.post(f"{task}/retry", headers=person.headers)).status_code == 404
        assert (await api.get("/api/v1/tasks", headers=person.headers)).json()["items"] == []
    assert (await api.get(task)).status_code == 401


async def test_reader_cannot_import_into_a_project(api: httpx.AsyncClient, alice: Person, bob: Person) -> None:
    project = await make_project(alice)
    await make_member(project, bob, Role.READER)
    answer = await send(api, bob, "a.md", TEXT, project_id=str(project.id))
    assert answer.status_code == 403
    assert (await count(Task), await count(File), stored_bytes()) == (0, 0, [])


async def test_tasks_are_listed_newest_first_page_by_page(api: httpx.AsyncClient, alice: Person) -> None:
    made = [(await send(api, alice, f"{number}.md", TEXT)).json()["id"] for number in range(5)]
    await api.post(f"/api/v1/tasks/{made[0]}/cancel", headers=alice.headers)
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await api.get("/api/v1/tasks", headers=alice.headers, params=query)).json()
        seen += [task["id"] for task in page["items"]]
        cursor = page["next"]
    assert seen == made[::-1]
    assert cursor is None
    cancelled = await api.get("/api/v1/tasks?state=cancelled&kind=import", headers=alice.headers)
    assert [task["id"] for task in cancelled.json()["items"]] == [made[0]]
    assert (await api.get("/api/v1/tasks?cursor=forged", headers=alice.headers)).status_code == 422


async def test_a_result_is_not_there_before_the_end(api: httpx.AsyncClient, alice: Person) -> None:
    task = (await send(api, alice, "a.md", TEXT)).json()
    answer = await api.get(f"/api/v1/tasks/{task['id']}/result", headers=alice.headers)
    assert answer.status_code == 409


async def add_picture(api: httpx.AsyncClient, person: Person, project_id: object, data: bytes) -> httpx.Response:
    return await api.post(
        "/api/v1/files",
        headers=person.headers,
        data={"project_id": str(project_id)},
        files={"file": ("a b\u200cc«.png", data)},
    )


async def test_members_see_a_picture_and_outsiders_do_not(
    api: httpx.AsyncClient, alice: Person, bob: Person, charlie: Person
) -> None:
    project = await make_project(alice)
    await make_member(project, bob, Role.READER)
    made = await add_picture(api, alice, project.id, PNG)
    assert made.status_code == 201
    assert (made.json()["media_type"], made.json()["size"]) == ("image/png", len(PNG))
    url = made.json()["url"]
    seen = await api.get(url, headers=bob.headers)
    assert seen.content == PNG
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    assert seen.headers["Content-Disposition"].startswith("inline;")
    assert "filename*=UTF-8''a%20b%E2%80%8Cc%C2%AB.png" in seen.headers["Content-Disposition"]
    assert (await api.get(url, headers=charlie.headers)).status_code == 404
    assert (await api.get(url)).status_code == 401
    unchanged = await api.get(url, headers={**bob.headers, "If-None-Match": seen.headers["ETag"]})
    assert unchanged.status_code == 304


async def test_parts_of_a_file_are_sent(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    url = (await add_picture(api, alice, project.id, PNG)).json()["url"]
    for asked, expected in (("bytes=0-7", PNG[:8]), ("bytes=8-", PNG[8:]), ("bytes=-4", PNG[-4:])):
        part = await api.get(url, headers={**alice.headers, "Range": asked})
        assert (part.status_code, part.content) == (206, expected)
        assert part.headers["Content-Length"] == str(len(expected))
    outside = await api.get(url, headers={**alice.headers, "Range": f"bytes={len(PNG)}-"})
    assert outside.status_code == 416


async def test_only_pictures_become_pictures(api: httpx.AsyncClient, alice: Person, bob: Person) -> None:
    project = await make_project(alice)
    script = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert (await add_picture(api, alice, project.id, script)).status_code == 415
    assert (await add_picture(api, alice, project.id, b"")).status_code == 422
    assert (await add_picture(api, bob, project.id, PNG)).status_code == 404
    assert (await add_picture(api, alice, uuid4(), PNG)).status_code == 404
    assert (await add_picture(api, alice, "x", PNG)).status_code == 422
    assert (await count(File), stored_bytes()) == (0, [])
