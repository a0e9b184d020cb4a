"""Writes blocks as plain text: what a reader would type by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from writers_app.formats.blocks import attr, children, is_page_break
from writers_app.formats.model import JSON
from writers_app.text.digits import write_persian_digits

SCENE_BREAK = "* * *"
PAGE_BREAK = "\f"


@dataclass(slots=True)
class TextWriter:
    """Writes documents one after another; footnotes gather in `notes`. Deleted words stay out."""

    notes: list[str] = field(default_factory=list)
    with_notes: bool = True
    scene_break: str = SCENE_BREAK
    persian: bool = False
    """Numbers of lists and notes are in Persian digits."""

    def blocks(self, nodes: list[JSON]) -> str:
        """Blocks with an empty line between them, without a newline at the end."""
        return "\n\n".join([text for text in map(self.block, nodes) if text is not None])

    def block(self, block: JSON) -> str | None:
        kind = block["type"]
        if kind in ("paragraph", "heading", "codeBlock"):
            return self.inline(children(block))
        if kind in ("bulletList", "orderedList", "taskList"):
            return "\n".join(self._item(block, index, child) for index, child in enumerate(children(block)))
        if kind == "blockquote":
            return _indent(self.blocks(children(block)), "    ")
        if kind == "horizontalRule":
            return PAGE_BREAK if is_page_break(block) else self.scene_break
        if kind == "image":
            alt = attr(block, "alt")
            return f"[{alt}]" if alt else None
        if kind == "table":
            return "\n".join("\t".join(map(self._cell, children(row))) for row in children(block))
        return self.blocks(children(block))

    def _item(self, block: JSON, index: int, child: JSON) -> str:
        if block["type"] == "orderedList":
            sign = f"{self._number(attr(block, 'start', 1) + index, attr(block, 'type'))}. "
        elif block["type"] == "taskList":
            sign = "[x] " if attr(child, "checked", False) else "[ ] "
        else:
            sign = "- "
        parts = [text for text in map(self.block, children(child)) if text is not None]
        return sign + _indent("\n".join(parts), " " * len(sign)).lstrip(" ")

    def _number(self, number: int, kind: str | None = None) -> str:
        if kind in ("a", "A", "i", "I"):
            shown = _letters(number) if kind in "aA" else _roman(number)
            return shown.upper() if kind in "AI" else shown
        return write_persian_digits(str(number)) if self.persian else str(number)

    def _cell(self, cell: JSON) -> str:
        return self.blocks(children(cell)).replace("\n\n", " / ").replace("\n", " ").replace("\t", " ")

    def inline(self, nodes: list[JSON]) -> str:
        parts: list[str] = []
        for child in nodes:
            kind = child["type"]
            if kind == "text":
                if not any(made["type"] == "deletion" for made in child.get("marks") or ()):
                    parts.append(child["text"])
            elif kind == "hardBreak":
                parts.append("\n")
            elif kind == "footnote" and self.with_notes:
                self.notes.append("")
                number = len(self.notes)
                self.notes[number - 1] = self.inline(children(child))
                parts.append(f"[{self._number(number)}]")
        return "".join(parts)

    def set_notes(self) -> str:
        """The gathered footnotes, numbered, one per line; forgets them."""
        text = "\n".join(f"[{self._number(number)}] {note}" for number, note in enumerate(self.notes, 1))
        self.notes = []
        return text


def _letters(number: int) -> str:
    """a to z, then aa to zz."""
    shown = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        shown = chr(ord("a") + letter) + shown
    return shown or "0"


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    shown = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        shown += sign * count
    return shown


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _indent(text: str, by: str) -> str:
    return "\n".join(by + line if line else line for line in text.split("\n"))
