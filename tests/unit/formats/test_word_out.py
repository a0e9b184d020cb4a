"""What a written .docx holds for Word: direction on every level, styles, and the standard manuscript format."""

import io
import zipfile
from pathlib import Path

from lxml import etree

from tests.unit.formats.manuscripts import (
    PERSIAN,
    SAMPLE,
    block,
    contents,
    document,
    item,
    manuscript,
    paragraph,
    text,
    write_and_read,
)  # fmt: skip
from writers_app.formats.detection import Format
from writers_app.formats.model import Manuscript
from writers_app.formats.options import WriteOptions
from writers_app.formats.writing import write

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(book: Manuscript, name: str = "word/document.xml", options: WriteOptions | None = None) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(write(book, Format.DOCX, options))).read(name))


def runs(root: etree._Element) -> list[tuple[str, bool]]:
    """Texts with whether each run is set right-to-left."""
    return [("".join(each.itertext()), each.find(f"{W}rPr/{W}rtl") is not None) for each in root.iter(f"{W}r")]


def test_a_persian_book_is_right_to_left_on_every_level() -> None:
    table = block("table", block("tableRow", block("tableCell", paragraph("یک")), block("tableCell", paragraph("دو"))))
    root = part(manuscript(document(paragraph(PERSIAN), block("bulletList", item("سه")), table), language="fa"))
    assert all(each.find(f"{W}pPr/{W}bidi") is not None for each in root.iter(f"{W}p") if "".join(each.itertext()))
    assert root.find(f".//{W}tblPr/{W}bidiVisual") is not None
    assert root.find(f"{W}body/{W}sectPr/{W}bidi") is not None


def test_latin_words_in_persian_are_runs_of_their_own() -> None:
    root = part(manuscript(document(paragraph("زبان Python 3.11 خوب است")), language="fa"))
    assert runs(root)[-3:] == [("زبان ", True), ("Python 3.11", False), (" خوب است", True)]


def test_persian_words_in_english_are_runs_of_their_own() -> None:
    root = part(manuscript(document(paragraph(f"She said {PERSIAN} and left."))))
    assert runs(root)[-3:] == [("She said ", False), (PERSIAN, True), (" and left.", False)]


def test_emphasis_in_persian_is_that_of_complex_script_too() -> None:
    root = part(manuscript(document(paragraph(text(PERSIAN, {"type": "bold"}, {"type": "italic"}))), language="fa"))
    properties = [each.tag.removeprefix(W) for each in list(root.iter(f"{W}r"))[-1].find(f"{W}rPr")]
    assert properties == ["b", "bCs", "i", "iCs", "rtl"]


def test_the_same_manuscript_gives_the_same_bytes() -> None:
    assert write(SAMPLE, Format.DOCX) == write(SAMPLE, Format.DOCX)


def test_letters_that_xml_cannot_hold_are_dropped_and_the_rest_is_kept(tmp_path: Path) -> None:
    book = write_and_read(manuscript(document(paragraph("a\x0bb\x00c <&> d"))), Format.DOCX, tmp_path)
    assert contents(book) == [document(paragraph("abc <&> d"))]


TYPESCRIPT = WriteOptions(layout="manuscript", contact="Ann Author\n12 Long Street")


def test_a_standard_manuscript_has_its_corner_head_and_spacing() -> None:
    book = manuscript(document(*[paragraph("word " * 99 + "word.")] * 12, block("horizontalRule"), paragraph("End.")))
    root = part(book, options=TYPESCRIPT)
    lines = ["".join(each.itertext()) for each in root.iter(f"{W}p")]
    assert lines[:4] == ["Ann Authorabout 1,200 words", "12 Long Street", "The Book", "Ann Author"]
    assert lines[-2] == "#"
    assert "".join(part(book, "word/header1.xml", TYPESCRIPT).itertext()) == "Author / THE BOOK /  PAGE 1"
    styles = part(book, "word/styles.xml", TYPESCRIPT)
    assert styles.find(f".//{W}pPrDefault//{W}spacing").get(f"{W}line") == "480"
    assert {each.get(f"{W}ascii") for each in styles.iterfind(f".//{W}docDefaults//{W}rFonts")} == {"Times New Roman"}


def test_a_standard_manuscript_reads_back_as_the_same_text(tmp_path: Path) -> None:
    content = document(paragraph("One."), block("horizontalRule"), paragraph("Two."))
    path = tmp_path / "book.docx"
    path.write_bytes(write(manuscript(content), Format.DOCX, TYPESCRIPT))
    book = write_and_read(manuscript(content), Format.DOCX, tmp_path, layout="manuscript", contact="Ann\nStreet")
    assert contents(book) == [content]
    assert (book.title, book.author) == ("The Book", "Ann Author")
