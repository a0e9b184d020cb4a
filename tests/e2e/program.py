"""The real program, web and worker processes under their supervisor, started for tests. Called by the fixtures here."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.servers import die_with_parent, free_port, postgres_server, redis_server, stop

ROOT = Path(__file__).resolve().parents[2]
START_PATIENCE = 170.0
"""Seconds until it must be ready; the first start may have to build the front end."""


@dataclass(slots=True)
class LiveWriters:
    """Writers at `url`. `flavour` is "embedded", or "servers": PostgreSQL, Redis and two web processes."""

    flavour: str
    folder: Path
    settings: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    @property
    def programs(self) -> list[str]:
        """The names of its processes: web-1, web-2, worker."""
        return sorted(path.name for path in (self.data / "pids").iterdir())

    def start(self) -> None:
        """Start it and wait until people can work."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("WRITERS_")}
        environment |= {
            "WRITERS_PORT": str(self.port),
            "WRITERS_DATA_DIR": str(self.data),
            "WRITERS_REGISTER_RATE": "10000/minute",
            "WRITERS_LOGIN_RATE": "10000/minute",
            **self.settings,
        }
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy.run"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self.wait_until_ready()

    def stop(self) -> int:
        """Stop it in order, as Ctrl-C does; the exit code."""
        assert self.process is not None
        stop(self.process, signal.SIGINT, patience=25)
        return self.process.returncode

    def restart(self) -> None:
        self.stop()
        self.start()

    def pid(self, program: str) -> int:
        """Of the process that runs now; the note of it may be in the middle of being written."""
        note = self.data / "pids" / program
        deadline = time.monotonic() + START_PATIENCE
        while not (written := note.read_text(encoding="ascii").strip()):
            assert time.monotonic() < deadline, f"{program} has no process"
            time.sleep(0.01)
        return int(written)

    def kill(self, program: str) -> None:
        """SIGKILL one process and wait until the supervisor has started another in its place."""
        before = self.pid(program)
        os.kill(before, signal.SIGKILL)
        deadline = time.monotonic() + START_PATIENCE
        while self.pid(program) == before:
            assert time.monotonic() < deadline, f"{program} was not started again"
            time.sleep(0.02)

    def signal(self, program: str, sent: signal.Signals) -> None:
        """For instance SIGSTOP and SIGCONT, to hold the worker and let it go."""
        os.kill(self.pid(program), sent)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while not self._is_ready():
            assert self.process is not None
            assert self.process.poll() is None, f"Writers ended at its start:\n{self.log[-4000:]}"
            assert time.monotonic() < deadline, f"Writers did not become ready:\n{self.log[-4000:]}"
            time.sleep(0.1)

    async def until_ready(self) -> None:
        await asyncio.to_thread(self.wait_until_ready)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False


@contextlib.contextmanager
def live_writers(flavour: str, folder: Path, **settings: str) -> Iterator[LiveWriters]:
    """The program in a flavour, ready, with further settings if wanted; stopped at the end."""
    with contextlib.ExitStack() as stack:
        if flavour == "servers":
            postgres = stack.enter_context(postgres_server(durable=True))
            redis = stack.enter_context(redis_server())
            settings = {
                "WRITERS_DATABASE_URL": postgres.url(),
                "WRITERS_REDIS_URL": redis.url,
                "WRITERS_WEB_PROCESSES": "2",
                **settings,
            }
        live = LiveWriters(flavour, folder, settings)
        try:
            live.start()
            yield live
        finally:
            if live.process is not None:
                live.stop()
