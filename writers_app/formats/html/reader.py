"""Turns an HTML tree into blocks; used for .html files, EPUB chapters, HTML inside Markdown, and REST."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from lxml import etree, html

from writers_app.formats import losses as lost
from writers_app.formats.blocks import (
    BOLD,
    CODE,
    ITALIC,
    STRIKE,
    SUBSCRIPT,
    SUPERSCRIPT,
    UNDERLINE,
    Marks,
    clean_text,
    document,
    footnote,
    hard_break,
    heading,
    item,
    join_text,
    mark,
    node,
    paragraph,
    plain_text,
    text_node,
    trim,
)  # fmt: skip
from writers_app.formats.direction import settle_directions
from writers_app.formats.encoding import decode_text
from writers_app.formats.flow import is_scene_break, note_content, split_at_images
from writers_app.formats.html.remarks import find_comments
from writers_app.formats.html.stylesheet import Look, Stylesheet, highlight_colour, parse_style
from writers_app.formats.language import direction_of, guess_language
from writers_app.formats.limits import Limits, damaged
from writers_app.formats.links import sanitise_href, sanitise_src
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument, Resource
from writers_app.formats.pictures import Pictures

MAX_NESTING = 30

_SPACE = re.compile(r"[ \t\n\r\f]+")
_SKIPPED = frozenset(
    [
        "head",
        "title",
        "style",
        "link",
        "meta",
        "base",
        "template",
        "noscript",
        "colgroup",
        "col",
        "caption",
        "nav",
        "rp",
        "rt",
    ]
)
_SCRIPTS = frozenset(
    [
        "script",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "video",
        "audio",
        "canvas",
        "svg",
        "math",
        "applet",
    ]
)
_INLINE_MARKS: dict[str, JSON] = {
    "b": BOLD, "strong": BOLD, "i": ITALIC, "em": ITALIC, "cite": ITALIC, "dfn": ITALIC, "var": ITALIC, "u": UNDERLINE,
    "s": STRIKE, "strike": STRIKE, "sup": SUPERSCRIPT, "sub": SUBSCRIPT, "code": CODE, "kbd": CODE, "samp": CODE, "tt": CODE,
}  # fmt: skip
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)

PictureSource = Callable[[str], Resource | None]


@dataclass(frozen=True, slots=True)
class _Here:
    """What surrounds the node that is being read."""

    marks: Marks = ()
    dir: str | None = None
    align: str | None = None
    pre: bool = False
    depth: int = 0
    in_note: bool = False


class HtmlReader:
    """Reads one tree after another into blocks; `find_note` answers an address with the element of a footnote."""

    def __init__(
        self, pictures: Pictures, losses: Losses, find_picture: PictureSource, *, stored: bool = False
    ) -> None:
        self.pictures, self.losses, self.find_picture = pictures, losses, find_picture
        self.stored = stored
        """Addresses of stored files stay (REST); a manuscript's pictures become resources."""
        self.sheet = Stylesheet()
        self.notes: dict[str, etree._Element] = {}
        self.base = ""

    def index_notes(self, root: etree._Element, base: str = "") -> None:
        for element in root.iter(etree.Element):
            identifier = element.get("id")
            if identifier:
                self.notes[f"{base}#{identifier}"] = element

    def read_blocks(self, root: etree._Element) -> list[JSON]:
        body = next(root.iter("body"), root)
        return _join_scenes(self._blocks(body, _Here(dir=_tree_direction(root, body))))

    def _blocks(self, element: etree._Element, here: _Here) -> list[JSON]:
        """An element's content as blocks; stray text between blocks becomes paragraphs."""
        collector = _Collector(here)
        if here.depth > MAX_NESTING:
            collector.inline.append(self._text("".join(element.itertext()), here))
            return collector.finish()
        deeper = replace(here, depth=here.depth + 1)
        self._collect(element, deeper, collector)
        return collector.finish()

    def _collect(self, element: etree._Element, here: _Here, out: _Collector) -> None:
        if element.text:
            out.inline.append(self._text(element.text, here))
        for child in element:
            if isinstance(child.tag, str):
                self._collect_child(child, here, out)
            if child.tail:
                out.inline.append(self._text(child.tail, here))

    def _collect_child(self, child: etree._Element, here: _Here, out: _Collector) -> None:
        tag = _local(child)
        if tag in _SKIPPED or _is_note_place(child):
            return
        if tag in _SCRIPTS:
            if tag in ("svg", "math") and (text := "".join(child.itertext()).strip()):
                out.inline.append(self._text(text, here))
            self.losses.add(lost.FORMULAS if tag == "math" else lost.SCRIPTS)
            return
        looks = self._looks(child, tag)
        if any(look.hidden for look in looks):
            return
        inner = self._step(child, tag, looks, here)
        if tag in _BLOCKS:
            out.flush()
            out.blocks.extend(self._block(child, tag, inner))
        elif _holds_blocks(child):
            out.flush()
            out.blocks.extend(self._blocks(child, inner))
        else:
            out.inline.extend(self._inline(child, tag, inner))

    def _looks(self, element: etree._Element, tag: str) -> list[Look]:
        looks = self.sheet.looks(tag, element.get("class") or "")
        style = element.get("style")
        return [*looks, parse_style(style)] if style else looks

    def _step(self, element: etree._Element, tag: str, looks: list[Look], here: _Here) -> _Here:
        """Surroundings inside `element`: its direction, alignment and marks added."""
        own = (element.get("dir") or "").lower()
        direction = own if own in ("rtl", "ltr") else None
        align = (element.get("align") or "").lower()
        aligned = align if align in ("left", "right", "center", "justify") else "center" if tag == "center" else None
        marks = here.marks if tag in _BLOCKS else (*here.marks, *marks_of(element, tag))
        is_title = tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        for look in looks:
            direction, aligned = look.dir or direction, look.align or aligned
            kept = [made for made in marks if made["type"] not in look.without]
            marks = (*kept, *(() if is_title else look.marks))
        pre = here.pre or any(look.keeps_space for look in looks)
        if not direction and not aligned and marks is here.marks and pre == here.pre:
            return here
        return replace(here, dir=direction or here.dir, align=aligned or here.align, marks=tuple(marks), pre=pre)

    def _text(self, text: str, here: _Here) -> JSON:
        text = clean_text(text)
        return text_node(text.replace("\r", "") if here.pre else _SPACE.sub(" ", text), here.marks)

    # Inline ------------------------------------------------------------------------------------------------------------

    def _inline(self, element: etree._Element, tag: str, here: _Here) -> list[JSON]:
        if tag == "br":
            return [hard_break()]
        if tag == "img":
            return self._picture(element, here)
        if tag == "a" and not here.in_note and (note := self._note(element)) is not None:
            return [note]
        if tag == "sup" and not here.in_note and (reference := _only_reference(element)) is not None:
            note = self._note(reference)
            if note is not None:
                return [note]
        if tag == "wbr":
            return []
        if here.depth > MAX_NESTING * 3:
            return [self._text("".join(element.itertext()), here)]
        if tag == "a":
            here = self._link(element, here)
        found: list[JSON] = []
        deeper = replace(here, depth=here.depth + 1)
        if tag == "q":
            found.append(text_node("“", here.marks))
        if element.text:
            found.append(self._text(element.text, here))
        for child in element:
            if isinstance(child.tag, str):
                found.extend(self._inline_child(child, deeper))
            if child.tail:
                found.append(self._text(child.tail, here))
        if tag == "q":
            found.append(text_node("”", here.marks))
        return found

    def _inline_child(self, child: etree._Element, here: _Here) -> list[JSON]:
        tag = _local(child)
        if tag in _SKIPPED or _is_note_place(child) or child.get("role") == "doc-backlink":
            return []
        if tag in _SCRIPTS:
            self.losses.add(lost.FORMULAS if tag == "math" else lost.SCRIPTS)
            return []
        looks = self._looks(child, tag)
        if any(look.hidden for look in looks):
            return []
        return self._inline(child, tag, self._step(child, tag, looks, here))

    def _link(self, element: etree._Element, here: _Here) -> _Here:
        href = element.get("href")
        if href is None:
            return here
        kept = sanitise_href(href)
        if kept is None or (self.base and kept.startswith("#")):
            if not self.base or not _is_inner(href):
                self.losses.add(lost.LINKS)
            return here
        return replace(here, marks=(*here.marks, mark("link", href=kept)))

    def _note(self, anchor: etree._Element) -> JSON | None:
        """The footnote an anchor refers to, when it says that it refers to one or its target lies among notes."""
        href = anchor.get("href") or ""
        if "#" not in href:
            return None
        place, _, name = href.partition("#")
        target = self.notes.get(f"{_resolve(self.base, unquote(place)) if place else self.base}#{unquote(name)}")
        if not _is_reference(anchor):
            return None
        if target is None:
            self.losses.add(lost.NOTE_MISSING)
            return None
        blocks = self._blocks(_note_body(target), _Here(in_note=True))
        kind = "endnote" if anchor.get("data-kind") == "endnote" or target.get("data-kind") == "endnote" else "footnote"
        return footnote(_without_back_arrow(note_content(blocks)), kind)

    def read_picture(self, element: etree._Element, marks: Marks = ()) -> list[JSON]:
        """An `img` as an image node, or as a link or text when the picture itself cannot be kept."""
        return self._picture(element, _Here(marks))

    def _picture(self, element: etree._Element, here: _Here) -> list[JSON]:
        source = element.get("src") or ""
        alt = clean_text(element.get("alt") or "") or None
        if here.in_note:
            self.losses.add(lost.PICTURE_IN_NOTE)
            return [text_node(f"[{alt}]")] if alt else []
        if self.stored and (kept := sanitise_src(source)):
            name: str | None = kept
        elif re.match(r"(https?:)?//", source, re.I):
            self.losses.add(lost.PICTURE_REMOTE)
            href = sanitise_href(source if source.startswith("http") else f"https:{source}")
            return [text_node(alt or source, [mark("link", href=href)])] if href else []
        else:
            resource = _inline_data(source) if source.startswith("data:") else self.find_picture(source)
            name = self.pictures.add(resource, source)
        if name is None:
            return [text_node(f"[{alt}]")] if alt else []
        title = clean_text(element.get("title") or "") or None
        return [
            node(
                "image",
                src=name,
                alt=alt,
                title=title,
                width=_pixels(element, "width"),
                height=_pixels(element, "height"),
            )
        ]

    # Blocks ------------------------------------------------------------------------------------------------------------

    def _block(self, element: etree._Element, tag: str, here: _Here) -> list[JSON]:
        if here.depth > MAX_NESTING:
            return self._blocks(element, here)
        if tag == "hr":
            return [node("horizontalRule")]
        if tag[0] == "h" and tag[1:].isdigit():
            return self._heading(element, int(tag[1]), here)
        if tag in ("ul", "ol", "menu"):
            return self._list(element, tag, here)
        if tag == "blockquote":
            return [node("blockquote", self._blocks(element, here) or [paragraph()], dir=here.dir)]
        if tag == "pre":
            return self._code(element, here)
        if tag == "table":
            return self._table(element, here)
        blocks = self._blocks(element, here)
        if tag == "p" and not blocks and here.depth and not element.get("hidden"):
            return [paragraph(dir=here.dir, textAlign=here.align)]
        return blocks

    def _heading(self, element: etree._Element, level: int, here: _Here) -> list[JSON]:
        if level > 4:
            self.losses.add(lost.DEEP_HEADINGS)
        inline = self._inline(element, "span", here)
        pictures = [child for child in inline if child["type"] == "image"]
        content = trim(join_text(_collapse([child for child in inline if child["type"] != "image"])))
        made = [heading(level, content, dir=here.dir, textAlign=here.align)] if content else []
        return [*made, *pictures]

    def _list(self, element: etree._Element, tag: str, here: _Here) -> list[JSON]:
        items = [child for child in element if isinstance(child.tag, str)]
        is_tasks = element.get("data-type") == "taskList" or any(_checkbox(child) is not None for child in items)
        made: list[JSON] = []
        for child in items:
            name = _local(child)
            inner = self._step(child, "li", self._looks(child, name), here)
            if name in ("ul", "ol") and made:  # a list straight in a list belongs to the item before it
                made[-1]["content"].extend(self._list(child, name, inner))
            elif name not in _SKIPPED:
                made.append(self._item(child, inner, is_tasks))
        if not made:
            return []
        if is_tasks:
            return [node("taskList", made, dir=here.dir)]
        if tag != "ol":
            return [node("bulletList", made, dir=here.dir)]
        start = _number(element.get("start"))
        kind = element.get("type") if element.get("type") in ("a", "A", "i", "I") else None
        return [node("orderedList", made, dir=here.dir, start=start if start != 1 else None, type=kind)]

    def _item(self, element: etree._Element, here: _Here, is_task: bool) -> JSON:
        checked = _checkbox(element)
        for box in [box for box in element.iter("input") if box.get("type") == "checkbox"]:
            _remove(box)
        blocks = self._blocks(element, here)
        return item("taskItem" if is_task else "listItem", blocks, checked=True if is_task and checked else None)

    def _code(self, element: etree._Element, here: _Here) -> list[JSON]:
        for line in list(element.iter("br")):
            line.text = "\n"
        text = clean_text("".join(element.itertext())).removeprefix("\n").removesuffix("\n")
        inner = element.find("code")
        classes = f"{element.get('class') or ''} {'' if inner is None else inner.get('class') or ''}"
        named = re.search(r"\blanguage-([\w+#.-]{1,64})", classes)
        return [node("codeBlock", [{"type": "text", "text": text}] if text else None,
                     language=named.group(1) if named else None, dir=here.dir)]  # fmt: skip

    def _table(self, element: etree._Element, here: _Here) -> list[JSON]:
        captions = [block for child in element.iter("caption") for block in self._blocks(child, here)]
        rows = [self._row(row, here) for row in element.iter("tr") if _owner(row) is element]
        kept = [row for row in rows if row.get("content")]
        return [*captions, node("table", kept, dir=here.dir)] if kept else captions

    def _row(self, row: etree._Element, here: _Here) -> JSON:
        cells: list[JSON] = []
        for cell in row:
            tag = _local(cell) if isinstance(cell.tag, str) else ""
            if tag not in ("td", "th"):
                continue
            inner = self._step(cell, tag, self._looks(cell, tag), replace(here, align=None))
            cells.append(node(
                "tableHeader" if tag == "th" else "tableCell", self._blocks(cell, inner) or [paragraph()],
                colspan=_span(cell, "colspan", 1000), rowspan=_span(cell, "rowspan", 10_000), colwidth=_widths(cell),
            ))  # fmt: skip
        return node("tableRow", cells)


