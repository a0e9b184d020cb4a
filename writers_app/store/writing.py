"""Writing a whole text through the log: imports, replacements, rebuilding. Called by services, in their transaction."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from typing import TypeVar
from uuid import UUID

from pycrdt import TransactionEvent, XmlFragment, merge_updates
from sqlalchemy import Connection, insert, select, update

from writers_app.db import Session, after_commit, utc_now
from writers_app.errors import ConflictError, NotFoundError, UnavailableError
from writers_app.store import bell
from writers_app.store.comments import StoredComment, drop_comments, read_comments, write_comments
from writers_app.store.compaction import save_snapshot
from writers_app.store.difference import rewrite_children
from writers_app.store.log import Append, Head, append_updates
from writers_app.store.manuscript import DOCUMENT_GONE, FRAGMENT, Manuscript, YDoc, load_manuscript
from writers_app.store.projection import ProjectedText, project_manuscript, save_projection
from writers_app.store.tables import DOCUMENTS, PROJECTIONS, UPDATES, WRITERS
from writers_app.store.tree import JSON, write_blocks

T = TypeVar("T")

HAS_TEXT = "This document has a text already. Replace it, or put the new text into a new document."
CHANGED = "The text changed after you read it. Read it again and put your change into that."
MERGED_AT_MOST = 64
"""Updates to merge; beyond that the difference to the old state is cheaper to ask for."""


@dataclass(frozen=True, slots=True)
class PreparedText:
    """The first text of a document, ready to be written: its update, and what is read of it."""

    update: bytes
    writer: int
    projected: ProjectedText


def prepare(document_id: UUID, content_json: JSON, comments: Sequence[StoredComment] = ()) -> PreparedText:
    """The slow part of seeding, without the database: for whole books, outside the transaction that plants them."""
    doc = YDoc()
    write_blocks(doc, content_json)
    with doc.transaction():
        write_comments(doc, comments)
    return PreparedText(doc.get_update(), doc.client_id, project_manuscript(Manuscript(document_id, doc, 1, 1)))


async def plant(session: Session, prepared: PreparedText) -> int:
    """Write a prepared text; answers its number in the log. ConflictError when the document has a text already."""
    document_id = prepared.projected.document_id
    head = await _run(session, _lock, document_id)
    if head.seq:
        raise ConflictError(HAS_TEXT)
    append = Append(document_id, head.epoch, prepared.update, ((prepared.writer, None),))
    (outcome,) = await _run(session, append_updates, [append])
    if not isinstance(outcome, int):
        raise ConflictError(CHANGED)
    await _run(session, save_projection, replace_fields(prepared.projected, epoch=head.epoch, seq=outcome))
    _ring(session, document_id)
    return outcome


async def seed(session: Session, document_id: UUID, content_json: JSON) -> int:
    """Write the first text of a document; answers its number in the log. ConflictError when there is one already."""
    return await plant(session, await asyncio.to_thread(prepare, document_id, content_json))


async def replace(
    session: Session, document_id: UUID, content_json: JSON, *, based_on: int, comments: Sequence[StoredComment] = ()
) -> int:
    """Change the text into another one by a small change; answers the new number in the log. `comments` come on top.

    ConflictError unless `based_on` is the log's last number: what was written since would be lost.
    """
    head = await _run(session, _lock, document_id)
    if head.seq != based_on:
        raise ConflictError(CHANGED)
    manuscript = await _run(session, load_manuscript, document_id)
    change = await asyncio.to_thread(_rewrite, manuscript.doc, content_json, comments)
    return await _store(session, manuscript, change) if change is not None else head.seq


async def change_comments(
    session: Session, document_id: UUID, put: Sequence[StoredComment] = (), drop: Collection[str] = ()
) -> int:
    """Add or change some comments and take others away; answers the new number in the log."""
    head = await _run(session, _lock, document_id)
    manuscript = await _run(session, load_manuscript, document_id)

    def change() -> None:
        write_comments(manuscript.doc, put)
        drop_comments(manuscript.doc, drop)

    update = await asyncio.to_thread(_note_change, manuscript.doc, change)
    return await _store(session, manuscript, update) if update is not None else head.seq


async def rebuild(session: Session, document_id: UUID, content_json: JSON) -> int:
    """Begin a new epoch with a text of new Yjs items; answers the epoch.

    For repair and restoring from a backup: open tabs resynchronise and merge nothing of the old one. Comments stay.
    """
    head = await _run(session, _lock, document_id)
    comments = await _comments_so_far(session, document_id)
    doc = YDoc()
    await asyncio.to_thread(write_blocks, doc, content_json)
    with doc.transaction():
        write_comments(doc, comments)
    manuscript = Manuscript(document_id, doc, head.epoch + 1, head.seq + 1)
    await _run(session, _begin_epoch, manuscript)
    await _run(session, save_projection, await asyncio.to_thread(project_manuscript, manuscript))
    _ring(session, document_id)
    return manuscript.epoch


async def _comments_so_far(session: Session, document_id: UUID) -> tuple[StoredComment, ...]:
    """As they are, or (a log can be damaged, which is why one rebuilds) as they were last projected."""
    try:
        return read_comments((await _run(session, load_manuscript, document_id)).doc)
    except UnavailableError:
        query = select(PROJECTIONS.c.comments).where(PROJECTIONS.c.document_id == document_id)
        kept = (await (await session.connection()).execute(query)).scalar()
        return tuple(StoredComment(**comment) for comment in kept or ())


async def _store(session: Session, manuscript: Manuscript, change: bytes) -> int:
    """Append, and project at once: whoever reads next reads this."""
    writers: tuple[tuple[int, UUID | None], ...] = ((manuscript.doc.client_id, None),)
    append = Append(manuscript.document_id, manuscript.epoch, change, writers)
    (outcome,) = await _run(session, append_updates, [append])
    if not isinstance(outcome, int):
        raise ConflictError(CHANGED)
    manuscript.head = outcome
    await _run(session, save_projection, await asyncio.to_thread(project_manuscript, manuscript))
    _ring(session, manuscript.document_id)
    return outcome


def _rewrite(doc: YDoc, content: JSON, comments: Sequence[StoredComment]) -> bytes | None:
    """The change as one update, or None when nothing changes."""
    fragment: XmlFragment = doc.get(FRAGMENT, type=XmlFragment)

    def change() -> None:
        if len(fragment.children) == 0:
            write_blocks(doc, content)
        else:
            with doc.transaction():
                rewrite_children(fragment, content)
        with doc.transaction():
            write_comments(doc, comments)

    return _note_change(doc, change)


def _note_change(doc: YDoc, change: Callable[[], None]) -> bytes | None:
    """What a change to a document emits, as one update; None when that is nothing."""
    emitted: list[bytes] = []

    def note(event: TransactionEvent) -> None:
        emitted.append(bytes(event.update))

    state = doc.get_state()
    subscription = doc.observe(note)
    change()
    doc.unobserve(subscription)
    if not emitted:
        return None
    return merge_updates(*emitted) if len(emitted) <= MERGED_AT_MOST else doc.get_update(state)


def _lock(connection: Connection, document_id: UUID) -> Head:
    query = (
        select(DOCUMENTS.c.head, DOCUMENTS.c.epoch).where(DOCUMENTS.c.id == document_id).with_for_update(key_share=True)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(DOCUMENT_GONE)
    return Head(row.head, row.epoch)


def _begin_epoch(connection: Connection, manuscript: Manuscript) -> None:
    """The new text as a row of the log and as the snapshot that every epoch but the first begins with."""
    key, seq, data = manuscript.document_id, manuscript.head, manuscript.doc.get_update()
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == key).values(epoch=manuscript.epoch, head=seq))
    connection.execute(
        insert(UPDATES).values(document_id=key, seq=seq, epoch=manuscript.epoch, data=data, created_at=utc_now())
    )
    connection.execute(
        insert(WRITERS).values(document_id=key, client_id=manuscript.doc.client_id, user_id=None, seq=seq)
    )
    save_snapshot(connection, key, manuscript.epoch, seq, data)


async def _run(session: Session, work: Callable[..., T], *args: object) -> T:
    connection = await session.connection()
    return await connection.run_sync(work, *args)


def _ring(session: Session, document_id: UUID) -> None:
    async def ring() -> None:
        await bell.ring(document_id)

    after_commit(session, ring)
