"""From TipTap's JSON to paragraphs with places; everything in the analysis starts here.

A place is (document, paragraph, start, end). ``paragraph`` counts the text blocks of the document in reading order
(paragraphs, headings and code blocks, in lists, quotes and cells too), from 0. ``start`` and ``end`` count code points
of that block's text; the browser has the same in UTF-16 units. In that text a hard break is one line break, and a
footnote is nothing: a footnote's own text is a paragraph of its own with the number of its block and ``note`` 1, 2, …

Text under a ``deletion`` mark does not count. So that places still fit what the editor holds, each of its characters
stands as an invisible one that separates no words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

Kind = Literal["paragraph", "heading", "quote", "list", "cell", "code", "footnote"]

_TEXT_BLOCKS: Final = frozenset({"paragraph", "heading", "codeBlock"})
_CONTAINER_KINDS: Final[dict[str, Kind]] = {
    "blockquote": "quote",
    "listItem": "list",
    "taskItem": "list",
    "tableCell": "cell",
    "tableHeader": "cell",
}
DELETED: Final = "\u2060"
DELETED_ASTRAL: Final = "\U000e0020"  # as invisible, and two UTF-16 units like the character it stands for


@dataclass(frozen=True, slots=True)
class AnalysedDocument:
    """One text of a project, in its order. ``content`` is the document as docs/document-model.md describes it."""

    id: str
    title: str
    content: Mapping[str, Any]


class Paragraph(NamedTuple):
    number: int
    note: int
    kind: Kind
    scene: int
    text: str
    protected: tuple[tuple[int, int], ...] = ()


def read_paragraphs(content: Mapping[str, Any]) -> list[Paragraph]:
    """The paragraphs in reading order, footnotes after the block that carries them. Scenes are numbered from 0."""
    return list(_Reader().read(content))


class _Reader:
    def __init__(self) -> None:
        self.number = 0
        self.scene = 0

    def read(self, root: Mapping[str, Any]) -> Iterator[Paragraph]:
        # An explicit stack: a hostile document may nest deeper than Python recurses.
        stack: list[tuple[Mapping[str, Any], Kind]] = [(root, "paragraph")]
        while stack:
            node, kind = stack.pop()
            name = node.get("type")
            if name == "horizontalRule":
                self.scene += not (node.get("attrs") or {}).get("page")
            elif name in _TEXT_BLOCKS:
                yield from self._read_block(node, _kind_of_block(name, kind))
            else:
                inner = _CONTAINER_KINDS.get(str(name), kind)
                stack.extend((child, inner) for child in reversed(node.get("content") or ()))

    def _read_block(self, node: Mapping[str, Any], kind: Kind) -> Iterator[Paragraph]:
        text, protected, notes = _read_inline(node.get("content") or ())
        yield Paragraph(self.number, 0, kind, self.scene, text, protected)
        for number, note in enumerate(notes, start=1):
            note_text, note_protected, _ = _read_inline(note.get("content") or ())
            yield Paragraph(self.number, number, "footnote", self.scene, note_text, note_protected)
        self.number += 1


def _kind_of_block(name: str, container: Kind) -> Kind:
    if name == "codeBlock":
        return "code"
    return "heading" if name == "heading" else container


def _read_inline(
    nodes: Sequence[Mapping[str, Any]],
) -> tuple[str, tuple[tuple[int, int], ...], list[Mapping[str, Any]]]:
    """The text of a block, the spans that are code, and its footnotes."""
    if len(nodes) == 1 and nodes[0].get("type") == "text" and not nodes[0].get("marks"):  # nearly all of a novel
        return str(nodes[0].get("text", "")), (), []
    parts: list[str] = []
    protected: list[tuple[int, int]] = []
    notes: list[Mapping[str, Any]] = []
    length = 0
    for node in nodes:
        name = node.get("type")
        if name == "text":
            part = str(node.get("text", ""))
            if marks := node.get("marks"):
                names = {mark.get("type") for mark in marks}
                if "deletion" in names:
                    part = "".join(DELETED if character <= "\uffff" else DELETED_ASTRAL for character in part)
                if "code" in names:
                    protected.append((length, length + len(part)))
        elif name == "hardBreak":
            part = "\n"
        else:
            if name == "footnote":
                notes.append(node)
            continue
        parts.append(part)
        length += len(part)
    return "".join(parts), tuple(protected), notes
