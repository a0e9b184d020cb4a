"""Blocks as Typst code. Everything a writer typed goes in as string literals, so that no letter of it is ever code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from writers_app.formats.blocks import attr, children, clean_text, is_page_break
from writers_app.formats.language import clean_tag, primary
from writers_app.formats.links import sanitise_href
from writers_app.formats.model import JSON
from writers_app.formats.pdf.pages import GOES_ON, split_at_pages
from writers_app.formats.pdf.rows import Place, Row, lay_rows

_WRAPS = {
    "bold": "strong", "italic": "emph", "underline": "underline", "strike": "strike", "superscript": "super",
    "subscript": "sub", "code": "codeface",
}  # fmt: skip
_ALIGNS = {"left": "left", "right": "right", "center": "center"}
_NUMBERS = {"a": "a.", "A": "A.", "i": "i.", "I": "I."}
_PAGE = "#colbreak(weak: true)\n"
"""Ends a page within a table or quote, too, where #pagebreak() may not stand."""
_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", " "), ("\r", ""), ("\t", " "))

PictureName = Callable[[str], str | None]


def literal(text: str) -> str:
    """A string of Typst's that shows the text and can do nothing else."""
    shown = clean_text(text)
    for sign, code in _ESCAPES:  # five searches take a fifth of the time of one translate()
        shown = shown.replace(sign, code)
    return f'"{shown}"'


