"""Loading a manuscript: the newest good snapshot and the tail of the log, by number. Called by rooms and the store."""

from dataclasses import dataclass, field
from uuid import UUID

import structlog
from pycrdt import Doc, XmlFragment, merge_updates
from sqlalchemy import Connection, select

from writers_app.errors import NotFoundError, UnavailableError
from writers_app.store.log import Head, Row, read_heads, read_tail, read_writers
from writers_app.store.tables import SNAPSHOTS

log = structlog.get_logger(__name__)

YDoc = Doc[XmlFragment]

FRAGMENT = "default"
NOTHING = b"\x00\x00"
"""The update that changes nothing."""

_CHUNK = 500
"""Updates applied in one Yjs transaction; a transaction's cost grows faster than its length."""

_DOZENS = 32

DOCUMENT_GONE = "There is no such document, or it is not shared with you."
DAMAGED = "The stored text of this document can't be put together. Nothing was changed; restore it from a backup."


class BrokenUpdateError(ValueError):
    """Bytes that are no update. After a panic the doc they were applied to must not be used again."""

    def __init__(self, message: str, *, panicked: bool = False) -> None:
        super().__init__(message)
        self.panicked = panicked


@dataclass(slots=True)
class Manuscript:
    """A text in memory as of `head`, with whose its client ids are, and how much of the log follows its snapshot."""

    document_id: UUID
    doc: YDoc
    epoch: int
    head: int
    writers: dict[int, UUID | None] = field(default_factory=dict)
    tail_rows: int = 0
    tail_bytes: int = 0
    snapshot_seq: int = 0
    snapshot_bytes: int = 0
    whole: bytes | None = None
    """The text as one update, where loading had it anyway."""

    @property
    def fragment(self) -> XmlFragment:
        fragment: XmlFragment = self.doc.get(FRAGMENT, type=XmlFragment)
        return fragment


@dataclass(frozen=True, slots=True)
class Stored:
    """What the log holds of a manuscript, not put together: a snapshot (0: none) and all that follows it."""

    document_id: UUID
    head: Head
    seq: int
    snapshot: bytes
    tail: list[Row]
    writers: dict[int, UUID | None]

    def assemble(self) -> Manuscript:
        """BrokenUpdateError when the bytes are no text."""
        doc = YDoc()
        apply_updates(doc, [self.snapshot, *(row.data for row in self.tail)])
        return Manuscript(
            self.document_id,
            doc,
            self.head.epoch,
            self.tail[-1].seq if self.tail else self.seq,
            self.writers,
            len(self.tail),
            sum(len(row.data) for row in self.tail),
            self.seq,
            len(self.snapshot),
            None if self.tail else self.snapshot,
        )


def load_manuscript(connection: Connection, document_id: UUID) -> Manuscript:
    """The manuscript as it is committed. Errors, and what the connection should be, as of read_stored.

    An unreadable snapshot is passed over for the one before.
    """
    below: int | None = None
    while True:
        stored = read_stored(connection, document_id, below=below)
        try:
            return stored.assemble()
        except BrokenUpdateError:
            log.exception("snapshot_unreadable", document_id=str(document_id), seq=stored.seq)
            below = stored.seq


def read_stored(connection: Connection, document_id: UUID, *, below: int | None = None) -> Stored:
    """The newest snapshot (numbered `below`, if given) that joins the log, and its tail.

    NotFoundError when the document is gone, UnavailableError when the log is damaged. The connection should be in one
    transaction that sees one state (SQLite's do; REPEATABLE READ on PostgreSQL); without that, a compaction in between
    shows as a gap, and is read again.
    """
    for _ in range(3):
        head = read_heads(connection, [document_id]).get(document_id)
        if head is None:
            raise NotFoundError(DOCUMENT_GONE)
        for seq in [*_snapshots(connection, document_id, head.epoch), 0]:
            if below is not None and seq >= below:
                continue
            tail = read_tail(connection, document_id, head.epoch, seq)
            if _joins(seq, tail, head.seq):
                data = _read_snapshot(connection, document_id, seq) if seq else NOTHING
                return Stored(document_id, head, seq, data, tail, read_writers(connection, document_id))
    log.error("manuscript_damaged", document_id=str(document_id))
    raise UnavailableError(DAMAGED)


def _snapshots(connection: Connection, document_id: UUID, epoch: int) -> list[int]:
    """The numbers of the snapshots, the newest first."""
    query = (
        select(SNAPSHOTS.c.seq)
        .where(SNAPSHOTS.c.document_id == document_id, SNAPSHOTS.c.epoch == epoch)
        .order_by(SNAPSHOTS.c.seq.desc())
    )
    return list(connection.execute(query).scalars())


def _read_snapshot(connection: Connection, document_id: UUID, seq: int) -> bytes:
    query = select(SNAPSHOTS.c.data).where(SNAPSHOTS.c.document_id == document_id, SNAPSHOTS.c.seq == seq)
    return bytes(connection.execute(query).scalar_one())


def _joins(seq: int, tail: list[Row], head: int) -> bool:
    """Does the tail lead without a gap from the snapshot (0: from nothing) to the head?"""
    last = tail[-1].seq if tail else seq
    return last - seq == len(tail) and last >= head


def apply_updates(doc: YDoc, updates: list[bytes]) -> None:
    """Apply in order, chunk by chunk. BrokenUpdateError leaves the doc unfit for further use."""
    for start in range(0, len(updates), _CHUNK):
        with doc.transaction():
            for update in updates[start : start + _CHUNK]:
                apply_update(doc, update)


def apply_update(doc: YDoc, update: bytes) -> None:
    """Apply one update that may be anything. BrokenUpdateError when it is none."""
    try:
        doc.apply_update(update)
    except ValueError as error:
        raise BrokenUpdateError(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3 exports no such name, and it is not an Exception
            raise
        raise BrokenUpdateError("the update made Yrs panic", panicked=True) from error


def merge_all(updates: list[bytes]) -> bytes:
    """Many updates as one. A merge's cost grows faster than its length, so they are merged by dozens."""
    while len(updates) > 1:
        updates = [merge_updates(*updates[start : start + _DOZENS]) for start in range(0, len(updates), _DOZENS)]
    return updates[0]