class _Collector:
    """Gathers inline nodes until a block comes, then makes a paragraph of them."""

    def __init__(self, here: _Here) -> None:
        self.here, self.blocks, self.inline = here, [], []  # type: tuple[_Here, list[JSON], list[JSON]]

    def flush(self) -> None:
        if self.inline:
            inline = self.inline if self.here.pre else _collapse(self.inline)
            self.blocks.extend(split_at_images(inline, dir=self.here.dir, textAlign=self.here.align))
            self.inline = []

    def finish(self) -> list[JSON]:
        self.flush()
        return self.blocks


def _collapse(inline: list[JSON]) -> list[JSON]:
    """White space across element borders: one space at most, none at a line's start."""
    kept: list[JSON] = []
    ends_in_space = True
    for child in inline:
        if child["type"] == "text":
            text = child["text"]
            if ends_in_space and text[:1] == " ":
                text = text[1:]
            if not text:
                continue
            ends_in_space = text[-1] == " "
            child = child if text is child["text"] else {**child, "text": text}
        elif child["type"] in ("hardBreak", "image"):
            ends_in_space = True
        else:
            ends_in_space = False
        kept.append(child)
    return kept


def _join_scenes(blocks: list[JSON]) -> list[JSON]:
    return [node("horizontalRule") if _is_break_line(block) else block for block in blocks]


