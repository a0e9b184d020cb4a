"""Chapters are found: by headings, by chapter lines in two languages, by scene breaks."""

from pathlib import Path

import pytest

from tests.unit.formats.manuscripts import block, document, paragraph, text
from writers_app.formats.chapters import chapter_rank
from writers_app.formats.direction import turn_manuscript
from writers_app.formats.documents import to_text
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument
from writers_app.formats.outline import split_by_headings
from writers_app.formats.reading import read


def heading(level: int, *content: JSON | str) -> JSON:
    return block("heading", *(text(each) if isinstance(each, str) else each for each in content), level=level)


def split(*blocks: JSON, title: str = "") -> Manuscript:
    return split_by_headings(Manuscript(title, documents=(ManuscriptDocument(title, "scene", document(*blocks)),)))


def outline(book: Manuscript) -> list[tuple[int, str, str]]:
    return [(depth, each.kind, each.title) for depth, each in book.walk()]


def test_each_top_heading_becomes_a_document_and_leaves_its_text() -> None:
    book = split(
        heading(1, "One"), paragraph("a"), heading(2, "Inner"), paragraph("b"), heading(1, "Two"), paragraph("c")
    )
    assert outline(book) == [(1, "scene", "One"), (1, "scene", "Two")]
    assert book.documents[0].content == document(paragraph("a"), heading(2, "Inner"), paragraph("b"))


def test_text_before_the_first_heading_is_a_document_of_its_own() -> None:
    book = split(paragraph("For my mother, who read it first."), heading(1, "One"), paragraph("a"))
    assert [each.title for each in book.documents] == ["For my mother, who read it first.", "One"]


def test_a_lone_first_heading_is_the_title_of_the_book() -> None:
    book = split(heading(1, "The Book"), heading(2, "One"), paragraph("a"), heading(2, "Two"), paragraph("b"))
    assert book.title == "The Book"
    assert [each.title for each in book.documents] == ["One", "Two"]


def test_parts_become_folders_of_chapters() -> None:
    book = split(
        heading(1, "Part One"), heading(2, "Chapter 1"), paragraph("a"), heading(2, "Chapter 2"), paragraph("b"),
        heading(1, "Part Two"), heading(2, "Chapter 3"), paragraph("c"),
    )  # fmt: skip
    assert outline(book) == [
        (1, "folder", "Part One"), (2, "scene", "Chapter 1"), (2, "scene", "Chapter 2"),
        (1, "folder", "Part Two"), (2, "scene", "Chapter 3"),
    ]  # fmt: skip


def test_a_title_page_that_repeats_the_title_is_dropped() -> None:
    book = split(paragraph("The Book"), heading(1, "One"), paragraph("a"), title="The Book")
    assert [each.title for each in book.documents] == ["One"]


def test_a_footnote_on_a_chapter_title_moves_into_the_chapter() -> None:
    note = block("footnote", text("Why so."))
    book = split(heading(1, "One", note), paragraph("a"), heading(1, "Two"), paragraph("b"))
    assert book.documents[0].title == "One"
    assert book.documents[0].content == document(paragraph(note, "a"))
    assert [str(each) for each in book.losses] == [
        "One footnote on a chapter title was moved to the beginning of the chapter."
    ]


def test_a_text_without_headings_stays_one_document() -> None:
    assert outline(split(paragraph("a"), paragraph("b"), title="T")) == [(1, "scene", "T")]


@pytest.mark.parametrize(
    "line",
    ["Chapter 1", "CHAPTER ONE", "Chapter XII: The End", "Chapter Twenty-Three", "Prologue", "Epilogue",
     "فصل اول", "فصل ۱۲", "فصل بیست و یکم: بازگشت", "پیش‌گفتار", "فصل سوم", "مقدمه", "فصل 3 – خانه"],
)  # fmt: skip
def test_chapter_lines_are_recognised(line: str) -> None:
    assert chapter_rank(line) == 2


@pytest.mark.parametrize(
    "line",
    ["Chapter and verse were quoted.", "فصل بهار آمد.", "فصل اول را خواندم", "Introduction to Algebra is a book", ""],
)
def test_sentences_are_no_chapter_lines(line: str) -> None:
    assert chapter_rank(line) is None


@pytest.mark.parametrize("line", ["Part One", "BOOK II", "بخش دوم", "کتاب اول: آغاز"])
def test_part_lines_are_recognised(line: str) -> None:
    assert chapter_rank(line) == 1


def typed(tmp_path: Path, lines: str) -> Manuscript:
    path = tmp_path / "novel.txt"
    path.write_text(lines, encoding="utf-8")
    return split_by_headings(read(path, "novel.txt"))


def test_a_typed_persian_novel_is_split_into_its_chapters(tmp_path: Path) -> None:
    book = typed(tmp_path, "فصل اول\n\nنمی‌دانم.\n\n***\n\nادامه.\n\nفصل دوم\n\nپایان.\n")
    assert [each.title for each in book.documents] == ["فصل اول", "فصل دوم"]
    assert book.documents[0].content == document(paragraph("نمی‌دانم."), block("horizontalRule"), paragraph("ادامه."))
    assert (book.language, book.direction) == ("fa", "rtl")


def test_lines_broken_at_a_width_are_joined(tmp_path: Path) -> None:
    line = "the quick brown fox jumps over the lazy dog and then it sleeps"
    book = typed(tmp_path, "\n\n".join(["\n".join([line] * 4)] * 3))
    assert to_text(book.documents[0].content or {}) == "\n\n".join([" ".join([line] * 4)] * 3) + "\n"


def test_a_line_per_paragraph_stays_so(tmp_path: Path) -> None:
    book = typed(tmp_path, "One line.\nAnother, much longer line that says more than the first did.\n#\nThird.\n")
    assert book.documents[0].content == document(
        paragraph("One line."), paragraph("Another, much longer line that says more than the first did."),
        block("horizontalRule"), paragraph("Third."),
    )  # fmt: skip


def test_the_file_name_is_the_title_when_nothing_else_is(tmp_path: Path) -> None:
    assert typed(tmp_path, "Hello.").title == "novel"


def test_a_manuscript_in_a_project_of_the_other_language_keeps_every_direction() -> None:
    content = document(
        paragraph("Left"),
        paragraph("راست", dir="rtl"),
        paragraph(),
        block("bulletList", block("listItem", paragraph("Left"))),
    )
    turned = turn_manuscript(Manuscript("T", documents=(ManuscriptDocument("D", "scene", content),)), "fa")
    assert (turned.language, turned.direction) == ("fa", "rtl")
    item = block("listItem", paragraph("Left", dir="ltr"), dir="ltr")
    assert turned.documents[0].content == document(
        paragraph("Left", dir="ltr"), paragraph("راست"), paragraph(), block("bulletList", item, dir="ltr")
    )
    assert turn_manuscript(turned, "en").documents[0].content == content
