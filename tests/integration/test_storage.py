"""Both storages by the same tests: a folder, and a bucket behind a server that speaks S3."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.servers import free_port
from writers_app.config import settings
from writers_app.errors import SettingsError, UnavailableError
from writers_app.integrations.storage import (
    MissingBytesError,
    Storage,
    delete_old_drafts,
    new_draft,
    open_storage,
)

DATA = bytes(range(256)) * 3000


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a private S3."""
    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Settings of our own, forgotten afterwards."""
    monkeypatch.setenv("WRITERS_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


def use_bucket(patch: pytest.MonkeyPatch, address: str) -> Storage:
    bucket = f"writers-{uuid4().hex[:12]}"
    patch.setenv("AWS_ACCESS_KEY_ID", "tests")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket=bucket)
    return use(patch, f"s3://{bucket}/a/b?endpoint={address}&region=us-east-1&addressing=path")


def use(patch: pytest.MonkeyPatch, url: str) -> Storage:
    patch.setenv("WRITERS_STORAGE_URL", url)
    settings.cache_clear()
    return open_storage(settings())


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, settled: pytest.MonkeyPatch, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return use(settled, f"file://{tmp_path}/kept")
    return use_bucket(settled, request.getfixturevalue("s3"))


def draft(data: bytes) -> Path:
    path = new_draft()
    path.write_bytes(data)
    return path


async def read_all(stream: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in stream])


async def test_what_was_adopted_is_read_again_whole_and_in_parts(storage: Storage) -> None:
    path = draft(DATA)
    await storage.adopt(path, "ab/one")
    assert not path.exists()
    assert await read_all(storage.stream("ab/one")) == DATA
    assert await read_all(storage.stream("ab/one", 1000, 500_000)) == DATA[1000:501_000]
    assert await read_all(storage.stream("ab/one", len(DATA) - 5)) == DATA[-5:]
    async with storage.local("ab/one") as local:
        assert local.read_bytes() == DATA


async def test_what_was_deleted_is_gone_and_deleting_it_again_is_no_mistake(storage: Storage) -> None:
    await storage.adopt(draft(b"1"), "ab/one")
    await storage.delete("ab/one")
    await storage.delete("ab/one")
    with pytest.raises(MissingBytesError):
        await read_all(storage.stream("ab/one"))
    with pytest.raises(MissingBytesError):
        async with storage.local("ab/one"):
            pass


async def test_old_keys_are_listed(storage: Storage) -> None:
    await storage.adopt(draft(b"1"), "ab/one")
    await storage.adopt(draft(b"2"), "cd/two")
    assert sorted([key async for key in storage.keys(-60)]) == ["ab/one", "cd/two"]
    assert [key async for key in storage.keys(60)] == []


async def test_a_bucket_that_does_not_answer_is_told(settled: pytest.MonkeyPatch) -> None:
    settled.setenv("AWS_ACCESS_KEY_ID", "tests")
    settled.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    storage = use(settled, f"s3://nobody?endpoint=http://127.0.0.1:{free_port()}&region=us-east-1")
    with pytest.raises(UnavailableError, match="does not answer"):
        await storage.adopt(draft(b"1"), "ab/one")


def test_a_storage_that_nobody_knows_is_refused(settled: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError):
        use(settled, "ftp://example.org/files")


def test_drafts_of_killed_processes_are_deleted_when_they_are_old(settled: pytest.MonkeyPatch) -> None:
    left = draft(b"1")
    assert delete_old_drafts(60) == 0
    assert delete_old_drafts(-60) == 1
    assert not left.exists()
