"""Runs all of Writers on this machine: migrations, front end, web processes and worker. `python -m deploy.run`."""

import asyncio
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from deploy.environment import ROOT, build_environment, serve_environment
from deploy.frontend import build_front_end
from deploy.supervisor import Program, Supervisor
from writers_app.config import Settings, settings
from writers_app.errors import SettingsError

READY_PATIENCE, ASK_AGAIN = 120.0, 0.25
CALM = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
"""Celery warns even those who may only become root; its reason, pickled messages, does not hold for us."""

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # addresses to listen on → to ask at


def main() -> int:
    config = read_settings()
    with only_one(config), listen(config) as listening, counters_folder() as counters:
        migrate()
        build_front_end()
        supervisor = Supervisor(programs(config, listening, counters), ROOT, empty_folder(config, "pids"), say)
        sentence = f"Writers is at {config.base_url}"
        return asyncio.run(supervise(supervisor, readiness(config, config.port), sentence))


def say(sentence: str) -> None:
    print(sentence, flush=True)


def read_settings() -> Settings:
    """The settings, or an exit with a sentence per setting that is wrong."""
    try:
        config = settings()
    except SettingsError as error:
        sys.exit(error.message)
    except ValidationError as error:
        sentences = [f"WRITERS_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in error.errors()]
        sys.exit("These settings can't be used:\n  " + "\n  ".join(sentences))
    if config.web_processes > 1 and config.redis_url is None:
        sys.exit("WRITERS_WEB_PROCESSES above 1 needs WRITERS_REDIS_URL: the processes reach each other through Redis.")
    return config


@contextmanager
def only_one(config: Settings) -> Iterator[None]:
    """Hold the data directory's lock, which the kernel drops however this process ends."""
    with (config.data_path / "lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            sys.exit(
                f"Writers already runs on {config.data_path} (process {file.read().strip() or 'unknown'}). "
                "Stop it, or set WRITERS_DATA_DIR to another directory."
            )
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


@contextmanager
def listen(config: Settings) -> Iterator[socket.socket]:
    """Take the port before the slow steps. While a web process is started again, newcomers wait instead of failing."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        listening = socket.create_server((config.host, config.port), family=family, backlog=2048)
    except OSError as error:
        sys.exit(
            f"Writers can't listen on {config.host}, port {config.port}: {error.strerror}. "
            "Stop the program that uses it, or set WRITERS_PORT (and WRITERS_HOST)."
        )
    with listening:
        yield listening


@contextmanager
def counters_folder() -> Iterator[str]:
    """Where the processes of this run keep their counters, in memory if the machine has a place for that.

    The files are mapped, and a write into a mapped file kills the process when the disk is full.
    """
    memory = Path("/dev/shm")  # the folder below it is private and has a random name
    with tempfile.TemporaryDirectory(prefix="writers-counters-", dir=memory if memory.is_dir() else None) as folder:
        yield folder


def empty_folder(config: Settings, name: str) -> Path:
    folder = config.data_path / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def migrate() -> None:
    say("Bringing the database up to date …")
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    done = subprocess.run(command, cwd=ROOT, env=build_environment(), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stderr[-4000:]}\nThe database could not be brought up to date; the reason is above.")


def programs(config: Settings, listening: socket.socket, counters: str) -> list[Program]:
    """Every web process on the one listening socket, and the worker."""
    web = {**serve_environment(config.data_path / "states"), "PROMETHEUS_MULTIPROC_DIR": counters}
    if sys.stderr.isatty() and "log_format" not in config.model_fields_set:
        web["WRITERS_LOG_FORMAT"] = "console"
    serve = [sys.executable, "-m", "deploy.web", "--socket", str(listening.fileno())]
    names = [f"web-{number}" for number in range(1, config.web_processes + 1)]
    return [
        *(Program(name, serve, web, [listening.fileno()]) for name in names),
        Program("worker", ["sh", "worker/entrypoint.sh"], {**web, **CALM}),
    ]


async def supervise(supervisor: Supervisor, address: str, sentence: str) -> int:
    """Run the programs, and say the sentence once `address` answers that people can work."""
    background: list[asyncio.Task[None]] = []
    code = await supervisor.run(lambda: background.append(asyncio.create_task(announce(supervisor, address, sentence))))
    for task in background:
        task.cancel()
    say("Writers has stopped.")
    return code


async def announce(supervisor: Supervisor, address: str, sentence: str) -> None:
    say("Starting …")
    deadline = time.monotonic() + READY_PATIENCE
    while not await asyncio.to_thread(is_ready, address):
        if time.monotonic() > deadline:
            say(f"Writers has not become ready in {READY_PATIENCE:.0f} s; {address} says why. Still trying.")
            deadline = float("inf")
        await asyncio.sleep(ASK_AGAIN)
    supervisor.ready.set()
    say(f"\n  {sentence}\n  Its data is in {settings().data_path}. Ctrl-C stops it.\n")


def readiness(config: Settings, port: int) -> str:
    """Where to ask on this machine whether people can work."""
    host = ANYWHERE.get(config.host, config.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/readyz"


def is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
