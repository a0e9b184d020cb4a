"""What goes out comes in again the same: a sample with everything, and arbitrary documents."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.unit.formats.manuscripts import (
    COMMENTS,
    PERSIAN,
    SAMPLE,
    block,
    contents,
    document,
    documents,
    item,
    manuscript,
    paragraph,
    text,
    write_and_read,
)  # fmt: skip
from writers_app.formats.detection import Format
from writers_app.formats.documents import from_html, from_markdown, to_html, to_markdown, to_text
from writers_app.formats.model import JSON
from writers_app.formats.validation import validate_document

LOSSLESS = [Format.DOCX, Format.ODT, Format.MARKDOWN, Format.HTML]


def with_sources(content: JSON, name: str) -> JSON:
    """Readers name pictures for themselves."""
    blocks = [
        {**each, "attrs": {**each["attrs"], "src": name}} if each["type"] == "image" else each
        for each in content["content"]
    ]
    return {**content, "content": blocks}


@pytest.mark.parametrize("format", LOSSLESS)
def test_everything_in_the_model_survives(format: Format, tmp_path: Path) -> None:
    book = write_and_read(SAMPLE, format, tmp_path)
    assert (book.title, book.author, book.language, book.direction) == ("The Book", "Ann Author", "en", "ltr")
    assert [each.title for each in book.documents] == ["Chapter 1", "Chapter 2"]
    for ours, theirs in zip(contents(SAMPLE), contents(book), strict=True):
        validate_document(theirs)
        assert with_sources(theirs, "resource:x.png") == with_sources(ours, "resource:x.png")
    assert [found.data for found in book.resources.values()] == [found.data for found in SAMPLE.resources.values()]
    assert book.comments == COMMENTS
    assert not book.losses


@pytest.mark.parametrize("format", LOSSLESS)
@given(content=documents())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_document_survives(format: Format, content: JSON) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = write_and_read(manuscript(content), format, Path(folder))
    (read_back,) = contents(book)
    assert read_back == content


@given(content=documents())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rest_formats_give_the_same_document_back(content: JSON) -> None:
    assert from_html(to_html(content)) == content
    assert from_markdown(to_markdown(content)) == content


def test_a_caret_before_a_footnote_stays_a_caret_in_markdown() -> None:
    note = {"type": "footnote", "content": [{"type": "text", "text": "A"}]}
    content = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "A^"}, note]}]}
    assert from_markdown(to_markdown(content)) == content


@pytest.mark.parametrize("format", [*LOSSLESS, Format.TEXT])
def test_the_half_space_survives(format: Format, tmp_path: Path) -> None:
    book = write_and_read(
        manuscript(document(paragraph(f"{PERSIAN}. " * 9 + PERSIAN)), language="fa"), format, tmp_path
    )
    assert book.language == "fa"
    assert book.direction == "rtl"
    assert PERSIAN in "".join(to_text(each) for each in contents(book))


@pytest.mark.parametrize("format", LOSSLESS)
def test_persian_book_keeps_a_latin_paragraph_left_to_right(format: Format, tmp_path: Path) -> None:
    content = document(
        paragraph(PERSIAN),
        paragraph("https://example.org is left to right", dir="ltr"),
        block("blockquote", paragraph(PERSIAN), paragraph(PERSIAN)),
        block("bulletList", item(PERSIAN), item("Python یک زبان است و این هم فارسی است")),
        paragraph(text(PERSIAN, {"type": "bold"}), " است."),
    )
    book = write_and_read(manuscript(content, language="fa"), format, tmp_path)
    assert contents(book) == [content]


@pytest.mark.parametrize("format", LOSSLESS)
def test_a_right_to_left_list_in_an_english_book_keeps_its_side(format: Format, tmp_path: Path) -> None:
    inner = block("listItem", paragraph(PERSIAN, dir="rtl"), dir="rtl")
    content = document(paragraph("An English book with one list." * 5), block("bulletList", inner, dir="rtl"))
    assert contents(write_and_read(manuscript(content), format, tmp_path)) == [content]


@pytest.mark.parametrize("format", LOSSLESS)
def test_a_persian_book_keeps_the_side_and_direction_of_its_paragraphs(format: Format, tmp_path: Path) -> None:
    content = document(
        paragraph(f"{PERSIAN}، " * 9 + PERSIAN), paragraph(PERSIAN, textAlign="left"), paragraph("So long")
    )
    assert contents(write_and_read(manuscript(content, language="fa"), format, tmp_path)) == [content]


@pytest.mark.parametrize("format", LOSSLESS)
@pytest.mark.parametrize(("language", "side"), [("en", "right"), ("en", "center"), ("fa", "left"), ("fa", "center")])
def test_a_heading_keeps_its_side(format: Format, language: str, side: str, tmp_path: Path) -> None:
    said = "Some words of an English book." if language == "en" else f"{PERSIAN}. {PERSIAN}."
    heads = [block("heading", text(said), level=level) for level in (2, 3)]
    heads.append(block("heading", text(said), level=3, textAlign=side))
    content = document(paragraph(said), *heads)
    assert contents(write_and_read(manuscript(content, language=language), format, tmp_path)) == [content]


@pytest.mark.parametrize("format", LOSSLESS)
def test_a_table_after_a_list_stays_outside_it(format: Format, tmp_path: Path) -> None:
    table = block("table", block("tableRow", block("tableCell", paragraph("a")), block("tableCell", paragraph("b"))))
    inner = block("bulletList", item("inner", table))
    content = document(
        paragraph("An English book with lists."), block("bulletList", item("one"), item("two")), table,
        block("bulletList", item("three", inner), item("four", block("bulletList", item("inner")), table)),
    )  # fmt: skip
    assert contents(write_and_read(manuscript(content), format, tmp_path)) == [content]


@pytest.mark.parametrize("format", LOSSLESS)
@pytest.mark.parametrize("kind", ["table", "blockquote", "codeBlock"])
def test_two_of_a_kind_stay_two(format: Format, kind: str, tmp_path: Path) -> None:
    body = {
        "table": block("tableRow", block("tableCell", paragraph("cell"))),
        "blockquote": paragraph("Quoted."),
        "codeBlock": text("x = 1"),
    }
    content = document(paragraph("An English book of some words."), block(kind, body[kind]), block(kind, body[kind]))
    assert contents(write_and_read(manuscript(content), format, tmp_path)) == [content]


def test_word_keeps_an_explicit_direction_against_the_letters(tmp_path: Path) -> None:
    content = document(paragraph(f"{PERSIAN}، " * 9 + PERSIAN), paragraph(PERSIAN, dir="ltr"))
    assert contents(write_and_read(manuscript(content, language="fa"), Format.DOCX, tmp_path)) == [content]


def test_suggestions_can_be_accepted_or_rejected_on_the_way_out(tmp_path: Path) -> None:
    def third(changes: str) -> str:
        return to_text(contents(write_and_read(SAMPLE, Format.DOCX, tmp_path, changes=changes))[0]).split("\n\n")[2]

    assert third("accept") == "Something was added by Ann."
    assert third("reject") == "Something was removed by Ann."


def test_plain_text_numbers_lists_and_notes_as_the_book_does(tmp_path: Path) -> None:
    note = block("footnote", text("پانویس"))
    items = block("orderedList", item(PERSIAN, block("orderedList", item("b"), item("c"), start=28, type="a")), start=9)
    roman = block("orderedList", item("d"), start=14, type="I")
    write_and_read(manuscript(document(paragraph(PERSIAN, note), items, roman), language="fa"), Format.TEXT, tmp_path)
    typed = (tmp_path / "book.txt").read_text(encoding="utf-8")
    for line in (f"{PERSIAN}[۱]\n", f"۹. {PERSIAN}\n   ab. b\n   ac. c\n", "\nXIV. d\n", "\n[۱] پانویس\n"):
        assert line in typed


def test_plain_text_reads_like_a_typed_page(tmp_path: Path) -> None:
    book = write_and_read(SAMPLE, Format.TEXT, tmp_path)
    typed = (tmp_path / "book.txt").read_text(encoding="utf-8")
    assert [each.title for each in book.documents][-2:] == ["Chapter 1", "Chapter 2"]
    for line in (
        "The Book\nAnn Author\n",
        "\n* * *\n",
        "\n[x] done\n",
        "Something was added by Ann.",
        "[2] An endnote.",
    ):
        assert line in typed


def word(words: str = "more") -> JSON:
    return paragraph(words)


INNER = {
    "code": block("codeBlock", text("x = 1\n\ny"), language="python"),
    "a heading": block("heading", text("Inner"), level=3),
    "a list": block("orderedList", item("a"), item("b"), start=3, type="i"),
    "a quote": block("blockquote", word()),
    "a scene break": block("horizontalRule"),
    "a table": block("table", block("tableRow", block("tableHeader", word("c")), block("tableHeader", word("d")))),
    "tasks": block("taskList", block("taskItem", word("to do")), block("taskItem", word("done"), checked=True)),
}
HOLDERS = {
    "a cell": lambda inner: block("table", block("tableRow", block("tableCell", word("one"), inner, word("two")))),
    "a list in a quote": lambda inner: block("blockquote", word("q"), block("bulletList", item("one", inner))),
    "a quote": lambda inner: block("blockquote", word("one"), inner, word("two")),
    "an item": lambda inner: block("orderedList", item("one", inner, "after"), item("two")),
}


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("format", [Format.ODT, Format.EPUB, Format.MARKDOWN, Format.HTML])
def test_what_stands_in_something_stays_in_it(format: Format, holder: str, inner: str, tmp_path: Path) -> None:
    words = paragraph("An English book of some words.")
    content = document(words, HOLDERS[holder](INNER[inner]), words)
    book = write_and_read(manuscript(content, document(words)), format, tmp_path)
    assert contents(book)[0] == content
    assert not book.losses
