"""Where the bytes of files are kept: a folder, or an S3-compatible bucket, chosen by WRITERS_STORAGE_URL.

Called by services.files and services.uploads. Everything is written aside first (a draft in the data directory) and
appears under its key whole or not at all. Blocking work runs in threads.
"""

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

from writers_app.config import Settings, settings
from writers_app.errors import SettingsError, UnavailableError

if TYPE_CHECKING:
    from botocore.client import BaseClient

CHUNK = 256 * 1024
DRAFTS = "drafts"

DISK_FULL = "The server has no room for this file just now. Nothing was changed; try again later."
STORAGE_AWAY = "The file storage does not answer just now. Nothing was changed; try again in a minute."
FILE_GONE = "The stored file is missing from the server's storage. Please tell whoever runs this server."


class MissingBytesError(UnavailableError):
    """A row names bytes that the storage does not have."""


class Storage(Protocol):
    """One place for bytes. Keys are relative paths of our own making, never names that a person gave."""

    async def adopt(self, draft: Path, key: str) -> None:
        """Move a finished draft under its key, durably."""

    def stream(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start`, in chunks."""

    @asynccontextmanager
    def local(self, key: str) -> AsyncIterator[Path]:
        """The bytes as a file on this machine, for as long as the block lasts; only to be read."""

    async def delete(self, key: str) -> None:
        """Forget the bytes; nothing happens when they are gone already."""

    async def check(self) -> None:
        """UnavailableError when nothing could be stored."""

    def keys(self, older_than: float) -> AsyncIterator[str]:
        """Every key written more than `older_than` seconds ago."""


@dataclass(frozen=True, slots=True)
class FolderStorage:
    """Files under `root`, one subfolder per first two letters of the key's name."""

    root: Path

    async def adopt(self, draft: Path, key: str) -> None:
        with _full_disk_told():
            await asyncio.to_thread(_move_durably, draft, self.root / key)

    async def stream(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        with _missing_told():
            file = await asyncio.to_thread((self.root / key).open, "rb")
        with contextlib.closing(file):
            file.seek(start)
            left = length
            while chunk := await asyncio.to_thread(file.read, CHUNK if left is None else min(CHUNK, left)):
                yield chunk
                left = None if left is None else left - len(chunk)

    @asynccontextmanager
    async def local(self, key: str) -> AsyncIterator[Path]:
        path = self.root / key
        if not await asyncio.to_thread(path.is_file):
            raise MissingBytesError(FILE_GONE)
        yield path

    async def delete(self, key: str) -> None:
        await asyncio.to_thread((self.root / key).unlink, missing_ok=True)

    async def check(self) -> None:
        folder = self.root if self.root.exists() else self.root.parent
        if not await asyncio.to_thread(os.access, folder, os.W_OK):
            raise UnavailableError(STORAGE_AWAY)

    async def keys(self, older_than: float) -> AsyncIterator[str]:
        limit = time.time() - older_than
        for key in await asyncio.to_thread(lambda: list(_old_files(self.root, limit))):
            yield key


@dataclass(frozen=True, slots=True)
class BucketStorage:
    """Objects in an S3-compatible bucket, under a prefix."""

    client: "BaseClient | Any"
    bucket: str
    prefix: str

    async def adopt(self, draft: Path, key: str) -> None:
        async with _bucket_errors_told():
            await asyncio.to_thread(self.client.upload_file, str(draft), self.bucket, self.prefix + key)
        await asyncio.to_thread(draft.unlink, missing_ok=True)

    async def stream(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        end = "" if length is None else str(start + length - 1)
        wanted = {"Range": f"bytes={start}-{end}"} if start or length is not None else {}
        async with _bucket_errors_told():
            answer = await asyncio.to_thread(
                lambda: self.client.get_object(Bucket=self.bucket, Key=self.prefix + key, **wanted)
            )
            with contextlib.closing(answer["Body"]) as body:
                while chunk := await asyncio.to_thread(body.read, CHUNK):
                    yield chunk

    @asynccontextmanager
    async def local(self, key: str) -> AsyncIterator[Path]:
        path = new_draft()
        try:
            async with _bucket_errors_told():
                await asyncio.to_thread(self.client.download_file, self.bucket, self.prefix + key, str(path))
            yield path
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def delete(self, key: str) -> None:
        async with _bucket_errors_told():
            await asyncio.to_thread(lambda: self.client.delete_object(Bucket=self.bucket, Key=self.prefix + key))

    async def check(self) -> None:
        async with _bucket_errors_told():
            await asyncio.to_thread(lambda: self.client.head_bucket(Bucket=self.bucket))

    async def keys(self, older_than: float) -> AsyncIterator[str]:
        limit = time.time() - older_than
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
        iterator = iter(pages)
        async with _bucket_errors_told():
            while (page := await asyncio.to_thread(next, iterator, None)) is not None:
                for item in page.get("Contents", []):
                    if item["LastModified"].timestamp() < limit:
                        yield str(item["Key"])[len(self.prefix) :]


@lru_cache(maxsize=1)
def storage() -> Storage:
    """This process's storage, as the settings say."""
    return open_storage(settings())


os.register_at_fork(after_in_child=storage.cache_clear)


def open_storage(config: Settings) -> Storage:
    url = config.storage_url
    if url is None:
        return FolderStorage(config.data_path / "files")
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderStorage(Path(unquote(parts.path)))
    if parts.scheme == "s3":
        return _open_bucket(parts.netloc, parts.path, parse_qs(parts.query))
    raise SettingsError("WRITERS_STORAGE_URL must begin with file:// or s3://.")


def _open_bucket(bucket: str, path: str, query: dict[str, list[str]]) -> BucketStorage:
    """Credentials come from where AWS's own tools look: its environment variables, files or the machine's role."""
    import boto3
    from botocore.config import Config

    prefix = path.strip("/")
    client = boto3.client(
        "s3",
        endpoint_url=query.get("endpoint", [None])[0],
        region_name=query.get("region", [None])[0],
        config=Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 3, "mode": "standard"},
            s3={"addressing_style": query.get("addressing", ["auto"])[0]},
        ),
    )
    return BucketStorage(client, bucket, f"{prefix}/" if prefix else "")


def new_draft() -> Path:
    """A path for a file that is being written; whoever asks for it adopts or deletes it."""
    folder = settings().data_path / DRAFTS
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder / uuid4().hex


def delete_old_drafts(older_than: float) -> int:
    """Forget drafts that a killed process left behind. How many there were."""
    old = list(_old_files(settings().data_path / DRAFTS, time.time() - older_than))
    for name in old:
        (settings().data_path / DRAFTS / name).unlink(missing_ok=True)
    return len(old)


def _move_durably(draft: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if draft.stat().st_dev != target.parent.stat().st_dev:
        draft = _copy_across(draft, target)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(target)
    for folder in (target.parent, target.parent.parent):
        _sync_folder(folder)


def _copy_across(draft: Path, target: Path) -> Path:
    """To the target's own file system, where a rename is atomic."""
    near = target.with_name(f".{target.name}.{uuid4().hex}")
    try:
        shutil.copyfile(draft, near)
    except OSError:
        near.unlink(missing_ok=True)
        raise
    draft.unlink()
    return near


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _old_files(root: Path, limit: float) -> Iterator[str]:
    for path in root.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < limit:
                yield str(path.relative_to(root))


@contextlib.contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(DISK_FULL) from error


@contextlib.contextmanager
def _missing_told() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise MissingBytesError(FILE_GONE) from error


@asynccontextmanager
async def _bucket_errors_told() -> AsyncIterator[None]:
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        gone = error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey")
        raise (MissingBytesError(FILE_GONE) if gone else UnavailableError(STORAGE_AWAY)) from error
    except (BotoCoreError, Boto3Error) as error:
        raise UnavailableError(STORAGE_AWAY) from error
