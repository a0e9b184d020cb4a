"""Writes a manuscript as .docx: real styles, numbering, notes, comments, tracked changes, direction on every level."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape as escape_attribute
from pathlib import PurePosixPath
from xml.sax.saxutils import escape

from writers_app.formats.archive import pack
from writers_app.formats.blocks import attr, children, clean_text, is_page_break, paragraph
from writers_app.formats.compilation import Section, compile_sections
from writers_app.formats.links import sanitise_href
from writers_app.formats.model import JSON, RESOURCE_PREFIX, Manuscript
from writers_app.formats.options import PAPERS, ImageSource, WriteOptions, image_source
from writers_app.formats.pictures import EXTENSIONS, chosen_size, picture_size, picture_type
from writers_app.formats.tables import Cell, Grid, lay_out
from writers_app.formats.typescript import about_words, contact_lines, running_head
from writers_app.formats.word import sheet
from writers_app.formats.word.bookmarks import BlockNames, DocumentKey, bookmark_xml, document_bookmark, document_keys
from writers_app.formats.word.carried import APP, CORE, CUSTOM, carried_parts
from writers_app.formats.word.letters import letters_xml
from writers_app.formats.word.lists import Lists, list_indent
from writers_app.formats.word.properties import core_xml
from writers_app.formats.word.remarks import Remarks

_EMU = 9525
_STYLES = {"listItem": "ListParagraph", "blockquote": "Quote"}


@dataclass(slots=True)
class _Place:
    """What surrounds a block: list depth, quote, and the direction it inherits."""

    rtl: bool
    style: str = ""
    list_id: int | None = None
    list_level: int = -1
    first_in_item: bool = False
    checked: bool | None = None
    in_note: bool = False
    head_cell: bool = False


@dataclass(slots=True)
class _Part:
    """A part with relations of its own: the text, footnotes, endnotes."""

    relations: list[tuple[str, str, str]] = field(default_factory=list)
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def relate(self, kind: str, target: str, mode: str = "") -> str:
        key = (kind, target)
        if key not in self.known:
            self.relations.append((kind, target, mode))
            self.known[key] = f"rId{len(self.relations)}"
        return self.known[key]


class WordWriter:
    """Writes one manuscript; `write` gives the file's bytes."""

    def __init__(self, manuscript: Manuscript, options: WriteOptions, images: ImageSource) -> None:
        self.manuscript, self.options, self.images = manuscript, options, images
        self.rtl = manuscript.direction == "rtl"
        self.is_typescript = options.layout == "manuscript"
        self.lists = Lists()
        self.parts = {"document": _Part(), "footnotes": _Part(), "endnotes": _Part()}
        self.part = self.parts["document"]
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self.media: dict[str, bytes] = {}
        self.media_names: dict[str, str] = {}
        self.code_styles: dict[str, str] = {}
        self.numbers = 0
        self.bookmarks: dict[int, list[str]] = {}
        self.remarks = Remarks(manuscript.comments)

    def write(self) -> bytes:
        sections = compile_sections(self.manuscript, self.options)
        for section in sections:
            self.remarks.note_ends(section.blocks)
        body = self._title_page() if self.options.title_page else []
        keys = document_keys(self.manuscript)
        for index, section in enumerate(sections):
            if self.options.round_trip:
                self._name_blocks(section, keys[id(section.document)])
            body.extend(self._section(section, new_page=section.new_page and (index > 0 or bool(body))))
        return self._pack("".join(body))

    def _name_blocks(self, section: Section, key: DocumentKey) -> None:
        """Bookmarks for a file that shall come back: the title by itself, then each block of the document."""
        names, own = BlockNames(key), children(section.document.content or {})
        shown = section.blocks
        titled = len(shown) > len(own)
        starts = document_bookmark(key, titled=titled)
        for index, block in enumerate(shown):
            told = [starts] if index == 0 else []
            if not (titled and index == 0):
                told.append(names.name(own[index - titled]))
            self.bookmarks[id(block)] = told

    def _section(self, section: Section, *, new_page: bool) -> list[str]:
        blocks = section.blocks
        parts: list[str] = []
        for index, block in enumerate(blocks):
            place = _Place(self.rtl, "FrontMatter" if section.role == "front" and index == 0 else "")
            extra = "<w:pageBreakBefore/>" if new_page and index == 0 else ""
            parts.append(self._with_bookmarks(block, self._block(block, place, extra)))
            kind, following = block["type"], blocks[index + 1]["type"] if index + 1 < len(blocks) else "end"
            if (kind == "table" and following == "end") or (kind == following and kind in _RUN_TOGETHER):
                parts.append(_SPACER)
        return parts

    def _with_bookmarks(self, block: JSON, body: str) -> str:
        """Inside the block's first paragraph, where Word looks for them."""
        names = self.bookmarks.get(id(block), [])
        at = body.find("</w:pPr>")
        at = at + len("</w:pPr>") if at >= 0 else body.find("<w:p>") + len("<w:p>")
        if not names or at < len("<w:p>"):
            return body
        marks = ""
        for name in names:
            self.numbers += 1
            marks += bookmark_xml(self.numbers, name)
        return body[:at] + marks + body[at:]

    def _title_page(self) -> list[str]:
        made = self._contact() if self.is_typescript else []
        for style, text in (("Title", self.manuscript.title), ("Author", self.manuscript.author)):
            if text:
                made.append(self._paragraph(letters_xml(text, [], self.rtl), _Place(self.rtl, style)))
        return made

    def _contact(self) -> list[str]:
        """The corner of a standard manuscript's first page: who writes, and about how many words."""
        place = _Place(self.rtl, "Contact")
        made = []
        words = letters_xml(about_words(self.manuscript), [], self.rtl)
        for index, line in enumerate(contact_lines(self.manuscript, self.options)):
            tail = f"<w:r><w:tab/></w:r>{words}" if index == 0 else ""
            made.append(self._paragraph(letters_xml(line, [], self.rtl) + tail, place))
        return made

    # Blocks ----------------------------------------------------------------------------------------

    def _block(self, block: JSON, place: _Place, extra: str = "") -> str:
        kind = block["type"]
        own = attr(block, "dir")
        rtl = own == "rtl" if own else place.rtl
        if kind == "paragraph":
            return self._text_block(block, place, rtl, extra=extra)
        if kind == "heading":
            level = f"Heading{attr(block, 'level', 1)}"
            return self._text_block(block, _Place(rtl, level), rtl, extra=extra)
        if kind in ("bulletList", "orderedList", "taskList"):
            return self._list(block, place, rtl)
        if kind == "blockquote":
            return self._blocks(children(block), _Place(rtl, "Quote", in_note=place.in_note))
        if kind == "codeBlock":
            return self._code(block, rtl)
        if kind == "horizontalRule":
            if is_page_break(block):
                return self._paragraph('<w:r><w:br w:type="page"/></w:r>', _continuation(place, rtl))
            sign = f'<w:r><w:t xml:space="preserve">{self.options.scene_sign}</w:t></w:r>'
            return self._paragraph(sign, _Place(rtl, "SceneBreak"))
        if kind == "image":
            run = self._image(block)
            return self._paragraph(run, _continuation(place, rtl)) if run else ""
        if kind == "table":
            return self._table(block, rtl, place)
        return ""

    def _blocks(self, blocks: list[JSON], place: _Place) -> str:
        return "".join([self._block(block, place) for block in blocks])

    def _text_block(self, block: JSON, place: _Place, rtl: bool, *, extra: str = "") -> str:
        body = self._inline(children(block), rtl)
        if place.checked is not None:
            body = _checkbox(place.checked) + body
        told = attr(block, "dir")
        return self._paragraph(body, place, rtl=rtl, told=told is not None, align=attr(block, "textAlign"), extra=extra)

    def _paragraph(
        self,
        body: str,
        place: _Place,
        *,
        rtl: bool | None = None,
        told: bool = False,
        align: str | None = None,
        extra: str = "",
    ) -> str:
        rtl = place.rtl if rtl is None else rtl
        parts = []
        style = place.style
        numbered = place.first_in_item and place.list_id is not None
        if place.list_level >= 0 and not style:
            style = "ListParagraph" if numbered else f"ListContinue{place.list_level + 1}"
        if place.head_cell and not style:
            style = "TableHeading"
        if style:
            parts.append(f'<w:pStyle w:val="{style}"/>')
        parts.append(extra)
        if numbered:
            parts.append(f'<w:numPr><w:ilvl w:val="{place.list_level}"/><w:numId w:val="{place.list_id}"/></w:numPr>')
        if rtl:
            parts.append("<w:bidi/>")
        elif told or self.rtl:
            parts.append('<w:bidi w:val="0"/>')
        if align:
            side = {"left": "right", "right": "left"}.get(align, align) if rtl else align
            parts.append(f'<w:jc w:val="{"both" if side == "justify" else side}"/>')
        properties = "".join(parts)
        return f"<w:p><w:pPr>{properties}</w:pPr>{body}</w:p>" if properties else f"<w:p>{body}</w:p>"

    def _list(self, block: JSON, place: _Place, rtl: bool) -> str:
        level = min(8, place.list_level + 1)
        number = self.lists.add(block, level)
        style = place.style if place.style == "Quote" else ""
        parts = []
        for child in children(block):
            own = attr(child, "dir")
            item_rtl = own == "rtl" if own else rtl
            checked = bool(attr(child, "checked", False)) if block["type"] == "taskList" else None
            for index, inner in enumerate(children(child)):
                first = index == 0
                here = _Place(item_rtl, style, number if first else None, level, first, checked if first else None)
                parts.append(self._block(inner, here))
        return "".join(parts)

    def _code(self, block: JSON, rtl: bool) -> str:
        language = attr(block, "language")
        style = "SourceCode"
        if language:
            style = self.code_styles.setdefault(language, f"SourceCode{len(self.code_styles) + 1}")
        lines = "".join(child["text"] for child in children(block)).split("\n")
        body = "<w:r><w:br/></w:r>".join(letters_xml(line, [], rtl) if line else "" for line in lines)
        return self._paragraph(body, _Place(rtl, style), rtl=rtl, told=attr(block, "dir") is not None)

    # Tables ----------------------------------------------------------------------------------------

    def _table(self, block: JSON, rtl: bool, place: _Place) -> str:
        grid = lay_out(block)
        own = attr(block, "dir")
        visual = "<w:bidiVisual/>" if rtl else '<w:bidiVisual w:val="0"/>' if own else ""
        layout = '<w:tblLayout w:type="fixed"/>' if grid.fixed else ""
        inset = f'<w:tblInd w:w="{list_indent(place.list_level)}" w:type="dxa"/>' if place.list_level >= 0 else ""
        head = (
            f'<w:tblPr><w:tblStyle w:val="TableGrid"/>{visual}<w:tblW w:w="0" w:type="auto"/>{inset}{layout}'
            '<w:tblLook w:val="04A0"/></w:tblPr>'
        )
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid.widths)
        rows = "".join(self._row(row, grid, rtl) for row in grid.rows)
        return f"<w:tbl>{head}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"

    def _row(self, row: list[Cell], grid: Grid, rtl: bool) -> str:
        real = [cell for cell in row if cell.block is not None]
        is_head = bool(real) and all(cell.block is not None and cell.block["type"] == "tableHeader" for cell in real)
        head = "<w:trPr><w:tblHeader/></w:trPr>" if is_head else ""
        return f"<w:tr>{head}{''.join(self._cell(cell, grid, rtl, in_head=is_head) for cell in row)}</w:tr>"

    def _cell(self, cell: Cell, grid: Grid, rtl: bool, *, in_head: bool) -> str:
        width = sum(grid.widths[cell.column : cell.column + cell.colspan])
        span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
        merge = {"begin": '<w:vMerge w:val="restart"/>', "go on": "<w:vMerge/>"}.get(cell.merge, "")
        head = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}</w:tcPr>'
        if cell.block is None:
            return f"<w:tc>{head}<w:p/></w:tc>"
        own = attr(cell.block, "dir")
        place = _Place(own == "rtl" if own else rtl, head_cell=cell.block["type"] == "tableHeader")
        blocks = children(cell.block) or [paragraph()]
        body = "".join(self._section_in(blocks, place))
        return f"<w:tc>{head}{body}</w:tc>"

    def _section_in(self, blocks: list[JSON], place: _Place) -> list[str]:
        parts = [self._block(block, place) + (_SPACER if block["type"] == "table" else "") for block in blocks]
        return parts if any(parts) else ["<w:p/>"]

    # Inline ----------------------------------------------------------------------------------------

    def _inline(self, nodes: list[JSON], rtl: bool, *, in_note: bool = False) -> str:
        parts: list[str] = []
        for child in nodes:
            kind = child["type"]
            if kind == "text":
                parts.append(self._text(child, rtl, in_note))
            elif kind == "hardBreak":
                parts.append("<w:r><w:br/></w:r>")
            elif kind == "footnote" and not in_note:
                parts.append(self._note(child, rtl))
        return "".join(parts)

    def _text(self, child: JSON, rtl: bool, in_note: bool) -> str:
        marks = child.get("marks")
        if not marks:
            return letters_xml(child["text"], [], rtl)
        by_kind = {made["type"]: made for made in marks}
        deleted = "deletion" in by_kind
        link = sanitise_href(attr(by_kind["link"], "href", "")) if "link" in by_kind else None
        body = letters_xml(child["text"], marks, rtl, deleted=deleted, style="Hyperlink" if link else "")
        for kind, tag in (("deletion", "del"), ("insertion", "ins")):
            if kind in by_kind:
                body = self._change(by_kind[kind], tag, body)
        if link:
            body = self._link(link, body)
        if "comment" in by_kind and not in_note:
            body = self.remarks.wrap(child, body)
        return body

    def _change(self, made: JSON, tag: str, body: str) -> str:
        self.numbers += 1
        author = escape_attribute(clean_text(str(attr(made, "author", "Writers"))))
        date = attr(made, "date")
        dated = f' w:date="{escape_attribute(date)}"' if date else ""
        return f'<w:{tag} w:id="{self.numbers}" w:author="{author}"{dated}>{body}</w:{tag}>'

    def _link(self, href: str, body: str) -> str:
        if href.startswith("#"):
            return f'<w:hyperlink w:anchor="{escape_attribute(href[1:])}">{body}</w:hyperlink>'
        return f'<w:hyperlink r:id="{self.part.relate("hyperlink", href, "External")}">{body}</w:hyperlink>'

    def _note(self, block: JSON, rtl: bool) -> str:
        kind = "endnote" if attr(block, "kind") == "endnote" else "footnote"
        name = kind.capitalize()
        part, self.part = self.part, self.parts[f"{kind}s"]
        number = len(self.notes[kind]) + 1
        self.notes[kind].append("")
        look = f'<w:rPr><w:rStyle w:val="{name}Reference"/></w:rPr>'
        sign = f'<w:r>{look}<w:{kind}Ref/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>'
        body = sign + self._inline(children(block), rtl, in_note=True)
        text = self._paragraph(body, _Place(rtl, f"{name}Text"))
        self.notes[kind][number - 1] = f'<w:{kind} w:id="{number}">{text}</w:{kind}>'
        self.part = part
        return f'<w:r><w:rPr><w:rStyle w:val="{name}Reference"/></w:rPr><w:{kind}Reference w:id="{number}"/></w:r>'

    def _image(self, block: JSON) -> str:
        src = attr(block, "src", "")
        found = self.images(src)
        alt = attr(block, "alt", "")
        kind = picture_type(found.data) if found is not None else None
        if found is None or kind is None:
            return letters_xml(f"[{alt}]", [], self.rtl) if alt else ""
        if src not in self.media_names:
            self.media_names[src] = self._media_name(src, EXTENSIONS[kind])
            self.media[self.media_names[src]] = found.data
        relation = self.part.relate("image", f"media/{self.media_names[src]}")
        self.numbers += 1
        width, height, name = chosen_size(block, picture_size(found.data))
        title = attr(block, "title")
        return _drawing(relation, self.numbers, name, int(width * _EMU), int(height * _EMU), alt, title)

    def _media_name(self, src: str, extension: str) -> str:
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", PurePosixPath(src.removeprefix(RESOURCE_PREFIX)).stem).strip("-")
        name = f"{stem or 'image'}.{extension}"
        return name if name not in self.media else f"{stem}-{len(self.media) + 1}.{extension}"

    # The file --------------------------------------------------------------------------------------

    def _pack(self, body: str) -> bytes:
        options, main = self.options, self.parts["document"]
        files: dict[str, str] = {}
        for kind in ("styles", "settings", "numbering"):
            main.relate(kind, f"{kind}.xml")
        files["word/styles.xml"] = self._styles()
        files["word/numbering.xml"] = self.lists.xml()
        files["word/settings.xml"] = sheet.settings_xml({kind for kind, made in self.notes.items() if made})
        for kind, made in self.notes.items():
            if made:
                main.relate(f"{kind}s", f"{kind}s.xml")
                files[f"word/{kind}s.xml"] = _notes_xml(kind, made)
        for name, text in self.remarks.parts().items():
            main.relate(_REMARK_KINDS[name], name)
            files[f"word/{name}"] = text
        footer = ""
        if self.is_typescript:
            files["word/header1.xml"] = sheet.running_head(running_head(self.manuscript), self.rtl)
            footer = f'<w:headerReference w:type="default" r:id="{main.relate("header", "header1.xml")}"/>'
        elif options.page_numbers:
            files["word/footer1.xml"] = sheet.footer(self.rtl)
            footer = f'<w:footerReference w:type="default" r:id="{main.relate("footer", "footer1.xml")}"/>'
        files["word/document.xml"] = (
            f"{sheet.XML}<w:document {sheet.NAMESPACES}>"
            f"<w:body>{body}{self._section_properties(footer)}</w:body></w:document>"
        )
        for name, part in self.parts.items():
            if part.relations:
                files[f"word/_rels/{name}.xml.rels"] = sheet.relations_xml(part.relations)
        files[CORE] = core_xml(self.manuscript, options.written)
        files |= carried_parts(self.manuscript.carried)
        told = [(kind, name, "") for name, kind in _ABOUT.items() if name in files]
        files["_rels/.rels"] = sheet.relations_xml([("officeDocument", "word/document.xml", ""), *told])
        pictures = {name.rpartition(".")[2] for name in self.media}
        first = {"[Content_Types].xml": sheet.content_types_xml(set(files), pictures)}
        media = {f"word/media/{name}": data for name, data in self.media.items()}
        return pack({**first, **files, **media})

    def _styles(self) -> str:
        options = self.options
        if self.is_typescript:
            made = sheet.styles_xml("Times New Roman", options.complex_font, 12, self.rtl, double=True)
        else:
            made = sheet.styles_xml(options.font, options.complex_font, options.font_size or 12, self.rtl)
        codes = "".join(sheet.code_style(name, escape(language)) for language, name in self.code_styles.items())
        return made.replace("</w:styles>", f"{codes}</w:styles>")

    def _section_properties(self, footer: str) -> str:
        width, height = (round(side / 25.4 * 1440) for side in PAPERS[self.options.paper])
        first = "<w:titlePg/>" if self.options.title_page else ""
        bidi = "<w:bidi/>" if self.rtl else ""
        return (
            f'<w:sectPr>{footer}<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="1440" '
            'w:right="1440" w:bottom="1440" '
            f'w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>{first}{bidi}</w:sectPr>'
        )


