"""Checks of the paragraphs that somebody is writing, by the house style of the project. Called by REST for the editor.

Of what is sent nothing is kept but in this process's memory: facts of paragraphs by their text, and for each document
how often its words are used, which is read anew at most once a minute.
"""

import asyncio
import time
from collections import OrderedDict
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import select

from writers_app.analysis import Check, MemoryCache, Vocabulary, check_paragraphs, read_vocabulary
from writers_app.analysis.documents import Paragraph
from writers_app.db import Session
from writers_app.errors import TooLargeError
from writers_app.models import Document, Project, Projection
from writers_app.schemas.checks import AskedChecks, AskedParagraph, CheckCard, CheckedParagraph, Span
from writers_app.services.access import Actor, Right, require_document
from writers_app.services.house_styles import style_of

MOST_CHARACTERS: Final = 120_000
TOO_MUCH: Final = "That is too much text to check at once: at most %(n)s characters. Send the rest afterwards."
_FRESH_SECONDS: Final = 60
_MOST_DOCUMENTS: Final = 500


class _Read(NamedTuple):
    seq: int
    at: float
    vocabulary: Vocabulary


class _Memory:
    def __init__(self) -> None:
        self.facts = MemoryCache()
        self.vocabularies: OrderedDict[UUID, _Read] = OrderedDict()


@lru_cache(maxsize=1)
def _memory() -> _Memory:
    return _Memory()


async def check_text(session: Session, actor: Actor, document_id: UUID, asked: AskedChecks) -> list[CheckedParagraph]:
    """The checks of each paragraph that was sent, in that order."""
    document = await require_document(session, actor, document_id, Right.READ)
    if sum(len(paragraph.text) for paragraph in asked.paragraphs) > MOST_CHARACTERS:
        raise TooLargeError(TOO_MUCH, n=MOST_CHARACTERS)
    project = await session.get_one(Project, document.project_id)
    style = style_of(project)
    vocabulary = await _vocabulary_of(session, document, project.language)
    paragraphs = [_as_paragraph(number, paragraph) for number, paragraph in enumerate(asked.paragraphs)]
    found = await asyncio.to_thread(check_paragraphs, paragraphs, project.language, style, vocabulary, _memory().facts)
    return [CheckedParagraph(checks=list(map(_card, checks))) for checks in found]


async def _vocabulary_of(session: Session, document: Document, language: str) -> Vocabulary:
    kept = _memory().vocabularies.get(document.id)
    if kept and (kept.seq == document.head or time.monotonic() - kept.at < _FRESH_SECONDS):
        return kept.vocabulary
    query = select(Projection.seq, Projection.text).where(Projection.document_id == document.id)
    seq, text = (await session.exec(query)).one_or_none() or (0, "")
    vocabulary = await asyncio.to_thread(read_vocabulary, text, language)
    _remember(document.id, _Read(seq, time.monotonic(), vocabulary))
    return vocabulary


def _remember(document_id: UUID, read: _Read) -> None:
    kept = _memory().vocabularies
    kept[document_id] = read
    kept.move_to_end(document_id)
    if len(kept) > _MOST_DOCUMENTS:
        kept.popitem(last=False)


def _as_paragraph(number: int, asked: AskedParagraph) -> Paragraph:
    code = tuple(_in_code_points(asked.text, span) for span in asked.code)
    return Paragraph(number, 0, asked.kind, 0, asked.text, code)


def _in_code_points(text: str, span: Span) -> tuple[int, int]:
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = (len(units[: 2 * unit].decode("utf-16-le", "ignore")) for unit in span)
    return start, end


def _card(check: Check) -> CheckCard:
    return CheckCard.model_validate(check._asdict())
