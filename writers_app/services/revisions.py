"""Earlier states of a text: kept while one writes and on demand, thinned with age, compared, brought back.

Called by REST, the project state, and the store's projection (through `note_revision`) by way of the rooms.
"""

import asyncio
import difflib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select

from writers_app import store
from writers_app.db import Session, utc_now
from writers_app.errors import NotFoundError
from writers_app.formats.documents import to_text
from writers_app.models import Document, Revision, RevisionCause, User
from writers_app.schemas.paging import Page, decode_offset, encode_cursor
from writers_app.schemas.revisions import Change, NewRevision, RevisionCard, RevisionText
from writers_app.services.access import Actor, Right, require_document
from writers_app.text.words import count_words

INTERVAL = timedelta(minutes=10)
"""Somebody who writes on and on gets a revision this often."""

THINNING = ((timedelta(days=30), timedelta(days=1)), (timedelta(days=1), timedelta(hours=1)))
"""(older than, one for each): after a day one an hour stays, after a month one a day. Named ones stay for ever."""

GONE = "There is no such revision, or its document is not shared with you."


async def note_revision(session: Session, document_id: UUID, author_id: UUID | None = None) -> None:
    """Keep the text if the last revision is older than INTERVAL and something changed since; thin out the old ones."""
    last = await _last(session, document_id)
    if last is not None and utc_now() - last.created_at < INTERVAL:
        return
    text = await store.read_projection(session, document_id)
    if text.words and (last is None or (last.epoch, last.seq) != (text.epoch, text.seq)):
        await _keep(session, document_id, RevisionCause.WRITING, author_id=author_id)
        await _thin(session, document_id)


async def keep_revision(session: Session, actor: Actor, document_id: UUID, new: NewRevision) -> RevisionCard:
    """Keep the text as it stands now, under a name."""
    await require_document(session, actor, document_id, Right.WRITE)
    kept = await _keep(session, document_id, RevisionCause.NAMED, author_id=actor.user_id, name=new.name)
    return _card(kept, await session.get(User, actor.user_id))


async def list_revisions(
    session: Session, actor: Actor, document_id: UUID, *, limit: int = 50, cursor: str | None = None
) -> Page[RevisionCard]:
    """The newest first."""
    await require_document(session, actor, document_id, Right.READ)
    offset = decode_offset(cursor)
    rows = await session.exec(
        select(Revision, User)
        .outerjoin(User, col(User.id) == Revision.author_id)
        .where(Revision.document_id == document_id)
        .order_by(col(Revision.created_at).desc(), col(Revision.id))
        .offset(offset)
        .limit(limit + 1)
    )
    cards = [_card(revision, user) for revision, user in rows]
    return Page(items=cards[:limit], next=encode_cursor(offset + limit) if len(cards) > limit else None)


async def read_revision(session: Session, actor: Actor, revision_id: UUID) -> RevisionText:
    revision = await _require(session, actor, revision_id, Right.READ)
    author = await session.get(User, revision.author_id) if revision.author_id else None
    content = await asyncio.to_thread(_unpack, revision.content)
    return RevisionText.model_validate({**_card(revision, author).model_dump(), "content": content})


async def restore_revision(session: Session, actor: Actor, revision_id: UUID) -> RevisionCard:
    """Bring an earlier text back, as an edit that open editors follow; answers what keeps the present one."""
    revision = await _require(session, actor, revision_id, Right.WRITE)
    document = await session.get_one(Document, revision.document_id)
    await session.refresh(document, with_for_update=True)
    kept = await _keep(session, document.id, RevisionCause.RESTORE, author_id=actor.user_id)
    content = await asyncio.to_thread(_unpack, revision.content)
    await store.replace(session, document.id, content, based_on=kept.seq)
    return _card(kept, await session.get(User, actor.user_id))


async def keep_sent(
    session: Session, author_id: UUID, states: Mapping[UUID, store.ProjectedText], moment: datetime
) -> None:
    """Keep texts as they went out to an editor, under ids that the file tells; one moment for all of a file."""
    for revision_id, text in states.items():
        kept = await _keep_text(text, RevisionCause.SENT, author_id=author_id)
        kept.id, kept.created_at = revision_id, moment
        session.add(kept)
    await session.flush()


@dataclass(frozen=True, slots=True)
class EarlierState:
    """A text as it once stood in another program, packed and counted before the transaction begins."""

    name: str
    moment: datetime
    words: int
    packed: bytes


def pack_earlier(name: str, moment: datetime, content: dict[str, Any]) -> EarlierState:
    return EarlierState(name[:200], moment, count_words(to_text(content)), _pack(content))


async def keep_earlier(session: Session, author_id: UUID, document_id: UUID, states: Iterable[EarlierState]) -> None:
    """Keep what another program had kept of a text that has just been brought in, at the times that it tells."""
    for state in states:
        session.add(
            Revision(
                document_id=document_id,
                author_id=author_id,
                cause=RevisionCause.IMPORTED,
                name=state.name,
                epoch=0,
                seq=0,
                words=state.words,
                content=state.packed,
                created_at=state.moment,
            )
        )
    await session.flush()


async def find_sent(session: Session, project_id: UUID) -> list[tuple[UUID, UUID, datetime]]:
    """Id, document and moment of everything in a project that went out to an editor."""
    query = (
        select(Revision.id, Revision.document_id, Revision.created_at)
        .join(Document, col(Document.id) == Revision.document_id)
        .where(Document.project_id == project_id, Revision.cause == RevisionCause.SENT)
    )
    return [(row[0], row[1], row[2]) for row in (await session.exec(query)).all()]


