"""What arrives from outside: written to a draft while it comes, judged by its content, then stored. Called by REST."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import UUID
from zipfile import is_zipfile

from writers_app.config import settings
from writers_app.db import Session
from writers_app.errors import InvalidError, TooLargeError, UnavailableError, UnsupportedFormatError
from writers_app.formats.audio.detection import detect_sound
from writers_app.formats.detection import detect
from writers_app.formats.errors import FormatError
from writers_app.formats.limits import Limits
from writers_app.integrations.storage import DISK_FULL, new_draft
from writers_app.models import FilePurpose
from writers_app.schemas.files import FileCard
from writers_app.services import files, quotas
from writers_app.services.access import Actor, Right, require_project
from writers_app.services.work import StoredFile
from writers_app.telemetry.metrics import UPLOADED_BYTES

IMAGE_LIMIT_MB = 20
ARCHIVE_TYPE = "application/vnd.writers.files+zip"
"""A zip that is no manuscript itself but holds some."""
UNKNOWN_TYPE = "application/octet-stream"
TOO_LARGE = (
    "The file is larger than %(megabytes)s MB, which is as much as this server takes. Make it smaller or split it."
)
NOT_AN_IMAGE = "This is not a picture that the editor shows. Use PNG, JPEG, GIF or WebP."
EMPTY = "The file is empty."
_BUFFER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived, still a draft."""

    path: Path
    name: str
    size: int
    sha256: str


class Receiver:
    """Writes what arrives to a draft, never more than the limit, and never holds more than a megabyte of it."""

    def __init__(self, name: str, megabytes: int) -> None:
        self.name = clean_name(name)
        self.path = new_draft()
        self._megabytes = megabytes
        self._size = 0
        self._hash = hashlib.sha256()
        self._buffer = bytearray()
        self._file = self.path.open("wb", buffering=0)

    async def write(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._megabytes * 1024 * 1024:
            raise TooLargeError(TOO_LARGE, megabytes=self._megabytes)
        self._buffer += data
        if len(self._buffer) >= _BUFFER:
            await self._flush()

    async def finish(self) -> Upload:
        await self._flush()
        self._file.close()
        UPLOADED_BYTES.inc(self._size)
        return Upload(self.path, self.name, self._size, self._hash.hexdigest())

    def discard(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    async def _flush(self) -> None:
        data, self._buffer = bytes(self._buffer), bytearray()
        try:
            await asyncio.to_thread(self._write_all, data)
        except OSError as error:
            raise UnavailableError(DISK_FULL) from error

    def _write_all(self, data: bytes) -> None:
        self._hash.update(data)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]


def clean_name(name: str) -> str:
    """The last part of a file's name, without control characters; never used as a path."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable() or letter == "\u200c")[-200:] or "file"


def judge_length(length: str | None, megabytes: int) -> None:
    """Refuse by the announced length what would be refused later anyway; the form around the file is small."""
    if length and length.isdecimal() and int(length) > (megabytes + 1) * 1024 * 1024:
        raise TooLargeError(TOO_LARGE, megabytes=megabytes)


async def judge_recording(upload: Upload) -> str:
    """The media type of what a recording really is; a FormatError with one sentence when it is none."""
    limits = Limits(file_bytes=settings().upload_limit)
    return (await asyncio.to_thread(detect_sound, upload.path, limits)).media_type


async def judge_manuscript(upload: Upload, *, archives: bool = False) -> str:
    """The media type of what a manuscript really is; a FormatError with one sentence when it can't be read.

    With `archives`, a zip of manuscripts is welcome too and judged file by file later, and what can't be read is taken:
    among many, it becomes the part that says why.
    """
    limits = Limits(file_bytes=settings().upload_limit)
    try:
        return (await asyncio.to_thread(detect, upload.path, upload.name, limits)).media_type
    except FormatError as error:
        if not archives:
            raise
        is_archive = isinstance(error, UnsupportedFormatError) and await asyncio.to_thread(is_zipfile, upload.path)
        return ARCHIVE_TYPE if is_archive else UNKNOWN_TYPE


@asynccontextmanager
async def stored(upload: Upload, media_type: str) -> AsyncIterator[StoredFile]:
    """Store the draft; when the block fails, its bytes go again."""
    kept = await files.store_draft(upload.path, upload.name, media_type, upload.sha256)
    try:
        yield kept
    except BaseException:
        with contextlib.suppress(UnavailableError):
            await files.delete_bytes(kept)
        raise


def sniff_image(head: bytes) -> str:
    """The media type of a picture by its first bytes; UnsupportedFormatError for anything else, SVG too."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    raise UnsupportedFormatError(NOT_AN_IMAGE)


def judge_image(upload: Upload) -> str:
    """The picture's media type."""
    if upload.size == 0:
        raise InvalidError(EMPTY)
    with upload.path.open("rb") as file:
        return sniff_image(file.read(16))


async def add_image(session: Session, actor: Actor, project_id: UUID, kept: StoredFile) -> FileCard:
    """A picture for the texts of a project, which every member sees."""
    await require_project(session, actor, project_id, Right.WRITE)
    await quotas.require_room(session, actor, kept.size)
    file = files.add_file(session, kept, owner_id=actor.user_id, purpose=FilePurpose.IMAGE, project_id=project_id)
    await session.flush()
    return files.describe(file)
