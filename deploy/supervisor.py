"""Keeps a set of programs running until told to stop, and leaves none behind. Called by deploy.run."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 10.0
"""Seconds that a program has to end by itself after SIGTERM."""

FIRST_DELAY, LONGEST_DELAY, STEADY = 0.5, 30.0, 60.0
"""Seconds before a program that ended is started again, doubled each time, and how long it must run to start afresh."""

HOPELESS = 3
"""A program that ends so often before everything was ready is not started again."""

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    descriptors: Sequence[int] = ()


@dataclass(slots=True)
class Supervisor:
    """Starts every program, starts those again that end, and stops them all on SIGINT or SIGTERM."""

    programs: Sequence[Program]
    folder: Path
    """Where the programs run."""
    pids: Path
    """A folder for one file per program with its process id, for whoever wants to signal just that one."""
    say: Callable[[str], None]
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    failed: bool = False

    async def run(self, when_started: Callable[[], None]) -> int:
        """0 after an orderly stop, 1 when a program could not be started."""
        loop = asyncio.get_running_loop()
        for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(sent, self.stopping.set)
        keepers = [asyncio.create_task(self._keep(program), name=program.name) for program in self.programs]
        when_started()
        await asyncio.gather(*keepers)
        return int(self.failed)

    async def _keep(self, program: Program) -> None:
        delay, failures = FIRST_DELAY, 0
        while not self.stopping.is_set():
            started = time.monotonic()
            code = await self._run_once(program)
            if self.stopping.is_set():
                return
            failures += 1
            if failures >= HOPELESS and not self.ready.is_set():
                self.say(f"{program.name} can't be started; its last words are above. Stopping.")
                self.failed = True
                self.stopping.set()
                return
            delay = FIRST_DELAY if time.monotonic() - started > STEADY else delay
            self.say(f"{program.name} ended ({describe(code)}); starting it again in {delay:g} s.")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _run_once(self, program: Program) -> int:
        process = await asyncio.create_subprocess_exec(
            *program.command,
            cwd=self.folder,
            env=dict(program.environment),
            stdin=asyncio.subprocess.DEVNULL,
            pass_fds=program.descriptors,
            start_new_session=True,  # Ctrl-C reaches only us; we stop the others in order
            preexec_fn=die_with_parent,
        )
        (self.pids / program.name).write_text(f"{process.pid}\n", encoding="ascii")
        ended = asyncio.create_task(process.wait())
        told = asyncio.create_task(self.stopping.wait())
        await asyncio.wait({ended, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not ended.done():
            process.terminate()
            await asyncio.wait({ended}, timeout=PATIENCE)
        end_group(process.pid)
        return await ended


def die_with_parent() -> None:
    """On Linux the kernel ends the program when the supervisor is gone, even by SIGKILL."""
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_group(leader: int) -> None:
    """Kill what a program left behind in its process group, children of a killed worker above all."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def describe(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
