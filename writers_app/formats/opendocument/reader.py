"""Reads an .odt file: blocks, lists, tables, notes, pictures, comments and tracked changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

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
    order_marks,
    paragraph,
    plain_text,
    trim,
)  # fmt: skip
from writers_app.formats.chapters import promote_chapters
from writers_app.formats.direction import settle_directions
from writers_app.formats.flow import PAGE_BEFORE, is_scene_break, note_content, settle_pages
from writers_app.formats.language import guess_language, rtl_share, settle_languages
from writers_app.formats.limits import Limits, SafeZip, damaged
from writers_app.formats.links import sanitise_href
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON, Comment, Manuscript, ManuscriptDocument, Resource
from writers_app.formats.opendocument.gathering import as_task, box_state, gather_quotes
from writers_app.formats.opendocument.properties import read_properties
from writers_app.formats.opendocument.styles import (
    DC,
    DRAW,
    OFFICE,
    SVG,
    TABLE,
    TEXT,
    XLINK,
    XML_ID,
    ListLevel,
    Style,
    Styles,
)  # fmt: skip
from writers_app.formats.pictures import MAX_ALT, Pictures

MAX_NESTING = 30
_QUOTATION = re.compile(r"Quotation \d+")
_WHITE = re.compile(r"[ \t\n\r]+")
_THROUGH = frozenset({"section", "index-body", "p-group", "numbered-paragraph"})
_CONTENTS = frozenset({"table-of-content", "alphabetical-index", "illustration-index", "user-index", "bibliography"})
_PIXELS = {"cm": 96 / 2.54, "mm": 96 / 25.4, "in": 96, "pt": 96 / 72, "px": 1, "pc": 16}


@dataclass(slots=True)
class _Change:
    kind: str
    author: str
    date: str
    deleted: list[etree._Element] = field(default_factory=list)


@dataclass(slots=True)
class OdtReader:
    """Walks one office:text. `front` gets title and author when they open the text."""

    archive: SafeZip
    styles: Styles
    losses: Losses = field(default_factory=Losses)
    front: dict[str, str] = field(default_factory=dict)
    changes: dict[str, _Change] = field(default_factory=dict)
    open_changes: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    open_comments: list[str] = field(default_factory=list)
    comment_names: dict[str, str] = field(default_factory=dict)
    used_numbers: dict[str, int] = field(default_factory=dict)
    pictures: Pictures = field(init=False)
    floating: list[JSON] = field(default_factory=list)
    begun: bool = False

    def __post_init__(self) -> None:
        self.pictures = Pictures(self.losses)

    def read_changes(self, body: etree._Element) -> None:
        for region in body.iter(f"{TEXT}changed-region"):
            identifier = region.get(f"{TEXT}id") or region.get(XML_ID) or ""
            for told in region:
                kind = {f"{TEXT}insertion": "insertion", f"{TEXT}deletion": "deletion"}.get(told.tag)
                if kind is None:
                    self.losses.add(lost.TRACKED_FORMATS)
                    continue
                author, date = told.findtext(f".//{DC}creator") or "", utc_date(told.findtext(f".//{DC}date"))
                deleted = [each for each in told if each.tag != f"{OFFICE}change-info"]
                self.changes[identifier] = _Change(kind, clean_text(author)[:300], date, deleted)

    def blocks(self, parent: etree._Element, depth: int = 0) -> list[JSON]:
        made: list[JSON] = []
        if depth > MAX_NESTING:
            text = clean_text("".join(parent.itertext()).strip())
            return [paragraph([{"type": "text", "text": text}])] if text else []
        for child in parent:
            made.extend(self._block(child, depth))
        return gather_quotes(made)

    def _block(self, child: etree._Element, depth: int) -> list[JSON]:
        namespace, _, name = str(child.tag).rpartition("}")
        if name == "p" and namespace == TEXT[:-1]:
            return self._paragraph(child)
        if name == "h":
            return self._heading(child)
        if name == "list":
            return self._list(child, depth, None, 1)
        if name == "table" and namespace == TABLE[:-1]:
            return [self._table(child, depth)]
        if name == "section" and _QUOTATION.fullmatch(child.get(f"{TEXT}name", "")):
            return [node("blockquote", self._quoted(child, depth) or [paragraph()])]
        if name in _THROUGH:
            return self.blocks(child, depth + 1)
        if name in _CONTENTS:
            self.losses.counts[lost.TABLE_OF_CONTENTS] = 1
        elif name == "frame":
            self._frame(child)
            return self._take_floating()
        elif name in ("change-start", "change-end", "change"):
            self._change_sign(child, name, [], ())
        return []

    def _quoted(self, section: etree._Element, depth: int) -> list[JSON]:
        """What a quote holds that is written as a section; its lines have the style of a quote besides."""
        made: list[JSON] = []
        for child in section if depth < MAX_NESTING else ():
            is_section = child.tag == f"{TEXT}section"
            for block in self._block(child, depth + 1):
                made.extend(block["content"] if block["type"] == "blockquote" and not is_section else [block])
        return gather_quotes(made)

    def _paragraph(self, element: etree._Element) -> list[JSON]:
        style = self.styles.get("paragraph", element.get(f"{TEXT}style-name"))
        if style.kind == "spacer":
            return [node("spacer")]
        content = self._inline(element, _own_marks(style))
        text = plain_text({"content": content}).strip()
        if style.kind in ("title", "author") and text and style.kind not in self.front and not self.begun:
            self.front[style.kind] = " ".join(text.split())
            return self._take_floating()
        self.begun = self.begun or bool(text)
        floating = self._take_floating()
        if style.kind == "page":
            return [*floating, node("pageBreak")]
        if style.kind == "quoted page":
            return [*floating, node("blockquote", [node("pageBreak")])]
        page = [PAGE_BEFORE] if style.page_break else []
        floating += [node("pageBreak")] if style.page_end else []
        if style.kind == "title" and text:
            return [*page, heading(1, trim(content)), *floating]
        if style.kind == "code":
            return [*page, _code(content, style.language), *floating]
        if style.kind == "break" or (style.rule and not text) or is_scene_break(text):
            return [*page, node("horizontalRule"), *floating]
        if not content and floating:
            return [*page, *floating]
        made = paragraph(trim(content), dir=_direction(style, text), textAlign=_align(style))
        if style.kind == "quote":  # a page may end within it; at its edges, settle_pages takes the break out
            return [node("blockquote", [*page, made, *floating])]
        return [*page, made, *floating]

    def _heading(self, element: etree._Element) -> list[JSON]:
        told = element.get(f"{TEXT}outline-level", "1")
        level = int(told) if told.isdigit() else 1
        if level > 4:
            self.losses.add(lost.DEEP_HEADINGS)
        style = self.styles.of_heading(element.get(f"{TEXT}style-name"))
        content = trim(self._inline(element, ()))
        self.begun = self.begun or bool(content)
        text = plain_text({"content": content})
        made = [heading(level, content, dir=_direction(style, text), textAlign=_align(style))] if content else []
        return [*([PAGE_BEFORE] if style.page_break else []), *made, *self._take_floating()]

    def _take_floating(self) -> list[JSON]:
        floating, self.floating = self.floating, []
        return floating

    # Lists and tables ------------------------------------------------------------------------------

    def _list(self, element: etree._Element, depth: int, style_name: str | None, level: int) -> list[JSON]:
        style_name = element.get(f"{TEXT}style-name") or style_name
        found = self.styles.lists.get(style_name or "", {}).get(level, ListLevel(ordered=False))
        key = f"{style_name}/{level}"
        start = found.start
        if element.get(f"{TEXT}continue-numbering") == "true" and key in self.used_numbers:
            start = self.used_numbers[key]
        items: list[JSON] = []
        page: list[JSON] = []
        for child in element:
            if child.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            told = child.get(f"{TEXT}start-value", "")
            if told.isdigit() and not items:
                start = int(told)
            blocks = self._item_blocks(child, depth, style_name, level)
            while blocks and blocks[0]["type"] == "pageBreak":
                page = page if items else [blocks[0]]
                blocks = blocks[1:]
            items.append(item("listItem", blocks))
        self.used_numbers[key] = start + len(items)
        if not items:
            return []
        if (
            len(items) == 1
            and not plain_text(items[0]["content"][0])
            and len(items[0]["content"]) > 1
            and all(each["type"] in ("bulletList", "orderedList", "taskList") for each in items[0]["content"][1:])
        ):  # LibreOffice goes on with an inner list by an outer one that holds nothing else
            inner: list[JSON] = items[0]["content"][1:]
            return inner
        if all(map(box_state, items)):
            return [*page, node("taskList", [as_task(each) for each in items])]
        if found.ordered:
            return [*page, node("orderedList", items, start=start if start != 1 else None, type=found.type)]
        return [*page, node("bulletList", items)]

    def _item_blocks(self, element: etree._Element, depth: int, style_name: str | None, level: int) -> list[JSON]:
        blocks: list[JSON] = []
        for child in element:
            if child.tag == f"{TEXT}list" and depth < MAX_NESTING:
                blocks.extend(self._list(child, depth + 1, style_name, level + 1))
            elif child.tag != f"{TEXT}number":
                blocks.extend(self._block(child, depth + 1))
        return gather_quotes(blocks)

    def _table(self, element: etree._Element, depth: int) -> JSON:
        style = self.styles.get("table", element.get(f"{TABLE}style-name"))
        rows: list[JSON] = []
        self._rows(element, depth, rows, in_head=False)
        kept = [row for row in rows if row.get("content")] or [node("tableRow", [node("tableCell", [paragraph()])])]
        return node("table", kept, dir=None if style.rtl is None else "rtl" if style.rtl else "ltr")

    def _rows(self, element: etree._Element, depth: int, rows: list[JSON], *, in_head: bool) -> None:
        for child in element:
            if child.tag == f"{TABLE}table-header-rows":
                self._rows(child, depth, rows, in_head=True)
            elif child.tag in (f"{TABLE}table-rows", f"{TABLE}table-row-group"):
                self._rows(child, depth, rows, in_head=in_head)
            elif child.tag == f"{TABLE}table-row":
                rows.append(
                    node(
                        "tableRow",
                        [self._cell(cell, depth, in_head) for cell in child.iterchildren(f"{TABLE}table-cell")],
                    )
                )

    def _cell(self, element: etree._Element, depth: int, in_head: bool) -> JSON:
        blocks = _without_page_before(self.blocks(element, depth + 1))
        first = element.find(f"{TEXT}p")
        style = self.styles.get("paragraph", first.get(f"{TEXT}style-name")) if first is not None else Style()
        spans = {
            name: element.get(f"{TABLE}number-{told}-spanned", "1")
            for name, told in (("colspan", "columns"), ("rowspan", "rows"))
        }
        kept = {name: min(1000, int(value)) for name, value in spans.items() if value.isdigit() and int(value) > 1}
        return node(
            "tableHeader" if in_head or style.kind == "head cell" else "tableCell", blocks or [paragraph()], **kept
        )

    # Inline ----------------------------------------------------------------------------------------

    def _inline(self, element: etree._Element, marks: Marks) -> list[JSON]:
        out: list[JSON] = []
        self._collect(element, marks, out, 0)
        return _collapse(join_text(out))

    def _collect(self, element: etree._Element, marks: Marks, out: list[JSON], depth: int) -> None:
        self._text(element.text, marks, out)
        for child in element:
            if isinstance(child.tag, str) and depth < MAX_NESTING * 3:
                self._part(child, marks, out, depth)
            self._text(child.tail, marks, out)

    def _text(self, text: str | None, marks: Marks, out: list[JSON], *, keep: bool = False) -> None:
        if not text:
            return
        text = clean_text(text) if keep else _WHITE.sub(" ", clean_text(text))
        all_marks = order_marks((*self.styles.spoken(marks, text), *self._surrounding_marks()))
        out.append({"type": "text", "text": text, **({"marks": all_marks} if all_marks else {})})

    def _surrounding_marks(self) -> list[JSON]:
        made = [self._change_mark(each) for each in self.open_changes if each in self.changes]
        if self.open_comments:
            made.append(mark("comment", id=self.open_comments[-1]))
        return made

    def _change_mark(self, identifier: str) -> JSON:
        change = self.changes[identifier]
        name = re.sub(r"[^\w.:-]", "-", identifier)[:100] or "change"
        return mark(change.kind, id=name, author=change.author or None, date=change.date or None)

    def _part(self, child: etree._Element, marks: Marks, out: list[JSON], depth: int) -> None:
        name = str(child.tag).rpartition("}")[2]
        if name == "span":
            style = self.styles.get("text", child.get(f"{TEXT}style-name"))
            if not style.hidden:
                self._collect(child, _with_style(marks, style), out, depth + 1)
        elif name == "a":
            self._link(child, marks, out, depth)
        elif name == "s":
            count = child.get(f"{TEXT}c", "1")
            self._text(" " * min(100, int(count) if count.isdigit() else 1), marks, out, keep=True)
        elif name == "tab":
            self._text("\t", marks, out, keep=True)
        elif name == "line-break":
            out.append(hard_break())
        elif name == "note":
            self._note(child, out)
        elif name == "frame":
            self._frame(child)
        elif name in ("change-start", "change-end", "change"):
            self._change_sign(child, name, out, marks)
        elif name == "annotation":
            self._comment(child, out)
        elif name == "annotation-end":
            found = self.comment_names.get(child.get(f"{OFFICE}name", ""))
            if found in self.open_comments:
                self.open_comments.remove(found)
        elif name not in ("soft-page-break", "bookmark", "bookmark-start", "bookmark-end", "tracked-changes", "title"):
            self._collect(child, marks, out, depth + 1)

    def _link(self, child: etree._Element, marks: Marks, out: list[JSON], depth: int) -> None:
        href = sanitise_href(child.get(f"{XLINK}href", ""))
        if href is None:
            self.losses.add(lost.LINKS)
        extra = (mark("link", href=href),) if href else ()
        self._collect(child, (*marks, *extra), out, depth + 1)

    def _change_sign(self, child: etree._Element, name: str, out: list[JSON], marks: Marks) -> None:
        identifier = child.get(f"{TEXT}change-id", "")
        if name == "change-start":
            self.open_changes.append(identifier)
        elif name == "change-end":
            if identifier in self.open_changes:
                self.open_changes.remove(identifier)
        elif identifier in self.changes and self.changes[identifier].kind == "deletion":
            self.open_changes.append(identifier)
            for index, deleted in enumerate(self.changes[identifier].deleted):
                if index:
                    self.losses.add(lost.TRACKED_BREAKS)
                    out.append(hard_break())
                self._collect(deleted, marks, out, 1)
            self.open_changes.remove(identifier)

    def _comment(self, child: etree._Element, out: list[JSON]) -> None:
        identifier = f"comment-{len(self.comments)}"
        name = child.get(f"{OFFICE}name", "")
        parent = child.get("{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}parent-name")
        owner = self.comment_names.get(parent) if parent else None
        text = "\n".join(clean_text("".join(each.itertext())) for each in child.iter(f"{TEXT}p"))
        author, date = child.findtext(f"{DC}creator") or "", utc_date(child.findtext(f"{DC}date"))
        resolved = child.get("{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}resolved") == "true"
        self.comments.append(Comment(identifier, text, clean_text(author), date, owner, resolved))
        self.comment_names[name] = identifier
        if owner is not None:
            return
        if name and _has_end(child, name):
            self.open_comments.append(identifier)
        elif out and out[-1]["type"] == "text":
            out[-1] = {**out[-1], "marks": order_marks([*(out[-1].get("marks") or []), mark("comment", id=identifier)])}

    def _note(self, child: etree._Element, out: list[JSON]) -> None:
        kind = "endnote" if child.get(f"{TEXT}note-class") == "endnote" else "footnote"
        body = child.find(f"{TEXT}note-body")
        changes, self.open_changes = self.open_changes, []
        comments, self.open_comments = self.open_comments, []
        content = note_content(self.blocks(body, 1)) if body is not None else []
        self.open_changes, self.open_comments = changes, comments
        out.append(footnote(content, kind))

    def _frame(self, frame: etree._Element) -> None:
        box = frame.find(f"{DRAW}text-box")
        if box is not None:
            if not frame.get(f"{DRAW}name", "").startswith("Table in a list"):  # our writer's
                self.losses.add(lost.TEXT_BOXES)
            held = self.blocks(box, 1)  # whose lines take what floats so far along
            self.floating.extend(held)
            return
        image = frame.find(f"{DRAW}image")
        if image is None:
            self.losses.add(lost.EMBEDDED)
            return
        href = image.get(f"{XLINK}href", "").removeprefix("./")
        if re.match(r"[a-z]+:", href, re.I):
            self.losses.add(lost.PICTURE_REMOTE)
            return
        src = self.pictures.add(Resource(self.archive.read(href), "") if href in self.archive else None, href)
        if src is None:
            return
        alt, title = frame.findtext(f"{SVG}desc") or "", frame.findtext(f"{SVG}title") or ""
        named = frame.get(f"{DRAW}name", "")
        width = None if named.startswith(("natural", "height")) else _pixels(frame.get(f"{SVG}width"))
        height = None if named.startswith(("natural", "width")) else _pixels(frame.get(f"{SVG}height"))
        alt, title = clean_text(alt)[:MAX_ALT], clean_text(title)[:MAX_ALT]
        self.floating.append(node("image", src=src, alt=alt or None, title=title or None,
                                  width=width, height=height))  # fmt: skip


def _has_end(child: etree._Element, name: str) -> bool:
    root = child.getroottree().getroot()
    return any(each.get(f"{OFFICE}name") == name for each in root.iter(f"{OFFICE}annotation-end"))


def _own_marks(style: Style) -> Marks:
    if style.kind in ("title", "author", "code", "break"):
        return ()
    return tuple(made for made in style.marks.values() if made is not None)


def _with_style(marks: Marks, style: Style) -> Marks:
    kept = [made for made in marks if made["type"] not in style.marks]
    return (*kept, *(made for made in style.marks.values() if made is not None))


def _direction(style: Style, text: str) -> str | None:
    if style.rtl is not None:
        return "rtl" if style.rtl else "ltr"
    return "ltr" if any(letter.isalpha() for letter in text) and rtl_share(text) < 0.5 else None


def _align(style: Style) -> str | None:
    if style.align in ("center", "justify"):
        return style.align
    if style.rtl:  # LibreOffice writes "end" for the right-hand side, where such a paragraph stands anyway
        return "left" if style.align == "left" else None
    return "right" if style.align in ("end", "right") else None


def _without_page_before(blocks: list[JSON]) -> list[JSON]:
    """Of a cell: no program begins a page there for a paragraph that asks for it."""
    return [
        {**each, "content": _without_page_before(each["content"])} if each["type"] == "blockquote" else each
        for each in blocks
        if each != PAGE_BEFORE
    ]


def _code(content: list[JSON], language: str | None) -> JSON:
    text = "".join("\n" if child["type"] == "hardBreak" else child.get("text", "") for child in content)
    return node("codeBlock", [{"type": "text", "text": text}] if text else None, language=language)


def _collapse(content: list[JSON]) -> list[JSON]:
    return [child for child in content if child["type"] != "text" or child["text"]]


def utc_date(value: str | None) -> str:
    """OpenDocument's dates have no zone; they are kept as if they were UTC."""
    match = re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", value or "")
    return f"{match.group()}Z" if match else ""


