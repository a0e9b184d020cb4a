"""The fixed parts of a written .docx: style sheet, settings, content types; read by writer.py only."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14 w15"'
)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_ABOUT = "application/vnd.openxmlformats-officedocument"


def styles_xml(font: str, complex_font: str, size: int, rtl: bool, *, double: bool = False) -> str:
    """`size` in points. Every style that the writer names is here, under the names that Word itself uses."""
    line = 480 if double else 300
    name, other = quoteattr(font), quoteattr(complex_font)
    fonts = f"<w:rFonts w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={other}/>"
    sizes = f'<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/>'
    lang = '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="fa-IR"/>'
    after = 0 if double else 120
    indent = '<w:ind w:firstLine="720"/>' if double else ""
    parts = [
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}{sizes}{lang}</w:rPr></w:rPrDefault>"
        f'<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:after="{after}" w:line="{line}" '
        'w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>",
        _paragraph("Normal", "Normal", indent, default=True, based=None),
        *(_heading(level, size, double) for level in range(1, 10)),
        _paragraph(
            "Title",
            "Title",
            '<w:spacing w:before="3600" w:after="240"/><w:jc w:val="center"/>',
            _look(size * 2 if not double else size, bold=not double),
        ),
        _paragraph("Author", "Author", '<w:spacing w:after="480"/><w:jc w:val="center"/>', _look(size)),
        _paragraph("Quote", "Quote", '<w:ind w:left="720" w:right="720"/>'),
        _paragraph(
            "SourceCode",
            "Source Code",
            '<w:spacing w:line="240" w:lineRule="auto"/>',
            '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>',
        ),
        _paragraph(
            "SceneBreak", "Scene Break", '<w:keepNext/><w:spacing w:before="240" w:after="240"/><w:jc w:val="center"/>'
        ),
        _paragraph("FrontMatter", "Front Matter", '<w:spacing w:before="3600" w:after="0"/>'),
        _paragraph("ListParagraph", "List Paragraph", '<w:ind w:left="720"/><w:contextualSpacing/>'),
        *(
            _paragraph(
                f"ListContinue{n}",
                f"List Continue {n}" if n > 1 else "List Continue",
                f'<w:ind w:left="{360 * n + 360}"/>',
            )
            for n in range(1, 10)
        ),
        _paragraph("TableHeading", "Table Heading", "", "<w:b/><w:bCs/>"),
        _paragraph("TableSpacer", "Table Spacer", '<w:spacing w:after="0" w:line="20" w:lineRule="exact"/>'),
        _paragraph(
            "FootnoteText", "footnote text", '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>', _size(size - 2)
        ),
        _paragraph(
            "EndnoteText", "endnote text", '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>', _size(size - 2)
        ),
        _paragraph(
            "CommentText", "annotation text", '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>', _size(10)
        ),
        _paragraph(
            "Contact",
            "Contact",
            '<w:tabs><w:tab w:val="right" w:pos="9026"/></w:tabs>'
            '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>',
        ),
        _paragraph("Header", "header"),
        _paragraph("Footer", "footer"),
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        _letters("Hyperlink", "Hyperlink", '<w:color w:val="0563C1"/><w:u w:val="single"/>'),
        _letters("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'),
        _letters("EndnoteReference", "endnote reference", '<w:vertAlign w:val="superscript"/>'),
        _letters("CommentReference", "annotation reference", '<w:sz w:val="16"/><w:szCs w:val="16"/>'),
        _letters("HTMLCode", "HTML Code", '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'),
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        _grid(),
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        "<w:semiHidden/></w:style>",
    ]
    body = "".join(parts)
    return f"{XML}<w:styles {NAMESPACES}>{_without_indent(body) if double else body}</w:styles>"


def _without_indent(styles: str) -> str:
    """In a manuscript paragraphs are indented by the Normal style; what is based on it and is no paragraph is not."""
    flush = '<w:ind w:firstLine="0"/>'
    before = r"(?:(?!</w:pPr>|<w:spacing).)*(?:<w:spacing [^>]*/>)?"
    pattern = rf'(<w:basedOn w:val="Normal"/>(?:(?!<w:pPr>).)*<w:pPr>{before})(?!<w:ind)'
    return re.sub(pattern, rf"\g<1>{flush}", styles)


def _paragraph(identifier: str, name: str, looks: str = "", letters: str = "", *, default: bool = False,
               based: str | None = "Normal") -> str:  # fmt: skip
    owner = f'<w:basedOn w:val="{based}"/>' if based else ""
    first = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="paragraph"{first} w:styleId="{identifier}"><w:name w:val="{name}"/>{owner}<w:qFormat/>'
        f"<w:pPr>{looks}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def code_style(identifier: str, language: str) -> str:
    return _paragraph(identifier, f"Source Code ({language})", based="SourceCode")


def _letters(identifier: str, name: str, looks: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{looks}</w:rPr></w:style>'
    )


def _heading(level: int, size: int, double: bool) -> str:
    points = size if double else round(size * (1.7, 1.35, 1.15, 1.05, 1, 1, 1, 1, 1)[level - 1])
    centred = '<w:jc w:val="center"/>' if level == 1 else ""
    before = 2400 if double and level == 1 else 480 if level == 1 else 240
    spacing = f'<w:spacing w:before="{before}" w:after="240"/>'
    looks = f'<w:keepNext/><w:keepLines/>{spacing}{centred}<w:outlineLvl w:val="{level - 1}"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:uiPriority w:val="9"/><w:qFormat/><w:pPr>{looks}</w:pPr>'
        f"<w:rPr>{_look(points, bold=not double)}</w:rPr></w:style>"
    )


def _look(points: int, *, bold: bool = False) -> str:
    return ("<w:b/><w:bCs/>" if bold else "") + _size(points)


def _size(points: int) -> str:
    return f'<w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/>'


def _grid() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>' for side in sides)
    return (
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style>"
    )


def settings_xml(notes: set[str]) -> str:
    """Names the separator notes, which Word asks for as soon as there are notes."""
    pointers = "".join(
        f'<w:{kind}Pr><w:{kind} w:id="-1"/><w:{kind} w:id="0"/></w:{kind}Pr>'
        for kind in ("footnote", "endnote")
        if kind in notes
    )
    return (
        f'{XML}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>{pointers}'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:bidi="fa-IR"/></w:settings>'
    )


def content_types_xml(parts: set[str], pictures: set[str]) -> str:
    kinds = {
        "word/document.xml": "document.main", "word/styles.xml": "styles", "word/settings.xml": "settings",
        "word/numbering.xml": "numbering", "word/footnotes.xml": "footnotes", "word/endnotes.xml": "endnotes",
        "word/comments.xml": "comments", "word/commentsExtended.xml": "commentsExtended",
        "word/footer1.xml": "footer", "word/header1.xml": "header",
    }  # fmt: skip
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_CONTENT}.{kind}+xml"/>'
        for name, kind in kinds.items()
        if name in parts
    )
    overrides += "".join(
        f'<Override PartName="/docProps/{name}.xml" ContentType="{_ABOUT}.{kind}-properties+xml"/>'
        for name, kind in (("app", "extended"), ("custom", "custom"))
        if f"docProps/{name}.xml" in parts
    )
    defaults = "".join(f'<Default Extension="{each}" ContentType="image/{each}"/>' for each in sorted(pictures))
    return (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{defaults}{overrides}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        "</Types>"
    )


def relations_xml(relations: list[tuple[str, str, str]]) -> str:
    """From (kind or full type, target, "External" or "") in order; ids are rId1, rId2…"""
    rows = "".join(
        f'<Relationship Id="rId{index}" Type="{kind if "://" in kind else f"{RELATION}/{kind}"}" '
        f"Target={quoteattr(target)}"
        f"{f' TargetMode={quoteattr(mode)}' if mode else ''}/>"
        for index, (kind, target, mode) in enumerate(relations, 1)
    )
    return f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def footer(rtl: bool) -> str:
    """The page's number in the middle."""
    return (
        f'{XML}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/>{"<w:bidi/>" if rtl else ""}'
        f'<w:jc w:val="center"/></w:pPr>{_page_number(rtl)}</w:p></w:ftr>'
    )


def running_head(text: str, rtl: bool) -> str:
    """The head of a standard manuscript: name, title and page at the outer edge."""
    looks, side = ("<w:rPr><w:rtl/></w:rPr>", '<w:bidi/><w:jc w:val="left"/>') if rtl else ("", '<w:jc w:val="right"/>')
    return (
        f'{XML}<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/>{side}</w:pPr><w:r>{looks}'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>{_page_number(rtl)}</w:p></w:hdr>'
    )


def _page_number(rtl: bool) -> str:
    """As runs; Word writes the digits of a right-to-left run as its language has them."""
    looks = '<w:rPr><w:rtl/><w:lang w:bidi="fa-IR"/></w:rPr>' if rtl else ""
    shown = "۱" if rtl else "1"
    parts = (
        '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>', f"<w:t>{shown}</w:t>", '<w:fldChar w:fldCharType="end"/>',
    )  # fmt: skip
    return "".join(f"<w:r>{looks}{part}</w:r>" for part in parts)
