"""Starts and stops worker processes on this machine by how much work waits: `python -m worker.autoscale --most 4`.

The signal is services.queues.measure_queues, also exported to Prometheus for whatever else does the scaling.
"""

import argparse
import asyncio
import ctypes
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

import structlog

from writers_app.config import settings
from writers_app.db import dispose_engine, reading
from writers_app.services.queues import QueueSignal, measure_queues
from writers_app.telemetry.logging import configure_logging

log = structlog.get_logger(__name__)

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

LOOK_EVERY = 2.0
UNCOMFORTABLE = 3.0
"""Seconds of waiting from which one more worker is worth its start."""
QUIET_FOR = 30.0
"""Seconds of spare workers before one is stopped."""
STOP_WITHIN = 20.0


@dataclass(slots=True)
class Scale:
    """How many workers there should be. Grows at once, shrinks one by one after some quiet."""

    least: int
    most: int
    slots: int
    """Tasks that one worker runs at a time."""
    quiet_since: float | None = field(default=None)

    def wanted(self, signals: list[QueueSignal], present: int, now: float) -> int:
        waiting = sum(item.waiting for item in signals)
        running = sum(item.running for item in signals)
        oldest = max((item.oldest_seconds for item in signals), default=0.0)
        needed = min(self.most, max(self.least, ceil((waiting + running) / self.slots)))
        if needed >= present:
            self.quiet_since = None
            return max(present, needed if oldest >= UNCOMFORTABLE else self.least)
        self.quiet_since = self.quiet_since or now
        if now - self.quiet_since < QUIET_FOR:
            return present
        self.quiet_since = now
        return present - 1


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """A worker that is told to stop when this process is gone, so that the next one does not start twice as many."""
    return subprocess.Popen(command, preexec_fn=_stop_with_parent)  # noqa: S603  # our own interpreter and module


def _stop_with_parent() -> None:
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Workers:
    """The worker processes that this one has started."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.running: list[subprocess.Popen[bytes]] = []
        self.leaving: list[subprocess.Popen[bytes]] = []

    def count(self) -> int:
        """Those that run; one that has ended by itself is missed and will be started again."""
        self.running = [process for process in self.running if process.poll() is None]
        self.leaving = [process for process in self.leaving if process.poll() is None]
        return len(self.running)

    def resize(self, wanted: int) -> None:
        while len(self.running) < wanted:
            self.running.append(start(self.command))
            log.info("worker_started", pid=self.running[-1].pid, workers=len(self.running))
        while len(self.running) > wanted:
            process = self.running.pop()
            process.send_signal(signal.SIGTERM)  # its tasks go back to the queue
            self.leaving.append(process)
            log.info("worker_stopping", pid=process.pid, workers=len(self.running))

    async def stop(self) -> None:
        self.resize(0)
        await asyncio.gather(*(asyncio.to_thread(_wait_or_kill, process) for process in self.leaving))


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def keep_scale(scale: Scale, workers: Workers, stopping: asyncio.Event) -> None:
    """Look, resize, and look again, until told to stop. A database that is away changes nothing."""
    while not stopping.is_set():
        present = workers.count()
        try:
            async with reading() as session:
                signals = await measure_queues(session)
            workers.resize(scale.wanted(signals, present, monotonic()))
        except Exception as error:
            log.warning("queues_not_measured", error=repr(error))
            workers.resize(max(present, scale.least))
        try:
            await asyncio.wait_for(stopping.wait(), LOOK_EVERY)
        except TimeoutError:
            continue
    await workers.stop()
    await dispose_engine()


async def run(least: int, most: int, command: list[str]) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await keep_scale(Scale(least, most, settings().worker_concurrency), Workers(command), stopping)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m worker.autoscale", description=__doc__)
    parser.add_argument("--least", type=int, default=1, help="workers that always run (1)")
    parser.add_argument("--most", type=int, default=4, help="workers that run at most (4)")
    chosen = parser.parse_args()
    if not 0 <= chosen.least <= chosen.most:
        parser.error("--least must not be more than --most")
    configure_logging(settings(), "autoscale")
    asyncio.run(run(chosen.least, chosen.most, [sys.executable, "-m", "worker"]))


if __name__ == "__main__":
    main()
