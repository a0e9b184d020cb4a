"""One zip of all that a batch made, written while it is being sent. Called by REST."""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Sequence
from io import RawIOBase
from pathlib import PurePath
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from writers_app.db import Session
from writers_app.errors import ConflictError
from writers_app.models import File, FilePurpose, Task
from writers_app.services import files
from writers_app.services.access import Actor
from writers_app.services.tasks import require_task
from writers_app.services.work import StoredFile

NOTHING_MADE = "There are no files to fetch yet. Files that its parts make are offered here once they have succeeded."

Entry = tuple[str, StoredFile]


async def list_entries(session: Session, actor: Actor, task_id: UUID) -> tuple[str, list[Entry]]:
    """A name for the archive, and what goes into it: every file that the task's parts have made so far."""
    task = await require_task(session, actor, task_id)
    query = (
        select(File, Task.title)
        .join(Task, col(Task.id) == File.task_id)
        .where(Task.parent_id == task_id, File.purpose == FilePurpose.RESULT)
        .order_by(col(Task.created_at), col(Task.id))
    )
    made = (await session.exec(query)).all()
    if not made:
        raise ConflictError(NOTHING_MADE)
    names = _different([_entry_name(file, title) for file, title in made])
    return f"{task.title or task.kind}.zip", list(zip(names, [files.as_stored(file) for file, _ in made], strict=True))


def _entry_name(file: File, title: str) -> str:
    """A report is called the same whatever it is about: name what it is about too."""
    return f"{PurePath(title).stem} {file.name}".strip() if file.media_type == "application/json" else file.name


def _different(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    different = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        path = PurePath(name)
        different.append(name if seen[name] == 1 else f"{path.stem} ({seen[name]}){path.suffix}")
    return different


class _Outlet(RawIOBase):
    """Where zipfile writes to, and what has been written since somebody looked."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.written += data
        return len(data)

    def take(self) -> bytes:
        taken, self.written = bytes(self.written), bytearray()
        return taken


async def stream_zip(entries: Sequence[Entry]) -> AsyncIterator[bytes]:
    """The archive's bytes; holds one chunk of one file at a time."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, stored in entries:
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
                async for chunk in files.stream_file(stored):
                    await asyncio.to_thread(entry.write, chunk)
                    yield outlet.take()
    yield outlet.take()