_RUN_TOGETHER = ("table", "blockquote", "codeBlock")
_SPACER = '<w:p><w:pPr><w:pStyle w:val="TableSpacer"/></w:pPr></w:p>'
_ABOUT = {
    CORE: "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    APP: "extended-properties", CUSTOM: "custom-properties",
}  # fmt: skip
_REMARK_KINDS = {
    "comments.xml": "comments",
    "commentsExtended.xml": "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
}


def _continuation(place: _Place, rtl: bool) -> _Place:
    return _Place(rtl, place.style, None, place.list_level)


def _checkbox(checked: bool) -> str:
    sign, value = ("☒", 1) if checked else ("☐", 0)
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{value}"/><w14:checkedState w14:val="2612" '
        'w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r>'
        '<w:rPr><w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:hint="eastAsia"/></w:rPr>'
        f'<w:t xml:space="preserve">{sign} </w:t></w:r></w:sdtContent></w:sdt>'
    )


def _drawing(relation: str, number: int, name: str, width: int, height: int, alt: str, title: str | None) -> str:
    described = f' descr="{escape_attribute(clean_text(alt))}"' if alt else ""
    titled = f' title="{escape_attribute(clean_text(title))}"' if title else ""
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="{name} {number}"{described}{titled}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name} {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def _notes_xml(kind: str, made: list[str]) -> str:
    separators = (
        f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
        f'<w:{kind} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{kind}>'
    )
    return f"{sheet.XML}<w:{kind}s {sheet.NAMESPACES}>{separators}{''.join(made)}</w:{kind}s>"


def write_docx(manuscript: Manuscript, options: WriteOptions, images: ImageSource | None = None) -> bytes:
    return WordWriter(manuscript, options, image_source(manuscript, images)).write()
