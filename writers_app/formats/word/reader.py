"""Reads a .docx file: walks its body into lines, builds blocks of them, and gathers comments and properties."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from writers_app.formats import losses as lost
from writers_app.formats.blocks import attr, children, document, join_text, node, paragraph, plain_text, trim
from writers_app.formats.chapters import promote_chapters
from writers_app.formats.direction import settle_directions
from writers_app.formats.flow import PAGE_BEFORE, PAGE_BREAK, Line, assemble, is_scene_break, settle_pages
from writers_app.formats.language import guess_language, rtl_share, settle_languages
from writers_app.formats.limits import Limits
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument
from writers_app.formats.pictures import Pictures
from writers_app.formats.word.breaks import has_tracked_end, stays_apart, take_in_following, tells_of_break
from writers_app.formats.word.carried import read_carried
from writers_app.formats.word.comments import append_unplaced, read_comments
from writers_app.formats.word.inline import Inline, Source
from writers_app.formats.word.lists import list_level
from writers_app.formats.word.names import MC, W, child_value, is_on, number
from writers_app.formats.word.numbering import Numbering
from writers_app.formats.word.package import WordPackage
from writers_app.formats.word.properties import read_properties
from writers_app.formats.word.styles import ParagraphStyle, Styles

MAX_TABLE_DEPTH = 8
_PAGE = Line(kind="block", block=PAGE_BREAK)


@dataclass(slots=True)
class _Front:
    """What stood on the title page."""

    title: str = ""
    author: str = ""


@dataclass(slots=True)
class BodyReader:
    """Walks one body (or table cell) into lines. `bookmarks` gets the document ids that our own writer left."""

    source: Source
    numbering: Numbering
    front: _Front = field(default_factory=_Front)
    direct_lists: dict[str, int] = field(default_factory=dict)
    open_list_level: int | None = None

    def lines(self, body: etree._Element, depth: int = 0) -> list[Line]:
        lines: list[Line] = []
        joined: set[etree._Element] = set()
        for child in body:
            tag = child.tag
            if tag == f"{W}p":
                if joined and child in joined:
                    continue
                if has_tracked_end(child):
                    joined.update(self._settle_end(child))
                lines.extend(self._paragraph(child, depth))
            elif tag == f"{W}tbl":
                lines.append(self._table(child, depth))
            elif tag == f"{W}sdt":
                lines.extend(self._control(child, depth))
            elif tag in (f"{W}ins", f"{W}del", f"{W}moveTo", f"{W}moveFrom", f"{W}customXml", f"{W}smartTag"):
                lines.extend(self.lines(child, depth))
            elif tag == f"{MC}AlternateContent" and len(child):
                lines.extend(self.lines(child[0], depth))
            elif tag in (f"{W}commentRangeStart", f"{W}commentRangeEnd"):
                self._comment_border(child)
        return lines

    def _settle_end(self, paragraph: etree._Element) -> list[etree._Element]:
        """Paragraphs that the tracked changes make part of this one, and say nothing more of themselves."""
        taken = take_in_following(paragraph)
        self.source.losses.add(lost.TRACKED_BREAKS, len(taken) + tells_of_break(paragraph))
        self.source.losses.add(lost.TRACKED_JOINS, int(stays_apart(paragraph, taken)))
        return taken

    def _comment_border(self, child: etree._Element) -> None:
        identifier, opened = child.get(f"{W}id", ""), self.source.open_comments
        if child.tag == f"{W}commentRangeEnd":
            if identifier in opened:
                opened.remove(identifier)
        elif identifier not in self.source.replies:
            opened.append(identifier)

    def _control(self, element: etree._Element, depth: int) -> list[Line]:
        gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and "Table of Contents" in gallery.get(f"{W}val", ""):
            self.source.losses.counts[lost.TABLE_OF_CONTENTS] = 1
            return []
        content = element.find(f"{W}sdtContent")
        return self.lines(content, depth) if content is not None else []

    # Paragraphs ------------------------------------------------------------------------------------

    def _paragraph(self, element: etree._Element, depth: int) -> list[Line]:
        properties = element.find(f"{W}pPr")
        style = self.source.styles.paragraph(child_value(properties, "pStyle"))
        if style.kind == "spacer":
            return [Line(kind="gap")]
        if style.kind == "contents":
            self.source.losses.counts[lost.TABLE_OF_CONTENTS] = 1
            return []
        inline = Inline(self.source, style.marks)
        content = inline.read(element)
        line = self._line(properties, style, content, inline.checked)
        lines = self._split(line, content)
        if self.source.keep_ids and not depth and lines:
            lines[0].ids = _bookmarks(element)
        for box in inline.boxes:
            lines.extend(self.lines(box, depth))
        if properties is not None:
            lines = self._with_breaks(properties, lines)
        return lines

    def _line(
        self, properties: etree._Element | None, style: ParagraphStyle, content: list[JSON], checked: bool | None
    ) -> Line:
        line = Line()
        if properties is not None:
            self.source.losses.add(lost.TRACKED_FORMATS, int(properties.find(f"{W}pPrChange") is not None))
        self._set_kind(line, properties, style)
        self._set_list(line, properties, style, checked)
        rtl = self._set_direction(line, properties, style, content)
        line.align = _align(properties, rtl, style.centred) or (
            "center" if style.centred and line.kind == "paragraph" and child_value(properties, "jc") is None else None
        )
        return line

    def _set_kind(self, line: Line, properties: etree._Element | None, style: ParagraphStyle) -> None:
        outline = number(child_value(properties, "outlineLvl"))
        if style.kind == "heading" or (outline is not None and outline < 9):
            line.kind, line.level = "heading", outline + 1 if outline is not None and outline < 9 else style.level
            if line.level > 4:
                self.source.losses.add(lost.DEEP_HEADINGS)
                line.level = 4
        elif style.kind == "code":
            line.kind, line.language = "code", style.language
        elif style.kind == "break":
            line.kind = "rule"
        elif style.kind in ("title", "author"):
            line.language = style.kind
        line.quote = style.kind == "quote"

    def _set_list(
        self, line: Line, properties: etree._Element | None, style: ParagraphStyle, checked: bool | None
    ) -> None:
        if line.kind != "paragraph":
            self.open_list_level = None
            return
        numbering = properties.find(f"{W}numPr") if properties is not None else None
        list_id, level = style.list_id, style.list_level
        if numbering is not None:
            list_id = child_value(numbering, "numId") or list_id
            level = number(child_value(numbering, "ilvl"), level) or 0
        place = self.numbering.place(list_id, max(0, min(8, level))) if list_id is not None else None
        if place is not None:
            place.checked = checked
            line.place, self.open_list_level = place, place.level
        elif style.kind == "continue" and self.open_list_level is not None:
            line.continues = style.level - 1
        else:
            self.open_list_level = None

    def _set_direction(
        self, line: Line, properties: etree._Element | None, style: ParagraphStyle, content: list[JSON]
    ) -> bool:
        """Told by the paragraph or its style; where nothing is told, Latin text is left-to-right and "
        "Persian undecided."""
        bidi = properties.find(f"{W}bidi") if properties is not None else None
        rtl = is_on(bidi) if bidi is not None else style.rtl
        if rtl is not None:
            line.dir = "rtl" if rtl else "ltr"
        else:
            text = "".join(made.get("text", "") for made in content)
            line.dir = "ltr" if any(letter.isalpha() for letter in text) and rtl_share(text) < 0.5 else None
        return bool(rtl)

    def _split(self, line: Line, content: list[JSON]) -> list[Line]:
        """Pictures, rules and page breaks out of the paragraph they stand in."""
        if not any(made["type"] in ("image", "horizontalRule", "pageBreak") for made in content):
            line.content = trim(join_text(content)) if line.kind != "code" else content
            return [line] if line.kind != "heading" or line.content else []
        lines: list[Line] = []
        run: list[JSON] = []
        for made in [*content, None]:
            if made is not None and made["type"] not in ("image", "horizontalRule", "pageBreak"):
                run.append(made)
                continue
            kept = trim(join_text(run))
            if kept:
                lines.append(_copy(line, kept))
            run = []
            if made is not None:
                stays = line.continues if line.continues is not None else self.open_list_level
                lines.append(Line(kind="block", block=made, quote=line.quote, continues=stays))
        return lines

    def _with_breaks(self, properties: etree._Element, lines: list[Line]) -> list[Line]:
        before = properties.find(f"{W}pageBreakBefore")
        if before is not None and is_on(before):
            lines = [Line(kind="block", block=PAGE_BEFORE), *lines]
        section = properties.find(f"{W}sectPr")
        if section is not None and child_value(section, "type") != "continuous":
            lines = [*lines, _PAGE]
        border = properties.find(f"{W}pBdr")
        empty = all(not line.content and line.kind == "paragraph" for line in lines)
        if border is not None and lines and empty and border.find(f"{W}bottom") is not None:
            return [Line(kind="rule")]
        return lines

    # Tables ----------------------------------------------------------------------------------------

    def _table(self, element: etree._Element, depth: int) -> Line:
        if depth >= MAX_TABLE_DEPTH:
            text = "".join(each.text or "" for each in element.iter(f"{W}t"))
            return Line([{"type": "text", "text": text}] if text else [])
        properties = element.find(f"{W}tblPr")
        fixed = (
            properties is not None
            and (found := properties.find(f"{W}tblLayout")) is not None
            and found.get(f"{W}type") == "fixed"
        )
        widths = (
            [number(each.get(f"{W}w"), 0) or 0 for each in element.iterfind(f"{W}tblGrid/{W}gridCol")] if fixed else []
        )
        open_cells: dict[int, JSON] = {}
        rows = [self._row(row, open_cells, widths, depth) for row in _rows(element)]
        visual = properties.find(f"{W}bidiVisual") if properties is not None else None
        direction = ("rtl" if is_on(visual) else "ltr") if visual is not None else None
        kept = [row for row in rows if children(row)] or [node("tableRow", [node("tableCell", [paragraph()])])]
        ids = _bookmarks(element) if self.source.keep_ids and not depth else ()
        self._keep_in_list(properties)
        return Line(kind="block", block=node("table", kept, dir=direction), continues=self.open_list_level, ids=ids)

    def _keep_in_list(self, properties: etree._Element | None) -> None:
        """A table that stands in as far as an open list belongs to it; one at the margin ends the list."""
        inset = properties.find(f"{W}tblInd") if properties is not None else None
        is_length = inset is not None and inset.get(f"{W}type", "dxa") == "dxa"
        level = list_level(number(inset.get(f"{W}w"), 0) or 0) if inset is not None and is_length else None
        if self.open_list_level is not None:
            self.open_list_level = min(level, self.open_list_level) if level is not None else None

    def _row(self, row: etree._Element, open_cells: dict[int, JSON], widths: list[int], depth: int) -> JSON:
        properties = row.find(f"{W}trPr")
        head = properties.find(f"{W}tblHeader") if properties is not None else None
        is_head = head is not None and is_on(head)
        column = number(child_value(properties, "gridBefore"), 0) or 0
        cells: list[JSON] = []
        for element in _cells(row):
            told = element.find(f"{W}tcPr")
            span = max(1, min(1000, number(child_value(told, "gridSpan"), 1) or 1))
            merge = told.find(f"{W}vMerge") if told is not None else None
            if merge is not None and merge.get(f"{W}val") != "restart" and column in open_cells:
                upper = open_cells[column]
                upper.setdefault("attrs", {})["rowspan"] = attr(upper, "rowspan", 1) + 1
                column += span
                continue
            cell = self._cell(element, is_head, span, widths[column : column + span], depth)
            for each in range(column, column + span):
                open_cells.pop(each, None)
            if merge is not None:
                open_cells[column] = cell
            cells.append(cell)
            column += span
        return node("tableRow", cells)

    def _cell(self, element: etree._Element, is_head: bool, span: int, widths: list[int], depth: int) -> JSON:
        inner = BodyReader(self.source, self.numbering)
        blocks = finish(inner.lines(element, depth + 1)) or [paragraph()]
        first = element.find(f"{W}p/{W}pPr/{W}pStyle")
        headed = first is not None and self.source.styles.paragraph(first.get(f"{W}val")).kind == "table heading"
        pixels = [max(1, round(width / 15)) for width in widths]
        return node(
            "tableHeader" if is_head or headed else "tableCell", blocks,
            colspan=span if span > 1 else None, colwidth=pixels if pixels and all(widths) else None,
        )  # fmt: skip


