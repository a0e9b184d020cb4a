"""Turns an HTML tree into blocks; used for .html files, EPUB chapters, HTML inside Markdown, and REST."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from writers_app.formats import losses as lost
from writers_app.formats.blocks import (
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
    page_break,
    paragraph,
    plain_text,
    text_node,
    trim,
)  # fmt: skip
from writers_app.formats.direction import settle_directions
from writers_app.formats.encoding import decode_text
from writers_app.formats.flow import is_scene_break, note_content, split_at_images
from writers_app.formats.html.elements import (
    BLOCKS,
    checkbox_of,
    ends_page,
    holds_blocks,
    inline_data,
    is_inner,
    is_note_place,
    is_reference,
    languages_of,
    local_name,
    marks_of,
    note_body,
    number_of,
    only_reference,
    own_boxes,
    parse_html,
    pixels_of,
    remove_element,
    resolve_address,
    span_of,
    table_of,
    tree_direction,
    widths_of,
    without_back_arrow,
    without_number,
)
from writers_app.formats.html.properties import read_properties
from writers_app.formats.html.remarks import find_comments
from writers_app.formats.html.stylesheet import Look, Stylesheet, parse_style
from writers_app.formats.language import direction_of, guess_language, settle_languages
from writers_app.formats.limits import Limits
from writers_app.formats.links import sanitise_href, sanitise_src
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument, Resource
from writers_app.formats.pictures import MAX_ALT, Pictures

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
        return _join_scenes(self._blocks(body, _Here(dir=tree_direction(root, body))))

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
        tag = local_name(child)
        if tag in _SKIPPED or is_note_place(child) or child.get("role") == "doc-backlink":
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
        if tag in BLOCKS:
            out.flush()
            out.blocks.extend(self._block(child, tag, inner))
        elif holds_blocks(child):
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
        added = languages_of(element) if tag in BLOCKS else marks_of(element, tag)
        marks = (*here.marks, *added)
        is_title = tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        for look in looks:
            direction, aligned = look.dir or direction, look.align or aligned
            kept = [made for made in marks if made["type"] not in look.without]
            marks = (*kept, *(() if is_title else look.marks))
        pre = here.pre or any(look.keeps_space for look in looks)
        if not direction and not aligned and marks == here.marks and pre == here.pre:
            return here
        return replace(here, dir=direction or here.dir, align=aligned or here.align, marks=tuple(marks), pre=pre)

    def _text(self, text: str, here: _Here) -> JSON:
        text = clean_text(text)
        return text_node(text.replace("\r", "") if here.pre else _SPACE.sub(" ", text), here.marks)

    # Inline ----------------------------------------------------------------------------------------

    def _inline(self, element: etree._Element, tag: str, here: _Here) -> list[JSON]:
        if tag == "br":
            return [hard_break()]
        if tag == "img":
            return self._picture(element, here)
        if tag == "a" and not here.in_note and (note := self._note(element)) is not None:
            return [note]
        if tag == "sup" and not here.in_note and (reference := only_reference(element)) is not None:
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
        tag = local_name(child)
        if tag in _SKIPPED or is_note_place(child) or child.get("role") == "doc-backlink":
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
            if not self.base or not is_inner(href):
                self.losses.add(lost.LINKS)
            return here
        return replace(here, marks=(*here.marks, mark("link", href=kept)))

    def _note(self, anchor: etree._Element) -> JSON | None:
        """The footnote an anchor refers to, when it says that it refers to one or its target lies among notes."""
        href = anchor.get("href") or ""
        if "#" not in href:
            return None
        place, _, name = href.partition("#")
        target = self.notes.get(f"{resolve_address(self.base, unquote(place)) if place else self.base}#{unquote(name)}")
        if not is_reference(anchor):
            return None
        if target is None:
            self.losses.add(lost.NOTE_MISSING)
            return None
        blocks = self._blocks(note_body(target), _Here(in_note=True))
        kind = "endnote" if anchor.get("data-kind") == "endnote" or target.get("data-kind") == "endnote" else "footnote"
        # In a numbered list the number is not part of the text; elsewhere a note may begin with its own.
        label = "" if local_name(target) == "li" else "".join(anchor.itertext()).strip()
        return footnote(without_number(without_back_arrow(note_content(blocks)), label), kind)

    def read_picture(self, element: etree._Element, marks: Marks = ()) -> list[JSON]:
        """An `img` as an image node, or as a link or text when the picture itself cannot be kept."""
        return self._picture(element, _Here(marks))

    def _picture(self, element: etree._Element, here: _Here) -> list[JSON]:
        source = element.get("src") or ""
        alt = clean_text(element.get("alt") or "")[:MAX_ALT] or None
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
            resource = inline_data(source) if source.startswith("data:") else self.find_picture(source)
            name = self.pictures.add(resource, source)
        if name is None:
            return [text_node(f"[{alt}]")] if alt else []
        title = clean_text(element.get("title") or "")[:MAX_ALT] or None
        return [
            node(
                "image",
                src=name,
                alt=alt,
                title=title,
                width=pixels_of(element, "width"),
                height=pixels_of(element, "height"),
            )
        ]

    # Blocks ----------------------------------------------------------------------------------------

    def _block(self, element: etree._Element, tag: str, here: _Here) -> list[JSON]:
        if here.depth > MAX_NESTING:
            return self._blocks(element, here)
        if tag == "hr":
            return [page_break() if ends_page(element) else node("horizontalRule")]
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
        if not blocks and ends_page(element):
            return [page_break()]
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
        is_tasks = element.get("data-type") == "taskList" or any(checkbox_of(child) is not None for child in items)
        made: list[JSON] = []
        for child in items:
            name = local_name(child)
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
        start = number_of(element.get("start"))
        kind = element.get("type") if element.get("type") in ("a", "A", "i", "I") else None
        return [node("orderedList", made, dir=here.dir, start=start if start != 1 else None, type=kind)]

    def _item(self, element: etree._Element, here: _Here, is_task: bool) -> JSON:
        checked = checkbox_of(element)
        for box in own_boxes(element):
            remove_element(box)
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
        rows = [self._row(row, here) for row in element.iter("tr") if table_of(row) is element]
        kept = [row for row in rows if row.get("content")]
        return [*captions, node("table", kept, dir=here.dir)] if kept else captions

    def _row(self, row: etree._Element, here: _Here) -> JSON:
        cells: list[JSON] = []
        for cell in row:
            tag = local_name(cell) if isinstance(cell.tag, str) else ""
            if tag not in ("td", "th"):
                continue
            inner = self._step(cell, tag, self._looks(cell, tag), replace(here, align=None))
            cells.append(node(
                "tableHeader" if tag == "th" else "tableCell", self._blocks(cell, inner) or [paragraph()],
                colspan=span_of(cell, "colspan", 1000), rowspan=span_of(cell, "rowspan", 10_000),
                colwidth=widths_of(cell),
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
    told = read_properties(root)
    direction = direction_of(language)
    content = document(settle_directions(settle_languages(blocks, language), direction))
    documents = (ManuscriptDocument(told.title, "scene", content),)
    return Manuscript(told.title, language, direction, told.author, documents, pictures.resources,
                      tuple(find_comments(root)), losses.listed(), told.about)  # fmt: skip


def read_fragment(text: str) -> JSON:
    """One document from HTML that came by REST: addresses of stored pictures stay, nothing is looked up."""
    root = parse_html(text)
    losses = Losses()
    reader = HtmlReader(Pictures(losses), losses, lambda source: None, stored=True)
    reader.index_notes(root)
    return document(reader.read_blocks(root))
