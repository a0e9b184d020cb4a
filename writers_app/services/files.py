"""Stored files: who may have which, their rows and their bytes. Called by REST, by tasks and by the hourly cleaning."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel import col, select

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.errors import NotFoundError
from writers_app.integrations.storage import delete_old_drafts, storage
from writers_app.models import File, FilePurpose
from writers_app.schemas.files import FileCard
from writers_app.services.access import Actor, Right, right_in_project
from writers_app.services.work import StoredFile

FILE_MISSING = "There is no such file, or it is not shared with you."
URL = "/api/v1/files/"
ORPHAN_AGE = 24 * 3600.0


def hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def store_draft(draft: Path, name: str, media_type: str, sha256: str) -> StoredFile:
    """Move a draft into the storage, durably; it belongs to nobody until a row is added for it."""
    file_id = uuid4()
    key = f"{file_id.hex[:2]}/{file_id.hex}"
    size = await asyncio.to_thread(os.path.getsize, draft)
    await storage().adopt(draft, key)
    return StoredFile(file_id, key, name[:400], media_type, size, sha256)


def add_file(
    session: Session,
    stored: StoredFile,
    *,
    owner_id: UUID,
    purpose: FilePurpose,
    project_id: UUID | None = None,
    task_id: UUID | None = None,
) -> File:
    """The row that makes stored bytes somebody's. What belongs to a task expires with it."""
    file = File(
        id=stored.id,
        owner_id=owner_id,
        project_id=project_id,
        task_id=task_id,
        purpose=purpose,
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        key=stored.key,
        expires_at=None if purpose is FilePurpose.IMAGE else utc_now() + timedelta(days=settings().results_days),
    )
    session.add(file)
    return file


def describe(file: File) -> FileCard:
    return FileCard.model_validate({**file.model_dump(), "url": f"{URL}{file.id}", "purpose": file.purpose.value})


def as_stored(file: File) -> StoredFile:
    return StoredFile(file.id, file.key, file.name, file.media_type, file.size, file.sha256)


async def require_file(session: Session, actor: Actor, file_id: UUID) -> File:
    """The file, if this person may have it: images are the project's, uploads and results their owner's alone."""
    file = await session.get(File, file_id)
    if file is None or not await _may_have(session, actor, file):
        raise NotFoundError(FILE_MISSING)
    return file


async def open_file(session: Session, actor: Actor, file_id: UUID) -> tuple[FileCard, StoredFile]:
    """What to say of a file and where its bytes are, if this person may have it."""
    file = await require_file(session, actor, file_id)
    return describe(file), as_stored(file)


async def _may_have(session: Session, actor: Actor, file: File) -> bool:
    if file.purpose is FilePurpose.IMAGE and file.project_id:
        return (await right_in_project(session, actor, file.project_id) or 0) >= Right.READ
    return file.owner_id == actor.user_id


async def files_of_tasks(session: Session, task_ids: list[UUID]) -> dict[UUID, list[File]]:
    rows = await session.exec(select(File).where(col(File.task_id).in_(task_ids)).order_by(col(File.created_at)))
    found: dict[UUID, list[File]] = {}
    for file in rows:
        if file.task_id:
            found.setdefault(file.task_id, []).append(file)
    return found


def stream_file(file: StoredFile, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
    """The bytes, in chunks; needs no session."""
    return storage().stream(file.key, start, length)


async def read_bytes(file: StoredFile) -> bytes:
    """A small file whole."""
    return b"".join([chunk async for chunk in stream_file(file)])


async def delete_bytes(stored: StoredFile) -> None:
    await storage().delete(stored.key)


async def delete_keys(keys: list[str]) -> None:
    for key in keys:
        await storage().delete(key)


async def delete_left_drafts() -> None:
    await asyncio.to_thread(delete_old_drafts, ORPHAN_AGE)


async def delete_expired(session: Session, limit: int = 500) -> list[str]:
    """Delete the rows of files whose time is over; the keys, whose bytes may go once this is committed."""
    rows = await session.exec(select(File).where(col(File.expires_at) < utc_now()).limit(limit))
    keys = []
    for file in rows:
        keys.append(file.key)
        await session.delete(file)
    return keys


async def find_orphans(session: Session) -> list[str]:
    """Keys in the storage, at least a day old, that no row names: what a killed process left behind."""
    old = [key async for key in storage().keys(ORPHAN_AGE)]
    orphans: list[str] = []
    for start in range(0, len(old), 500):
        part = old[start : start + 500]
        known = set((await session.exec(select(File.key).where(col(File.key).in_(part)))).all())
        orphans.extend(key for key in part if key not in known)
    return orphans