def _is_break_line(block: JSON) -> bool:
    content = block.get("content") or []
    return (
        block["type"] == "paragraph"
        and len(content) == 1
        and content[0]["type"] == "text"
        and is_scene_break(content[0]["text"])
    )


def _local(element: etree._Element) -> str:
    tag = str(element.tag)
    return (tag.rpartition("}")[2] if tag[0] == "{" else tag.rpartition(":")[2]).lower()


def _tree_direction(root: etree._Element, body: etree._Element) -> str | None:
    for element in (body, root):
        own = (element.get("dir") or "").lower()
        if own in ("rtl", "ltr"):
            return own
    return None


def _holds_blocks(element: etree._Element) -> bool:
    return any(isinstance(child.tag, str) and _local(child) in _BLOCKS for child in element.iterdescendants())


def marks_of(element: etree._Element, tag: str) -> Iterable[JSON]:
    if tag == "mark":
        colour = element.get("data-color") or highlight_colour(element.get("style") or "")
        yield mark("highlight", color=colour)
    elif tag in ("ins", "del"):
        identifier = element.get("data-id")
        if identifier or element.get("datetime") or element.get("data-author"):
            kind = "insertion" if tag == "ins" else "deletion"
            yield mark(kind, id=identifier or "1", author=element.get("data-author"), date=element.get("datetime"))
        else:
            yield UNDERLINE if tag == "ins" else STRIKE
    elif element.get("data-comment"):
        yield mark("comment", id=element.get("data-comment"))
    elif tag in _INLINE_MARKS:
        yield _INLINE_MARKS[tag]


