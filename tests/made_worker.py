"""A worker that also knows the kinds made for tests: `python -m tests.made_worker`; and how tests start and kill it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.made_kinds import offered
from tests.servers import die_with_parent
from worker import canary

ROOT = Path(__file__).parent.parent


@contextmanager
def running_worker(log: Path, concurrency: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process group of its own, with this test's settings."""
    process = start_worker(log, concurrency)
    try:
        yield process
    finally:
        kill_worker(process)


def start_worker(log: Path, concurrency: int = 2, *arguments: str) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.made_worker", *arguments],
            cwd=ROOT,
            env={**os.environ, "WRITERS_WORKER_CONCURRENCY": str(concurrency), "WRITERS_LOG_LEVEL": "info"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )


def kill_worker(process: subprocess.Popen[bytes]) -> None:
    """All of it at once, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def shorten_patience() -> None:
    """For tests of the canary: what takes most of a minute, in seconds."""
    canary.EVERY, canary.PATIENCE = 0.5, 4.0


if __name__ == "__main__":
    if "--short-patience" in sys.argv:
        sys.argv.remove("--short-patience")
        shorten_patience()
    with offered():
        from worker.__main__ import main

        main()
