"""Splits a manuscript that came as one text into the documents of a project's tree, by its headings."""

from __future__ import annotations

import re
from dataclasses import replace

from writers_app.formats import losses as lost
from writers_app.formats.blocks import attr, children, document, paragraph, plain_text
from writers_app.formats.chapters import chapter_rank
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument

MAX_TITLE = 200


def split_by_headings(manuscript: Manuscript) -> Manuscript:
    """Each top heading becomes a document and its title; text before the first is a document of its own.

    A single heading at the very start, with others below it, is the book's title. A part ("Part One") that holds
    chapters becomes a folder. Trees that a reader has made already (EPUB, Scrivener) stay as they are.
    """
    if len(manuscript.documents) != 1 or manuscript.documents[0].children:
        return manuscript
    losses = Losses()
    only = manuscript.documents[0]
    blocks = children(only.content or {})
    blocks = _without_title_page(manuscript, blocks)
    title, blocks = _take_book_title(manuscript.title, blocks)
    parts = _split(blocks, losses)
    if not parts:
        return replace(manuscript, documents=(replace(only, title=only.title or title),))
    made = replace(manuscript, title=title or only.title, documents=tuple(parts))
    return made.with_losses(*losses.listed())


def _without_title_page(manuscript: Manuscript, blocks: list[JSON]) -> list[JSON]:
    """Lines at the very start that only repeat the title and author, which the manuscript has already."""
    known = {text.casefold() for text in (manuscript.title, manuscript.author) if text}
    start = 0
    while start < min(6, len(blocks)) and blocks[start]["type"] == "paragraph":
        text = heading_text(blocks[start]).casefold()
        if text and text not in known:
            break
        start += 1
    return blocks[start:] if any(children(block) for block in blocks[:start]) else blocks


def _take_book_title(title: str, blocks: list[JSON]) -> tuple[str, list[JSON]]:
    levels = [attr(block, "level", 1) for block in blocks if block["type"] == "heading"]
    if len(levels) < 3 or blocks[0]["type"] != "heading" or levels.count(levels[0]) != 1 or min(levels) != levels[0]:
        return title, blocks
    first = heading_text(blocks[0])
    if chapter_rank(first) is not None:
        return title, blocks
    return title or first, blocks[1:]


def _split(blocks: list[JSON], losses: Losses) -> list[ManuscriptDocument]:
    levels = [attr(block, "level", 1) for block in blocks if block["type"] == "heading"]
    if not levels:
        return []
    top = min(levels)
    sections: list[tuple[JSON | None, list[JSON]]] = [(None, [])]
    for block in blocks:
        if block["type"] == "heading" and attr(block, "level", 1) == top:
            sections.append((block, []))
        else:
            sections[-1][1].append(block)
    return [
        _section(head, _without_edges(body), losses) for head, body in sections if head is not None or _has_text(body)
    ]


def _section(head: JSON | None, body: list[JSON], losses: Losses) -> ManuscriptDocument:
    if head is None:
        first = next((text for text in (plain_text(block).strip() for block in body) if text), "")
        return ManuscriptDocument(_shorten(first, 60), "scene", document(body))
    title = heading_text(head)
    if chapter_rank(title) == 1 and sum(block["type"] == "heading" for block in body) > 0:
        inner = _split(body, losses)
        return ManuscriptDocument(_shorten(title), "folder", None, tuple(inner))
    return ManuscriptDocument(_shorten(title), "scene", document(_with_notes(head, body, losses)))


def heading_text(block: JSON) -> str:
    return " ".join(plain_text(block).split())


def _with_notes(head: JSON, body: list[JSON], losses: Losses) -> list[JSON]:
    """A title is plain text: its footnotes move to the first paragraph, its emphasis goes and is said to."""
    inline = children(head)
    marked = [child for child in inline if child.get("marks")]
    if marked and len(marked) < len(inline):
        losses.add(lost.HEADING_MARKS)
    notes = [child for child in inline if child["type"] == "footnote"]
    if not notes:
        return body
    losses.add(lost.HEADING_NOTES, len(notes))
    if body and body[0]["type"] == "paragraph":
        return [{**body[0], "content": [*notes, *children(body[0])]}, *body[1:]]
    return [paragraph(notes), *body]


def _without_edges(body: list[JSON]) -> list[JSON]:
    """Scene breaks and empty paragraphs next to a chapter's heading only set it apart."""
    start, end = 0, len(body)
    while start < end and _is_spacing(body[start]):
        start += 1
    while end > start and _is_spacing(body[end - 1]):
        end -= 1
    return body[start:end]


def _is_spacing(block: JSON) -> bool:
    return block["type"] == "horizontalRule" or (block["type"] == "paragraph" and not children(block))


def _has_text(body: list[JSON]) -> bool:
    return any(not _is_spacing(block) for block in body)


def _shorten(title: str, limit: int = MAX_TITLE) -> str:
    title = re.sub(r"\s+", " ", title).strip()
    return title if len(title) <= limit else title[:limit].rsplit(" ", 1)[0] + "…"
