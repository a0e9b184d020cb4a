"""Makes the nodes of docs/document-model.md; every reader builds with these and every writer walks with these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from writers_app.formats.model import JSON

Marks = tuple[JSON, ...]

MARK_ORDER = {
    name: index
    for index, name in enumerate(
        ("link", "bold", "italic", "underline", "strike", "superscript", "subscript", "code", "highlight", "language",
         "comment", "insertion", "deletion")
    )
}  # fmt: skip
_REVIEW_MARKS = frozenset({"comment", "insertion", "deletion", "link"})
_CONTROL = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])
_HAS_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TEXT_BLOCKS = frozenset({"paragraph", "heading", "codeBlock"})


def mark(name: str, **attrs: Any) -> JSON:
    kept = {key: value for key, value in attrs.items() if value is not None}
    return {"type": name, "attrs": kept} if kept else {"type": name}


BOLD, ITALIC, UNDERLINE, STRIKE = mark("bold"), mark("italic"), mark("underline"), mark("strike")
SUPERSCRIPT, SUBSCRIPT, CODE = mark("superscript"), mark("subscript"), mark("code")


def clean_text(text: str) -> str:
    """Without what neither XML nor the editor can hold; the half-space and all other invisible letters stay."""
    return text.translate(_CONTROL) if _HAS_CONTROL.search(text) else text


def order_marks(marks: Iterable[JSON]) -> list[JSON]:
    """In the one order everything here uses; the editor's `code` excludes other looks, so those yield to it."""
    found = {
        (item["type"], item["attrs"].get("id") if item["type"] == "comment" else None): item
        for item in _with_attrs(marks)
    }
    kept = sorted(found.values(), key=lambda item: MARK_ORDER[item["type"]])
    if len(kept) > 1 and any(item["type"] == "code" for item in kept):
        if any(item["type"] in _REVIEW_MARKS for item in kept):
            return [item for item in kept if item["type"] != "code"]
        return [CODE]
    return kept


def _with_attrs(marks: Iterable[JSON]) -> Iterator[JSON]:
    for item in marks:
        yield item if item["type"] != "comment" or "attrs" in item else {**item, "attrs": {}}


def text_node(text: str, marks: Iterable[JSON] = ()) -> JSON:
    ordered = order_marks(marks)
    return {"type": "text", "text": text, "marks": ordered} if ordered else {"type": "text", "text": text}


def hard_break() -> JSON:
    return {"type": "hardBreak"}


def join_text(nodes: Iterable[JSON]) -> list[JSON]:
    """Neighbouring texts with the same marks become one; empty texts go."""
    joined: list[JSON] = []
    for node in nodes:
        if node["type"] == "text":
            if not node["text"]:
                continue
            last = joined[-1] if joined else None
            if last is not None and last["type"] == "text" and last.get("marks") == node.get("marks"):
                joined[-1] = {**last, "text": last["text"] + node["text"]}
                continue
        joined.append(node)
    return joined


def trim(nodes: list[JSON]) -> list[JSON]:
    """Without white space at both ends of a paragraph (the half-space is not white space)."""
    nodes = list(nodes)
    for index, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while nodes and (nodes[index]["type"] == "hardBreak" or nodes[index]["type"] == "text"):
            if nodes[index]["type"] == "text":
                text = strip(nodes[index]["text"], " \t\n")
                if text:
                    nodes[index] = {**nodes[index], "text": text}
                    break
            nodes.pop(index)
    return nodes


def node(name: str, content: list[JSON] | None = None, **attrs: Any) -> JSON:
    """A node without its default attributes: None is never stored."""
    made: JSON = {"type": name}
    kept = {key: value for key, value in attrs.items() if value is not None}
    if kept:
        made["attrs"] = kept
    if content:
        made["content"] = content
    return made


def paragraph(content: list[JSON] | None = None, **attrs: Any) -> JSON:
    return node("paragraph", content, **attrs)


def heading(level: int, content: list[JSON] | None = None, **attrs: Any) -> JSON:
    return node("heading", content, level=max(1, min(4, level)), **attrs)


def page_break() -> JSON:
    """The end of a page that the writer asked for: a rule like the one between scenes, but not a break of scenes."""
    return node("horizontalRule", page=True)


def is_page_break(block: JSON) -> bool:
    return block["type"] == "horizontalRule" and bool(attr(block, "page", False))


def footnote(content: list[JSON], kind: str = "footnote") -> JSON:
    return node("footnote", content, kind=kind if kind != "footnote" else None)


def document(content: list[JSON]) -> JSON:
    return {"type": "doc", "content": content or [paragraph()]}


def item(name: str, blocks: list[JSON], **attrs: Any) -> JSON:
    """A list or task item: the model wants a paragraph first."""
    if not blocks or blocks[0]["type"] != "paragraph":
        blocks = [paragraph(), *blocks]
    return node(name, blocks, **attrs)


def attr(block: JSON, name: str, default: Any = None) -> Any:
    """An attribute, or its default when absent or null."""
    value = (block.get("attrs") or {}).get(name)
    return default if value is None else value


def children(block: JSON) -> list[JSON]:
    return block.get("content") or []


def plain_text(block: JSON) -> str:
    """The text of a block or inline list without footnotes and deleted words: for titles and comparisons."""
    parts: list[str] = []
    for child in children(block):
        kind = child["type"]
        if kind == "text":
            if not any(item["type"] == "deletion" for item in child.get("marks") or ()):
                parts.append(child["text"])
        elif kind == "hardBreak":
            parts.append(" ")
        elif kind != "footnote":
            parts.append(plain_text(child))
            parts.append("\n")
    return "".join(parts).removesuffix("\n")


def walk(block: JSON) -> Iterator[JSON]:
    """Every node under and with this one, in reading order."""
    yield block
    for child in children(block):
        yield from walk(child)
