"""Group commit: one transaction for all rooms that have something, again and again. Started by rooms."""

import asyncio
from collections.abc import Callable
from time import monotonic

import structlog

from writers_app.store import Append, Journal, Refusal
from writers_app.sync.protocol import CloseCode
from writers_app.sync.room import Room
from writers_app.telemetry.metrics import SYNC_APPENDS, SYNC_COMMIT_DURATION, SYNC_FAILURES

log = structlog.get_logger(__name__)

CADENCE = 0.006
"""Seconds from the start of one commit to the next: under load, commits and broadcasts come in bundles."""

FIRST_RETRY, LAST_RETRY = 0.2, 2.0
"""Seconds before a room whose commit failed is tried again; the others go on meanwhile."""


class Committer:
    """Takes turns: gather from every room with work, commit, let every room settle."""

    def __init__(self, journal: Journal, attend: Callable[[Room], None]) -> None:
        self._journal = journal
        self._attend = attend
        """Called for a room that needs more than a commit: mending, rows of others, a snapshot, a projection."""
        self._due: set[Room] = set()
        self._wake = asyncio.Event()
        self._rest = asyncio.Event()
        self._rest.set()
        self._pauses: dict[Room, float] = {}
        """How long the last pause of a failing room was."""
        self._pausing: set[Room] = set()

    def add(self, room: Room) -> None:
        """The room has work."""
        if room in self._pausing:
            return
        self._due.add(room)
        self._rest.clear()
        self._wake.set()

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            started = monotonic()
            self._wake.clear()
            rooms, self._due = self._due, set()
            try:
                await self._commit(rooms)
            except Exception:
                log.exception("commit_cycle_failed")
                for room in rooms:
                    self._pause(room)
            if self._due:
                self._wake.set()
            else:
                self._rest.set()
            await asyncio.sleep(max(0.0, started + CADENCE - monotonic()))

    def _pause(self, room: Room) -> None:
        """Let a room wait before it is tried again, longer each time."""
        pause = self._pauses[room] = min(max(self._pauses.get(room, 0.0) * 2, FIRST_RETRY), LAST_RETRY)
        self._due.discard(room)
        self._pausing.add(room)
        asyncio.get_running_loop().call_later(pause, self._resume, room)

    def _resume(self, room: Room) -> None:
        self._pausing.discard(room)
        self.add(room)

    async def wait_rest(self) -> None:
        """Until nothing is due."""
        await self._rest.wait()

    async def _commit(self, rooms: set[Room]) -> None:
        appends: dict[Room, Append] = {}
        for room in rooms:
            if room.is_broken:
                self._attend(room)
            elif (append := room.gather()) is not None:
                appends[room] = append
            elif room.is_broken:
                self._attend(room)
            else:
                self._settle(room, None)
        if not appends:
            return
        with SYNC_COMMIT_DURATION.time():
            outcomes = await self._journal.append(list(appends.values()))
        for room, outcome in zip(appends, outcomes, strict=True):
            self._conclude(room, outcome)

    def _conclude(self, room: Room, outcome: int | Refusal | Exception) -> None:
        """Tell a room how its commit went."""
        if isinstance(outcome, Exception):
            SYNC_FAILURES.inc()
            log.error("store_failed", document_id=str(room.document_id), error=str(outcome)[:300])
            room.stay_in_trouble()
            self._pause(room)
            return
        self._pauses.pop(room, None)
        match outcome:
            case Refusal.BUSY:
                self._due.add(room)
            case Refusal.GONE:
                room.end(CloseCode.MISSING, "gone")
            case Refusal.EPOCH:
                room.end(CloseCode.EPOCH, "epoch")
            case int(seq):
                SYNC_APPENDS.inc()
                self._settle(room, seq)

    def _settle(self, room: Room, seq: int | None) -> None:
        room.settle(seq)
        if room.has_work:
            self._due.add(room)
        self._attend(room)
