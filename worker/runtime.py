"""One event loop per worker process, on which the async services run. Called by the tasks and by Celery's signals."""

import asyncio
import mmap
import os
import socket
from collections.abc import Coroutine
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from writers_app.db import dispose_engine
from writers_app.db.engine import abandon_engine

Result = TypeVar("Result")

_stopping = mmap.mmap(-1, 1)
"""Shared by the worker's main process and its children: not zero once the worker is being stopped."""
_loops: list[asyncio.AbstractEventLoop] = []


def start() -> None:
    """Give this process its loop, and no connection of the process that it was forked from."""
    abandon_engine()
    loop = asyncio.new_event_loop()
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
    _stopping[0] = 1


def is_stopping() -> bool:
    return _stopping[0] != 0


def process_name() -> str:
    """Names this process in leases, so that another on the same machine can tell when it is gone."""
    return f"{machine()}.{os.getpid()}.{_start_time(os.getpid())}"


def is_gone(lease: str) -> bool:
    """Whether the lease was taken by a process of this machine that has ended. False when that can't be known."""
    parts = lease.split(".")
    if len(parts) < 3 or parts[0] != machine() or not parts[1].isdecimal():
        return False
    return _start_time(int(parts[1])) != parts[2]


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
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return _alive_without_proc(pid)
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]


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