def _bookmarks(element: etree._Element) -> tuple[str, ...]:
    names = (each.get(f"{W}name", "") for each in element.iter(f"{W}bookmarkStart"))
    return tuple(name for name in names if name.startswith("_w"))


def _rows(table: etree._Element) -> list[etree._Element]:
    found: list[etree._Element] = []
    for child in table:
        if child.tag == f"{W}tr":
            found.append(child)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}del"):
            found.extend(_rows(child))
    return found


def _cells(row: etree._Element) -> list[etree._Element]:
    found: list[etree._Element] = []
    for child in row:
        if child.tag == f"{W}tc":
            found.append(child)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            found.extend(_cells(child))
    return found


def _align(properties: etree._Element | None, rtl: bool, centred: bool) -> str | None:
    """Word's left and right are start and end in a right-to-left paragraph; start is where text stands anyway."""
    value = child_value(properties, "jc")
    if value == "center":
        return "center"
    if value in ("both", "distribute", "mediumKashida", "highKashida", "lowKashida"):
        return "justify"
    if value in ("left", "start") and centred:
        return "right" if rtl else "left"
    if value in ("right", "end"):
        return "left" if rtl else "right"
    return None


def _copy(line: Line, content: list[JSON]) -> Line:
    return Line(
        content, line.kind, line.level, line.quote, line.place, line.continues, line.dir, line.align, line.language
    )


