"""Runs all of Writers on this machine: migrations, front end, web processes and worker. `python -m deploy.run`."""

import asyncio
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from deploy.environment import ROOT, build_environment, serve_environment
from deploy.frontend import build_front_end
from deploy.supervisor import Program, Supervisor
from writers_app.config import Settings, settings
from writers_app.errors import SettingsError

READY_PATIENCE = 120.0
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # addresses to listen on → to ask at


def main() -> int:
    config = read_settings()
    with only_one(config), listen(config) as listening:
        migrate()
        build_front_end()
        pids = config.data_path / "pids"
        shutil.rmtree(pids, ignore_errors=True)
        pids.mkdir()
        supervisor = Supervisor(programs(config, listening), ROOT, pids, say)
        return asyncio.run(supervise(supervisor, config))


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


def migrate() -> None:
    say("Bringing the database up to date …")
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    done = subprocess.run(command, cwd=ROOT, env=build_environment(), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stderr[-4000:]}\nThe database could not be brought up to date; the reason is above.")


def programs(config: Settings, listening: socket.socket) -> list[Program]:
    """Every web process on the one listening socket, and the worker."""
    web = serve_environment(config.data_path / "states")
    if sys.stderr.isatty():
        web.setdefault("WRITERS_LOG_FORMAT", "console")
    serve = [sys.executable, "-m", "deploy.web", "--socket", str(listening.fileno())]
    names = [f"web-{number}" for number in range(1, config.web_processes + 1)]
    return [
        *(Program(name, serve, web, [listening.fileno()]) for name in names),
        Program("worker", ["sh", "worker/entrypoint.sh"], web),
    ]


async def supervise(supervisor: Supervisor, config: Settings) -> int:
    background: list[asyncio.Task[None]] = []

    def watch() -> None:
        background.append(asyncio.create_task(announce(supervisor, config)))

    code = await supervisor.run(watch)
    for task in background:
        task.cancel()
    say("Writers has stopped.")
    return code


async def announce(supervisor: Supervisor, config: Settings) -> None:
    """Say the address once the pages can be used."""
    say("Starting …")
    host = ANYWHERE.get(config.host, config.host)
    address = f"http://{f'[{host}]' if ':' in host else host}:{config.port}/readyz"
    deadline = time.monotonic() + READY_PATIENCE
    while not await asyncio.to_thread(is_ready, address):
        if time.monotonic() > deadline:
            say(f"Writers has not become ready in {READY_PATIENCE:.0f} s; {address} says why. Still trying.")
            deadline = float("inf")
        await asyncio.sleep(0.25)
    supervisor.ready.set()
    say(f"\n  Writers is at {config.base_url}\n  Its data is in {config.data_path}. Ctrl-C stops it.\n")


def is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
