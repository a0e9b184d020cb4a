"""What was backed up comes back: every text, every file, every account, on both databases."""

import hashlib
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from deploy import backup
from tests.conftest import Database
from tests.factories import Person, make_document, make_project
from writers_app.config import settings
from writers_app.db import dispose_engine, reading, unit_of_work
from writers_app.integrations.storage import new_draft, storage
from writers_app.models import Document, User
from writers_app.store import project, read_projection, seed


def paragraphs(*texts: str) -> dict[str, object]:
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": t}]} for t in texts]}


async def write_book(owner: Person) -> dict[UUID, str]:
    """Three scenes; the hash of each text."""
    book = await make_project(owner)
    for number in range(3):
        document = await make_document(book)
        async with unit_of_work() as session:
            await seed(session, document.id, paragraphs(f"Scene {number}.", "کتاب‌های بسیار"))
    return await hash_texts()


async def hash_texts() -> dict[UUID, str]:
    hashes = {}
    async with unit_of_work() as session:
        for document_id in (await session.exec(select(Document.id))).all():
            await project(session, document_id)
            projected = await read_projection(session, document_id)
            hashes[document_id] = hashlib.sha256(projected.text.encode()).hexdigest()
    return hashes


async def test_every_text_and_file_comes_back(database: Database, alice: Person, tmp_path: Path) -> None:
    written = await write_book(alice)
    draft = new_draft()
    draft.write_bytes(b"a picture")
    await storage().adopt(draft, "im/image")
    archive = backup.create(settings(), tmp_path / "backups")

    async with unit_of_work() as session:
        await session.delete(await session.get_one(User, alice.id))
    await storage().delete("im/image")
    await dispose_engine()
    backup.restore(settings(), archive)

    assert await hash_texts() == written
    assert len(set(written.values())) == 3
    assert b"".join([part async for part in storage().stream("im/image")]) == b"a picture"
    async with reading() as session:
        assert (await session.get_one(User, alice.id)).email == alice.email


async def test_backup_is_verified_and_counts_what_it_holds(database: Database, alice: Person, tmp_path: Path) -> None:
    await write_book(alice)
    manifest = backup.verify(backup.create(settings(), tmp_path))
    assert manifest["rows_about"]["documents"] == 3
    assert manifest["rows_about"]["users"] == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_damaged_backup_is_found_out(database: Database, alice: Person, tmp_path: Path) -> None:
    archive = backup.create(settings(), tmp_path)
    data = bytearray(archive.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 64] = bytes(64)
    archive.write_bytes(data)
    with pytest.raises(SystemExit, match="damaged"):
        backup.verify(archive)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_only_the_newest_backups_stay(database: Database, tmp_path: Path) -> None:
    made = [backup.create(settings(), tmp_path, keep=2) for _ in range(3)]
    assert sorted(tmp_path.glob("*.tar.gz")) == made[1:]
