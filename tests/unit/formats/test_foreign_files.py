"""Files as other programs write them: Word, LibreOffice, browsers, e-book makers."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.unit.formats.manuscripts import block, contents, document, item, paragraph, picture, text
from writers_app.formats.documents import to_markdown
from writers_app.formats.model import JSON, Manuscript
from writers_app.formats.outline import split_by_headings
from writers_app.formats.reading import read
from writers_app.formats.validation import validate_document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>
<w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="MyChapter"><w:name w:val="My Chapter"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Outlined"><w:name w:val="Outlined"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Letter"><w:name w:val="Letter"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Persian"><w:name w:val="Persian"/><w:pPr><w:bidi/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Circle"><w:name w:val="Circle"/><w:basedOn w:val="Circle"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/><w:bCs/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>
<w:rPr><w:u w:val="single"/></w:rPr></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>
"""


def read_parts(folder: Path, name: str, parts: dict[str, str | bytes]) -> Manuscript:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for each, data in parts.items():
            made.writestr(each, data)
    path = folder / name
    path.write_bytes(buffer.getvalue())
    book = read(path, name)
    for content in contents(book):
        validate_document(content)
    return book


def read_word(folder: Path, body: str, **parts: str) -> Manuscript:
    kinds = {"styles": STYLES, "numbering": NUMBERING, **parts}
    relations = "".join(f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{kind}.xml"/>' for kind in kinds)
    relations += f'<Relationship Id="web" Type="{R}/hyperlink" Target="https://example.org/" TargetMode="External"/>'
    files: dict[str, str | bytes] = {
        f"word/{kind}.xml": f'<w:{kind} xmlns:w="{W}" xmlns:r="{R}">{inner}</w:{kind}>' for kind, inner in kinds.items()
    }
    files |= {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
    }
    return read_parts(folder, "novel.docx", files)


def word_blocks(folder: Path, body: str, **parts: str) -> list[JSON]:
    (content,) = contents(read_word(folder, body, **parts))
    blocks: list[JSON] = content["content"]
    return blocks


def p(inner: str, *, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def r(value: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{value}</w:t></w:r>'


def listed(value: str, number: int, level: int = 0) -> str:
    return p(r(value), properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def heading(level: int, value: str) -> JSON:
    return block("heading", text(value), level=level)


BOLD, ITALIC = {"type": "bold"}, {"type": "italic"}


def test_headings_are_known_by_name_inheritance_and_outline_level(tmp_path: Path) -> None:
    body = p(r("German"), style="berschrift1") + p(r("Derived"), style="MyChapter") + p(r("Outlined"), style="Outlined")
    body += p(r("Direct"), properties='<w:outlineLvl w:val="2"/>') + p(r("Text"), style="Circle")
    assert word_blocks(tmp_path, body) == [
        heading(1, "German"), heading(1, "Derived"), heading(2, "Outlined"), heading(3, "Direct"), paragraph("Text"),
    ]  # fmt: skip


def test_emphasis_comes_from_runs_and_styles_and_can_be_switched_off(tmp_path: Path) -> None:
    body = p(
        r("a", "<w:b/>") + r("b", '<w:rStyle w:val="Strong"/>') + r("c", '<w:rStyle w:val="Strong"/><w:b w:val="0"/>')
    )
    body += p(r("letter ") + r("upright", '<w:i w:val="false"/>'), style="Letter")
    assert word_blocks(tmp_path, body) == [
        paragraph(text("ab", BOLD), "c"),
        paragraph(text("letter ", ITALIC), "upright"),
    ]


def test_persian_emphasis_is_that_of_complex_script(tmp_path: Path) -> None:
    body = p(
        r("پررنگ", "<w:bCs/><w:rtl/>") + r(" و ", "<w:rtl/>") + r("ساده", '<w:b/><w:bCs w:val="0"/><w:rtl/>'),
        style="Persian",
    )
    assert word_blocks(tmp_path, body) == [paragraph(text("پررنگ", BOLD), " و ساده")]


def test_lists_are_nested_go_on_and_begin_anew_as_in_word(tmp_path: Path) -> None:
    body = listed("one", 1) + listed("inner", 1, 1) + listed("two", 1) + p(r("between")) + listed("three", 1)
    body += listed("again one", 2) + listed("dot", 3)
    assert word_blocks(tmp_path, body) == [
        block("orderedList", item("one", block("orderedList", item("inner"), type="i")), item("two")),
        paragraph("between"),
        block("orderedList", item("three"), start=3),
        block("orderedList", item("again one")),
        block("bulletList", item("dot")),
    ]


def test_a_table_at_the_margin_ends_a_list_and_an_indented_one_belongs_to_it(tmp_path: Path) -> None:
    def table(properties: str) -> str:
        return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tr><w:tc>{p(r('cell'))}</w:tc></w:tr></w:tbl>"

    made = block("table", block("tableRow", block("tableCell", paragraph("cell"))))
    body = listed("one", 3) + table("") + listed("two", 3) + table('<w:tblInd w:w="108" w:type="dxa"/>')
    body += listed("three", 3) + table('<w:tblInd w:w="720" w:type="dxa"/>')
    assert word_blocks(tmp_path, body) == [
        block("bulletList", item("one")), made, block("bulletList", item("two")), made,
        block("bulletList", item("three", made)),
    ]  # fmt: skip


def test_links_by_relation_and_by_field_and_page_fields_vanish(tmp_path: Path) -> None:
    def sign(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    link = {"type": "link", "attrs": {"href": "https://example.org/"}}
    field = (
        sign("begin") + '<w:r><w:instrText> HYPERLINK "https://example.org/" </w:instrText></w:r>' + sign("separate")
    )
    field += r("field", '<w:rStyle w:val="Hyperlink"/>') + sign("end")
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple>'
    body = p(f'<w:hyperlink r:id="web">{r("named", "<w:b/>")}</w:hyperlink> {r(" ")}{field}{page}')
    assert word_blocks(tmp_path, body) == [
        paragraph(text("named", link, BOLD), " ", text("field", link)),
    ]


def test_tracked_moves_and_comments_keep_author_and_date(tmp_path: Path) -> None:
    who = 'w:author="Ann" w:date="2026-01-02T03:04:05Z"'
    comments = f'<w:comment w:id="7" {who}><w:p><w:r><w:t>Sure?</w:t></w:r></w:p></w:comment>'
    body = p(
        f'<w:ins w:id="1" {who}>{r("new ")}</w:ins><w:ins w:id="2" {who}>{r("words")}</w:ins>{r(" and ")}'
        f'<w:moveFrom w:id="3" {who}>{r("moved")}</w:moveFrom>'
        f'{r("point")}<w:r><w:commentReference w:id="7"/></w:r>'
    )
    book = read_word(tmp_path, body, comments=comments)
    said = {"author": "Ann", "date": "2026-01-02T03:04:05Z"}
    assert contents(book)[0]["content"] == [
        paragraph(
            text("new words", {"type": "insertion", "attrs": {"id": "change-1", **said}}), " and ",
            text("moved", {"type": "deletion", "attrs": {"id": "change-3", **said}}),
            text("point", {"type": "comment", "attrs": {"id": "comment-7"}}),
        )
    ]  # fmt: skip
    assert [(each.text, each.author, each.date) for each in book.comments] == [("Sure?", "Ann", "2026-01-02T03:04:05Z")]


def test_a_comment_without_a_place_stays_readable(tmp_path: Path) -> None:
    comments = '<w:comment w:id="1" w:author="Ann"><w:p><w:r><w:t>Where?</w:t></w:r></w:p></w:comment>'
    book = read_word(tmp_path, p(r("Text.")), comments=comments)
    assert contents(book)[0]["content"][-1] == paragraph(text("※", {"type": "comment", "attrs": {"id": "comment-1"}}))
    assert [str(each) for each in book.losses] == ["One comment had no place in the text; it stands at its end."]


def test_merged_cells_keep_their_spans(tmp_path: Path) -> None:
    def cell(value: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(value)) if value else '<w:p/>'}</w:tc>"

    wide = cell("wide", '<w:gridSpan w:val="2"/>')
    tall, below = cell("tall", '<w:vMerge w:val="restart"/>'), cell("", "<w:vMerge/>")
    rows = (f"<w:trPr><w:tblHeader/></w:trPr>{wide}", tall + cell("y"), below + cell("z"))
    body = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    assert word_blocks(tmp_path, body) == [
        block(
            "table",
            block("tableRow", block("tableHeader", paragraph("wide"), colspan=2)),
            block("tableRow", block("tableCell", paragraph("tall"), rowspan=2), block("tableCell", paragraph("y"))),
            block("tableRow", block("tableCell", paragraph("z"))),
        )
    ]


def test_what_word_holds_and_the_model_cannot_is_listed(tmp_path: Path) -> None:
    body = p(r("Contents 1"), style="TOC1") + p(r("Text ", "<w:smallCaps/>") + r("hidden", "<w:vanish/>"))
    body += p(r("last"), properties="<w:rPr><w:ins w:id='1' w:author='A'/></w:rPr>")
    book = read_word(tmp_path, body)
    assert contents(book)[0]["content"] == [paragraph("Text"), paragraph("last")]
    assert [str(each) for each in book.losses] == [
        "The table of contents was left out: Writers makes its own.",
        "One passage in small capitals became ordinary text.",
        "One tracked paragraph break was taken as accepted.",
    ]


def test_word_joins_paragraphs_whose_end_was_taken_out_and_says_which_stay_apart(tmp_path: Path) -> None:
    gone = "<w:rPr><w:del w:id='1' w:author='A'/></w:rPr>"
    new = gone.replace("w:del", "w:ins")
    removed = f'<w:del w:id="2" w:author="A">{r("away").replace("w:t", "w:delText")}</w:del>'
    added = f'<w:ins w:id="3" w:author="A">{r("added")}</w:ins>'
    body = p(r("one "), properties=gone) + p(r("two "), properties=gone) + p(r("three"))
    body += p(removed, properties=gone) + p(added, properties=new) + p(r("four"))
    body += p(r("A title"), style="MyChapter", properties=gone) + p(r("five"), properties=gone)
    book = read_word(tmp_path, body)
    change = {"id": "change-1", "author": "A"}
    assert contents(book)[0]["content"] == [
        paragraph("one two three"), paragraph(text("away", {"type": "deletion", "attrs": change})),
        paragraph(text("added", {"type": "insertion", "attrs": {**change, "id": "change-2"}})), paragraph("four"),
        heading(1, "A title"), paragraph("five"),
    ]  # fmt: skip
    assert [str(each) for each in book.losses] == [
        "2 tracked paragraph breaks were taken as accepted.",
        "2 paragraphs were to be joined to the next by a tracked change; they stand apart as they were.",
    ]


def test_a_word_file_with_chapter_lines_but_no_styles_is_split(tmp_path: Path) -> None:
    body = p(r("Chapter One", "<w:b/>")) + p(r("Text.")) + p(r("Chapter Two", "<w:b/>")) + p(r("More."))
    book = split_by_headings(read_word(tmp_path, body))
    assert [each.title for each in book.documents] == ["Chapter One", "Chapter Two"]


CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
OPF = """<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>The Sea</dc:title>
<dc:creator>A. Writer</dc:creator></metadata><manifest>
<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="notes.xhtml" media-type="application/xhtml+xml"/>
<item id="css" href="look.css" media-type="text/css"/>
<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="cover"/><itemref idref="a"/><itemref idref="b"/>
<itemref idref="n" linear="no"/></spine></package>"""
NAV = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<nav epub:type="toc"><ol>
<li><a href="text/one.xhtml">One</a></li>
<li><a href="text/two.xhtml">Two &amp; last</a></li></ol></nav></body></html>"""
ONE = """<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>
<h2>One</h2><p>Text&nbsp;of <span class="calibre3">the</span> sea<a
epub:type="noteref" href="../notes.xhtml#n1">1</a>.</p>
<p><img src="../red.png" alt="Red"/></p><p class="space">* * *</p>
<p>After <a href="two.xhtml#x">an inner link</a>.</p></body></html>"""
NOTES = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<aside epub:type="footnote" id="n1"><p>Deep &mdash; very.</p></aside></body></html>"""


def epub(**changed: str) -> dict[str, str | bytes]:
    return {
        "mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": OPF,
        "OPS/nav.xhtml": NAV,
        "OPS/cover.xhtml": "<html><body><p>The Sea</p></body></html>", "OPS/text/one.xhtml": ONE,
        "OPS/text/two.xhtml": "<html><body><p>Not <b>well-formed<p>at all</body>", "OPS/notes.xhtml": NOTES,
        "OPS/look.css": ".calibre3 { font-style: italic } .space { text-align: center }", "OPS/red.png": picture(),
        **changed,
    }  # fmt: skip


def test_an_epub_is_read_in_spine_order_with_its_names_notes_and_looks(tmp_path: Path) -> None:
    book = read_parts(tmp_path, "sea.epub", epub())
    assert (book.title, book.author) == ("The Sea", "A. Writer")
    assert [each.title for each in book.documents] == ["One", "Two & last"]
    assert book.documents[0].content == document(
        paragraph("Text\u00a0of ", text("the", ITALIC), " sea", block("footnote", text("Deep — very.")), "."),
        block("image", src="resource:red.png", alt="Red"),
        block("horizontalRule"),
        paragraph("After an inner link."),
    )
    assert book.documents[1].content == document(paragraph("Not ", text("well-formed", BOLD)), paragraph("at all"))
    assert not book.losses


def test_an_epub_under_drm_says_so(tmp_path: Path) -> None:
    from writers_app.formats.errors import UnreadableFileError

    locked = '<encryption><CipherReference URI="OPS/text/one.xhtml"/></encryption>'
    with pytest.raises(UnreadableFileError, match="protected against copying"):
        read_parts(tmp_path, "sea.epub", epub(**{"META-INF/encryption.xml": locked}))


RTF = r"""{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset178 Nazanin;}}
{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}{\info{\title The Sea}{\author A. Writer}}
{\header Running head}\pard\s1\b The First\b0\par
\pard Plain {\i italic} and {\b bold}, caf\'e9, \u8220?quoted\u8221?{\super\chftn}{\footnote\pard\chftn
  A note {\i here}.}.\par
\pard\rtlpar{\f1\rtlch \u1605?\u1740?\zwnj \u1582?\u1608?\u1575?\u1607?\u1605? \'d3\'e1\'c7\'e3}\par
\pard{\pntext 1.\tab}\ls1 one\par{\pntext 2.\tab}two\par
\pard{\field{\*\fldinst HYPERLINK "https://example.org/"}{\fldrslt {\ul link}}}{\*\unknown skipped}\line next\par
\pard * * *\par\trowd\pard\intbl a\cell b\cell\row\pard end\par}"""


def test_rtf_keeps_structure_emphasis_notes_links_and_persian(tmp_path: Path) -> None:
    path = tmp_path / "sea.rtf"
    path.write_bytes(RTF.encode("ascii"))
    book = read(path, "sea.rtf")
    (content,) = contents(book)
    validate_document(content)
    assert (book.title, book.author) == ("The Sea", "A. Writer")
    assert content["content"] == [
        heading(1, "The First"),
        paragraph("Plain ", text("italic", ITALIC), " and ", text("bold", BOLD), ", café, “quoted”",
                  block("footnote", text("A note "), text("here", ITALIC), text(".")), "."),
        paragraph("می‌خواهم سلام", dir="rtl"),
        block("orderedList", item("one"), item("two")),
        paragraph(text("link", {"type": "link", "attrs": {"href": "https://example.org/"}}),
                  block("hardBreak"), "next"),
        block("horizontalRule"),
        block("table", block("tableRow", block("tableCell", paragraph("a")), block("tableCell", paragraph("b")))),
        paragraph("end"),
    ]  # fmt: skip
    assert [str(each) for each in book.losses] == ["Page headers and footers were left out."]


HTML = """<html><head><style>.it { font-style: italic } h1 { color: red }</style><script>alert(1)</script></head>
<body onload="x()"><h1>One</h1><div><p>Text with <span class="it">look</span>,
  <a href="javascript:alert(1)">a bad link</a> and <img src="https://e.org/x.png" alt="a picture">.</p>loose text
<ul><li>a<li>b<ul><li>c</ul></ul></div><table><caption>Title</caption><tr><th>h<td>d</table>
<iframe src="https://e.org"></iframe></body></html>"""


def test_html_of_a_browser_is_cleaned_and_says_what_it_lost(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(HTML)
    book = read(path, "page.html")
    (content,) = contents(book)
    validate_document(content)
    assert content["content"] == [
        heading(1, "One"),
        paragraph("Text with ", text("look", ITALIC), ", a bad link and ",
                  text("a picture", {"type": "link", "attrs": {"href": "https://e.org/x.png"}}), "."),
        paragraph("loose text"),
        block("bulletList", item("a"), item("b", block("bulletList", item("c")))),
        paragraph("Title"),
        block("table", block("tableRow", block("tableHeader", paragraph("h")), block("tableCell", paragraph("d")))),
    ]  # fmt: skip
    assert {str(each) for each in book.losses} == {
        "One link pointed to an address that is not kept (only web, mail and inner links are); its text stayed.",
        "One picture lies on the web and was not fetched; a link stands in its place.",
        "One embedded program, form or film was left out.",
    }


def test_markdown_of_others_keeps_html_it_understands(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "One <sub>two</sub> <font>three</font>\n\n<div><b>four</b></div>\n\n- [ ] task\n- [x] "
        "done\n\nText[^1]\n\n[^1]: Note\n"
    )
    book = read(path, "a.md")
    (content,) = contents(book)
    assert content["content"] == [
        paragraph("One ", text("two", {"type": "subscript"}), " three"),
        paragraph(text("four", BOLD)),
        block("taskList", block("taskItem", paragraph("task")), block("taskItem", paragraph("done"), checked=True)),
        paragraph("Text", block("footnote", text("Note"))),
    ]
    assert to_markdown(content)


def test_rtf_keeps_tracked_changes_with_author_and_date(tmp_path: Path) -> None:
    packed = 4 | 3 << 6 | 2 << 11 | 1 << 16 | 126 << 20
    told = rf"\revauth1\revdttm{packed}"
    path = tmp_path / "changed.rtf"
    path.write_text(
        rf"{{\rtf1{{\*\revtbl{{Unknown;}}{{Ann Lee;}}}}Plain {{\revised{told} new}} and "
        rf"{{\deleted\revauthdel1\revdttmdel{packed} old}}.\par}}"
    )
    (content,) = contents(read(path, "changed.rtf"))
    said = {"author": "Ann Lee", "date": "2026-01-02T03:04:00Z"}
    assert content == document(
        paragraph(
            "Plain ", text("new", {"type": "insertion", "attrs": {"id": "change-1", **said}}), " and ",
            text("old", {"type": "deletion", "attrs": {"id": "change-2", **said}}), ".",
        )
    )  # fmt: skip


def test_the_lines_of_a_text_box_in_an_odt_are_kept(tmp_path: Path) -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{told}:1.0"'
        for name, told in (("office", "office"), ("text", "text"), ("draw", "drawing"))
    )
    box = "<draw:frame><draw:text-box><text:p>In the box.</text:p><text:p>And on.</text:p></draw:text-box></draw:frame>"
    content = (
        f"<office:document-content {spaces}><office:body><office:text><text:p>Before.{box}</text:p>"
        "<text:p>After.</text:p></office:text></office:body></office:document-content>"
    )
    parts: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    book = read_parts(tmp_path, "a.odt", parts)
    lines = ("Before.", "In the box.", "And on.", "After.")
    assert contents(book) == [document(*map(paragraph, lines))]