def _pixels(length: str | None) -> int | None:
    match = re.fullmatch(r"([\d.]{1,10})(cm|mm|in|pt|px|pc)", length or "")
    value = round(float(match.group(1)) * _PIXELS[match.group(2)]) if match and match.group(1).count(".") < 2 else 0
    return value if 0 < value <= 20_000 else None


def read_odt(path: Path, filename: str, limits: Limits) -> Manuscript:
    with SafeZip(path, limits) as archive:
        return _read(archive)


def _read(archive: SafeZip) -> Manuscript:
    content = archive.read_xml("content.xml")
    roots = [archive.read_xml("styles.xml"), content] if "styles.xml" in archive else [content]
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise damaged("no office:text")
    reader = OdtReader(archive, Styles(roots))
    reader.read_changes(body)
    blocks = settle_pages(reader.blocks(body))
    language, direction = guess_language(map(plain_text, blocks))
    blocks = settle_languages(blocks, language)
    told = read_properties(archive)
    title, author = reader.front.get("title") or told.title, reader.front.get("author") or told.author
    made = document(promote_chapters(settle_directions(blocks, direction)))
    return Manuscript(title, language, direction, author, (ManuscriptDocument(title, "scene", made),),
                      reader.pictures.resources, tuple(reader.comments), reader.losses.listed(),
                      told.about)  # fmt: skip