def _epub_type(element: etree._Element) -> str:
    return element.get("{http://www.idpf.org/2007/ops}type") or element.get("epub:type") or ""


def _is_reference(anchor: etree._Element) -> bool:
    if anchor.get("role") == "doc-noteref" or "noteref" in _epub_type(anchor):
        return True
    if anchor.get("role") == "doc-backlink" or "backlink" in _epub_type(anchor):
        return False
    names = (
        f"{anchor.get('class') or ''} {anchor.getparent().get('class') or '' if anchor.getparent() is not None else ''}"
    )
    return re.search(r"\bfootnote-?ref\b|\bnoteref\b", names) is not None


def _only_reference(sup: etree._Element) -> etree._Element | None:
    anchors = list(sup.iter("a"))
    alone = len(anchors) == 1 and "".join(sup.itertext()).strip() == "".join(anchors[0].itertext()).strip()
    return anchors[0] if alone and _is_reference(anchors[0]) else None


def _is_note_place(element: etree._Element) -> bool:
    role, kind = element.get("role") or "", _epub_type(element).split()
    if role in ("doc-endnotes", "doc-footnote", "doc-endnote") or {
        "footnote",
        "footnotes",
        "endnote",
        "endnotes",
        "rearnote",
        "rearnotes",
    } & set(kind):
        return True
    return _local(element) in ("section", "div", "ol", "header") and (
        element.get("class") in ("footnotes", "footnotes-list", "comments", "title")
    )


