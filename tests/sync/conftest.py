"""Fixtures of the sync tests: a server on the test's database, here or in processes of its own; a document."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests import factories
from tests.conftest import Database
from tests.factories import Person
from tests.servers import answers, free_port, start, stop, wait_until
from tests.sync.server import create_server
from tests.sync.writer import Writer
from writers_app.config import settings
from writers_app.models import Document, Project, Role
from writers_app.store import Journal

ROOT = Path(__file__).parents[2]


@dataclass
class Server:
    """Something that serves /sync at a port, and the clients that a test opened there."""

    port: int
    writers: list[Writer] = field(default_factory=list)

    def writer(self, document_id: UUID, headers: dict[str, str], **more: Any) -> Writer:
        writer = Writer(f"ws://127.0.0.1:{self.port}/sync/{document_id}", headers, **more)
        self.writers.append(writer)
        return writer

    async def leave(self) -> None:
        for writer in self.writers:
            await writer.leave()


@dataclass
class WebProcess(Server):
    """A process of its own, which can be killed and started again on the same port and data."""

    log: Path = Path("/dev/null")
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.sync.server", "--port", str(self.port)]
        self.process = start(command, log=self.log)
        wait_until(lambda: answers(self.port), f"the sync server (see {self.log})", self.process)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, and wait; answers the exit code."""
        assert self.process is not None
        stop(self.process)
        return self.process.returncode


@pytest.fixture
async def server(database: Database) -> AsyncIterator[Server]:
    """In this process, so that a test starts at once."""
    web = create_server(free_port())
    serving = asyncio.create_task(web.serve())
    while not web.started:  # noqa: ASYNC110  # uvicorn has a flag, not an event
        await asyncio.sleep(0.01)
    running = Server(web.config.port)
    yield running
    await running.leave()
    web.should_exit = True
    await serving


@pytest.fixture
async def open_process(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[[], WebProcess]]:
    """Starts web processes on the test's database, and stops them at the end."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    started: list[WebProcess] = []

    def opened() -> WebProcess:
        running = WebProcess(free_port(), log=tmp_path / f"web-{len(started)}.log")
        running.start()
        started.append(running)
        return running

    yield opened
    for running in started:
        await running.leave()
        running.stop()


@pytest.fixture
def web_process(open_process: Callable[[], WebProcess]) -> WebProcess:
    return open_process()


@pytest.fixture
async def project(alice: Person, bob: Person) -> Project:
    """Alice's, with Bob as an editor."""
    made = await factories.make_project(alice)
    await factories.make_member(made, bob, Role.EDITOR)
    return made


@pytest.fixture
async def document(project: Project) -> Document:
    return await factories.make_document(project)


@pytest.fixture
def open_writer(server: Server, document: Document) -> Callable[..., Awaitable[Writer]]:
    async def opened(person: Person, **more: Any) -> Writer:
        return await server.writer(document.id, person.headers, **more).open()

    return opened


async def stored_text(document_id: UUID) -> str:
    """What a server that starts now would load."""
    journal = Journal(settings())
    try:
        text = await journal.load(document_id)
    finally:
        journal.close()
    return "".join(str(inline) for block in text.fragment.children for inline in block.children)
