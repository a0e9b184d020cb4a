"""Reads back a Word file that went out with bookmarks: which document of the book each block belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from writers_app.formats.blocks import document
from writers_app.formats.direction import settle_directions
from writers_app.formats.errors import UnreadableFileError
from writers_app.formats.limits import Limits
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument
from writers_app.formats.outline import heading_text
from writers_app.formats.word.bookmarks import DocumentKey, parse_bookmark
from writers_app.formats.word.package import WordPackage
from writers_app.formats.word.reader import read_body

_NOT_OURS = (
    "This Word file was not exported from Writers for an editor, or its hidden marks were lost. "
    "Import it as a new project instead."
)


@dataclass(slots=True)
class _Part:
    """What came back of one document."""

    key: DocumentKey
    title: str = ""
    blocks: list[JSON] = field(default_factory=list)


def read_returned(path: Path, filename: str, limits: Limits | None = None) -> Manuscript:
    """One ManuscriptDocument per document that came back: `id` and `sent` are what its bookmarks tell, which
    bookmarks.sent_key reads.

    Blocks carry the names of their bookmarks as `ids`, for `returns.merge_returned`, and are not valid documents yet.
    """
    with WordPackage(path, limits or Limits()) as package:
        read = read_body(package, keep_ids=True)
    parts = _split(settle_directions(read.blocks, read.manuscript.direction))
    if not parts:
        raise UnreadableFileError(_NOT_OURS)
    documents = tuple(
        ManuscriptDocument(each.title, "scene", document(each.blocks), id=each.key.document, sent=each.key.told)
        for each in parts
    )
    manuscript = read.manuscript
    return Manuscript(manuscript.title, manuscript.language, manuscript.direction, manuscript.author, documents,
                      manuscript.resources, manuscript.comments, manuscript.losses)  # fmt: skip


def _split(blocks: list[JSON]) -> list[_Part]:
    """A block with a mark of another document begins that one, should the mark on its heading be lost."""
    parts: dict[str, _Part] = {}
    current: _Part | None = None
    for block in blocks:
        is_title = False
        for found in filter(None, map(parse_bookmark, block.get("ids", ()))):
            if current is None or current.key.document != found.key.document:
                current = parts.setdefault(found.key.document, _Part(found.key))
            current.key = current.key if current.key.title else found.key
            is_title = is_title or found.is_title
        if current is None:
            continue
        if is_title:
            current.title = heading_text(block)
        else:
            current.blocks.append(block)
    return list(parts.values())
