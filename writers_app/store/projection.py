"""What is read of a manuscript but never written back: JSON, text, counts and the folded text that search reads.

Called by services, by the projector's process, and by writing.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from writers_app.db import Session, utc_now
from writers_app.errors import NotFoundError
from writers_app.store.comments import StoredComment, read_comments
from writers_app.store.log import read_heads
from writers_app.store.manuscript import DOCUMENT_GONE, Manuscript, load_manuscript
from writers_app.store.tables import DOCUMENTS, PROJECTIONS
from writers_app.store.tree import JSON, read_document
from writers_app.text.normalisation import fold_for_search
from writers_app.text.words import count_characters, count_words

TEXT_BLOCKS = frozenset({"paragraph", "heading", "codeBlock", "footnote"})


@dataclass(frozen=True, slots=True)
class ProjectedText:
    """A text as of `seq` in an epoch."""

    document_id: UUID
    epoch: int
    seq: int
    content: JSON
    text: str
    words: int
    characters: int
    comments: tuple[StoredComment, ...] = ()


def project_manuscript(manuscript: Manuscript) -> ProjectedText:
    content = read_document(manuscript.doc)
    lines = list(read_lines(content))
    return ProjectedText(
        manuscript.document_id,
        manuscript.epoch,
        manuscript.head,
        content,
        "\n".join(lines),
        sum(map(count_words, lines)),
        sum(map(count_characters, lines)),
        read_comments(manuscript.doc),
    )


def read_lines(node: JSON) -> Iterator[str]:
    """The text of every block in reading order, a footnote's after the block it stands in.

    What is suggested to be deleted is left out, what is suggested to be inserted is there: as if all were accepted.
    """
    if node["type"] not in TEXT_BLOCKS:
        for child in node.get("content", ()):
            yield from read_lines(child)
        return
    line, notes = [], []
    for child in node.get("content", ()):
        if child["type"] == "text":
            if not any(mark["type"] == "deletion" for mark in child.get("marks", ())):
                line.append(child["text"])
        elif child["type"] == "footnote":
            notes.append(child)
        else:
            line.append("\n")
    yield "".join(line)
    for note in notes:
        yield from read_lines(note)


def save_projection(connection: Connection, text: ProjectedText) -> bool:
    """Keep a projection unless a later one is there. Answers whether it was kept."""
    values = {
        "document_id": text.document_id,
        "epoch": text.epoch,
        "seq": text.seq,
        "content": text.content,
        "text": text.text.replace("\x00", ""),
        "folded": fold_for_search(text.text).replace("\x00", ""),
        "words": text.words,
        "characters": text.characters,
        "comments": [asdict(comment) for comment in text.comments],
        "updated_at": utc_now(),
    }
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(PROJECTIONS).values(values)
    changed = {name: insert.excluded[name] for name in values if name != "document_id"}
    query = insert.on_conflict_do_update(
        index_elements=[PROJECTIONS.c.document_id], set_=changed, where=PROJECTIONS.c.seq < insert.excluded.seq
    )
    return connection.execute(query).rowcount > 0


def find_stale(connection: Connection, limit: int = 100) -> list[UUID]:
    """Documents whose projection is behind their log, as a process leaves them that was killed after a commit."""
    query = (
        select(DOCUMENTS.c.id)
        .outerjoin(PROJECTIONS, PROJECTIONS.c.document_id == DOCUMENTS.c.id)
        .where(DOCUMENTS.c.head > 0, (PROJECTIONS.c.seq.is_(None)) | (PROJECTIONS.c.seq < DOCUMENTS.c.head))
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


async def read_projection(session: Session, document_id: UUID) -> ProjectedText:
    """The text with every edit that is committed. NotFoundError when the document is gone.

    Reads the kept projection when it is up to date, else projects in a thread, and keeps nothing: the session may be
    for reading only.
    """
    connection = await session.connection()
    kept = await connection.run_sync(_read_kept, document_id)
    if kept is not None:
        return kept
    manuscript = await connection.run_sync(load_manuscript, document_id)
    return await asyncio.to_thread(project_manuscript, manuscript)


def _read_kept(connection: Connection, document_id: UUID) -> ProjectedText | None:
    head = read_heads(connection, [document_id]).get(document_id)
    if head is None:
        raise NotFoundError(DOCUMENT_GONE)
    if head.seq == 0:
        return ProjectedText(document_id, head.epoch, 0, {"type": "doc", "content": []}, "", 0, 0)
    columns = PROJECTIONS.c
    row = connection.execute(
        select(PROJECTIONS).where(
            columns.document_id == document_id, columns.seq == head.seq, columns.epoch == head.epoch
        )
    ).one_or_none()
    if row is None:
        return None
    comments = tuple(StoredComment(**comment) for comment in row.comments)
    return ProjectedText(document_id, row.epoch, row.seq, row.content, row.text, row.words, row.characters, comments)


async def project(session: Session, document_id: UUID) -> ProjectedText:
    """Bring the kept projection up to date, in the caller's transaction."""
    connection = await session.connection()
    kept = await connection.run_sync(_read_kept, document_id)
    if kept is not None:
        return kept
    manuscript = await connection.run_sync(load_manuscript, document_id)
    text = await asyncio.to_thread(project_manuscript, manuscript)
    await connection.run_sync(save_projection, text)
    return text


async def project_stale(session: Session, limit: int = 100) -> int:
    """Bring up to date what a killed process left behind; answers how many there were."""
    connection = await session.connection()
    stale = await connection.run_sync(find_stale, limit)
    for document_id in stale:
        await project(session, document_id)
    return len(stale)
