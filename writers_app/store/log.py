"""The append-only log of Yjs updates: gapless numbers under the document row's lock. Called within the store."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from writers_app.db import utc_now
from writers_app.store.tables import DOCUMENTS, UPDATES, WRITERS

__all__ = ["Append", "Head", "Refusal", "Row", "append_updates", "read_heads", "read_tail", "read_writers"]


@dataclass(frozen=True, slots=True)
class Append:
    """One document's share of a commit: an update made of everything new, and client ids used for the first time."""

    document_id: UUID
    epoch: int
    data: bytes
    writers: tuple[tuple[int, UUID | None], ...] = ()
    expected: int | None = None
    """The number that it should get if nobody else has appended; saves looking."""


class Refusal(StrEnum):
    """Why an update was not appended."""

    GONE = "gone"
    EPOCH = "epoch"
    BUSY = "busy"
    """Another transaction holds the document; ask again."""


@dataclass(frozen=True, slots=True)
class Row:
    seq: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """Where a document's log stands."""

    seq: int
    epoch: int


def append_updates(connection: Connection, appends: Sequence[Append], *, wait: bool = True) -> list[int | Refusal]:
    """Append each update under its document's lock; answers, in order, its number or why it was refused.

    At most one append per document. The caller commits. With `wait=False` a document that another transaction holds (on
    PostgreSQL) is refused as BUSY instead of holding up the others.
    """
    heads = _lock_heads(connection, [item.document_id for item in appends], wait=wait)
    missing = _absent(connection, [item.document_id for item in appends if item.document_id not in heads])
    outcomes: list[int | Refusal] = []
    accepted: list[tuple[Append, int]] = []
    for item in appends:
        head = heads.get(item.document_id)
        if head is None:
            outcomes.append(Refusal.GONE if item.document_id in missing else Refusal.BUSY)
        elif head.epoch != item.epoch:
            outcomes.append(Refusal.EPOCH)
        else:
            outcomes.append(head.seq + 1)
            accepted.append((item, head.seq + 1))
    if accepted:
        _write(connection, accepted, utc_now())
    return outcomes


def _lock_heads(connection: Connection, ids: Collection[UUID], *, wait: bool) -> dict[UUID, Head]:
    """The heads, locked in one order everywhere. SQLite's transaction holds the write lock already."""
    query = (
        select(DOCUMENTS.c.id, DOCUMENTS.c.head, DOCUMENTS.c.epoch)
        .where(DOCUMENTS.c.id.in_(ids))
        .order_by(DOCUMENTS.c.id)
        .with_for_update(key_share=True, skip_locked=not wait)
    )
    return {row.id: Head(row.head, row.epoch) for row in connection.execute(query)}


def _absent(connection: Connection, ids: Collection[UUID]) -> set[UUID]:
    if not ids:
        return set()
    found = connection.execute(select(DOCUMENTS.c.id).where(DOCUMENTS.c.id.in_(ids))).scalars()
    return set(ids) - set(found)


_INSERT = insert(UPDATES)
_ADVANCE = update(DOCUMENTS).where(DOCUMENTS.c.id == bindparam("document")).values(head=bindparam("seq"))


def _write(connection: Connection, accepted: Sequence[tuple[Append, int]], now: datetime) -> None:
    connection.execute(_ADVANCE, [{"document": item.document_id, "seq": seq} for item, seq in accepted])
    _insert(connection, accepted, now)


def _insert(connection: Connection, accepted: Sequence[tuple[Append, int]], now: datetime) -> None:
    connection.execute(
        _INSERT,
        [
            {"document_id": item.document_id, "seq": seq, "epoch": item.epoch, "data": item.data, "created_at": now}
            for item, seq in accepted
        ],
    )
    writers = [
        {"document_id": item.document_id, "client_id": client, "user_id": user, "seq": seq}
        for item, seq in accepted
        for client, user in item.writers
    ]
    if writers:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(WRITERS).on_conflict_do_nothing(), writers)


def read_heads(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Head]:
    """Where the logs of these documents stand; those that are gone are missing from the answer."""
    query = select(DOCUMENTS.c.id, DOCUMENTS.c.head, DOCUMENTS.c.epoch).where(DOCUMENTS.c.id.in_(ids))
    return {row.id: Head(row.head, row.epoch) for row in connection.execute(query)}


def read_tail(connection: Connection, document_id: UUID, epoch: int, after: int) -> list[Row]:
    """The updates of an epoch after a number, in order."""
    query = (
        select(UPDATES.c.seq, UPDATES.c.data)
        .where(UPDATES.c.document_id == document_id, UPDATES.c.epoch == epoch, UPDATES.c.seq > after)
        .order_by(UPDATES.c.seq)
    )
    return [Row(row.seq, bytes(row.data)) for row in connection.execute(query)]


def read_writers(connection: Connection, document_id: UUID, after: int = 0) -> dict[int, UUID | None]:
    """Whose the document's client ids are that came after a number."""
    query = select(WRITERS.c.client_id, WRITERS.c.user_id).where(
        WRITERS.c.document_id == document_id, WRITERS.c.seq > after
    )
    return {row.client_id: row.user_id for row in connection.execute(query)}
