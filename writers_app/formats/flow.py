"""Builds nested blocks from a flat run of lines, as Word and RTF keep them: lists by level, quotes and "
"code by style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from writers_app.formats.blocks import (
    TEXT_BLOCKS,
    attr,
    children,
    hard_break,
    heading,
    is_page_break,
    item,
    join_text,
    node,
    page_break,
    paragraph,
    plain_text,
    trim,
)
from writers_app.formats.chapters import chapter_rank
from writers_app.formats.model import JSON

LineKind = Literal["paragraph", "heading", "code", "rule", "block", "gap"]

_SCENE_BREAK = re.compile(
    r"(?:[*＊٭]\s*){1,5}|#|(?:\*\s*#\s*)+\*?|⁂|[~•◆❖§]{1,5}|(?:[-–—_]\s?){3,}|(?:•\s*){3}|(?:\.\s){2,}\."
)


_HOLDERS = frozenset({"blockquote", "bulletList", "orderedList", "taskList", "listItem", "taskItem"})
PAGE_BREAK: JSON = {"type": "pageBreak"}
"""Stands among blocks while a file is read; `settle_pages` makes a node of it or takes it out."""
PAGE_BEFORE: JSON = {"type": "pageBreak", "attrs": {"before": True}}
"""One that the following paragraph tells of itself."""


@dataclass(slots=True)
class ListPlace:
    """Where a list item stands: `level` from 0; `key` tells neighbouring lists apart; `number` is what it shows."""

    level: int
    key: str
    ordered: bool
    type: str | None = None
    number: int = 1
    checked: bool | None = None


@dataclass(slots=True)
class Line:
    """One paragraph of the source. `continues` is the list level (from 0) whose last item it belongs to."""

    content: list[JSON] = field(default_factory=list)
    kind: LineKind = "paragraph"
    level: int = 1
    quote: bool = False
    place: ListPlace | None = None
    continues: int | None = None
    dir: str | None = None
    align: str | None = None
    language: str | None = None
    ids: tuple[str, ...] = ()
    """Bookmarks of a file that went out to an editor; they end up on the block that the line begins."""
    block: JSON | None = None
    """A table or picture, for lines of the kind "block"; it stays in the list item or quote it stands in."""


def is_scene_break(text: str) -> bool:
    """A line that holds only stars, a hash or dashes stands between scenes."""
    stripped = text.strip()
    return 0 < len(stripped) <= 40 and _SCENE_BREAK.fullmatch(stripped) is not None


def assemble(flow: list[Line]) -> list[JSON]:
    """Blocks in order, with lists, quotes and code built around them."""
    return _Assembly().run(flow)


class _Assembly:
    def __init__(self) -> None:
        self.top: list[JSON] = []
        self.quote: JSON | None = None
        self.lists: list[_OpenList] = []
        self.code: JSON | None = None

    def run(self, flow: list[Line]) -> list[JSON]:
        for line in flow:
            count = len(self.top)
            self._add(line)
            if line.ids and self.top:
                # A line that goes on with a list or quote gives its names to that.
                at = count if len(self.top) > count else -1
                self.top[at]["ids"] = [*self.top[at].get("ids", ()), *line.ids]
        return self.top

    def _close(self) -> None:
        self.quote, self.lists, self.code = None, [], None

    def _add(self, line: Line) -> None:
        if line.kind == "code":
            self._add_code(line)
            return
        self.code = None
        if line.kind == "gap":
            if self.quote is not None:
                self._close()
            return
        if line.kind in ("heading", "rule"):
            self._close()
            made = (
                heading(line.level, line.content, **_attrs(line)) if line.kind == "heading" else node("horizontalRule")
            )
            self.top.append(made)
            return
        if line.quote != (self.quote is not None):
            self._close()
            if line.quote:
                self.quote = node("blockquote", dir=line.dir)
                self.quote["content"] = []
                self.top.append(self.quote)
        self._add_paragraph(line)

    def _add_code(self, line: Line) -> None:
        text = "".join("\n" if child["type"] == "hardBreak" else child.get("text", "") for child in line.content)
        if self.code is not None and (self.code.get("attrs") or {}).get("language") == line.language:
            text = self.code["content"][0]["text"] + "\n" + text if self.code.get("content") else text
            self.code["content"] = [{"type": "text", "text": text}] if text else []
            return
        self._close()
        self.code = node(
            "codeBlock", [{"type": "text", "text": text}] if text else None, language=line.language, dir=line.dir
        )
        self.top.append(self.code)

    def _add_paragraph(self, line: Line) -> None:
        block = line.block if line.block is not None else paragraph(line.content, **_attrs(line))
        if line.place is not None:
            self._add_item(line.place, block, line)
        elif line.continues is not None and self.lists:
            del self.lists[min(line.continues, len(self.lists) - 1) + 1 :]
            self.lists[-1].item["content"].append(block)
        else:
            self.lists = []
            self._target().append(block)

    def _target(self) -> list[JSON]:
        blocks: list[JSON] = self.quote["content"] if self.quote is not None else self.top
        return blocks

    def _add_item(self, place: ListPlace, block: JSON, line: Line) -> None:
        depth = min(place.level, len(self.lists))  # a level that was skipped in the source is no level here
        del self.lists[depth + 1 :]
        if depth < len(self.lists) and not self.lists[depth].takes(place):
            del self.lists[depth:]
        made = item("taskItem" if place.checked is not None else "listItem", [block], checked=place.checked or None)
        if depth < len(self.lists):
            self.lists[depth].append(made, place)
            return
        container = self.lists[-1].item["content"] if self.lists else self._target()
        opened = _OpenList(place, made)
        container.append(opened.block)
        self.lists.append(opened)


class _OpenList:
    def __init__(self, place: ListPlace, first: JSON) -> None:
        self.place, self.next, self.item = place, place.number + 1, first
        if place.checked is not None:
            self.block = node("taskList", [first])
        elif place.ordered:
            start = place.number if place.number != 1 else None
            self.block = node("orderedList", [first], start=start, type=place.type)
        else:
            self.block = node("bulletList", [first])

    def takes(self, place: ListPlace) -> bool:
        mine = self.place
        if (mine.checked is None) != (place.checked is None) or mine.ordered != place.ordered:
            return False
        if mine.ordered:
            return mine.key == place.key and mine.type == place.type and place.number == self.next
        return mine.key == place.key

    def append(self, made: JSON, place: ListPlace) -> None:
        self.block["content"].append(made)
        self.item, self.next = made, place.number + 1


def _attrs(line: Line) -> dict[str, Any]:
    return {"dir": line.dir, "textAlign": line.align}


def split_at_images(content: list[JSON], **attrs: Any) -> list[JSON]:
    """Paragraphs and images from inline nodes with images among them: the model knows images as blocks only."""
    blocks: list[JSON] = []
    run: list[JSON] = []
    for child in [*content, None]:
        if child is not None and child["type"] != "image":
            run.append(child)
            continue
        kept = trim(join_text(run))
        if kept:
            blocks.append(paragraph(kept, **attrs))
        run = []
        if child is not None:
            blocks.append(child)
    return blocks


def note_content(blocks: list[JSON]) -> list[JSON]:
    """A footnote's paragraphs as one run with breaks between them: the model's footnotes hold text only."""
    content: list[JSON] = []
    for block in blocks:
        inner = block.get("content") or []
        if block["type"] not in ("paragraph", "heading"):
            text = plain_text(block).strip()
            inner = [{"type": "text", "text": text}] if text else []
        if inner and content:
            content.append(hard_break())
        content.extend(child for child in inner if child["type"] in ("text", "hardBreak"))
    return trim(join_text(content))


def settle_pages(blocks: list[JSON]) -> list[JSON]:
    """Page breaks of a file as nodes. At an edge, after another one and before a chapter, which opens a page of
    itself, one says nothing new; one that went out to an editor (it has `ids`) stays all the same.
    """
    top = min((attr(block, "level", 1) for block in blocks if block["type"] == "heading"), default=0)
    kept: list[JSON] = []
    for index, block in enumerate(blocks):
        if block["type"] != "pageBreak":
            kept.extend(_settle_inside(block))
        elif "ids" in block:
            kept.append({**block, **page_break()})
        elif _has_begun(kept) and _goes_on(blocks[index + 1 :], top):
            # LibreOffice keeps another program's page break as an empty line, and the next begins a page.
            line = kept.pop() if attr(block, "before") and _is_empty(kept[-1]) else {}
            kept.append({**line, **page_break()})
    return kept


def _settle_inside(block: JSON) -> list[JSON]:
    """A block that may hold page breaks: those at its edges stand outside it, others stay where they are."""
    inner = children(block)
    if block["type"] in TEXT_BLOCKS or not inner:
        return [block]
    if block["type"] in ("listItem", "taskItem"):  # nothing but items can stand beside it
        return [{**block, "content": [_as_node(each) for child in inner for each in _settle_inside(child)]}]
    kept, ends = _without_end(block)
    starts = block["type"] == "blockquote" and children(kept)[:1] == [PAGE_BREAK]
    body = [_as_node(each) for child in children(kept)[starts:] for each in _settle_inside(child)]
    around = [[page_break()] if found else [] for found in (starts, ends)]
    return [*around[0], *([{**kept, "content": body}] if body else []), *around[1]]


def _without_end(block: JSON) -> tuple[JSON, bool]:
    """A quote or list without the page break that ends it, and whether there was one."""
    inner = children(block)
    if block["type"] not in _HOLDERS or not inner:
        return block, False
    if inner[-1]["type"] == "pageBreak":
        return {**block, "content": inner[:-1]}, True
    last, found = _without_end(inner[-1])
    return ({**block, "content": [*inner[:-1], last]}, True) if found else (block, False)


def _as_node(block: JSON) -> JSON:
    return page_break() if block["type"] == "pageBreak" else block


def _has_begun(kept: list[JSON]) -> bool:
    """Whether there is something on the page that would end here."""
    before = next((each for each in reversed(kept) if not _is_empty(each)), None)
    return before is not None and not is_page_break(before)


def _goes_on(following: list[JSON], top: int) -> bool:
    """Whether something follows that does not open a page anyway."""
    after = next((each for each in following if each["type"] != "pageBreak" and not _is_empty(each)), None)
    if after is None or (after["type"] == "heading" and attr(after, "level", 1) == top):
        return False
    return after["type"] not in ("heading", "paragraph") or chapter_rank(plain_text(after)) is None


def _is_empty(block: JSON) -> bool:
    return block["type"] == "paragraph" and not block.get("content")
