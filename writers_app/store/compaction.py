"""Snapshots, and trimming of what they make superfluous, so that loading stays fast. Called by journal."""

from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from writers_app.db import utc_now
from writers_app.store.tables import DOCUMENTS, SNAPSHOTS, UPDATES

KEPT_SNAPSHOTS = 2
"""The log is kept back to the older one, so that a damaged snapshot costs nothing."""

TAIL_ROWS = 1000
TAIL_BYTES = 256 * 1024


def tail_is_long(rows: int, tail_bytes: int, snapshot_bytes: int) -> bool:
    """Is a new snapshot due? Large documents wait for a longer tail, so that writing stays proportional to typing."""
    return rows >= TAIL_ROWS or (rows > 1 and tail_bytes >= max(TAIL_BYTES, snapshot_bytes))


def save_snapshot(connection: Connection, document_id: UUID, epoch: int, seq: int, data: bytes) -> bool:
    """Keep the whole document as of `seq`. False if it is not wanted: the epoch is over, or there is a later one."""
    current = connection.execute(
        select(DOCUMENTS.c.epoch).where(DOCUMENTS.c.id == document_id).with_for_update(key_share=True)
    ).scalar()
    newest = connection.execute(
        select(SNAPSHOTS.c.seq).where(SNAPSHOTS.c.document_id == document_id).order_by(SNAPSHOTS.c.seq.desc()).limit(1)
    ).scalar()
    if current != epoch or (newest is not None and newest >= seq):
        return False
    connection.execute(
        insert(SNAPSHOTS).values(document_id=document_id, seq=seq, epoch=epoch, data=data, created_at=utc_now())
    )
    return True


def trim_log(connection: Connection, document_id: UUID) -> None:
    """Drop updates and snapshots from before the oldest snapshot kept. Called in a later transaction than the save."""
    query = (
        select(SNAPSHOTS.c.seq)
        .where(SNAPSHOTS.c.document_id == document_id)
        .order_by(SNAPSHOTS.c.seq.desc())
        .limit(KEPT_SNAPSHOTS)
    )
    kept = list(connection.execute(query).scalars())
    if len(kept) < KEPT_SNAPSHOTS:
        return
    connection.execute(delete(UPDATES).where(UPDATES.c.document_id == document_id, UPDATES.c.seq <= kept[-1]))
    connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.document_id == document_id, SNAPSHOTS.c.seq < kept[-1]))