def _note_body(target: etree._Element) -> etree._Element:
    """The element that holds the note's text: an id may sit on an anchor inside it."""
    while _local(target) in ("a", "sup", "span") and target.getparent() is not None:
        target = target.getparent()
    return target


def _without_back_arrow(content: list[JSON]) -> list[JSON]:
    while content and content[-1]["type"] == "text" and content[-1]["text"].strip() in ("↩", "↩︎", "^", "↑", "⏎"):
        content = content[:-1]
    return trim(content)


def _is_inner(href: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]*:", href, re.I) is None


def _resolve(base: str, place: str) -> str:
    parts = base.split("/")[:-1] if "/" in base else []
    for part in place.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _inline_data(source: str) -> Resource | None:
    match = re.match(r"data:([\w/+.-]{1,60})(?:;[\w=-]{1,60})*;base64,", source[:300])
    if not match:
        return None
    try:
        return Resource(base64.b64decode(source[match.end() :], validate=False), match.group(1))
    except (binascii.Error, ValueError):
        return None


def _number(value: str | None) -> int | None:
    return min(int(value), 1_000_000) if value and value.strip().isdecimal() and len(value) < 12 else None


def _pixels(element: etree._Element, name: str) -> int | None:
    value = _number((element.get(name) or "").removesuffix("px"))
    return value if value and value <= 20_000 else None