def finish(lines: list[Line]) -> list[JSON]:
    """Lines as blocks: scene breaks recognised, page breaks that only precede a chapter dropped."""
    marked = [Line(kind="rule") if _is_break(line) else line for line in lines]
    return settle_pages(assemble(_without_spacing(marked)))


def _is_break(line: Line) -> bool:
    if line.kind != "paragraph" or line.block is not None or line.place is not None or len(line.content) != 1:
        return False
    return line.content[0]["type"] == "text" and is_scene_break(line.content[0]["text"])


def _is_empty(line: Line) -> bool:
    return line.kind == "paragraph" and not line.content and line.place is None and line.block is None


def _without_spacing(lines: list[Line]) -> list[Line]:
    """Where every other line is empty, the empty ones are only the space between paragraphs."""
    plain = [line for line in lines if line.kind == "paragraph" and line.block is None]
    empty = sum(1 for line in plain if _is_empty(line))
    if len(plain) < 8 or empty < 0.3 * len(plain):
        return lines
    return [line for line in lines if not _is_empty(line)]


@dataclass(frozen=True, slots=True)
class Body:
    """What was read: the blocks of the whole text, and a manuscript around them that has no documents yet."""

    blocks: list[JSON]
    manuscript: Manuscript


def read_docx(path: Path, filename: str, limits: Limits) -> Manuscript:
    """A Word file as one document; `outline.split_by_headings` makes chapters of it."""
    with WordPackage(path, limits) as package:
        body = read_body(package)
    made = body.manuscript
    content = document(promote_chapters(settle_directions(body.blocks, made.direction)))
    return replace(made, documents=(ManuscriptDocument(made.title, "scene", content),))


