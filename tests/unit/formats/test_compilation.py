"""What a person chooses for the whole book: numbers, titles, breaks between scenes, pages before the text."""

from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from tests.unit.formats.manuscripts import SAMPLE, document, paragraph
from writers_app.formats.blocks import plain_text
from writers_app.formats.compilation import compile_sections
from writers_app.formats.detection import Format
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument
from writers_app.formats.options import WriteOptions
from writers_app.formats.preview import PAGES, preview
from writers_app.formats.reading import read
from writers_app.formats.writing import write


def scene(title: str, *blocks: JSON) -> ManuscriptDocument:
    return ManuscriptDocument(title, "scene", document(*blocks or (paragraph(f"In {title}."),)))


def folder(title: str, *inside: ManuscriptDocument) -> ManuscriptDocument:
    return ManuscriptDocument(title, "folder", None, inside)


NOVEL = Manuscript(
    "The Book",
    author="Ann Author",
    documents=(
        scene("Prologue"),
        folder("One", folder("Lake", scene("s1"), scene("s2")), folder("Hill", scene("s3"))),
        folder("Sea", scene("s4")),
    ),
)
FOLDERS = WriteOptions(chapters="folders", numbering="chapters", contents=False)


def lines(book: Manuscript, options: WriteOptions) -> list[str]:
    shown = [block for section in compile_sections(book, options) for block in section.blocks]
    return ["***" if block["type"] == "horizontalRule" else plain_text(block) for block in shown]


def test_folders_become_chapters_and_their_texts_scenes_with_breaks_between() -> None:
    assert lines(NOVEL, FOLDERS) == [
        "Prologue", "In Prologue.", "One", "Chapter 1: Lake", "In s1.", "***", "In s2.", "Chapter 2: Hill", "In s3.",
        "Chapter 3: Sea", "In s4.",
    ]  # fmt: skip


def test_texts_are_chapters_and_folders_parts_until_something_else_is_chosen() -> None:
    book = replace(NOVEL, documents=(folder("One", scene("Lake"), scene("Hill")), scene("Sea")))
    assert [section.role for section in compile_sections(book)] == ["part", "chapter", "chapter", "chapter"]
    assert lines(book, WriteOptions(numbering="digits"))[::2] == ["One", "In Lake.", "In Hill.", "In Sea."]
    assert lines(book, WriteOptions(numbering="digits"))[1::2] == ["1. Lake", "2. Hill", "3. Sea"]


def test_numbers_are_persian_in_a_persian_book_and_titles_that_name_themselves_stay() -> None:
    book = Manuscript("کتاب", "fa", "rtl", documents=(scene("پیش‌گفتار"), scene("دریاچه"), scene("تپه")))
    assert lines(book, WriteOptions(numbering="chapters"))[::2] == ["پیش‌گفتار", "فصل ۱: دریاچه", "فصل ۲: تپه"]
    numbered = WriteOptions(numbering="digits", chapter_titles=False)
    assert lines(book, numbered)[::2] == ["پیش‌گفتار", "۱", "۲"]


def test_a_file_that_shall_come_back_keeps_every_title_as_it_is() -> None:
    assert lines(NOVEL, replace(FOLDERS, round_trip=True, dedication="For M."))[:6] == [
        "Prologue", "In Prologue.", "One", "Lake", "s1", "In s1.",
    ]  # fmt: skip


FRONT = replace(FOLDERS, copyright="© 2026 Ann", dedication="For Maryam", epigraph="All happy families…\n— Tolstoy")


TEXTS = (Format.DOCX, Format.ODT, Format.EPUB, Format.HTML, Format.MARKDOWN, Format.TEXT)


@pytest.mark.parametrize("wanted", TEXTS)
def test_pages_before_the_text_are_read_back_from_every_format(wanted: Format, tmp_path: Path) -> None:
    path = tmp_path / f"book{wanted.extension}"
    path.write_bytes(write(NOVEL, wanted, FRONT))
    book = read(path, path.name)
    text = "\n".join(plain_text(found.content) for _, found in book.walk() if found.content)
    places = [text.find(said) for said in ("© 2026 Ann", "For Maryam", "— Tolstoy", "In Prologue.")]
    assert places == sorted(places)
    assert -1 not in places


@pytest.mark.parametrize("wanted", TEXTS)
def test_letters_that_no_file_can_hold_are_dropped_from_titles_and_first_pages(wanted: Format, tmp_path: Path) -> None:
    path = tmp_path / f"book{wanted.extension}"
    path.write_bytes(
        write(replace(NOVEL, title="The\x01 <Sea>\ufffe"), wanted, replace(FOLDERS, dedication="a\x0bb & c"))
    )
    book = read(path, path.name)
    assert any("ab & c" in plain_text(found.content) for _, found in book.walk() if found.content)
    assert wanted is Format.TEXT or book.title == "The <Sea>"


def pages(book: Manuscript, options: WriteOptions) -> list[str]:
    return [page.get_text().strip() for page in pymupdf.open(stream=write(book, Format.PDF, options), filetype="pdf")]


def test_in_print_each_page_before_the_text_stands_on_its_own_side() -> None:
    found = pages(NOVEL, replace(FRONT, paper="5x8"))
    assert found[0].split() == ["The", "Book", "Ann", "Author"]
    assert found[1] == "© 2026 Ann"
    assert found[2] == "For Maryam"
    assert found[4].startswith("All happy families…")
    assert found[6].startswith("Prologue")


def test_a_typescript_as_pdf_has_its_corner_and_running_head() -> None:
    options = WriteOptions(layout="manuscript", paper="letter", contact="Ann Author\n12 Long Street")
    found = pages(replace(NOVEL, documents=(scene("One", *[paragraph("word " * 300)] * 3),)), options)
    assert found[0].split("\n")[:3] == ["Ann Author", "12 Long Street", "about 900 words"]
    assert found[1].startswith("Author / THE BOOK / 2")
    assert len(found) > 3


@pytest.mark.parametrize(("name", "sign"), [("dots", "• • •"), ("hash", "#"), ("stars", "* * *")])
def test_the_sign_between_scenes_is_the_one_that_was_chosen(name: str, sign: str) -> None:
    options = replace(FOLDERS, scene_break=name)  # type: ignore[arg-type]  # parametrize gives plain strings
    assert sign in write(NOVEL, Format.TEXT, options).decode().splitlines()
    assert f'content: "{sign}"' in write(NOVEL, Format.HTML, options).decode()
    assert sign in "\n".join(pages(NOVEL, options))


def test_a_preview_draws_no_more_than_the_first_pages_of_a_long_book() -> None:
    long = replace(SAMPLE, documents=tuple(scene(f"Chapter {n}", *[paragraph("word " * 200)] * 20) for n in range(30)))
    assert 2 < len(preview(long, Format.PDF, WriteOptions(paper="5x8")).pictures) <= PAGES
    shown = preview(long, Format.MARKDOWN, WriteOptions()).text
    assert "# Chapter 0" in shown
    assert "# Chapter 1" not in shown
