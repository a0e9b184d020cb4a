"""Keeps what is read of open documents up to date, in a process beside this one. Called by rooms."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from typing import Any

import orjson
import structlog

log = structlog.get_logger(__name__)

PATIENCE = 120.0
"""Seconds for one projection; a child that takes longer is replaced."""

STALE = "stale"


@dataclass(slots=True)
class Projected:
    """`is_done` is False when it failed and should be asked for again."""

    is_done: bool
    seconds: float


class Projections:
    """Asks the projector, one document at a time. The child starts when first asked, and again if it dies."""

    def __init__(self) -> None:
        self._child: Process | None = None
        self._turn = asyncio.Lock()

    async def ask(self, what: str) -> Projected:
        """Project a document (by its id), or all that are behind (`stale`)."""
        async with self._turn:
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await self._exchange(what)
            except (OSError, ValueError, TimeoutError) as error:
                log.warning("projector_lost", error=repr(error))
                await self._end(patience=0)
                return Projected(is_done=False, seconds=1.0)
        return Projected(is_done="error" not in answer, seconds=answer["seconds"])

    async def close(self) -> None:
        await self._end(patience=0.5)

    async def _exchange(self, what: str) -> dict[str, Any]:
        child = self._child
        if child is None or child.returncode is not None:
            child = self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "writers_app.store.projector", stdin=PIPE, stdout=PIPE
            )
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(what.encode() + b"\n")
        await child.stdin.drain()
        answer: dict[str, Any] = orjson.loads(await child.stdout.readline())
        return answer

    async def _end(self, *, patience: float) -> None:
        child, self._child = self._child, None
        if child is None or child.returncode is not None:
            return
        assert child.stdin is not None
        child.stdin.close()
        try:
            await asyncio.wait_for(child.wait(), patience)
        except TimeoutError:
            child.kill()
            await child.wait()
