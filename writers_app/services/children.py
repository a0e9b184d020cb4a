"""Runs a pure function in a process of its own, with limits, so that it can be stopped at any moment. For task kinds.

The child is a fork: it starts in milliseconds with every table loaded. It must be given pure functions only, since
nothing that it inherits (connections, loops, locks of other threads) may be used in it.
"""

import asyncio
import ctypes
import os
import pickle
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any, NoReturn, ParamSpec, TypeVar

from writers_app.errors import WritersError
from writers_app.services.work import TaskLimits, WorkDiedError

P = ParamSpec("P")
Result = TypeVar("Result")

MB = 1024 * 1024
PR_SET_PDEATHSIG = 1
TOO_HUNGRY = "The work needed more than %(megabytes)s MB of memory and was stopped. Give it a smaller text."
_libc = ctypes.CDLL(None)


class TooHungryError(WritersError):
    status = 422
    title = "Too large for the memory"


async def run_apart(limits: TaskLimits, function: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs) -> Result:
    """What the function returns, or the WritersError that it raises. Cancelling the call kills the child at once.

    WorkDiedError when the child was killed or crashed; other exceptions come back as they are when they can be pickled.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _run_child(parent, writing, limits, lambda: function(*args, **kwargs))
    os.close(writing)
    try:
        answer = await asyncio.to_thread(_read_all, reading)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        await asyncio.shield(asyncio.to_thread(os.waitpid, pid, 0))
    if answer is None:
        raise WorkDiedError
    succeeded, value = pickle.loads(answer)  # noqa: S301  # our own code wrote it, on texts that were checked
    if succeeded:
        return value  # type: ignore[no-any-return]
    raise value


def _read_all(descriptor: int) -> bytes | None:
    """The child's whole answer, or None when it ended without one."""
    with os.fdopen(descriptor, "rb") as pipe:
        head = pipe.read(8)
        size = struct.unpack(">Q", head)[0] if len(head) == 8 else -1
        answer = pipe.read(size) if size >= 0 else b""
    return answer if len(answer) == size else None


def _run_child(parent: int, writing: int, limits: TaskLimits, call: Callable[[], object]) -> NoReturn:
    """In the child: bind it, call, answer, and leave without any of the parent's clean-up."""
    try:
        _bind(parent, limits)
        answer = _dump(_outcome(call, limits))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(struct.pack(">Q", len(answer)))
            pipe.write(answer)
    finally:
        os._exit(0)


def _bind(parent: int, limits: TaskLimits) -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        with open("/proc/self/statm", encoding="ascii") as file:
            inherited = int(file.read().split()[0]) * resource.getpagesize()
        _lower(resource.RLIMIT_AS, inherited + limits.memory_mb * MB)
    _lower(resource.RLIMIT_CPU, int(limits.seconds) + 60)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _outcome(call: Callable[[], object], limits: TaskLimits) -> tuple[bool, Any]:
    try:
        return True, call()
    except MemoryError:
        return False, TooHungryError(TOO_HUNGRY, megabytes=limits.memory_mb)
    except Exception as error:
        return False, error


def _dump(outcome: tuple[bool, Any]) -> bytes:
    succeeded, value = outcome
    answer = pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
    if not succeeded and not _comes_back(answer):
        return pickle.dumps((False, RuntimeError(f"{type(value).__name__}: {value}"[:2000])))
    return answer


def _comes_back(answer: bytes) -> bool:
    """Whether an exception survives the journey; one with its own arguments may not."""
    try:
        pickle.loads(answer)  # noqa: S301  # just written here
    except Exception:
        return False
    return True
