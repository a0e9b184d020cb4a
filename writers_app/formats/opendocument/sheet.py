"""The fixed parts of a written .odt: named styles, manifest; read by writer.py only."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from writers_app.formats.model import Manuscript
from writers_app.formats.options import PAPERS, WriteOptions

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
        "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    }.items()
)
_MONO = 'style:font-name="Courier New" style:font-name-complex="Courier New"'


def styles_xml(manuscript: Manuscript, options: WriteOptions) -> str:
    mode = "rl-tb" if manuscript.direction == "rtl" else "lr-tb"
    # LibreOffice writes "end" for the right-hand side of a right-to-left paragraph and takes its absence for the left.
    side = ' fo:text-align="end"' if manuscript.direction == "rtl" else ""
    size = options.font_size or 12
    default = (
        f'<style:default-style style:family="paragraph"><style:paragraph-properties style:writing-mode="{mode}" '
        f'fo:orphans="2" fo:widows="2" fo:margin-bottom="0.2cm" fo:line-height="125%"{side}/><style:text-properties '
        f"style:font-name={quoteattr(options.font)} style:font-name-complex={quoteattr(options.complex_font)} "
        f'fo:font-size="{size}pt" style:font-size-complex="{size}pt" fo:language="en" fo:country="US" '
        'style:language-complex="fa" style:country-complex="IR"/></style:default-style>'
    )
    styles = [
        default,
        _paragraph("Standard", "Standard", parent=""),
        '<style:style style:name="Frame" style:family="graphic"/>',
        *(_heading(level, size) for level in range(1, 5)),
        _paragraph("Title", "Title", 'fo:margin-top="6cm" fo:text-align="center"', _bold(size * 2)),
        _paragraph("Author", "Author", 'fo:margin-bottom="1cm" fo:text-align="center"'),
        _paragraph("Front_20_Matter", "Front Matter", 'fo:margin-top="6cm" fo:margin-bottom="0cm"'),
        _paragraph("Quotations", "Quotations", 'fo:margin-left="1cm" fo:margin-right="1cm"'),
        _paragraph("Preformatted_20_Text", "Preformatted Text", 'fo:margin-bottom="0cm"', _MONO),
        _paragraph(
            "Scene_20_Break",
            "Scene Break",
            'fo:text-align="center" fo:margin-top="0.4cm" fo:keep-with-next="always"',
        ),
        _paragraph("Page_20_Break", "Page Break", 'fo:margin-bottom="0cm" fo:break-after="page"', 'fo:font-size="2pt"'),
        _paragraph(
            "Quotation_20_Page_20_Break",
            "Quotation Page Break",
            'fo:margin-bottom="0cm" fo:break-after="page"',
            'fo:font-size="2pt"',
        ),
        _paragraph("Table_20_Heading", "Table Heading", "", _bold(size)),
        _paragraph("Table_20_Spacer", "Table Spacer", 'fo:margin-bottom="0cm"', 'fo:font-size="2pt"'),
        _paragraph("Footnote", "Footnote", 'fo:margin-bottom="0cm"', f'fo:font-size="{size - 2}pt"'),
        _paragraph("Endnote", "Endnote", 'fo:margin-bottom="0cm"', f'fo:font-size="{size - 2}pt"'),
        f'<style:style style:name="Source_20_Text" style:display-name="Source Text" style:family="text">'
        f"<style:text-properties {_MONO}/></style:style>",
        '<style:style style:name="Internet_20_Link" style:display-name="Internet Link" style:family="text">'
        '<style:text-properties fo:color="#0563c1" style:text-underline-style="solid"/></style:style>',
    ]
    fonts = "".join(
        f"<style:font-face style:name={quoteattr(name)} svg:font-family={quoteattr(name)}/>"
        for name in dict.fromkeys((options.font, options.complex_font, "Courier New"))
    )
    return (
        f'{XML}<office:document-styles {NAMESPACES} office:version="1.3"><office:font-face-decls>{fonts}'
        f"</office:font-face-decls><office:styles>{''.join(styles)}</office:styles>{_page(manuscript, options, mode)}"
        "</office:document-styles>"
    )


def _page(manuscript: Manuscript, options: WriteOptions, mode: str) -> str:
    width, height = (f"{side}mm" for side in PAPERS[options.paper])
    digits = "۱, ۲, ۳, ..." if manuscript.language == "fa" else "1"
    footer = (
        f'<style:footer><text:p text:style-name="Author"><text:page-number style:num-format="{digits}" '
        'text:select-page="current">1</text:page-number></text:p></style:footer>'
        if options.page_numbers
        else ""
    )
    return (
        '<office:automatic-styles><style:page-layout style:name="Page"><style:page-layout-properties '
        f'fo:page-width="{width}" fo:page-height="{height}" fo:margin="2.5cm" '
        f'style:num-format="{digits}" style:writing-mode="{mode}"/>'
        '</style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" '
        f'style:page-layout-name="Page">{footer}</style:master-page></office:master-styles>'
    )


def _paragraph(name: str, shown: str, looks: str = "", letters: str = "", parent: str = "Standard") -> str:
    owner = f' style:parent-style-name="{parent}"' if parent else ""
    return (
        f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph"{owner}>'
        f"<style:paragraph-properties {looks}/><style:text-properties {letters}/></style:style>"
    )


def _heading(level: int, size: int) -> str:
    points = round(size * (1.7, 1.35, 1.15, 1.05)[level - 1])
    align = 'fo:text-align="center"' if level == 1 else ""
    looks = (
        f'fo:margin-top="{1.2 if level == 1 else 0.6}cm" fo:margin-bottom="0.5cm" fo:keep-with-next="always" {align}'
    )
    return (
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph" '
        f'style:parent-style-name="Standard" style:default-outline-level="{level}">'
        f"<style:paragraph-properties {looks}/>"
        f"<style:text-properties {_bold(points)}/></style:style>"
    )


def _bold(points: int) -> str:
    sizes = f'fo:font-size="{points}pt" style:font-size-complex="{points}pt"'
    return f'{sizes} fo:font-weight="bold" style:font-weight-complex="bold"'


def manifest_xml(pictures: dict[str, str]) -> str:
    rows = [("/", "application/vnd.oasis.opendocument.text")]
    rows += [(name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml")]
    rows += list(pictures.items())
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>' for name, kind in rows
    )
    return (
        f'{XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        'manifest:version="1.3">'
        f"{entries}</manifest:manifest>"
    )
