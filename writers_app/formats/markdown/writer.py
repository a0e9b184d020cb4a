"""Writes blocks as Markdown that reads back the same; what Markdown has no sign for becomes HTML inside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from writers_app.formats.blocks import attr, children, is_page_break
from writers_app.formats.html.writer import HtmlWriter, tags_of
from writers_app.formats.links import sanitise_href
from writers_app.formats.model import JSON

_DELIMITERS = {"bold": "**", "italic": "*", "strike": "~~"}
# A caret that ends a run would make an inline footnote of the note's mark behind it.
_SPECIAL = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,32};)|\^\Z")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$|-)|>|=+(?=\s*$)|:(?=-)|\|)", re.M)
_NUMBER_START = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.M)

PictureAddress = Callable[[str], str | None]


@dataclass(slots=True)
class MarkdownWriter:
    """Writes documents one after another; footnote texts gather until `set_notes`."""

    picture: PictureAddress = lambda src: src
    notes: list[str] = field(default_factory=list)
    html: HtmlWriter = field(init=False)
    surroundings: list[str | None] = field(default_factory=lambda: [None])

    def __post_init__(self) -> None:
        self.html = HtmlWriter(self.picture, prefix="h")

    def blocks(self, nodes: list[JSON]) -> str:
        """Blocks with an empty line between them, ending in a newline."""
        parts: list[str] = []
        for index, block in enumerate(nodes):
            if index and _would_merge(nodes[index - 1], block):
                parts.append("<!-- -->\n")
            parts.append(self._placed(block))
        return "\n".join(parts)

    def _placed(self, block: JSON) -> str:
        """A block with direction or alignment of its own stands in a `div`, as Markdown has no sign for either."""
        direction, align = attr(block, "dir"), attr(block, "textAlign")
        changed = direction if direction and direction != self.surroundings[-1] else None
        if (not changed and not align) or _needs_html(block):
            return self._block(block)
        self.surroundings.append(direction or self.surroundings[-1])
        body = self._block(block)
        self.surroundings.pop()
        looks = (f' dir="{changed}"' if changed else "") + (f' align="{align}"' if align else "")
        return f"<div{looks}>\n\n{body}\n</div>\n"

    def _block(self, block: JSON) -> str:
        kind = block["type"]
        if _needs_html(block):
            return re.sub(r"\n(?=\n)", "&#10;", self.html.block(block))  # an empty line would end the HTML
        if kind == "paragraph":
            return self._line(block) + "\n" if children(block) else "<p></p>\n"
        if kind == "heading":
            return "#" * int(attr(block, "level", 1)) + " " + self._line(block, one_line=True) + "\n"
        if kind in ("bulletList", "orderedList", "taskList"):
            return self._list(block)
        if kind == "blockquote":
            return _prefix(self.blocks(children(block)), "> ", "> ")
        if kind == "codeBlock":
            return _fence("".join(child["text"] for child in children(block)), attr(block, "language", ""))
        if kind == "image":
            return self._image(block)
        if kind == "table":
            return self._table(block)
        return "* * *\n"

    def _line(self, block: JSON, *, one_line: bool = False, in_table: bool = False) -> str:
        text = self.inline(children(block), break_sign="<br>" if one_line or in_table else "\\\n")
        if in_table:
            return text.replace("|", "\\|")
        if one_line:
            return re.sub(r"(#+)$", r"\\\1", text)
        return _guard_lines(text)

    def _list(self, block: JSON) -> str:
        start, parts = attr(block, "start", 1), []
        loose = any(len(children(child)) > 1 and children(child)[1]["type"] == "paragraph" for child in children(block))
        for index, child in enumerate(children(block)):
            sign = f"{start + index}. " if block["type"] == "orderedList" else "- "
            indent = " " * len(sign)
            if block["type"] == "taskList":
                sign += "[x] " if attr(child, "checked", False) else "[ ] "
            parts.append(_prefix(self._item(child), sign, indent))
        return ("\n" if loose else "").join(parts)

    def _item(self, child: JSON) -> str:
        first, *rest = children(child)
        if first["type"] == "paragraph" and not children(first):
            body = "\n" if not rest else "<p></p>\n"
        else:
            body = self._placed(first)
        if not rest:
            return body
        tight = rest[0]["type"] in ("bulletList", "orderedList", "taskList") and not attr(rest[0], "dir")
        return body + ("" if tight and attr(rest[0], "start", 1) == 1 else "\n") + self.blocks(rest)

    def _image(self, block: JSON) -> str:
        address = self.picture(attr(block, "src", ""))
        alt = _escape(attr(block, "alt", "").replace("\n", " "))
        if address is None:
            return f"\\[{alt}\\]\n"
        title = attr(block, "title")
        named = ' "' + title.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"' if title else ""
        return f"![{alt}](<{address}>{named})\n"

    def _table(self, block: JSON) -> str:
        rows = []
        for index, row in enumerate(children(block)):
            cells = [self._line(children(cell)[0], in_table=True) for cell in children(row)]
            rows.append("| " + " | ".join(cells) + " |\n")
            if index == 0:
                rows.append("| " + " | ".join("---" for _ in cells) + " |\n")
        return "".join(rows)

    # Inline ----------------------------------------------------------------------------------------

    def inline(self, nodes: list[JSON], break_sign: str = "\\\n") -> str:
        out = ""
        for index, child in enumerate(nodes):
            kind = child["type"]
            if kind == "text":
                after = _first_letter(nodes[index + 1]) if index + 1 < len(nodes) else ""
                out += self._text(child, out[-1:], after)
            elif kind == "hardBreak":
                out += break_sign if index + 1 < len(nodes) else "<br>"
            elif kind == "footnote":
                out += self._note(child)
        return out

    def _text(self, child: JSON, before: str, after: str) -> str:
        marks = child.get("marks") or []
        text = str(child["text"]).replace("\n", " ")
        if not marks:
            return _escape(text)
        if any(made["type"] == "code" for made in marks):
            core, marks = _code_span(text), [made for made in marks if made["type"] != "code"]
            lead = tail = ""
        else:
            bare = text.strip(" \t")
            lead, tail = (text[: text.index(bare)], text[text.index(bare) + len(bare) :]) if bare else (text, "")
            if not bare:
                return text
            core = _escape(bare)
        before, after = (lead or before)[-1:], (tail or after)[:1]
        for made in reversed(marks):
            core = _marked(made, core, before, after)
        return lead + core + tail

    def _note(self, block: JSON) -> str:
        label = f"{'end' if attr(block, 'kind') == 'endnote' else ''}{len(self.notes) + 1}"
        self.notes.append("")
        text = self.inline(children(block))
        self.notes[-1] = _prefix(_guard_lines(text) + "\n", f"[^{label}]: ", "    ")
        return f"[^{label}]"

    def set_notes(self) -> str:
        """The gathered footnotes, and forgets them."""
        text = "".join(f"\n{note}" for note in self.notes)
        html = self.html.set_notes()
        self.notes = []
        return text + (f"\n{html}" if html else "")


def _guard_lines(text: str) -> str:
    """What would begin a heading, list or quote at the start of a line is told to be plain."""
    return _NUMBER_START.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", text))


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match.group(), text)


def _marked(made: JSON, core: str, before: str, after: str) -> str:
    kind = made["type"]
    sign = _DELIMITERS.get(kind)
    if sign and _flanks(sign, core, before, after):
        return f"{sign}{core}{sign}"
    if sign:
        tag = {"bold": "strong", "italic": "em", "strike": "s"}[kind]
        return f"<{tag}>{core}</{tag}>"
    if kind == "link":
        href = sanitise_href(attr(made, "href", ""))
        return f"[{core}](<{href.replace('<', '%3C').replace('>', '%3E')}>)" if href else core
    opening, closing = tags_of(made)
    return f"{opening}{core}{closing}"


def _flanks(sign: str, core: str, before: str, after: str) -> bool:
    """Whether CommonMark will take the signs as emphasis; if in doubt HTML does it."""
    if sign[0] in (before, after, core[0], core[-1]):
        return False
    opens = not _is_mark(core[0]) or not before or before.isspace() or _is_mark(before)
    closes = not _is_mark(core[-1]) or not after or after.isspace() or _is_mark(after)
    return opens and closes and not core[0].isspace() and not core[-1].isspace()


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _first_letter(child: JSON) -> str:
    if child["type"] == "text":
        return "*" if child.get("marks") else str(child["text"][0])
    return "[" if child["type"] == "footnote" else "\n"


def _code_span(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _fence(text: str, language: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=2)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language if '`' not in language else ''}\n{text}\n{ticks}\n"


def _prefix(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    body = [lines[0], *((rest + line).rstrip(" ") if not line else rest + line for line in lines[1:-1])]
    return first + "\n".join(body) + "\n"


def _would_merge(before: JSON, block: JSON) -> bool:
    kinds = (before["type"], block["type"])
    bullets = ("bulletList", "taskList")
    if (
        kinds == ("orderedList", "orderedList")
        or (kinds[0] in bullets and kinds[1] in bullets)
        or kinds == ("blockquote",) * 2
    ):
        return True
    return kinds[0] in ("bulletList", "orderedList", "taskList") and kinds[1] == "codeBlock"


def _needs_html(block: JSON) -> bool:
    kind = block["type"]
    if kind == "orderedList":
        return attr(block, "type") not in (None, "1")
    if kind == "horizontalRule":
        return is_page_break(block)
    if kind == "image":
        return any(attr(block, name) is not None for name in ("width", "height", "dir"))
    return kind == "table" and not _is_plain_table(block)


def _is_plain_table(table: JSON) -> bool:
    rows = [children(row) for row in children(table)]
    if not rows or not rows[0] or len({len(row) for row in rows}) != 1:
        return False
    if any((cell["type"] == "tableHeader") != (index == 0) for index, row in enumerate(rows) for cell in row):
        return False
    return all(_is_plain_cell(cell) for row in rows for cell in row)


def _is_plain_cell(cell: JSON) -> bool:
    body = children(cell)
    return not cell.get("attrs") and len(body) == 1 and body[0]["type"] == "paragraph" and not body[0].get("attrs")
