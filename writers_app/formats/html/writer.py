"""Blocks as HTML: fragments for REST and Markdown's tables, whole self-contained files, and the chapters of an EPUB."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from writers_app.formats.blocks import attr, children, is_page_break
from writers_app.formats.links import sanitise_href
from writers_app.formats.model import JSON

_TAGS = {
    "bold": "strong", "italic": "em", "underline": "u", "strike": "s",
    "superscript": "sup", "subscript": "sub", "code": "code",
}  # fmt: skip
_ITEMS = {"bulletList": "ul", "orderedList": "ol", "listItem": "li", "blockquote": "blockquote", "tableRow": "tr"}

PictureAddress = Callable[[str], str | None]


@dataclass(slots=True)
class Note:
    number: int
    kind: str
    html: str


@dataclass(slots=True)
class HtmlWriter:
    """Writes documents one after another; footnotes gather in `notes` until they are set."""

    picture: PictureAddress = lambda src: src
    xhtml: bool = False
    heading_shift: int = 0
    prefix: str = ""
    """Goes into ids, so that several documents fit on one page."""
    notes: list[Note] = field(default_factory=list)

    def blocks(self, nodes: list[JSON]) -> str:
        return "".join([self.block(child) for child in nodes])

    def block(self, block: JSON) -> str:
        kind = block["type"]
        if kind == "paragraph":
            return f"<p{_looks(block)}>{self.inline(children(block))}</p>\n"
        if kind == "heading":
            level = min(6, attr(block, "level", 1) + self.heading_shift)
            return f"<h{level}{_looks(block)}>{self.inline(children(block))}</h{level}>\n"
        if kind in _ITEMS:
            return self._container(block, _ITEMS[kind])
        if kind == "taskList":
            return f'<ul data-type="taskList"{_looks(block)}>\n{self.blocks(children(block))}</ul>\n'
        if kind == "taskItem":
            return self._task(block)
        if kind == "codeBlock":
            return self._code(block)
        if kind == "horizontalRule":
            told = ' class="page-break" style="break-after: page"' if is_page_break(block) else ""
            return f"<hr{told}{self._end}\n"
        if kind == "image":
            return self._image(block)
        if kind == "table":
            return f"<table{_looks(block)}>\n<tbody>\n{self.blocks(children(block))}</tbody>\n</table>\n"
        return self._cell(block)

    @property
    def _end(self) -> str:
        return "/>" if self.xhtml else ">"

    def _container(self, block: JSON, tag: str) -> str:
        extra = ""
        if tag == "ol":
            start, kind = attr(block, "start", 1), attr(block, "type")
            extra = (f' start="{int(start)}"' if start != 1 else "") + (f' type="{escape(kind)}"' if kind else "")
        return f"<{tag}{extra}{_looks(block)}>\n{self.blocks(children(block))}</{tag}>\n"

    def _task(self, block: JSON) -> str:
        checked = bool(attr(block, "checked", False))
        state = ' checked="checked"' if checked else ""
        box = f'<input type="checkbox" disabled="disabled"{state}{self._end}'
        value = "true" if checked else "false"
        body = self.blocks(children(block))
        return f'<li data-type="taskItem" data-checked="{value}"{_looks(block)}>{box}\n{body}</li>\n'

    def _code(self, block: JSON) -> str:
        language = attr(block, "language")
        named = f' class="language-{escape(language)}"' if language else ""
        text = "".join(child["text"] for child in children(block))
        return f"<pre{_looks(block)}><code{named}>{escape(text, quote=False)}\n</code></pre>\n"

    def _image(self, block: JSON) -> str:
        address = self.picture(attr(block, "src", ""))
        alt = attr(block, "alt", "")
        if address is None:
            return f"<p>[{escape(alt)}]</p>\n" if alt else ""
        names = "".join(
            f' {name}="{escape(str(value))}"'
            for name in ("title", "width", "height")
            if (value := attr(block, name)) is not None
        )
        return f'<p><img src="{escape(address)}" alt="{escape(alt)}"{names}{self._end}</p>\n'

    def _cell(self, block: JSON) -> str:
        tag = "th" if block["type"] == "tableHeader" else "td"
        spans = "".join(
            f' {name}="{int(attr(block, name))}"' for name in ("colspan", "rowspan") if attr(block, name, 1) != 1
        )
        widths = attr(block, "colwidth")
        if widths:
            spans += f' data-colwidth="{",".join(str(int(width or 0)) for width in widths)}"'
        return f"<{tag}{spans}{_looks(block)}>{self.blocks(children(block)).strip()}</{tag}>\n"

    def inline(self, nodes: list[JSON]) -> str:
        parts: list[str] = []
        for child in nodes:
            kind = child["type"]
            if kind == "text":
                text = escape(child["text"], quote=False)
                marks = child.get("marks")
                parts.append(self._marked(text, marks) if marks else text)
            elif kind == "hardBreak":
                parts.append("<br/>" if self.xhtml else "<br>")
            elif kind == "footnote":
                parts.append(self._reference(child))
        return "".join(parts)

    def _marked(self, text: str, marks: list[JSON]) -> str:
        for item in reversed(marks):
            opening, closing = tags_of(item, xhtml=self.xhtml)
            text = f"{opening}{text}{closing}"
        return text

    def _reference(self, block: JSON) -> str:
        number = len(self.notes) + 1
        kind = attr(block, "kind", "footnote")
        self.notes.append(Note(number, kind, ""))  # holds the number while its own text is written
        self.notes[-1].html = self.inline(children(block))
        kinds = ' epub:type="noteref"' if self.xhtml else ""
        end = ' data-kind="endnote"' if kind == "endnote" else ""
        at = f"{self.prefix}{number}"
        return f'<sup><a{kinds} role="doc-noteref"{end} href="#fn-{at}" id="fnref-{at}">{number}</a></sup>'

    def set_notes(self) -> str:
        """The gathered footnotes as a section, and forgets them."""
        if not self.notes:
            return ""
        items = "".join(self._set_note(note) for note in self.notes)
        self.notes = []
        if self.xhtml:
            return f'<section epub:type="footnotes" role="doc-endnotes">\n<hr/>\n{items}</section>\n'
        return f'<section class="footnotes" role="doc-endnotes">\n<hr>\n<ol>\n{items}</ol>\n</section>\n'

    def _set_note(self, note: Note) -> str:
        at = f"{self.prefix}{note.number}"
        back = f'<a role="doc-backlink" href="#fnref-{at}">↩</a>'
        if self.xhtml:
            text = f"<p>{note.number}. {note.html} {back}</p>"
            return f'<aside epub:type="footnote" role="doc-footnote" id="fn-{at}">{text}</aside>\n'
        return f'<li id="fn-{at}"><p>{note.html} {back}</p></li>\n'


def _looks(block: JSON) -> str:
    direction, align = attr(block, "dir"), attr(block, "textAlign")
    if direction is None and align is None:
        return ""
    return (f' dir="{escape(direction)}"' if direction else "") + (
        f' style="text-align: {escape(align)}"' if align else ""
    )


def tags_of(item: JSON, *, xhtml: bool = False) -> tuple[str, str]:
    kind = item["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
    if kind == "link":
        href = sanitise_href(attr(item, "href", ""))
        return (f'<a href="{escape(href)}">', "</a>") if href else ("", "")
    if kind == "highlight":
        colour = attr(item, "color")
        style = f' data-color="{escape(colour)}" style="background-color: {escape(colour)}"' if colour else ""
        return f"<mark{style}>", "</mark>"
    if kind == "language":
        tag = escape(str(attr(item, "lang", "")))
        told = f'lang="{tag}" xml:lang="{tag}"' if xhtml else f'lang="{tag}"'
        return f"<span {told}>", "</span>"
    if kind == "comment":
        return f'<span data-comment="{escape(str(attr(item, "id", "")))}">', "</span>"
    tag = "ins" if kind == "insertion" else "del"
    names = (("data-id", "id"), ("data-author", "author"), ("datetime", "date"))
    values = "".join(f' {name}="{escape(str(attr(item, key)))}"' for name, key in names if attr(item, key) is not None)
    return f"<{tag}{values}>", f"</{tag}>"
