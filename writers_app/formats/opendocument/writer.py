"""Writes a manuscript as .odt: named and automatic styles, lists, tables, notes, comments, tracked changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from writers_app.formats.archive import pack
from writers_app.formats.blocks import attr, children, clean_text, is_page_break, paragraph, walk
from writers_app.formats.compilation import compile_sections
from writers_app.formats.links import sanitise_href
from writers_app.formats.model import JSON, Comment, Manuscript
from writers_app.formats.opendocument import sheet
from writers_app.formats.opendocument.automatic import AutomaticStyles
from writers_app.formats.opendocument.properties import meta_xml
from writers_app.formats.options import ImageSource, WriteOptions, image_source
from writers_app.formats.pictures import EXTENSIONS, chosen_size, picture_size, picture_type
from writers_app.formats.tables import Cell, lay_out

_SPACES = re.compile(r" {2,}|^ | $|\t")
_PIXEL = 2.54 / 96


@dataclass(slots=True)
class _Place:
    """What surrounds a block: its named style, and the direction it inherits."""

    direction: str
    style: str = "Standard"
    new_page: bool = False
    in_item: bool = False


class OdtWriter:
    """Writes one manuscript; `write` gives the file's bytes."""

    def __init__(self, manuscript: Manuscript, options: WriteOptions, images: ImageSource) -> None:
        self.manuscript, self.options, self.images = manuscript, options, images
        self.styles = AutomaticStyles()
        self.media: dict[str, tuple[str, bytes]] = {}
        self.comments = {each.id: each for each in manuscript.comments}
        self.last_of: dict[str, int] = {}
        self.opened: set[str] = set()
        self.regions: list[str] = []
        self.numbers = 0

    def write(self) -> bytes:
        sections = compile_sections(self.manuscript, self.options)
        for section in sections:
            self._note_ends(section.blocks)
        body = self._title_page() if self.options.title_page else ""
        for index, section in enumerate(sections):
            style = "Front_20_Matter" if section.role == "front" else "Standard"
            first = _Place(self.manuscript.direction, style, section.new_page and (index > 0 or bool(body)))
            body += self._blocks(section.blocks, _Place(self.manuscript.direction), first)
        changes = f"<text:tracked-changes>{''.join(self.regions)}</text:tracked-changes>" if self.regions else ""
        content = (
            f'{sheet.XML}<office:document-content {sheet.NAMESPACES} office:version="1.3">{self.styles.xml()}'
            f"<office:body><office:text>{changes}{body}</office:text></office:body></office:document-content>"
        )
        styles = sheet.styles_xml(self.manuscript, self.options)
        styles = styles.replace("</office:styles>", f"{self.styles.code_styles()}</office:styles>")
        pictures = {name: kind for name, (kind, _) in self.media.items()}
        files: dict[str, str | bytes] = {
            "mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "styles.xml": styles,
            "meta.xml": meta_xml(self.manuscript), **{name: data for name, (_, data) in self.media.items()},
            "META-INF/manifest.xml": sheet.manifest_xml(pictures),
        }  # fmt: skip
        return pack(files, frozenset({"mimetype"}))

    def _note_ends(self, blocks: list[JSON]) -> None:
        for block in blocks:
            for found in walk(block):
                for made in found.get("marks") or () if found["type"] == "text" else ():
                    if made["type"] == "comment":
                        self.last_of[attr(made, "id", "")] = id(found)

    def _title_page(self) -> str:
        parts = (("Title", self.manuscript.title), ("Author", self.manuscript.author))
        return "".join(f'<text:p text:style-name="{style}">{_letters(text)}</text:p>' for style, text in parts if text)

    # Blocks --------------------------------------------------------------------------------------------

    def _blocks(self, blocks: list[JSON], place: _Place, first: _Place | None = None) -> str:
        parts: list[str] = []
        for index, block in enumerate(blocks):
            parts.append(self._block(block, first if first is not None and index == 0 else place))
            following = blocks[index + 1]["type"] if index + 1 < len(blocks) else ""
            if _would_merge(block, following):
                parts.append('<text:p text:style-name="Table_20_Spacer"/>')
        return "".join(parts)

    def _block(self, block: JSON, place: _Place) -> str:
        kind = block["type"]
        direction = attr(block, "dir", place.direction)
        if kind in ("paragraph", "heading"):
            return self._text_block(block, place, direction)
        if kind in ("bulletList", "orderedList", "taskList"):
            return self._list(block, direction, place)
        if kind == "blockquote":
            return self._quote(block, direction, place)
        if kind == "codeBlock":
            return self._code(block, direction)
        if kind == "horizontalRule":
            if is_page_break(block):
                style = "Quotation_20_Page_20_Break" if place.style == "Quotations" else "Page_20_Break"
                return f'<text:p text:style-name="{style}"/>'
            return f'<text:p text:style-name="Scene_20_Break">{self.options.scene_sign}</text:p>'
        if kind == "image":
            frame = self._image(block)
            return f"<text:p{self._style(place, direction, None)}>{frame}</text:p>" if frame else ""
        if kind == "table":
            return self._boxed(self._table(block, direction), place) if place.in_item else self._table(block, direction)
        return ""

    def _style(self, place: _Place, direction: str, align: str | None, style: str = "") -> str:
        own = (
            direction
            if direction != self.manuscript.direction or place.direction != self.manuscript.direction
            else None
        )
        name = self.styles.paragraph(style or place.style, own, align, new_page=place.new_page)
        return f' text:style-name="{name}"'

    def _text_block(self, block: JSON, place: _Place, direction: str, prefix: str = "") -> str:
        body = prefix + self._inline(children(block))
        align = attr(block, "textAlign")
        if block["type"] == "heading":
            level = attr(block, "level", 1)
            style = self._style(place, direction, align, f"Heading_20_{level}")
            return f'<text:h{style} text:outline-level="{level}">{body}</text:h>'
        return f"<text:p{self._style(place, direction, align)}>{body}</text:p>"

    def _list(self, block: JSON, direction: str, place: _Place) -> str:
        items = []
        style = "Standard" if place.style == "Quotations" else place.style
        for index, child in enumerate(children(block)):
            own = attr(child, "dir", direction)
            start = attr(block, "start", 1)
            number = f' text:start-value="{int(start)}"' if index == 0 and block["type"] == "orderedList" else ""
            first, *rest = children(child) or [paragraph()]
            box = ""
            if block["type"] == "taskList":
                box = "☒ " if attr(child, "checked", False) else "☐ "
            here = _Place(own, style, in_item=True)
            head = self._text_block(first, here, attr(first, "dir", own), box)
            items.append(f"<text:list-item{number}>{head}{self._blocks(rest, here)}</text:list-item>")
        return f'<text:list text:style-name="{self.styles.list(block)}">{"".join(items)}</text:list>'

    def _quote(self, block: JSON, direction: str, place: _Place) -> str:
        """Lines that have the style of a quote; a section around them where it holds anything else. In an item of a
        list there can be none.
        """
        body = self._blocks(children(block), _Place(direction, "Quotations", in_item=place.in_item))
        is_plain = place.style != "Quotations" and all(
            each["type"] == "paragraph" or is_page_break(each) for each in children(block)
        )
        if is_plain or place.in_item:
            return body
        self.numbers += 1
        return f'<text:section text:style-name="Quotation" text:name="Quotation {self.numbers}">{body}</text:section>'

    def _code(self, block: JSON, direction: str) -> str:
        language = attr(block, "language")
        style = self.styles.code(language) if language else "Preformatted_20_Text"
        text = "".join(child["text"] for child in children(block))
        name = self.styles.paragraph(style, direction if direction != self.manuscript.direction else None, None)
        lines = "<text:line-break/>".join(_letters(line) for line in text.split("\n"))
        return f'<text:p text:style-name="{name}">{lines}</text:p>'

    def _table(self, block: JSON, direction: str) -> str:
        grid = lay_out(block)
        own = direction if direction != self.manuscript.direction or attr(block, "dir") else None
        columns = f'<table:table-column table:number-columns-repeated="{len(grid.widths)}"/>'
        rows = []
        for row in grid.rows:
            real = [cell.block for cell in row if cell.block is not None]
            body = f"<table:table-row>{''.join(self._cell(cell, direction) for cell in row)}</table:table-row>"
            is_head = bool(real) and all(each["type"] == "tableHeader" for each in real)
            rows.append((is_head, body))
        count = next((index for index, (is_head, _) in enumerate(rows) if not is_head), len(rows))
        head = "".join(body for _, body in rows[:count])
        head = f"<table:table-header-rows>{head}</table:table-header-rows>" if head and count < len(rows) else head
        rest = "".join(body for _, body in rows[count:])
        return f'<table:table table:style-name="{self.styles.table(own)}">{columns}{head}{rest}</table:table>'

    def _boxed(self, table: str, place: _Place) -> str:
        """OpenDocument has no table in an item of a list, and LibreOffice drops one that stands there all the same."""
        self.numbers += 1
        frame = f'draw:name="Table in a list {self.numbers}" text:anchor-type="as-char" svg:width="14cm"'
        return (
            f'<text:p text:style-name="{place.style}"><draw:frame draw:style-name="Box" {frame}><draw:text-box '
            f'fo:min-height="0.5cm">{table}<text:p text:style-name="Table_20_Spacer"/></draw:text-box></draw:frame>'
            "</text:p>"
        )

    def _cell(self, cell: Cell, direction: str) -> str:
        if cell.block is None:
            return "<table:covered-table-cell/>" * cell.colspan
        own = attr(cell.block, "dir", direction)
        style = "Table_20_Heading" if cell.block["type"] == "tableHeader" else "Standard"
        spans = f' table:number-columns-spanned="{cell.colspan}"' if cell.colspan > 1 else ""
        if cell.rowspan > 1:
            spans += f' table:number-rows-spanned="{cell.rowspan}"'
        body = self._blocks(children(cell.block) or [paragraph()], _Place(own, style))
        covered = "<table:covered-table-cell/>" * (cell.colspan - 1)
        told = f'table:style-name="Cell"{spans} office:value-type="string"'
        return f"<table:table-cell {told}>{body}</table:table-cell>{covered}"

    # Inline --------------------------------------------------------------------------------------------

    def _inline(self, nodes: list[JSON], *, in_note: bool = False) -> str:
        parts: list[str] = []
        for child in nodes:
            kind = child["type"]
            if kind == "text":
                parts.append(self._text(child, in_note))
            elif kind == "hardBreak":
                parts.append("<text:line-break/>")
            elif kind == "footnote" and not in_note:
                parts.append(self._note(child))
        return "".join(parts)

    def _text(self, child: JSON, in_note: bool) -> str:
        marks = child.get("marks") or []
        body = _letters(child["text"])
        if not marks:
            return body
        by_kind = {made["type"]: made for made in marks}
        name = self.styles.text(marks)
        if "code" in by_kind:
            name = "Source_20_Text"
        if name:
            body = f'<text:span text:style-name="{name}">{body}</text:span>'
        if "link" in by_kind and (href := sanitise_href(attr(by_kind["link"], "href", ""))):
            body = f'<text:a xlink:type="simple" xlink:href={quoteattr(href)}>{body}</text:a>'
        if "deletion" in by_kind:
            body = f'<text:change text:change-id="{self._region(by_kind["deletion"], body)}"/>'
        if "insertion" in by_kind:
            region = self._region(by_kind["insertion"], None)
            body = f'<text:change-start text:change-id="{region}"/>{body}<text:change-end text:change-id="{region}"/>'
        if "comment" in by_kind and not in_note:
            body = self._commented(child, attr(by_kind["comment"], "id", ""), body)
        return body

    def _region(self, made: JSON, deleted: str | None) -> str:
        """A change told at the head of the text; a deletion keeps there what was deleted."""
        name = f"change-{len(self.regions) + 1}"
        author, date = escape(clean_text(str(attr(made, "author", "")))), attr(made, "date", "")
        who = f"<dc:creator>{author}</dc:creator><dc:date>{escape(_local(date))}</dc:date>"
        told = f"<office:change-info>{who}</office:change-info>"
        kind = "insertion" if deleted is None else "deletion"
        kept = f'<text:p text:style-name="Standard">{deleted}</text:p>' if deleted is not None else ""
        self.regions.append(
            f'<text:changed-region xml:id="{name}" text:id="{name}">'
            f"<text:{kind}>{told}{kept}</text:{kind}></text:changed-region>"
        )
        return name

    def _commented(self, child: JSON, identifier: str, body: str) -> str:
        comment = self.comments.get(identifier)
        if comment is None:
            return body
        replies = [each for each in self.manuscript.comments if each.parent == identifier]
        if identifier not in self.opened:
            self.opened.add(identifier)
            body = "".join(_annotation(each) for each in (comment, *replies)) + body
        if self.last_of.get(identifier) == id(child):
            body += "".join(
                f"<office:annotation-end office:name={quoteattr(each.id)}/>" for each in (comment, *replies)
            )
        return body

    def _note(self, block: JSON) -> str:
        kind = "endnote" if attr(block, "kind") == "endnote" else "footnote"
        self.numbers += 1
        body = "<text:s/>" + self._inline(children(block), in_note=True)
        return (
            f'<text:note text:id="note{self.numbers}" text:note-class="{kind}"><text:note-citation>{self.numbers}'
            f'</text:note-citation><text:note-body><text:p text:style-name="{kind.capitalize()}">{body}</text:p>'
            "</text:note-body></text:note>"
        )

    def _image(self, block: JSON) -> str:
        src, alt = attr(block, "src", ""), attr(block, "alt", "")
        found = self.images(src)
        kind = picture_type(found.data) if found is not None else None
        if found is None or kind is None:
            return _letters(f"[{alt}]") if alt else ""
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", src.rpartition(":")[2].rpartition(".")[0]).strip("-") or "picture"
        name = f"Pictures/{stem}.{EXTENSIONS[kind]}"
        while name in self.media and self.media[name][1] != found.data:
            name = name.replace("Pictures/", "Pictures/x")
        self.media[name] = (kind, found.data)
        self.numbers += 1
        width, height, chosen = chosen_size(block, picture_size(found.data))
        title = f"<svg:title>{escape(clean_text(attr(block, 'title', '')))}</svg:title>" if attr(block, "title") else ""
        desc = f"<svg:desc>{escape(clean_text(alt))}</svg:desc>" if alt else ""
        return (
            f'<draw:frame draw:name="{chosen} {self.numbers}" text:anchor-type="as-char" '
            f'svg:width="{width * _PIXEL:.3f}cm" '
            f'svg:height="{height * _PIXEL:.3f}cm"><draw:image xlink:href="{name}" xlink:type="simple" '
            'xlink:show="embed" '
            f'xlink:actuate="onLoad"/>{title}{desc}</draw:frame>'
        )


