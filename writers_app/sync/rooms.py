"""All open documents of this process: loads each once, keeps them in step with the log, and empties at shutdown."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any
from uuid import UUID

import structlog

from writers_app.config import Settings
from writers_app.db import reading, unit_of_work
from writers_app.errors import NotFoundError, UnavailableError
from writers_app.services import admissions
from writers_app.services.revisions import note_revision
from writers_app.store import Head, Journal, Row, Stored, bell
from writers_app.sync.committer import Committer
from writers_app.sync.connection import Connection
from writers_app.sync.fanout import (
    AskedElsewhere,
    CommittedElsewhere,
    Fanout,
    News,
    PresentElsewhere,
    RungElsewhere,
)
from writers_app.sync.presence import read_entries
from writers_app.sync.projections import STALE, Projections
from writers_app.sync.protocol import CloseCode, awareness_frame
from writers_app.sync.room import Room
from writers_app.telemetry.metrics import OPEN_ROOMS

log = structlog.get_logger(__name__)

WATCH_HEADS = 0.3
"""Seconds between looks at the heads of open documents: how soon a change by REST or a worker shows."""

WATCH_RIGHTS = 2.0
PRESENCE_TICK = 0.02
SWEEP = 0.5
PROJECT_AFTER = 1.5
"""Seconds from an edit to its projection; more for texts that take long to project, for whom it is a small share."""

PROJECTION_SHARE = 20
REVISION_EVERY = 60.0
LINGER = 15.0
"""Seconds that an empty room stays, for a page that is only reloaded."""

SMALL_TAIL = 50
"""Updates that an unloaded document may have after its snapshot."""

DRAIN = 3.5
PEOPLE_LIMIT = 2000
"""Connections of one person in one process."""


HandOver = Callable[[Stored], Awaitable[None]]


class Rooms:
    """The registry of rooms, with the tasks that serve all of them. One for each process."""

    def __init__(self, config: Settings) -> None:
        self.journal = Journal(config)
        self.is_draining = False
        self._rooms: dict[UUID, Room] = {}
        self._loading: dict[UUID, asyncio.Task[Room]] = {}
        self._people: Counter[UUID] = Counter()
        self._committer = Committer(self.journal, self._attend)
        self._errands: dict[tuple[str, UUID], asyncio.Task[None]] = {}
        self._present: set[Room] = set()
        self._projections = Projections()
        url = config.redis_database(0)
        self._fanout = Fanout(url, self._hear) if url else None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._committer.run(), name="sync-commit"),
            asyncio.create_task(self._repeat(WATCH_HEADS, self._watch_heads), name="sync-heads"),
            asyncio.create_task(self._repeat(WATCH_RIGHTS, self._watch_rights), name="sync-rights"),
            asyncio.create_task(self._repeat(PRESENCE_TICK, self._spread_presence), name="sync-presence"),
            asyncio.create_task(self._repeat(SWEEP, self._sweep), name="sync-sweep"),
            asyncio.create_task(self._project_stale(), name="sync-stale"),
        ]
        if self._fanout is not None:
            self._tasks += self._fanout.start()
        bell.listen(self._on_bell)

    async def drain(self) -> None:
        """Take nothing new, commit, acknowledge, close everybody with 1012; within DRAIN seconds."""
        self.is_draining = True
        connections = self._connections()
        try:
            async with asyncio.timeout(DRAIN):
                await asyncio.sleep(0)  # frames that the server has already read reach their rooms first
                await self._committer.wait_rest()
                for connection in connections:
                    connection.close(CloseCode.RESTART, "restart")
                await asyncio.gather(*(connection.wait_sent() for connection in connections))
        except TimeoutError:
            log.warning("drain_incomplete", connections=len(connections))
            for connection in connections:
                connection.close(CloseCode.RESTART, "restart")

    async def stop(self) -> None:
        """Drain if that has not happened, then end the tasks and let go of the database."""
        if not self.is_draining:
            await self.drain()
        bell.unlisten(self._on_bell)
        for task in [*self._tasks, *self._errands.values()]:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._errands.values(), return_exceptions=True)
        await self._projections.close()
        if self._fanout is not None:
            await self._fanout.close()
        await asyncio.to_thread(self.journal.close)

    # Coming and going

    async def enter(self, document_id: UUID, hand_over: HandOver) -> Room:
        """The document's room; loaded by the first who asks, awaited by all others who ask meanwhile.

        The first is handed the stored bytes before they are put together, which takes longer than sending them.
        """
        room = self._rooms.get(document_id)
        if room is not None:
            return room
        loading = self._loading.get(document_id)
        if loading is None:
            loading = self._loading[document_id] = asyncio.create_task(self._load(document_id, hand_over))
            loading.add_done_callback(lambda _: self._loading.pop(document_id, None))
        return await asyncio.shield(loading)

    async def _load(self, document_id: UUID, hand_over: HandOver) -> Room:
        if self._fanout is not None:  # first listen, then load, so that nothing falls in between
            await self._fanout.open(document_id)
        stored = await self.journal.read(document_id)
        await hand_over(stored)
        room = Room(await self.journal.assemble(stored))
        self._rooms[document_id] = room
        OPEN_ROOMS.set(len(self._rooms))
        if self._fanout is not None:
            self._fanout.send_query(document_id)
        return room

    def admits(self, user_id: UUID) -> bool:
        return self._people[user_id] < PEOPLE_LIMIT

    def join(self, room: Room, connection: Connection) -> None:
        self._people[connection.visitor.user_id] += 1
        room.join(connection)

    def leave(self, room: Room, connection: Connection) -> None:
        self._people[connection.visitor.user_id] -= 1
        room.leave(connection)
        self._present.add(room)
        self.work(room)

    def work(self, room: Room) -> None:
        """Something came for the committer."""
        self._committer.add(room)

    async def wait_for_space(self, room: Room) -> None:
        """Until a full room has taken some of what came."""
        self._committer.add(room)
        await asyncio.sleep(0.002)

    def show(self, room: Room) -> None:
        """Somebody's presence changed."""
        self._present.add(room)

    # What a room needs now and then

    def _attend(self, room: Room) -> None:
        self._tell_others(room)
        if room.ended:
            self._forget(room)
        elif room.is_broken:
            self._send_for("mend", room, self._mend(room))
        elif room.misses_rows:
            self._send_for("rows", room, self._fetch_rows(room))
        elif room.wants_snapshot:
            self._send_for("snapshot", room, self._take_snapshot(room))

    def _send_for(self, errand: str, room: Room, work: Coroutine[Any, Any, None]) -> None:
        """Run one errand of a kind for a room at a time."""
        key = (errand, room.document_id)
        if key in self._errands:
            work.close()
            return
        task = self._errands[key] = asyncio.create_task(self._run_errand(errand, work))
        task.add_done_callback(lambda _: self._errands.pop(key, None))

    async def _run_errand(self, errand: str, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:
            log.exception("room_errand_failed", errand=errand)

    async def _mend(self, room: Room) -> None:
        try:
            room.mend(await self.journal.load(room.document_id))
        except NotFoundError:
            room.end(CloseCode.MISSING, "gone")
        except UnavailableError:
            room.end(CloseCode.TRY_LATER, "damaged")
        self._committer.add(room)

    def _tell_others(self, room: Room) -> None:
        committed, room.committed = room.committed, []
        if self._fanout is None:
            return
        for seq, batch in committed:
            news = CommittedElsewhere(room.manuscript.epoch, seq, batch.update, dict(batch.writers))
            self._fanout.send_update(room.document_id, news)

    def _hear(self, document_id: UUID, news: News) -> None:
        """What another process says of a document that is open here."""
        room = self._rooms.get(document_id)
        if room is None:
            return
        match news:
            case CommittedElsewhere():
                self._hear_update(room, news)
            case PresentElsewhere(body):
                for entry in read_entries(body, ours=False):
                    room.presence.put(entry)
                self._present.add(room)
            case AskedElsewhere() if self._fanout is not None:
                if (everyone := room.presence.everyone(ours=True)) is not None:
                    self._fanout.send_presence(document_id, everyone)
            case RungElsewhere():
                self._on_bell(document_id)

    def _hear_update(self, room: Room, news: CommittedElsewhere) -> None:
        text = room.manuscript
        if news.epoch == text.epoch and news.seq == text.head + 1 and not room.is_broken:
            room.take_rows([Row(news.seq, news.update)], news.writers)
        elif news.seq > text.head:
            self._on_bell(room.document_id)

    def _on_bell(self, document_id: UUID) -> None:
        if (room := self._rooms.get(document_id)) is not None:
            room.misses_rows = True
            self._attend(room)

    async def _fetch_rows(self, room: Room) -> None:
        text = room.manuscript
        rows, writers = await self.journal.tail(room.document_id, text.epoch, text.head)
        room.misses_rows = False
        if text is room.manuscript:
            room.take_rows(rows, writers)

    async def _take_snapshot(self, room: Room) -> None:
        text = room.manuscript
        rows, size, seq, data = text.tail_rows, text.tail_bytes, text.head, text.doc.get_update()
        if await self.journal.compact(room.document_id, text.epoch, seq, data):
            text.tail_rows -= rows
            text.tail_bytes -= size
            text.snapshot_seq, text.snapshot_bytes = seq, len(data)

    async def _project_stale(self) -> None:
        """What a killed process left behind."""
        await self._projections.ask(STALE)

    async def _project(self, room: Room) -> None:
        """Project the text, and once in a while keep a revision of it."""
        asked_at, room.changed_at = room.changed_at, None
        projected = await self._projections.ask(str(room.document_id))
        room.projection_seconds = projected.seconds
        if not projected.is_done:
            room.changed_at = room.changed_at or asked_at
            return
        if monotonic() > room.revision_noted_at + REVISION_EVERY:
            await self._note_revision(room)

    async def _note_revision(self, room: Room) -> None:
        """Keep an earlier state of the text, if it is time."""
        room.revision_noted_at, room.is_noted = monotonic(), True
        async with unit_of_work() as session:
            await note_revision(session, room.document_id, room.last_author)

    def _forget(self, room: Room) -> None:
        if self._rooms.get(room.document_id) is room:
            del self._rooms[room.document_id]
            OPEN_ROOMS.set(len(self._rooms))
            if self._fanout is not None:
                self._send_for("shut", room, self._fanout.shut(room.document_id))

    # Repeated work

    async def _repeat(self, seconds: float, work: Any) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
            except Exception:
                log.exception("sync_round_failed", work=work.__name__)

    async def _watch_heads(self) -> None:
        """Notice what services and workers appended, and texts that are gone or begin anew."""
        for ids in _parts(list(self._rooms)):
            heads = await self.journal.heads(ids)
            for document_id in ids:
                if (room := self._rooms.get(document_id)) is not None:
                    self._compare(room, heads.get(document_id))

    def _compare(self, room: Room, head: Head | None) -> None:
        if head is None:
            room.end(CloseCode.MISSING, "gone")
        elif head.epoch != room.manuscript.epoch:
            room.end(CloseCode.EPOCH, f"epoch {head.epoch}")
        elif head.seq > room.manuscript.head:
            room.misses_rows = True
        self._attend(room)

    async def _watch_rights(self) -> None:
        """Close the connections of people whose right or session has ended."""
        connections = self._connections()
        if not connections:
            return
        async with reading() as session:
            standings = await admissions.review(session, {connection.visitor for connection in connections})
        for connection in connections:
            standing = standings[connection.visitor]
            if not standing.signed_in:
                connection.close(CloseCode.SIGNED_OUT, "signed out")
            elif standing.right is None:
                connection.close(CloseCode.FORBIDDEN, "right withdrawn")
            elif standing.may_write != connection.holds_write_right:
                connection.close(CloseCode.FORBIDDEN, "right changed")

    async def _spread_presence(self) -> None:
        present, self._present = self._present, set()
        for room in present:
            if (changes := room.presence.take_changes()) is not None:
                room.broadcast(awareness_frame(changes.all))
                if self._fanout is not None and changes.ours is not None:
                    self._fanout.send_presence(room.document_id, changes.ours)

    async def _sweep(self) -> None:
        """Settle what was held for a moment, and put rooms away that have been empty for a while."""
        now = monotonic()
        for room in list(self._rooms.values()):
            room.sweep()
            if self._fanout is not None:
                room.presence.forget_lost()
                self._present.add(room)
            if room.holds_answers:
                self._committer.add(room)
            if room.changed_at is not None and now >= room.changed_at + _projection_pause(room):
                self._send_for("project", room, self._project(room))
            if room.is_idle and now > room.empty_since + LINGER:
                await self._put_away(room)

    async def _put_away(self, room: Room) -> None:
        if room.can_snapshot and room.manuscript.tail_rows > SMALL_TAIL:
            await self._take_snapshot(room)
        if not room.is_noted:
            await self._note_revision(room)
        if room.is_idle and room.changed_at is None:
            self._forget(room)

    def _connections(self) -> list[Connection]:
        return [connection for room in self._rooms.values() for connection in room.connections]


def _projection_pause(room: Room) -> float:
    return max(PROJECT_AFTER, room.projection_seconds * PROJECTION_SHARE)


def _parts(ids: list[UUID], size: int = 400) -> list[list[UUID]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
