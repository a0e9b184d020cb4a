"""One open document: applies what writers send, and after the commit tells who must know. Called by rooms."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

import structlog
from pycrdt import TransactionEvent, merge_updates

from writers_app.store import NOTHING, Append, BrokenUpdateError, Manuscript, Row, apply_update, tail_is_long
from writers_app.sync.authorship import Authorship, ForeignClientError, is_known, without_clients
from writers_app.sync.connection import Connection
from writers_app.sync.presence import Entry, Presence, read_entries
from writers_app.sync.protocol import (
    CloseCode,
    MalformedFrameError,
    awareness_frame,
    missing_frame,
    state_frame,
    trouble_frame,
    update_frame,
)

log = structlog.get_logger(__name__)

INBOX_BYTES = 8 * 1024 * 1024
INBOX_ITEMS = 20_000
BATCH_ITEMS = 512
"""Updates in one Yjs transaction: the cost of a transaction grows faster than its length."""

CROWD = 20
CROWD_FRAME = 0.016
"""In a room with more than CROWD people broadcasts come once in a screen's frame: each costs a send to everybody."""

HOLD_SECONDS = 1.0
UNRESOLVED_SECONDS = 5.0
UNRESOLVED_ITEMS = 1000

NOT_YOURS = "This change carries the mark of another writer, so it was not taken. Your text is kept as a copy."
UNREADABLE = "The server could not understand a change. It was not taken; the page connects anew."
STORE_FAILS = "The server can't save at the moment. Your text is kept here and in your browser; saving is tried again."


