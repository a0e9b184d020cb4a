"""Reads Markdown into blocks: markdown-it-py parses, this maps its tokens; HTML inside goes to the HTML reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from writers_app.formats import losses as lost
from writers_app.formats.blocks import (
    BOLD,
    CODE,
    ITALIC,
    STRIKE,
    clean_text,
    document,
    footnote,
    hard_break,
    heading,
    item,
    join_text,
    node,
    paragraph,
    plain_text,
    text_node,
    trim,
)  # fmt: skip
from writers_app.formats.direction import settle_directions
from writers_app.formats.encoding import decode_text
from writers_app.formats.flow import is_scene_break, note_content, split_at_images
from writers_app.formats.html.elements import marks_of, parse_html
from writers_app.formats.html.reader import HtmlReader
from writers_app.formats.html.remarks import find_comments
from writers_app.formats.language import direction_of, guess_language, settle_languages
from writers_app.formats.limits import Limits
from writers_app.formats.links import sanitise_href
from writers_app.formats.losses import Losses
from writers_app.formats.markdown.front import KEPT, properties_in, read_front
from writers_app.formats.model import JSON, Comment, Manuscript, ManuscriptDocument
from writers_app.formats.pictures import Pictures

_OPENING = {"strong_open": BOLD, "em_open": ITALIC, "s_open": STRIKE}
_CLOSING = {"strong_close": "bold", "em_close": "italic", "s_close": "strike", "link_close": "link"}
_TAG = re.compile(r"</?([a-zA-Z][\w-]*)\b[^>]*>", re.S)
_SIDES = ("left", "right", "center", "justify")
_TASK = re.compile(r"\[([ xX])\](?:[ \t]|$)")
_DIV = re.compile(r"\s*<div((?:\s+(?:dir|align)=\"[a-z]+\")+)>\s*", re.I)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
    return made.use(footnote_plugin, inline=True).use(front_matter_plugin)


class MarkdownReader:
    """Walks one token list. `stored` says that addresses of stored pictures stay (REST)."""

    def __init__(self, *, stored: bool = False) -> None:
        self.losses = Losses()
        self.pictures = Pictures(self.losses)
        self.html = HtmlReader(self.pictures, self.losses, lambda source: None, stored=stored)
        self.notes: dict[int, JSON] = {}
        self.comments: list[Comment] = []
        self.front: dict[str, str] = {}
        self.surroundings: list[dict[str, Any]] = [{}]
        self.tokens: list[Token] = []
        self.at = 0

    def read(self, text: str) -> list[JSON]:
        self.tokens = _parser().parse(clean_text(text))
        for token in self.tokens:
            if token.type == "html_block":
                root = parse_html(token.content)
                self.html.index_notes(root)
                self.comments.extend(find_comments(root))
        self._read_notes()
        return self._blocks(None)

    def _read_notes(self) -> None:
        """Footnote texts stand at the end of the token list and are needed at their references."""
        for index, token in enumerate(self.tokens):
            if token.type == "footnote_open":
                self.at = index + 1
                content = note_content(self._blocks("footnote_close"))
                label = str(token.meta.get("label") or "")
                self.notes[token.meta["id"]] = footnote(content, "endnote" if label.startswith("end") else "footnote")
        cut = next((index for index, token in enumerate(self.tokens) if token.type == "footnote_block_open"), None)
        self.tokens = self.tokens[:cut]
        self.at = 0

    def _blocks(self, closing: str | None) -> list[JSON]:
        blocks: list[JSON] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == closing:
                break
            blocks.extend(self._block(token))
        return blocks

    def _looks(self) -> dict[str, Any]:
        return self.surroundings[-1]

    def _dir(self) -> dict[str, Any]:
        found = self._looks().get("dir")
        return {"dir": found} if found else {}

    def _block(self, token: Token) -> list[JSON]:
        kind = token.type
        if kind == "paragraph_open":
            return self._paragraph()
        if kind == "heading_open":
            return self._heading(int(token.tag[1]))
        if kind in ("bullet_list_open", "ordered_list_open"):
            return [self._list(token)]
        if kind == "blockquote_open":
            return [node("blockquote", self._blocks("blockquote_close") or [paragraph()], **self._dir())]
        if kind in ("fence", "code_block"):
            return [self._code(token)]
        if kind == "hr":
            return [node("horizontalRule", **self._dir())]
        if kind == "table_open":
            return [self._table()]
        if kind == "html_block":
            return self._html(token.content)
        if kind == "front_matter":
            self._read_front(token.content)
        return []

    def _paragraph(self) -> list[JSON]:
        inline = self.tokens[self.at]
        self.at += 2
        content = self._inline(inline.children or [])
        blocks = split_at_images(content, **self._looks())
        if len(blocks) == 1 and blocks[0]["type"] == "paragraph" and is_scene_break(inline.content):
            return [node("horizontalRule")]
        return blocks

    def _heading(self, level: int) -> list[JSON]:
        inline = self.tokens[self.at]
        self.at += 2
        if level > 4:
            self.losses.add(lost.DEEP_HEADINGS)
        content = self._inline(inline.children or [])
        pictures = [child for child in content if child["type"] == "image"]
        kept = trim(join_text(child for child in content if child["type"] != "image"))
        return [heading(level, kept, **self._looks()), *pictures]

    def _list(self, token: Token) -> JSON:
        ordered = token.type == "ordered_list_open"
        closing = token.type.replace("open", "close")
        items: list[tuple[bool | None, list[JSON]]] = []
        while self.tokens[self.at].type == "list_item_open":
            self.at += 1
            checked = None if ordered else self._take_checkbox()
            items.append((checked, self._blocks("list_item_close")))
        if self.tokens[self.at].type == closing:
            self.at += 1
        if items and all(checked is not None for checked, _ in items):
            return node(
                "taskList", [item("taskItem", body, checked=checked or None) for checked, body in items], **self._dir()
            )
        made = [item("listItem", _with_box(checked, body)) for checked, body in items]
        start = token.attrGet("start") if ordered else None
        return node(
            "orderedList" if ordered else "bulletList", made, start=start if start != 1 else None, **self._dir()
        )

    def _take_checkbox(self) -> bool | None:
        if self.tokens[self.at].type != "paragraph_open":
            return None
        inline = self.tokens[self.at + 1]
        match = _TASK.match(inline.content)
        if match is None or not inline.children or inline.children[0].type != "text":
            return None
        first = inline.children[0]
        first.content = first.content[3:].lstrip()
        return match.group(1) != " "

    def _code(self, token: Token) -> JSON:
        text = token.content.removesuffix("\n")
        language = token.info.strip().split(maxsplit=1)[0][:64] if token.info.strip() else None
        return node("codeBlock", [{"type": "text", "text": text}] if text else None, language=language, **self._dir())

    def _table(self) -> JSON:
        rows: list[JSON] = []
        cells: list[JSON] = []
        while (token := self.tokens[self.at]).type != "table_close":
            self.at += 1
            if token.type == "tr_open":
                cells = []
            elif token.type == "tr_close":
                rows.append(node("tableRow", cells))
            elif token.type in ("th_open", "td_open"):
                align = re.search(r"text-align:(\w+)", str(token.attrGet("style") or ""))
                attrs = {"textAlign": align.group(1) if align else None, **self._dir()}
                blocks = split_at_images(self._inline(self.tokens[self.at].children or []), **attrs)
                cells.append(node("tableHeader" if token.type == "th_open" else "tableCell", blocks or [paragraph()]))
        self.at += 1
        return node("table", rows, **self._dir())

    def _html(self, source: str) -> list[JSON]:
        """A `<div dir>` holds Markdown, as our writer makes it; anything else is read as HTML."""
        opening = _DIV.fullmatch(source)
        if opening:
            found = dict(re.findall(r'(dir|align)="([a-z]+)"', opening.group(1)))
            named = {"dir": found.get("dir") if found.get("dir") in ("ltr", "rtl") else None,
                     "textAlign": found.get("align") if found.get("align") in _SIDES else None}  # fmt: skip
            self.surroundings.append({**self._looks(), **{key: value for key, value in named.items() if value}})
            return []
        if source.strip().lower() == "</div>" and len(self.surroundings) > 1:
            self.surroundings.pop()
            return []
        if source.lstrip().startswith("<!--"):
            return []
        return self.html.read_blocks(parse_html(source))

    def _read_front(self, source: str) -> None:
        self.front = read_front(source)
        if set(self.front) - KEPT:
            self.losses.add(lost.METADATA)

    # Inline ----------------------------------------------------------------------------------------

    def _inline(self, tokens: list[Token]) -> list[JSON]:
        return _Inline(self).read(tokens)


@dataclass(slots=True)
class _Inline:
    """One paragraph's tokens; `marks` are those open just now."""

    reader: MarkdownReader
    marks: list[JSON] = field(default_factory=list)
    tags: list[tuple[str, int]] = field(default_factory=list)

    def read(self, tokens: list[Token]) -> list[JSON]:
        found: list[JSON] = []
        for token in tokens:
            found.extend(self._one(token))
        return join_text(found)

    def _one(self, token: Token) -> list[JSON]:
        kind = token.type
        if kind == "text":
            return [text_node(token.content, self._kept())]
        if kind == "softbreak":
            return [text_node(" ", self._kept())]
        if kind == "hardbreak":
            return [hard_break()]
        if kind == "code_inline":
            return [text_node(token.content, [*self._kept(), CODE])]
        if kind in _OPENING:
            self.marks.append(_OPENING[kind])
        elif kind == "link_open":
            self._open_link(str(token.attrGet("href") or ""))
        elif kind in _CLOSING:
            self._close(_CLOSING[kind])
        elif kind == "image":
            return self._image(token)
        elif kind == "footnote_ref":
            note = self.reader.notes.get(token.meta["id"])
            return [note] if note is not None else []
        elif kind == "html_inline":
            return self._html(token.content)
        return []

    def _kept(self) -> list[JSON]:
        """Without links whose address was refused: they stay open only to be closed."""
        return [made for made in self.marks if made.get("attrs") != {"href": ""}]

    def _open_link(self, href: str) -> None:
        kept = sanitise_href(href)
        if kept is None:
            self.reader.losses.add(lost.LINKS)
        self.marks.append({"type": "link", "attrs": {"href": kept or ""}})

    def _close(self, kind: str) -> None:
        for index in range(len(self.marks) - 1, -1, -1):
            if self.marks[index]["type"] == kind:
                del self.marks[index]
                return

    def _image(self, token: Token) -> list[JSON]:
        element = etree.Element("img", src=str(token.attrGet("src") or ""), alt=clean_text(token.content))
        if title := token.attrGet("title"):
            element.set("title", clean_text(str(title)))
        return self.reader.html.read_picture(element, tuple(self.marks))

    def _html(self, source: str) -> list[JSON]:
        match = _TAG.fullmatch(source)
        if match is None:
            return []
        name = match.group(1).lower()
        if name == "br":
            return [hard_break()]
        if name == "img":
            return self.reader.html.read_picture(next(parse_html(source).iter("img")), tuple(self.marks))
        if source.startswith("</"):
            self._close_tag(name)
            return []
        element = next((found for found in parse_html(source).iter(name)), None)
        made = list(marks_of(element, name)) if element is not None else []
        if not made and name not in ("span", "a"):
            self.reader.losses.add(lost.RAW_HTML)
        if not source.endswith("/>"):
            self.tags.append((name, len(made)))
            self.marks.extend(made)
        return []

    def _close_tag(self, name: str) -> None:
        while self.tags:
            opened, count = self.tags.pop()
            if count:
                del self.marks[-count:]
            if opened == name:
                return


def _with_box(checked: bool | None, body: list[JSON]) -> list[JSON]:
    """A lone checkbox among plain items is text again."""
    if checked is None or not body:
        return body
    box = text_node("[x] " if checked else "[ ] ")
    return [{**body[0], "content": join_text([box, *(body[0].get("content") or [])])}, *body[1:]]


def read_markdown(path: Path, filename: str, limits: Limits) -> Manuscript:
    """A Markdown file; its front matter gives title, author and what else it says about the book."""
    reader = MarkdownReader()
    blocks = reader.read(decode_text(path.read_bytes()))
    language, direction = guess_language(map(plain_text, blocks))
    named = reader.front.get("lang") or reader.front.get("language") or ""
    if named[:2] in ("en", "fa"):
        language = "fa" if named[:2] == "fa" else "en"
        direction = direction_of(language)
    told = properties_in(reader.front)
    content = document(settle_directions(settle_languages(blocks, language), direction))
    return Manuscript(told.title, language, direction, told.author,
                      (ManuscriptDocument(told.title, "scene", content),), reader.pictures.resources,
                      tuple(reader.comments), reader.losses.listed(), told.about)  # fmt: skip