async def read_sent(session: Session, revision_id: UUID) -> dict[str, Any]:
    """The text that went out. For find_sent's callers, who have asked for the right to the project."""
    return await asyncio.to_thread(_unpack, (await session.get_one(Revision, revision_id)).content)


async def read_suggested(session: Session, revision_id: UUID) -> frozenset[str]:
    """What returned files have suggested and remarked on the text that went out, by formats.returns' fingerprints."""
    packed = (await session.get_one(Revision, revision_id)).suggested or b""
    return frozenset(packed[at : at + 8].hex() for at in range(0, len(packed), 8))


async def note_suggested(session: Session, revision_id: UUID, fingerprints: Iterable[str]) -> None:
    """All that was suggested so far. The caller holds the document's row."""
    (await session.get_one(Revision, revision_id)).suggested = bytes.fromhex("".join(sorted(fingerprints)))
    await session.flush()


async def compare_revisions(
    session: Session, actor: Actor, document_id: UUID, before: UUID, after: UUID | None = None
) -> list[Change]:
    """Paragraph by paragraph, what changed from one revision to another, or to the text as it stands now."""
    older, newer = await read_both(session, actor, document_id, before, after)
    return await asyncio.to_thread(lambda: compare_paragraphs(_paragraphs(older), _paragraphs(newer)))


async def read_both(
    session: Session, actor: Actor, document_id: UUID, before: UUID, after: UUID | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The texts of two revisions of a document, or of one and of how it stands now."""
    older = await _content_of(session, actor, document_id, before)
    if after is None:
        return older, (await store.read_projection(session, document_id)).content
    return older, await _content_of(session, actor, document_id, after)


def compare_paragraphs(before: list[str], after: list[str]) -> list[Change]:
    """The shortest edit by paragraphs; paragraphs that were replaced by as many others are shown as changed."""
    changes: list[Change] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        old, new = before[i1:i2], after[j1:j2]
        if tag == "equal":
            changes += [Change(kind="same", before=text, after=text) for text in old]
            continue
        paired = min(len(old), len(new))
        changes += [Change(kind="changed", before=b, after=a) for b, a in zip(old[:paired], new[:paired], strict=True)]
        changes += [Change(kind="removed", before=text, after="") for text in old[paired:]]
        changes += [Change(kind="added", before="", after=text) for text in new[paired:]]
    return changes


def superfluous(revisions: Iterable[tuple[UUID, datetime]], now: datetime) -> list[UUID]:
    """Which of the revisions kept while writing can go, by THINNING: in each span of time the newest one stays."""
    seen: set[tuple[timedelta, int]] = set()
    gone = []
    for revision_id, made in sorted(revisions, key=lambda entry: entry[1], reverse=True):
        span = next((each for older, each in THINNING if now - made > older), None)
        if span is None:
            continue
        key = span, int(made.timestamp() // span.total_seconds())
        if key in seen:
            gone.append(revision_id)
        seen.add(key)
    return gone


async def _content_of(session: Session, actor: Actor, document_id: UUID, revision_id: UUID) -> dict[str, Any]:
    revision = await _require(session, actor, revision_id, Right.READ)
    if revision.document_id != document_id:
        raise NotFoundError(GONE)
    return await asyncio.to_thread(_unpack, revision.content)


async def _keep(
    session: Session, document_id: UUID, cause: RevisionCause, *, author_id: UUID | None, name: str = ""
) -> Revision:
    text = await store.read_projection(session, document_id)
    revision = await _keep_text(text, cause, author_id=author_id, name=name)
    session.add(revision)
    await session.flush()
    return revision


async def _keep_text(
    text: store.ProjectedText, cause: RevisionCause, *, author_id: UUID | None, name: str = ""
) -> Revision:
    return Revision(
        document_id=text.document_id,
        author_id=author_id,
        cause=cause,
        name=name,
        epoch=text.epoch,
        seq=text.seq,
        words=text.words,
        content=await asyncio.to_thread(_pack, text.content),
    )


async def _thin(session: Session, document_id: UUID) -> None:
    rows = await session.exec(
        select(Revision.id, Revision.created_at).where(
            Revision.document_id == document_id, Revision.cause == RevisionCause.WRITING
        )
    )
    for revision_id in superfluous(rows.all(), utc_now()):
        await session.delete(await session.get_one(Revision, revision_id))
    await session.flush()


async def _last(session: Session, document_id: UUID) -> Revision | None:
    newest = select(Revision).where(Revision.document_id == document_id).order_by(col(Revision.created_at).desc())
    return (await session.exec(newest.limit(1))).first()


async def _require(session: Session, actor: Actor, revision_id: UUID, right: Right) -> Revision:
    revision = await session.get(Revision, revision_id)
    if revision is None:
        raise NotFoundError(GONE)
    await require_document(session, actor, revision.document_id, right)
    return revision


def _paragraphs(content: dict[str, Any]) -> list[str]:
    return [line for line in to_text(content).splitlines() if line.strip()]


def _pack(content: dict[str, Any]) -> bytes:
    return zlib.compress(orjson.dumps(content), 6)


def _unpack(packed: bytes) -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads(zlib.decompress(packed))
    return content


def _card(revision: Revision, author: User | None) -> RevisionCard:
    return RevisionCard.model_validate({**revision.model_dump(), "author": author.name if author else ""})
