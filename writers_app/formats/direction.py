"""Settles the `dir` of blocks after reading: only what differs from its surroundings is stored."""

from __future__ import annotations

from writers_app.formats.model import JSON, Direction

_CONTAINERS = frozenset({"bulletList", "orderedList", "taskList", "listItem", "taskItem", "blockquote", "table"})


def settle_directions(blocks: list[JSON], direction: Direction) -> list[JSON]:
    """Drops every `dir` that says what the project says anyway, and gives lists, quotes and tables that of their text.

    A browser takes a list's side from the list, not from its paragraphs (docs: direction sits on containers too).
    """
    return [_settle(block, direction) for block in blocks]


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
