"""Fixtures of the sync tests: a server process of its own on the test's database, people signed in, a document."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from tests import factories
from tests.conftest import Database
from tests.factories import Person
from tests.servers import answers, free_port, start, stop, wait_until
from tests.sync.writer import Writer
from writers_app.models import Document, Project, Role

ROOT = Path(__file__).parents[2]


@dataclass
class Server:
    """A web process that can be killed and started again on the same port and data."""

    port: int
    log: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    writers: list[Writer] = field(default_factory=list)

    def start(self) -> None:
        os.environ.update(self.environment)
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

    def writer(self, document_id: UUID, headers: dict[str, str], **more: object) -> Writer:
        writer = Writer(f"ws://127.0.0.1:{self.port}/sync/{document_id}", headers, **more)  # type: ignore[arg-type]
        self.writers.append(writer)
        return writer

    async def leave(self) -> None:
        for writer in self.writers:
            await writer.leave()


@contextmanager
def serving(log: Path) -> Iterator[Server]:
    server = Server(free_port(), log, {"PYTHONPATH": str(ROOT)})
    server.start()
    try:
        yield server
    finally:
        if server.process is not None:
            stop(server.process)


@pytest.fixture
async def server(database: Database, tmp_path: Path) -> AsyncIterator[Server]:
    with serving(tmp_path / "server.log") as running:
        yield running
        await running.leave()


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
def open_writer(server: Server, document: Document) -> Callable[..., object]:
    async def opened(person: Person, **more: object) -> Writer:
        return await server.writer(document.id, person.headers, **more).open()

    return opened
