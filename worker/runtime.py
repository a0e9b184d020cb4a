"""One event loop per worker process, on which the async services run. Called by the tasks and by Celery's signals."""

import asyncio
import fcntl
import mmap
import os
import socket
import struct
from collections.abc import Coroutine
from functools import lru_cache
from hashlib import blake2b
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO, TypeVar

import uvloop

from writers_app.config import settings
from writers_app.db import dispose_engine, engine
from writers_app.db.engine import abandon_engine

Result = TypeVar("Result")

_shared = mmap.mmap(-1, 16)
"""Shared by the worker's main process and its children: first, whether the worker is being stopped; at 8, when a child
last answered the canary, by the clock that only runs forward.
"""
_slots: list[BinaryIO] = []
_loops: list[asyncio.AbstractEventLoop] = []


def start() -> None:
    """Give this process its loop, and no connection of the process that it was forked from."""
    abandon_engine()
    engine()  # loads the driver now, not in the first task's time
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    _loops[:] = [loop]


def run(work: Coroutine[Any, Any, Result]) -> Result:
    return _loops[0].run_until_complete(work)


def stop() -> None:
    """Close connections and the loop, when the process ends in peace."""
    if _loops and not _loops[0].is_closed():
        _loops[0].run_until_complete(dispose_engine())
        _loops[0].close()


def announce_stop() -> None:
    _shared[0] = 1


def is_stopping() -> bool:
    return _shared[0] != 0


def answer_canary() -> None:
    struct.pack_into("d", _shared, 8, monotonic())


def answered_at() -> float:
    """When a child last answered; 0 before the first time."""
    return float(struct.unpack_from("d", _shared, 8)[0])


@lru_cache(maxsize=1)
def canary_queue() -> str:
    """A queue that only this worker listens to. Names are used again, since a broker never forgets one."""
    folder = settings().data_path / "workers"
    folder.mkdir(exist_ok=True, mode=0o700)
    for number in count(1):
        file = (folder / f"{number}.lock").open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            continue
        _slots.append(file)  # the lock is held for as long as this process and its children live
        break
    return f"canary-{machine()}-{number}"


def process_name() -> str:
    """Names this process in leases, so that another on the same machine can tell when it is gone."""
    return _name_of(os.getpid())


@lru_cache(maxsize=1)
def _name_of(pid: int) -> str:
    return f"{machine()}.{pid}.{_start_time(pid)}"


def is_gone(lease: str) -> bool:
    """Whether the lease was taken by a process of this machine that has ended. False when that can't be known."""
    parts = lease.split(".")
    if len(parts) < 3 or parts[0] != machine() or not parts[1].isdecimal():
        return False
    return _start_time(int(parts[1])) != parts[2]


def is_ours(lease: str) -> bool:
    """Whether the lease is held by a child of this process."""
    parts = lease.split(".")
    if parts[0] != machine() or len(parts) < 3 or not parts[1].isdecimal():
        return False
    fields = _stat(int(parts[1]))
    return fields is not None and int(fields[1]) == os.getpid()


@lru_cache(maxsize=1)
def machine() -> str:
    """A short name for this machine (or container) in this boot, where process numbers mean something."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    namespace = Path("/proc/self/ns/pid")
    about = (
        socket.gethostname(),
        boot.read_text(encoding="ascii") if boot.exists() else "",
        os.readlink(namespace) if namespace.exists() else "",
    )
    return blake2b("\0".join(about).encode(), digest_size=6).hexdigest()


def _start_time(pid: int) -> str:
    """When a process started, in the kernel's ticks; tells a number given out again. Empty when it has ended."""
    fields = _stat(pid)
    if fields is None:
        return _alive_without_proc(pid)
    return "" if fields[0] in "ZX" else fields[19]


def _stat(pid: int) -> list[str] | None:
    """What the kernel says of a process, from its state on; None when there is nothing."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return stat.rpartition(")")[2].split()


def _alive_without_proc(pid: int) -> str:
    """Where there is no /proc: the same text for every process that lives."""
    if Path("/proc/self").exists():
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "alive"
