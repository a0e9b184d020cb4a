"""Lays a manuscript's tree out as one run of sections, titles as headings; every writer starts from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from writers_app.formats.blocks import attr, children, heading, text_node
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument


@dataclass(frozen=True, slots=True)
class Section:
    """One document as it will stand in the book: its title as a heading first, when it has one to show."""

    document: ManuscriptDocument
    level: int
    blocks: list[JSON]


def compile_sections(manuscript: Manuscript, *, notes: bool = False) -> list[Section]:
    """Documents in reading order; notes are the writer's own and stay out unless asked for."""
    return list(_sections(manuscript.documents, 1, manuscript, notes))


def _sections(
    documents: tuple[ManuscriptDocument, ...], level: int, manuscript: Manuscript, notes: bool
) -> Iterator[Section]:
    for document in documents:
        if document.kind == "note" and not notes:
            continue
        titled = bool(document.title) and not _is_the_book(document, manuscript)
        blocks = shift_headings(children(document.content or {}), level if titled else level - 1)
        if titled:
            blocks = [heading(level, [text_node(document.title)]), *blocks]
        yield Section(document, level, blocks)
        yield from _sections(document.children, level + 1, manuscript, notes)


def _is_the_book(document: ManuscriptDocument, manuscript: Manuscript) -> bool:
    """A book that is one document: its title is on the title page already."""
    return len(manuscript.documents) == 1 and not document.children and document.title == manuscript.title


def shift_headings(blocks: list[JSON], above: int) -> list[JSON]:
    """Headings pushed down just so far that the highest stands below level `above`."""
    levels = [attr(block, "level", 1) for block in blocks if block["type"] == "heading"]
    shift = max(0, above + 1 - min(levels)) if levels else 0
    if not shift:
        return blocks
    return [_shifted(block, shift) if block["type"] == "heading" else block for block in blocks]


def _shifted(block: JSON, shift: int) -> JSON:
    return {**block, "attrs": {**(block.get("attrs") or {}), "level": min(4, attr(block, "level", 1) + shift)}}