def read_body(package: WordPackage, *, keep_ids: bool = False) -> Body:
    """`keep_ids` leaves the names of our bookmarks on the blocks, as `ids`."""
    losses = Losses()
    root = package.parse(package.main)
    styles = package.parse_related("styles")
    numbering = package.parse_related("numbering")
    sheet = Styles(styles[1] if styles else None)
    source = Source(package, sheet, Pictures(losses), losses, package.main, keep_ids=keep_ids)
    _read_notes(package, source)
    comments = read_comments(package, source)
    reader = BodyReader(source, Numbering(numbering[1] if numbering else None))
    body = root.find(f"{W}body")
    lines = reader.lines(body) if body is not None else []
    if _has_running_text(package):
        losses.counts[lost.HEADERS_FOOTERS] = 1
    lines = _take_front(lines, reader.front)
    blocks = append_unplaced(finish(lines), comments, source)
    language, direction = guess_language(map(plain_text, blocks))
    blocks = settle_languages(blocks, language)
    told = read_properties(package)
    carried, left = read_carried(package)
    losses.add(lost.PROPERTIES, left)
    title, author = reader.front.title or told.title, reader.front.author or told.author
    return Body(blocks, Manuscript(title, language, direction, author, (), source.pictures.resources, comments,
                                   losses.listed(), told.about, carried=carried))  # fmt: skip


def _read_notes(package: WordPackage, source: Source) -> None:
    for kind, store in (("footnote", source.footnotes), ("endnote", source.endnotes)):
        found = package.parse_related(f"{kind}s")
        if found is not None:
            source.note_parts[kind] = found[0]
            store.update({each.get(f"{W}id", ""): each for each in found[1].iterchildren(f"{W}{kind}")})


def _has_running_text(package: WordPackage) -> bool:
    """Whether headers or footers say more than a page number."""
    parts = [
        found.target for found in package.relations_of(package.main).values() if found.kind in ("header", "footer")
    ]
    texts = [
        "".join(each.text or "" for each in package.parse(name).iter(f"{W}t")) for name in parts if name in package.zip
    ]
    return any(re.search(r"[^\W\d_]{2,}", text) for text in texts)


def _take_front(lines: list[Line], front: _Front) -> list[Line]:
    """Title and author leave the text when they stand before anything else does."""
    rest: list[Line] = []
    for index, line in enumerate(lines):
        if line.kind == "paragraph" and line.language in ("title", "author"):
            text = " ".join(plain_text({"content": line.content}).split())
            name, line.language = line.language, None
            if text and index < 12 and not getattr(front, name) and not any(each.content for each in rest):
                setattr(front, name, text)
                continue
            if text and name == "title":
                line.kind, line.level = "heading", 1
        rest.append(line)
    while front.title and rest and (_is_empty(rest[0]) or rest[0].block in (PAGE_BREAK, PAGE_BEFORE)):
        rest.pop(0)
    return rest