def _span(cell: etree._Element, name: str, limit: int) -> int | None:
    value = _number(cell.get(name))
    return min(value, limit) if value and value > 1 else None


def _widths(cell: etree._Element) -> list[int] | None:
    parts = (cell.get("data-colwidth") or cell.get("colwidth") or "").split(",")
    widths = [_number(part) for part in parts]
    return [width for width in widths if width] if all(widths) else None


def _checkbox(element: etree._Element) -> bool | None:
    if element.get("data-type") == "taskItem" or element.get("data-checked") in ("true", "false"):
        return element.get("data-checked") == "true"
    for box in element.iter("input"):
        if box.get("type") == "checkbox":
            return box.get("checked") is not None
    return None


def _owner(row: etree._Element) -> etree._Element | None:
    parent = row.getparent()
    while parent is not None and _local(parent) != "table":
        parent = parent.getparent()
    return parent


def _remove(element: etree._Element) -> None:
    """Takes an element out and leaves the text after it."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def parse_html(text: str) -> etree._Element:
    """A tree from any HTML, however broken; no network, no entities from outside."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except etree.ParserError:  # only comments or white space
        root = html.document_fromstring(b"<p></p>", parser=parser, ensure_head_body=True)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(type(error).__name__) from error
    return root


def read_html(path: Path, filename: str, limits: Limits) -> Manuscript:
    """A single HTML file; pictures are kept when they are inside it as data."""
    root = parse_html(decode_text(path.read_bytes()))
    losses = Losses()
    pictures = Pictures(losses)
    reader = HtmlReader(pictures, losses, lambda source: None)
    for sheet in root.iter("style"):
        reader.sheet.add(sheet.text or "")
    reader.index_notes(root)
    blocks = reader.read_blocks(root)
    language = guess_language(map(plain_text, blocks))[0]
    title = " ".join((root.findtext(".//title") or "").split())
    author = next(
        (tag.get("content") or "" for tag in root.iter("meta") if (tag.get("name") or "").lower() == "author"), ""
    )
    direction = direction_of(language)
    content = document(settle_directions(blocks, direction))
    return Manuscript(title, language, direction, clean_text(author), (ManuscriptDocument(title, "scene", content),),
                      pictures.resources, tuple(find_comments(root)), losses.listed())  # fmt: skip


def read_fragment(text: str) -> JSON:
    """One document from HTML that came by REST: addresses of stored pictures stay, nothing is looked up."""
    root = parse_html(text)
    losses = Losses()
    reader = HtmlReader(Pictures(losses), losses, lambda source: None, stored=True)
    reader.index_notes(root)
    return document(reader.read_blocks(root))