def _letters(text: str) -> str:
    """Text with tabs and runs of spaces as elements: OpenDocument folds white space."""
    return _SPACES.sub(_space, escape(clean_text(text).replace("\n", " ")))


def _space(match: re.Match[str]) -> str:
    return "<text:tab/>" if match.group() == "\t" else f'<text:s text:c="{len(match.group())}"/>'


def _local(date: str) -> str:
    return date.removesuffix("Z")


def _annotation(comment: Comment) -> str:
    lines = "".join(f"<text:p>{_letters(line)}</text:p>" for line in comment.text.split("\n"))
    parent = f" loext:parent-name={quoteattr(comment.parent)}" if comment.parent else ""
    resolved = "true" if comment.resolved else "false"
    return (
        f'<office:annotation office:name={quoteattr(comment.id)} loext:resolved="{resolved}"{parent}>'
        f"<dc:creator>{escape(clean_text(comment.author))}</dc:creator><dc:date>{escape(_local(comment.date))}</dc:date>"
        f"{lines}</office:annotation>"
    )


def _would_merge(block: JSON, following: str) -> bool:
    """Neighbours of one kind that a reader of the file would take for one."""
    kind = block["type"]
    lists = ("bulletList", "orderedList", "taskList")
    return (kind == following and kind in ("table", "blockquote", "codeBlock")) or (
        kind in lists and following in lists
    )


def write_odt(manuscript: Manuscript, options: WriteOptions, images: ImageSource | None = None) -> bytes:
    return OdtWriter(manuscript, options, image_source(manuscript, images)).write()
