"""The first pages of a book as pictures, or the first lines of a text; services.previews calls this in a child."""

from __future__ import annotations

from dataclasses import dataclass, replace

from writers_app.formats.blocks import children, document, plain_text
from writers_app.formats.changes import settle_changes
from writers_app.formats.detection import Format
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument
from writers_app.formats.options import PAPERS, ImageSource, WriteOptions
from writers_app.formats.writing import write
from writers_app.text.words import count_words

WORDS = 1600
PAGES = 12
LETTERS = 20_000
_WIDTH = 620
"""Pixels of a page: sharp enough to read on a phone's screen, small enough to send."""
_READER: WriteOptions = WriteOptions(paper="a5", medium="screen")


@dataclass(frozen=True, slots=True)
class Pages:
    """PNG files, or the beginning of what has no pages."""

    pictures: list[bytes]
    text: str = ""


def preview(manuscript: Manuscript, wanted: Format, options: WriteOptions, images: ImageSource | None = None) -> Pages:
    """Word and OpenDocument are shown as our own typesetting lays them out; books for the screen on a reader's page."""
    from writers_app.formats.pdf.writer import draw_pages  # the typesetting library is loaded where it is needed

    book = replace(manuscript, documents=_first(manuscript.documents, [WORDS]))
    if wanted in (Format.MARKDOWN, Format.TEXT, Format.FOUNTAIN):
        return Pages([], write(book, wanted, options, images).decode()[:LETTERS])
    if wanted in (Format.EPUB, Format.HTML):
        options = replace(options, paper=_READER.paper, medium=_READER.medium, layout="book")
    elif wanted is not Format.PDF:
        options = replace(options, medium="screen", contents=False)
    scale = _WIDTH / PAPERS[options.paper][0] * 25.4
    return Pages(draw_pages(settle_changes(book, options), options, images, scale)[:PAGES])


def _first(documents: tuple[ManuscriptDocument, ...], left: list[int]) -> tuple[ManuscriptDocument, ...]:
    """As many documents as hold the words that are left, the last one cut; titles alone take no words."""
    kept = []
    for found in documents:
        if left[0] <= 0:
            break
        content = _cut(found.content, left) if found.content is not None else None
        kept.append(replace(found, content=content, children=_first(found.children, left)))
    return tuple(kept)


def _cut(content: JSON, left: list[int]) -> JSON:
    kept = []
    for block in children(content):
        if left[0] <= 0:
            break
        kept.append(block)
        left[0] -= count_words(plain_text(block))
    return document(kept)
