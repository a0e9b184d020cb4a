"""Settles the `dir` of blocks after reading: only what differs from its surroundings is stored."""

from __future__ import annotations

from dataclasses import replace

from writers_app.formats.language import direction_of
from writers_app.formats.model import JSON, Direction, Language, Manuscript, ManuscriptDocument

_CONTAINERS = frozenset({"bulletList", "orderedList", "taskList", "listItem", "taskItem", "blockquote", "table"})


def settle_directions(blocks: list[JSON], direction: Direction) -> list[JSON]:
    """Drops every `dir` that says what the project says anyway, and gives lists, quotes and tables that of their text.

    A browser takes a list's side from the list, not from its paragraphs (docs: direction sits on containers too).
    """
    return [_settle(block, direction) for block in blocks]


def turn_manuscript(manuscript: Manuscript, language: Language) -> Manuscript:
    """The manuscript as part of a project in `language`: every block keeps the direction that it had.

    A block without a direction has the manuscript's; in a project of the other direction it must say so.
    """
    direction = direction_of(language)
    if direction == manuscript.direction:
        return replace(manuscript, language=language)
    documents = tuple(_turn_document(each, manuscript.direction, direction) for each in manuscript.documents)
    return replace(manuscript, language=language, direction=direction, documents=documents)


def _turn_document(document: ManuscriptDocument, old: Direction, new: Direction) -> ManuscriptDocument:
    content = document.content
    if content is not None:
        content = {**content, "content": [_turn(block, old, old, new) for block in content.get("content") or ()]}
    children = tuple(_turn_document(each, old, new) for each in document.children)
    return replace(document, content=content, children=children)


def _turn(block: JSON, around: str, old: Direction, new: Direction) -> JSON:
    """`around` is the direction that the block had from its surroundings."""
    own = (block.get("attrs") or {}).get("dir") or around
    if block["type"] in _CONTAINERS or block["type"] in ("tableRow", "tableCell", "tableHeader"):
        block = {**block, "content": [_turn(each, own, old, new) for each in block.get("content") or ()]}
        if block["type"] not in _CONTAINERS:
            return block
    if block["type"] == "horizontalRule" or (block["type"] == "paragraph" and not block.get("content")):
        return _with_direction(block, None, new)
    return _with_direction(block, own, new)


def _settle(block: JSON, direction: Direction) -> JSON:
    kind = block["type"]
    attrs = block.get("attrs")
    own = attrs.get("dir") if attrs else None
    if kind in _CONTAINERS or kind in ("tableRow", "tableCell", "tableHeader"):
        content = [_settle(child, direction) for child in block.get("content") or ()]
        if kind in _CONTAINERS and own is None:
            own = _common_direction(content)
        return _with_direction({**block, "content": content}, own, direction)
    return _with_direction(block, own, direction) if own else block


def _common_direction(content: list[JSON]) -> str | None:
    found = {(child.get("attrs") or {}).get("dir") or _inner_direction(child) for child in content}
    return found.pop() if len(found) == 1 else None


def _inner_direction(child: JSON) -> str | None:
    return _common_direction(child["content"]) if child["type"] in ("tableRow", "tableCell", "tableHeader") else None


def _with_direction(block: JSON, own: str | None, direction: Direction) -> JSON:
    attrs = {key: value for key, value in (block.get("attrs") or {}).items() if key != "dir"}
    if own and own != direction:
        attrs["dir"] = own
    kept = {key: value for key, value in block.items() if key != "attrs"}
    if attrs:
        return {"type": kept.pop("type"), "attrs": attrs, **kept}
    return kept
