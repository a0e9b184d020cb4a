"""Pages that a writer ends by hand: what counts as one in a file, what says nothing new, and where each goes."""

from pathlib import Path

import pytest

from tests.unit.formats.manuscripts import block, contents, document, item, manuscript, paragraph, text, write_and_read
from tests.unit.formats.test_foreign_files import heading, p, r, read_parts, read_word, word_blocks
from writers_app.formats.detection import Format
from writers_app.formats.model import JSON
from writers_app.formats.reading import read

PAGE = block("horizontalRule", page=True)
SCENE = block("horizontalRule")
BREAK = '<w:r><w:br w:type="page"/></w:r>'


def test_word_keeps_page_breaks_but_not_those_before_chapters(tmp_path: Path) -> None:
    body = p(r("one")) + p(BREAK) + p(r("two")) + p(r("* * *")) + p(r("three") + BREAK)
    book = read_word(tmp_path, body + p(r("Chapter"), style="MyChapter") + p(r("four")))
    assert contents(book)[0]["content"] == [
        paragraph("one"), PAGE, paragraph("two"), SCENE, paragraph("three"), heading(1, "Chapter"), paragraph("four"),
    ]  # fmt: skip
    assert not book.losses


def test_word_breaks_a_page_before_a_paragraph_or_section_but_not_where_it_happened_to_end(tmp_path: Path) -> None:
    body = p(r("one")) + p(r("two"), properties="<w:pageBreakBefore/>")
    body += p("<w:r><w:lastRenderedPageBreak/></w:r>" + r("three"), properties="<w:sectPr/>")
    body += p(BREAK) + p(r("four"), properties='<w:pageBreakBefore w:val="0"/>') + p(BREAK)
    assert word_blocks(tmp_path, body) == [
        paragraph("one"), PAGE, paragraph("two"), paragraph("three"), PAGE, paragraph("four"),
    ]  # fmt: skip


def test_an_empty_line_that_libreoffice_makes_of_a_page_break_is_none(tmp_path: Path) -> None:
    body = p(r("one")) + p("") + p(r("two"), properties="<w:pageBreakBefore/>") + p("") + p(BREAK) + p(r("three"))
    assert word_blocks(tmp_path, body) == [
        paragraph("one"), PAGE, paragraph("two"), block("paragraph"), PAGE, paragraph("three"),
    ]  # fmt: skip


def test_a_page_break_at_the_edge_of_a_quote_or_list_stands_outside_it(tmp_path: Path) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/></w:style>'
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    told = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = p(r("one")) + p(BREAK + r("said") + BREAK, style="Q") + p(r("two"))
    body += p(r("item"), properties=told) + p(r("last") + BREAK, properties=told) + p(r("three"))
    assert word_blocks(tmp_path, body, styles=styles, numbering=numbering) == [
        paragraph("one"), PAGE, block("blockquote", paragraph("said")), PAGE, paragraph("two"),
        block("bulletList", item("item"), item("last")), PAGE, paragraph("three"),
    ]  # fmt: skip


@pytest.mark.parametrize("format", [Format.DOCX, Format.ODT, Format.MARKDOWN, Format.HTML])
@pytest.mark.parametrize(
    "following",
    [
        block("heading", text("A section"), level=2),
        block("bulletList", item("one"), item("two")),
        block("blockquote", paragraph("Quoted.")),
        block("table", block("tableRow", block("tableCell", paragraph("cell")))),
        SCENE,
    ],
    ids=lambda block: block["type"],
)
def test_a_page_break_stays_before_and_after_any_block(format: Format, following: JSON, tmp_path: Path) -> None:
    words = paragraph("An English book of some words.")
    content = document(words, PAGE, following, PAGE, words)
    assert contents(write_and_read(manuscript(content), format, tmp_path)) == [content]


HOLDERS = {
    "an item": block("orderedList", item("one", PAGE, "more"), item("two")),
    "the end of an item": block("orderedList", item("one", PAGE), item("two")),
    "an inner list": block(
        "bulletList", item("one", block("orderedList", item("a", PAGE, "b"), item("c"))), item("two")
    ),
    "a task": block("taskList", block("taskItem", paragraph("one"), PAGE, paragraph("more"), checked=True)),
    "a quote": block("blockquote", paragraph("one"), PAGE, paragraph("more")),
    "a quote, twice": block(
        "blockquote", paragraph("one"), PAGE, paragraph("two"), paragraph("more"), PAGE, paragraph("x")
    ),
    "a cell": block("table", block("tableRow", block("tableCell", paragraph("one"), PAGE, paragraph("more")))),
}


@pytest.mark.parametrize("format", [Format.DOCX, Format.ODT, Format.MARKDOWN, Format.HTML, Format.EPUB])
@pytest.mark.parametrize("holder", HOLDERS)
def test_a_page_break_stays_inside_what_holds_it(holder: str, format: Format, tmp_path: Path) -> None:
    words = paragraph("An English book of some words.")
    content = document(words, HOLDERS[holder], words)
    assert contents(write_and_read(manuscript(content, document(words)), format, tmp_path))[0] == content


@pytest.mark.parametrize("format", [Format.EPUB, Format.FOUNTAIN, Format.TEXT])
def test_other_formats_keep_pages_and_scenes_apart(format: Format, tmp_path: Path) -> None:
    words = paragraph("An English book of some words.")
    content = document(words, PAGE, words, SCENE, words)
    assert content in contents(write_and_read(manuscript(content, document(words)), format, tmp_path))


def test_pages_of_a_text_that_a_program_made_are_not_the_writers(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One line.\n\n\fAnother line.\n\n\f\n\nA third.\n")
    assert contents(read(path, "a.txt")) == [
        document(paragraph("One line."), paragraph("Another line."), PAGE, paragraph("A third."))
    ]


def test_html_breaks_pages_by_rules_and_by_empty_elements(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        '<p>One</p><div style="page-break-after: always"></div><p>Two</p><hr style="break-before:page">'
        '<p style="break-before: avoid">Three</p><hr><p>Four</p>'
    )
    four = [paragraph(each) for each in ("One", "Two", "Three", "Four")]
    assert contents(read(path, "a.html")) == [document(four[0], PAGE, four[1], PAGE, four[2], SCENE, four[3])]


def test_an_odt_breaks_pages_before_and_after_paragraphs_headings_and_lists(tmp_path: Path) -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{told}:1.0"'
        for name, told in (("office", "office"), ("style", "style"), ("text", "text"), ("fo", "xsl-fo-compatible"))
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties {told}/></style:style>'
        for name, told in (("B", 'fo:break-before="page"'), ("A", 'fo:break-after="page"'))
    )
    body = (
        '<text:h text:outline-level="1">One</text:h><text:p>a</text:p><text:p text:style-name="B">b</text:p>'
        '<text:p text:style-name="A">c</text:p><text:p>d<text:soft-page-break/></text:p>'
        '<text:h text:outline-level="2" text:style-name="B">Two</text:h>'
        '<text:list><text:list-item><text:p text:style-name="B">e</text:p></text:list-item></text:list>'
        '<text:h text:outline-level="1" text:style-name="B">Three</text:h>'
    )
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    book = read_parts(
        tmp_path, "a.odt", {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    )
    assert contents(book)[0]["content"] == [
        heading(1, "One"), paragraph("a"), PAGE, paragraph("b"), paragraph("c"), PAGE, paragraph("d"), PAGE,
        heading(2, "Two"), PAGE, block("bulletList", item("e")), heading(1, "Three"),
    ]  # fmt: skip
