"""Private PostgreSQL and Redis servers on free ports, for one run of the tests. Called by the fixtures."""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

PATIENCE = 30.0
"""Seconds that a server may take to answer."""

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class MissingProgramError(RuntimeError):
    """A program that the tests need is not on this machine; `make test` installs it."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    port: int

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class RedisServer:
    port: int

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"


def find_program(name: str, *places: str) -> Path:
    """The newest of a program in `places` (glob patterns of folders), else the one on PATH."""
    for place in places:
        found = sorted(Path("/").glob(f"{place.lstrip('/')}/{name}"), key=_version, reverse=True)
        if found:
            return found[0]
    on_path = shutil.which(name)
    if on_path is None:
        raise MissingProgramError(f"{name} is not installed. `make test` installs what the tests need.")
    return Path(on_path)


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.parts if part.isdigit())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], what: str, process: subprocess.Popen[bytes] | None = None) -> None:
    """Poll until `ready()`; a RuntimeError when PATIENCE runs out or the process ends first."""
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"{what} ended with {process.returncode} before it answered")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not answer within {PATIENCE:.0f} s")
        time.sleep(0.02)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def die_with_parent(sent: int) -> Callable[[], None]:
    """For preexec_fn: on Linux the kernel ends the child when the test run ends, even by SIGKILL."""

    def ask() -> None:
        if sys.platform == "linux":
            _libc.prctl(PR_SET_PDEATHSIG, sent)

    return ask


def start(command: Sequence[str | Path], *, log: Path, user: str | None = None) -> subprocess.Popen[bytes]:
    """A child in a session of its own, so that Ctrl-C reaches the tests first, that never outlives them."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGQUIT),
        )


def stop(process: subprocess.Popen[bytes], sent: int = signal.SIGTERM, patience: float = 10.0) -> None:
    if process.poll() is not None:
        return
    process.send_signal(sent)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A new cluster; superuser `postgres` without a password, on loopback only. Not durable unless asked for."""
    initdb = find_program("initdb", "/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin")
    owner = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="writers-postgres-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        if owner:
            shutil.chown(home, owner)
        data, log = home / "data", home / "log"
        log.touch()
        create = [initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        done = subprocess.run([str(part) for part in create], user=owner, capture_output=True, text=True, cwd=home)
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr}")
        port = free_port()
        options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": 200}
        if not durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = [flag for name, value in options.items() for flag in ("-c", f"{name}={value}")]
        process = start([initdb.with_name("postgres"), "-D", data, *flags], log=log, user=owner)
        try:
            server = PostgresServer(port)
            wait_until(server.answers, "PostgreSQL", process)
            yield server
        finally:
            stop(process, signal.SIGINT)


@contextlib.contextmanager
def redis_server() -> Iterator[RedisServer]:
    """An empty Redis that writes nothing to disk, on loopback only."""
    program = find_program("redis-server")
    with tempfile.TemporaryDirectory(prefix="writers-redis-", ignore_cleanup_errors=True) as folder:
        port = free_port()
        flags = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
        process = start([program, *flags], log=Path(folder) / "log")
        try:
            wait_until(lambda: answers(port), "Redis", process)
            yield RedisServer(port)
        finally:
            stop(process)