@dataclass(frozen=True, slots=True)
class Received:
    """An update or step 2 from a connection, not yet applied."""

    connection: Connection
    update: bytes
    is_step_two: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A step 1, answered when everything applied before it is durable."""

    connection: Connection
    state: bytes


@dataclass(slots=True)
class Batch:
    """What was applied and is not durable yet, and who wrote what of it (by client ids)."""

    update: bytes
    writers: tuple[tuple[int, UUID | None], ...]
    contributions: dict[Connection, frozenset[int]]

    def join(self, later: "Batch") -> None:
        self.update = merge_updates(self.update, later.update)
        self.writers += later.writers
        for connection, clients in later.contributions.items():
            self.contributions[connection] = self.contributions.get(connection, frozenset()) | clients


class Room:
    """A loaded document and those who are in it.

    The committer calls `gather`, commits, and calls `settle`, `stay_in_trouble` or `end`; between those nothing is
    gathered, so whatever is applied when `settle` comes is durable.
    """

    def __init__(self, manuscript: Manuscript) -> None:
        self.document_id = manuscript.document_id
        self.connections: set[Connection] = set()
        self.presence = Presence()
        self.ended = False
        self.is_broken = False
        """The text in memory can't be trusted; rooms loads it anew and calls `mend`."""
        self.misses_rows = False
        """Others have appended to the log; rooms fetches it and calls `take_rows`."""
        self.is_in_trouble = False
        self.changed_at: float | None = None
        """When the first edit since the last projection came, for rooms to schedule the next."""
        self.committed: list[tuple[int, Batch]] = []
        """What is durable and not yet told to other processes."""
        self.projection_seconds = 0.0
        self.revision_noted_at = monotonic()
        self.is_noted = True
        """Was a revision asked for since the last edit?"""
        self.last_author: UUID | None = None
        self.empty_since = monotonic()
        self._inbox: list[Received] = []
        self._inbox_bytes = 0
        self._asked: list[Asked] = []
        self._batch: Batch | None = None
        self._unacknowledged: set[Connection] = set()
        self._news: Batch | None = None
        """Durable, and not yet told to a crowd."""
        self._whole: bytes | None
        self._authorship = Authorship(manuscript.writers)
        self._open(manuscript)

    def _open(self, manuscript: Manuscript) -> None:
        self.manuscript = manuscript
        self._emitted: list[bytes] = []
        self._whole = missing_frame(manuscript.whole) if manuscript.whole else None
        manuscript.whole = None
        manuscript.doc.observe(self._note)

    def _note(self, event: TransactionEvent) -> None:
        self._emitted.append(bytes(event.update))

    def _take_emitted(self) -> bytes | None:
        """What the last transactions changed, or None."""
        emitted, self._emitted = [update for update in self._emitted if update != NOTHING], []
        if not emitted:
            return None
        self._whole = None
        return emitted[0] if len(emitted) == 1 else merge_updates(*emitted)

    # Coming and going

    def join(self, connection: Connection) -> None:
        """Begin the exchange with a newcomer. Readers are not asked for what they have."""
        self.connections.add(connection)
        if connection.may_write:
            connection.post(state_frame(self.manuscript.doc.get_state()))
        if (everyone := self.presence.everyone()) is not None:
            connection.post(awareness_frame(everyone))

    def leave(self, connection: Connection) -> None:
        self.connections.discard(connection)
        self._unacknowledged.discard(connection)
        if connection.client_id is not None:
            self.presence.leave(connection.client_id)
        if connection.unresolved:
            self.is_broken = True
        self.empty_since = monotonic()

    # Frames

    def take_update(self, connection: Connection, update: bytes, *, is_step_two: bool) -> None:
        self._inbox.append(Received(connection, update, is_step_two))
        self._inbox_bytes += len(update)

    def take_state(self, connection: Connection, state: bytes) -> None:
        self._asked.append(Asked(connection, state))

    def take_awareness(self, connection: Connection, body: bytes) -> None:
        """Take the sender's own state, under its own name; what it repeats of others is passed over."""
        for entry in read_entries(body):
            if connection.client_id is None and not self.presence.knows(entry.client_id):
                connection.client_id = entry.client_id
            if entry.client_id == connection.client_id:
                self.presence.put(Entry(entry.client_id, entry.clock, _named(entry.state, connection)))

    def send_presence(self, connection: Connection) -> None:
        if (everyone := self.presence.everyone()) is not None:
            connection.post(awareness_frame(everyone))

    def broadcast(self, frame: bytes) -> None:
        for connection in self.connections:
            connection.post(frame)

    @property
    def is_full(self) -> bool:
        """Is more waiting than should? Then readers of sockets pause."""
        return self._inbox_bytes > INBOX_BYTES or len(self._inbox) > INBOX_ITEMS

    @property
    def has_work(self) -> bool:
        return bool(self._inbox or self._batch)

    @property
    def holds_answers(self) -> bool:
        """Does somebody wait for an acknowledgement or the text, for another reason than a commit?"""
        return bool(self._asked or self._unacknowledged)

    @property
    def is_idle(self) -> bool:
        return not (self.connections or self.has_work)

    # Applying

    def gather(self) -> Append | None:
        """Apply what has come; answers what is to be committed. None: nothing is, and `settle` may follow at once."""
        taken, self._inbox = self._inbox[:BATCH_ITEMS], self._inbox[BATCH_ITEMS:]
        self._inbox_bytes = sum(len(item.update) for item in self._inbox) if self._inbox else 0
        contributions = self._apply(taken)
        if self.is_broken:
            self._inbox[:0] = [item for item in taken if not item.connection.is_closing]
            return None
        update = self._take_emitted()
        self._count(taken, update)
        if update is not None:
            later = Batch(update, self._authorship.take_fresh(), contributions)
            if self._batch is None:
                self._batch = later
            else:
                self._batch.join(later)
        if self._batch is None:
            return None
        text = self.manuscript
        return Append(self.document_id, text.epoch, self._batch.update, self._batch.writers, text.head + 1)

    def _apply(self, items: list[Received]) -> dict[Connection, frozenset[int]]:
        """Apply in one transaction; a sender whose update is no update or not its own is refused, the others go on."""
        doc = self.manuscript.doc
        contributions: dict[Connection, frozenset[int]] = {}
        with doc.transaction():
            for item in items:
                connection = item.connection
                if connection.is_closing:
                    continue
                try:
                    clients = self._authorship.check(doc, item.update, connection.visitor.user_id)
                    apply_update(doc, item.update)
                except ForeignClientError:
                    connection.refuse(CloseCode.EPOCH, "refused", NOT_YOURS)
                except MalformedFrameError:
                    connection.refuse(CloseCode.MALFORMED, "refused", UNREADABLE)
                except BrokenUpdateError as error:
                    connection.refuse(CloseCode.MALFORMED, "refused", UNREADABLE)
                    log.warning("update_unreadable", document_id=str(self.document_id), panicked=error.panicked)
                    if error.panicked:
                        self.is_broken = True
                        break
                else:
                    if item.update != NOTHING:
                        contributions[connection] = contributions.get(connection, frozenset()) | clients
        return contributions

    def _count(self, items: list[Received], changed: bytes | None) -> None:
        """Note what each sender may have acknowledged once it is durable, and what still lacks something."""
        last: dict[Connection, list[bytes]] = {}
        for item in items:
            connection = item.connection
            if connection.is_closing:
                continue
            connection.applied += 1
            last.setdefault(connection, []).append(item.update)
            if item.is_step_two:
                connection.has_synced = True
            elif not connection.has_synced and item.update[-1]:
                connection.holds_deletions = True
        if last:
            self._unacknowledged.update(last)
            # The common case, one update that changed just what it says, needs no closer look.
            if len(items) > 1 or items[0].update != changed or items[0].connection.unresolved:
                self._resolve(last)

    def _resolve(self, received: dict[Connection, list[bytes]]) -> None:
        """Keep the updates that lean on something not here yet. A sender's last one speaks for those before it."""
        state = self.manuscript.doc.get_state()
        for connection, updates in received.items():
            if connection.unresolved or not is_known(state, updates[-1]):
                waiting = [*connection.unresolved, *updates]
                connection.unresolved = [update for update in waiting if not is_known(state, update)]
                if len(connection.unresolved) > UNRESOLVED_ITEMS:
                    self._give_up(connection)

    def _give_up(self, connection: Connection) -> None:
        connection.refuse(CloseCode.MALFORMED, "refused", UNREADABLE)
        connection.unresolved.clear()
        self.is_broken = True

    # After the commit

    def settle(self, seq: int | None = None) -> None:
        """Everything applied is durable (`seq`: as what): acknowledge, tell the others, answer newcomers."""
        if self._batch is not None:
            batch, self._batch = self._batch, None
            self._advance(seq, batch)
            self.last_author = next((each.visitor.user_id for each in batch.contributions), self.last_author)
            if len(self.connections) > CROWD:
                self._tell_soon(batch)
            else:
                self._tell(batch)
        recovered, self.is_in_trouble = self.is_in_trouble, False
        if recovered:
            for connection in self.connections:
                connection.acknowledge(again=True)
        self._acknowledge()
        self._answer()

    def _advance(self, seq: int | None, batch: Batch) -> None:
        assert seq is not None, "a batch was committed without a number"
        self.committed.append((seq, batch))
        manuscript = self.manuscript
        if seq == manuscript.head + 1:
            manuscript.head = seq
            manuscript.tail_rows += 1
            manuscript.tail_bytes += len(batch.update)
        else:
            self.misses_rows = True
        self.is_noted = False
        if self.changed_at is None:
            self.changed_at = monotonic()

    def _tell_soon(self, batch: Batch) -> None:
        if self._news is not None:
            self._news.join(batch)
            return
        self._news = Batch(batch.update, (), dict(batch.contributions))
        asyncio.get_running_loop().call_later(CROWD_FRAME, self._tell_news)

    def _tell_news(self) -> None:
        if self._news is not None:
            news, self._news = self._news, None
            self._tell(news)

    def _tell(self, batch: Batch) -> None:
        frame = update_frame(batch.update)
        alone = len(batch.contributions) < 2
        for connection in self.connections:
            if not connection.is_joined:
                continue
            own = batch.contributions.get(connection)
            if own is None:
                connection.post(frame)
            elif not alone and (rest := without_clients(batch.update, own)) != NOTHING:
                connection.post(update_frame(rest))

    def _acknowledge(self) -> None:
        now = monotonic()
        for connection in [*self._unacknowledged]:
            early = connection.holds_deletions and not connection.has_synced and now < connection.opened + HOLD_SECONDS
            if early or connection.unresolved:
                continue
            self._unacknowledged.discard(connection)
            connection.acknowledge()

    def _answer(self) -> None:
        if not self._asked or any(connection.unresolved for connection in self.connections):
            return
        asked, self._asked = self._asked, []
        for item in asked:
            try:
                frame = self._missing(item.state)
            except ValueError:
                item.connection.refuse(CloseCode.MALFORMED, "refused", UNREADABLE)
                continue
            item.connection.post(frame, counts=False)
            item.connection.is_joined = True

    def _missing(self, state: bytes) -> bytes:
        if state != b"\x00":
            return missing_frame(self.manuscript.doc.get_update(state))
        if self._whole is None:
            self._whole = missing_frame(self.manuscript.doc.get_update())
        return self._whole

    def stay_in_trouble(self) -> None:
        """The commit failed; what was applied is kept for the next one. Tells everybody once."""
        if not self.is_in_trouble:
            self.is_in_trouble = True
            self.broadcast(trouble_frame("store", STORE_FAILS))

    def sweep(self) -> None:
        """Now and then: give up on senders whose updates lean on what never came."""
        now = monotonic()
        for connection in self.connections:
            if connection.unresolved and now > connection.opened + UNRESOLVED_SECONDS:
                self._give_up(connection)

    # What others wrote

    def take_rows(self, rows: Iterable[Row], writers: dict[int, UUID | None]) -> None:
        """Take rows of the log that follow the head, in order and without a gap; our own among them change nothing."""
        manuscript = self.manuscript
        self._authorship.learn(writers)
        with manuscript.doc.transaction():
            for row in rows:
                if row.seq != manuscript.head + 1:
                    continue
                apply_update(manuscript.doc, row.data)
                manuscript.head = row.seq
                manuscript.tail_rows += 1
                manuscript.tail_bytes += len(row.data)
        update = self._take_emitted()
        if update is not None:
            frame = update_frame(update)
            for connection in self.connections:
                if connection.is_joined:
                    connection.post(frame)

    # Repair, compaction, the end

    def mend(self, manuscript: Manuscript) -> None:
        """Go on with a text that was loaded anew, and with what was applied but not committed."""
        self._open(manuscript)
        self._authorship.learn(manuscript.writers)
        if self._batch is not None:
            apply_update(manuscript.doc, self._batch.update)
            self._emitted.clear()
        self.is_broken = False

    @property
    def wants_snapshot(self) -> bool:
        text = self.manuscript
        return self.can_snapshot and tail_is_long(text.tail_rows, text.tail_bytes, text.snapshot_bytes)

    @property
    def can_snapshot(self) -> bool:
        """Is what is in memory what is in the log?"""
        waiting = self._batch is not None or self.misses_rows or self.is_broken
        return not waiting and not any(connection.unresolved for connection in self.connections)

    def end(self, code: CloseCode, reason: str) -> None:
        """The document is gone or begins anew: everybody out. What was not acknowledged is with its writers."""
        self.ended = True
        self._inbox.clear()
        self._asked.clear()
        self._batch = None
        for connection in self.connections:
            connection.close(code, reason)


def _named(state: dict[str, object] | None, connection: Connection) -> dict[str, object] | None:
    if state is None:
        return None
    return {**state, "user": connection.person}