@dataclass(slots=True)
class TypstWriter:
    """Writes documents one after another; endnotes gather until they are set."""

    picture: PictureName
    endnotes: list[str] = field(default_factory=list)
    footnotes: int = 0
    """How many there have been: the number of the last."""
    brackets: bool = False
    """Around the numbers of endnotes: a book that has footnotes too would have each number twice."""

    def blocks(self, nodes: list[JSON]) -> str:
        """Blocks that stand in nothing else, so that a page can end between them."""
        return "".join([self.block(piece) for child in nodes for piece in split_at_pages(child)])

    def _inner(self, nodes: list[JSON]) -> str:
        """What a list, quote or cell holds. Where pages end in it it is split, but for a cell of several rows."""
        return "".join([_PAGE if is_page_break(child) else self.block(child) for child in nodes])

    def block(self, block: JSON) -> str:
        body = self._body(block)
        direction = attr(block, "dir")
        return f"#toward({direction})[{body}]\n" if direction and body else body

    def _body(self, block: JSON) -> str:
        kind = block["type"]
        if kind == "paragraph":
            return self._paragraph(block)
        if kind == "heading":
            return f"#heading(level: {attr(block, 'level', 1)})[{self.inline(children(block))}]\n"
        if kind in ("bulletList", "orderedList", "taskList"):
            return self._list(block)
        if kind == "blockquote":
            return f"#quoted[{self._inner(children(block))}]\n"
        if kind == "codeBlock":
            return f"#raw(block: true, {_code(''.join(child['text'] for child in children(block)))})\n"
        if kind == "horizontalRule":
            return "#pagebreak(weak: true)\n" if is_page_break(block) else "#scene-break\n"
        if kind == "image":
            return self._image(block)
        return self._table(block) if kind == "table" else ""

    def _paragraph(self, block: JSON) -> str:
        body = self.inline(children(block))
        align = _ALIGNS.get(attr(block, "textAlign", ""))
        if align:
            return f"#align({align})[#par(first-line-indent: 0pt, justify: false)[{body}]]\n"
        return f"#par[{body}]\n" if body else "#v(1em)\n"

    def _list(self, block: JSON) -> str:
        kind, goes_on = block["type"], attr(block, GOES_ON, False)
        items = []
        for child in children(block):
            body = self._inner(children(child))
            if kind == "taskList":
                sign = "none" if goes_on else "true" if attr(child, "checked", False) else "false"
                body = f"#todo({sign})[{body}]"
            items.append(f"[{body}]")
        inner = ", ".join(items)
        if kind != "orderedList":
            marker = "marker: none, " if kind == "taskList" else "marker: unseen([•]), " if goes_on else ""
            return f"#list({marker}{inner})\n"
        shown = _NUMBERS.get(attr(block, "type", ""))
        numbering = f'numbering: "{shown}", ' if shown else ""
        if goes_on:
            sign = f'numbering("{shown}", n)' if shown else 'digits(n) + "."'
            numbering = f"numbering: n => unseen({sign}), "
        return f"#enum({numbering}start: {int(attr(block, 'start', 1))}, {inner})\n"

    def _image(self, block: JSON) -> str:
        name = self.picture(attr(block, "src", ""))
        alt = attr(block, "alt", "")
        if name is None:
            return f"#par[#{literal(f'[{alt}]')}]\n" if alt else ""
        width = attr(block, "width")
        size = f"{float(width) * 0.75:.1f}pt" if width else "none"
        return f"#picture({literal(name)}, {literal(alt) if alt else 'none'}, {size})\n"

    def _table(self, block: JSON) -> str:
        rows = lay_rows(block)
        head = [f"table.header({', '.join(map(self._row, rows.head))})"] if rows.head else []
        inner = ", ".join([*head, *(self._row(row) for row in rows.body if row.places)])
        before, after = (_PAGE if ends else "" for ends in (rows.page_before, rows.page_after))
        return f"{before}#ruled(columns: {rows.columns}, {inner})\n{after}"

    def _row(self, row: Row) -> str:
        if row.ends_page:
            return ", ".join([*(f"page-end({place.colspan})" for place in row.places), "no-line"])
        return ", ".join(map(self._place, row.places))

    def _place(self, place: Place) -> str:
        body = self._inner(place.content)
        if place.is_head:
            body = f"#strong[{body}]"
        return f"table.cell(colspan: {place.colspan}, rowspan: {place.rowspan})[{body}]"

    def inline(self, nodes: list[JSON], *, in_note: bool = False) -> str:
        parts: list[str] = []
        for child in nodes:
            kind = child["type"]
            if kind == "text":
                parts.append(_text(child))
            elif kind == "hardBreak":
                parts.append("#linebreak()")
            elif kind == "footnote" and not in_note:
                parts.append(self._note(child))
        return "".join(parts)

    def _note(self, block: JSON) -> str:
        body = self.inline(children(block), in_note=True)
        if attr(block, "kind") != "endnote":
            self.footnotes += 1
            return f"#note({self.footnotes})[{body}]"
        self.endnotes.append(body)
        return f"#endnote-mark({len(self.endnotes)}, {self._sign(len(self.endnotes))})"

    def _sign(self, number: int, after: str = "") -> str:
        """Of an endnote, as code."""
        return f'"[" + digits({number}) + "]"' if self.brackets else f'digits({number}) + "{after}"'

    def set_endnotes(self) -> str:
        """The gathered endnotes, numbered, and forgets them."""
        rows = "".join(
            f"#par(first-line-indent: 0pt)[#endnote-place({n}, {self._sign(n, '.')}) {note}]\n"
            for n, note in enumerate(self.endnotes, 1)
        )
        self.endnotes = []
        return rows


def _text(child: JSON) -> str:
    made = f"#{literal(child['text'])}"
    marks = child.get("marks")
    if not marks:
        return made
    for item in reversed(marks):
        kind = item["type"]
        if kind in _WRAPS:
            made = f"#{_WRAPS[kind]}[{made}]"
        elif kind == "highlight":
            made = f"#highlight[{made}]"
        elif kind == "language" and (tag := clean_tag(attr(item, "lang"))):
            made = f"#text(lang: {literal(primary(tag))})[{made}]"
        elif kind == "link" and (href := sanitise_href(attr(item, "href", ""))) and not href.startswith("#"):
            made = f"#link({literal(href)})[{made}]"
    return made


def _code(text: str) -> str:
    escaped = clean_text(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "    ")
    return f'"{escaped}"'
