"""PDF: what is on its pages, and what another program finds when it takes the text out."""

import re

import pymupdf
import pytest

from tests.unit.formats.manuscripts import (
    EVERYTHING,
    SAMPLE,
    block,
    document,
    item,
    manuscript,
    paragraph,
    picture,
    text,
)
from writers_app.formats.detection import Format
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument, Resource
from writers_app.formats.options import WriteOptions
from writers_app.formats.pdf import setting
from writers_app.formats.pdf import writer as pdf_writer
from writers_app.formats.pdf.textlayer import repair_text_layer
from writers_app.formats.writing import write

PERSIAN = "می‌خواهم کتاب‌های نو بخوانم و نمی‌دانم چرا سلام نکرد. خانهٔ ما کوچک است و نامه‌ای نیامد."


def pages(book: Manuscript, options: WriteOptions | None = None) -> list[str]:
    made = pymupdf.open(stream=write(book, Format.PDF, options), filetype="pdf")
    return [page.get_text() for page in made]


def test_the_half_space_is_found_again_in_the_text_layer() -> None:
    book = manuscript(document(*[paragraph(PERSIAN)] * 30), language="fa")
    found = "\n".join(pages(book, WriteOptions(paper="roqi"))).split()
    for word in ("می‌خواهم", "کتاب‌های", "نمی‌دانم", "سلام", "نامه‌ای"):
        assert found.count(word) == 30, word


def test_chapters_begin_on_right_hand_pages_with_contents_before_them() -> None:
    found = pages(SAMPLE, WriteOptions(paper="6x9"))
    assert found[0].split() == ["The", "Book", "Ann", "Author"]
    assert found[1].startswith("Contents")
    openings = [next(at for at, page in enumerate(found) if page.startswith(f"Chapter {n}")) for n in (1, 2)]
    assert [index % 2 for index in openings] == [0, 0]


PAGE = block("horizontalRule", page=True)
BARE = WriteOptions(contents=False, title_page=False, medium="screen", page_numbers=False)


def bare_pages(*blocks: JSON) -> list[list[str]]:
    """The words of each page, below the title."""
    return [
        [word for word in page.split() if word not in ("Chapter", "1")]
        for page in pages(manuscript(document(*blocks)), BARE)
    ]


def test_a_page_ends_where_the_writer_said() -> None:
    assert bare_pages(paragraph("one"), PAGE, paragraph("two", dir="rtl"), PAGE, PAGE, paragraph("three")) == [
        ["one"], ["two"], ["three"],
    ]  # fmt: skip


def cells(*inner: list[JSON], kind: str = "tableCell") -> JSON:
    return block("tableRow", *(block(kind, *each) for each in inner))


HEAD = cells([paragraph("H1")], [paragraph("H2"), PAGE], kind="tableHeader")
ONE, TWO = [paragraph("one")], [paragraph("two")]


def test_a_row_goes_on_after_the_page_that_ends_in_a_cell_under_the_heads_of_its_columns() -> None:
    quote = block("blockquote", paragraph("still"), PAGE, block("bulletList", item("here", PAGE, "too")))
    table = block("table", HEAD, cells(ONE, TWO), cells([paragraph("in"), PAGE, quote], [*ONE, PAGE, PAGE, *TWO]))
    assert bare_pages(paragraph("before"), table, paragraph("after")) == [
        ["before", "H1", "H2", "one", "two", "in", "one"], ["H1", "H2", "still", "two"], ["H1", "H2", "•", "here"],
        ["H1", "H2", "too", "after"],
    ]  # fmt: skip


def test_a_page_that_ends_at_the_edge_of_a_cell_ends_between_rows() -> None:
    table = block("table", HEAD, cells(ONE, TWO), cells([paragraph("x")], [PAGE, *ONE]), cells([*TWO, PAGE], ONE))
    assert bare_pages(table, paragraph("after")) == [
        ["H1", "H2", "one", "two"], ["H1", "H2", "x", "one", "two", "one"], ["after"],
    ]  # fmt: skip
    tall = block("tableCell", paragraph("tall"), rowspan=3)
    rows = [block("tableRow", tall, block("tableCell", *ONE)), cells([PAGE, *TWO]), cells([paragraph("three")])]
    assert bare_pages(block("table", *rows), paragraph("after")) == [["one", "tall"], ["two", "three", "after"]]
    tall = block("tableCell", *ONE, PAGE, block("blockquote", *TWO, PAGE, paragraph("three")), PAGE, rowspan=2)
    rows = [block("tableRow", tall, block("tableCell", paragraph("x"))), cells([paragraph("y")])]
    assert bare_pages(block("table", *rows), paragraph("after")) == [["x", "y", "one"], ["two"], ["three"], ["after"]]
    head_only = block("table", cells([PAGE, paragraph("x")], [paragraph("y")], kind="tableHeader"))
    assert bare_pages(paragraph("before"), head_only) == [["before"], ["x", "y"]]


def test_a_list_or_quote_goes_on_after_the_end_of_a_page_with_the_numbers_that_it_had() -> None:
    inner = block("orderedList", item("a", PAGE, "b"), item("c"), type="i", start=4)
    assert bare_pages(block("orderedList", item("one", PAGE, "more"), item("two", inner), item("three"), start=7)) == [
        ["7.", "one"], ["more", "8.", "two", "iv.", "a"], ["b", "v.", "c", "9.", "three"],
    ]  # fmt: skip
    tasks = block("taskList", block("taskItem", paragraph("one"), PAGE, paragraph("more"), checked=True))
    quote = block("blockquote", PAGE, paragraph("q"), block("bulletList", item("x", PAGE, PAGE), item("y")), dir="ltr")
    assert bare_pages(tasks, quote) == [["☒one"], ["more"], ["q", "•", "x"], ["•", "y"]]


def test_what_goes_on_after_the_end_of_a_page_stands_where_it_stood() -> None:
    lists = [block("orderedList", item("one", PAGE, "more"), start=10), block("bulletList", item("one", PAGE, "more"))]
    lists += [block("taskList", block("taskItem", paragraph("one"), PAGE, paragraph("more")))]
    for made in (*lists, block("blockquote", paragraph("one"), PAGE, paragraph("more"))):
        book = pymupdf.open(stream=write(manuscript(document(made)), Format.PDF, BARE), filetype="pdf")
        one, more = (page.search_for(word)[0].x0 for page, word in zip(book, ("one", "more"), strict=True))
        assert one == pytest.approx(more, abs=0.1)


def test_running_heads_say_the_book_on_the_left_and_the_chapter_on_the_right() -> None:
    book = manuscript(document(*[paragraph("Words that fill a line and more of it. " * 9)] * 40))
    found = pages(book, WriteOptions(paper="5x8", contents=False))
    opening = next(index for index, page in enumerate(found) if page.startswith("Chapter 1"))
    assert found[opening + 1].startswith("The Book")
    assert found[opening + 2].startswith("Chapter 1")
    assert [page.split()[-1] for page in found[opening : opening + 3]] == ["1", "2", "3"]


def test_page_numbers_are_persian_in_a_persian_book() -> None:
    book = manuscript(document(*[paragraph(PERSIAN)] * 60), language="fa")
    found = pages(book, WriteOptions(paper="a5", contents=False))
    assert found[2].split()[-1] == "۱"
    assert found[3].split()[-1] == "۲"


def test_a_screen_edition_has_no_blank_pages() -> None:
    assert all(page.strip() for page in pages(SAMPLE, WriteOptions(medium="screen")))


def test_notes_and_lists_and_accepted_changes_are_on_the_page() -> None:
    found = "\n".join(pages(SAMPLE))
    for said in ("A note, stressed", "An endnote.", "added", "In the middle", "Notes", "c. inner"):
        assert said in found
    assert "removed" not in found


def test_endnotes_are_told_from_footnotes_where_a_book_has_both() -> None:
    foot, end = block("footnote", text("Below.")), block("footnote", text("At the end."), kind="endnote")
    both = pages(manuscript(document(paragraph("One", foot, " two", end, "."))))
    assert "One1 two[1]." in "\n".join(both)
    assert "[1] At the end." in both[-1]
    assert "1. At the end." in pages(manuscript(document(paragraph("Two", end, "."))))[-1]


def test_pictures_stand_in_the_middle() -> None:
    image = block("image", src="resource:red.png", width=40, height=30)
    book = manuscript(document(image), resources={"red.png": Resource(picture(), "image/png")})
    page = pymupdf.open(stream=write(book, Format.PDF, WriteOptions(medium="screen", contents=False)), filetype="pdf")[
        -1
    ]
    (found,) = page.get_image_info()
    assert round(found["bbox"][0] + found["bbox"][2]) == round(page.rect.width)


def test_what_a_writer_types_is_never_code() -> None:
    tricks = [
        '#read("/etc/passwd")',
        "$x^2$",
        '"); #panic("x")',
        "*a* _b_ `c` <d> @e",
        "\\",
        "= no heading",
        "// gone?",
    ]
    found = "\n".join(pages(manuscript(document(*map(paragraph, tricks), block("codeBlock", text('"#x\\n"'))))))
    for trick in tricks:
        assert trick in found
    assert "root:" not in found


def test_a_picture_that_nobody_finds_leaves_its_description() -> None:
    assert "[A red field]" in "\n".join(pages(manuscript(EVERYTHING)))


def test_every_word_is_found_again_beside_contents_and_marks_of_direction() -> None:
    marked = PERSIAN.replace("نو ", "نو\u200f ").replace("چرا", "\u202bچرا\u202c")
    chapters = [document(*[paragraph(PERSIAN), paragraph(marked)] * 5)] * 3
    found = "\n".join(pages(manuscript(*chapters, language="fa"), WriteOptions(paper="roqi")))
    assert "فهرست" in found
    words = re.split(r"[\s\u200f\u202b\u202c.]+", found)
    for word in ("می‌خواهم", "کتاب‌های", "نو", "بخوانم", "نمی‌دانم", "چرا", "ما", "کوچک", "است", "نامه‌ای", "نیامد"):
        assert words.count(word) == 30, word


def long_book(language: str = "en") -> Manuscript:
    said = PERSIAN if language == "fa" else "Words that fill a line and more of it. " * 3
    noted = paragraph("Mark", block("footnote", text("A note.")), ".")
    chapters = tuple(
        ManuscriptDocument(f"Chapter {n} (of 9)", "scene", document(noted, *[paragraph(said)] * (5 + 3 * n)))
        for n in range(1, 7)
    )
    parts = tuple(ManuscriptDocument(f"بخش {n}", "folder", None, chapters[n * 3 : n * 3 + 3]) for n in range(2))
    return manuscript(language=language, documents=parts)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_long_book_that_is_set_in_parts_has_the_same_pages(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    options = WriteOptions(paper="5x8", dedication="For M.")
    whole = pymupdf.open(stream=write(long_book(language), Format.PDF, options), filetype="pdf")
    monkeypatch.setattr(pdf_writer, "_LETTERS_TOGETHER", 1500)
    bound = pymupdf.open(stream=write(long_book(language), Format.PDF, options), filetype="pdf")
    assert not bound.is_repaired
    assert pages_without_dots(bound) == pages_without_dots(whole)
    assert "".join(page.get_text() for page in bound).count("note") == 6
    assert bound.get_toc() == whole.get_toc()
    assert [level for level, _, _ in bound.get_toc()] == [1, 2, 2, 2, 1, 2, 2, 2]
    contents = next(page for page in bound if len(page.get_links()) == 8)
    assert [link["page"] + 1 for link in contents.get_links()] == [page for _, _, page in bound.get_toc()]
    assert [page.get_label() for page in bound][contents.number + 1 : contents.number + 3] == ["1", "2"]


def test_in_parts_too_heads_and_numbers_stand_where_they_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a head of two lines, a blank page, numbers with kerning, and a page with nothing but a picture."""
    image = block("image", src="resource:red.png", width=40, height=30)
    page = block("horizontalRule", page=True)
    body = [*[paragraph("Words that fill a line and more of it. " * 9)] * 50, page, image]
    titles = ["One (and \\ more)", "A long title that is two lines high above the page " * 2, "بخش سوم"]
    book = Manuscript(
        "The Book", resources={"red.png": Resource(picture(), "image/png")},
        documents=tuple(ManuscriptDocument(title, "scene", document(*body)) for title in titles * 2),
    )  # fmt: skip
    options = WriteOptions(paper="5x8", contents=False)
    whole = pymupdf.open(stream=write(book, Format.PDF, options), filetype="pdf")
    monkeypatch.setattr(pdf_writer, "_LETTERS_TOGETHER", 1500)
    bound = pymupdf.open(stream=write(book, Format.PDF, options), filetype="pdf")
    assert len(bound) > 76
    assert [page.get_pixmap().samples for page in bound] == [page.get_pixmap().samples for page in whole]


@pytest.mark.parametrize("is_idle", [False, True])
def test_parts_are_in_their_order_whether_one_process_sets_them_or_two(
    is_idle: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_writer, "_LETTERS_TOGETHER", 1500)
    monkeypatch.setattr(setting, "_has_idle_core", lambda: is_idle)
    started: list[int] = []
    start = setting._start
    monkeypatch.setattr(setting, "_start", lambda *given: started.append(len(given[0])) or start(*given))
    found = pages(long_book(), WriteOptions(paper="5x8", contents=False))
    openings = [page.split()[1] for page in found if re.match(r"Chapter \d \(of 9\)\s+Mark", page)]
    assert openings == ["1", "2", "3", "4", "5", "6"]
    assert len(started) == (3 if is_idle else 2)  # the last for what stands before the parts


def links_of_notes(book: pymupdf.Document) -> list[tuple[int, int, int]]:
    """On which page, where on the line, and how many pages on each leads; without the links of the contents."""
    pages = [page for page in book if len(page.get_links()) in (2, 4)]
    return [
        (page.number, round(link["from"].x0), link["page"] - page.number) for page in pages for link in page.get_links()
    ]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_in_parts_too_a_mark_leads_to_its_note_and_back(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pymupdf.open(stream=write(long_book(language), Format.PDF, WriteOptions()), filetype="pdf")
    monkeypatch.setattr(pdf_writer, "_LETTERS_TOGETHER", 1500)
    bound = pymupdf.open(stream=write(long_book(language), Format.PDF, WriteOptions()), filetype="pdf")
    assert len(links_of_notes(bound)) == 12
    assert links_of_notes(bound) == links_of_notes(whole)
    for page in bound:
        links = page.get_links()
        if len(links) == 2:
            mark, note = sorted(links, key=lambda link: link["from"].y0)
            assert round(mark["to"].y) == round(note["from"].y0)
            assert round(note["to"].y) == round(mark["from"].y0)


def endnoted_book(language: str, *, both: bool) -> Manuscript:
    said = PERSIAN if language == "fa" else "Words that fill a line and more of it. " * 3
    chapters = []
    for n in range(1, 5):
        notes = [block("footnote", text(f"Note {n}{letter}."), kind="endnote") for letter in "ab"]
        notes += [block("footnote", text("Below."))] if both else []
        marked = [paragraph("Mark", note, ".") for note in notes]
        title = block("heading", text("A section"), notes.pop(0), level=2)
        content = document(title, *[paragraph(said)] * 9 * n, *marked[1:])
        chapters.append(ManuscriptDocument(f"Chapter {n}", "scene", content))
    part = ManuscriptDocument("Part", "folder", None, tuple(chapters[:3]))
    return manuscript(language=language, documents=(part, chapters[3]))


@pytest.mark.parametrize("medium", ["print", "parts", "screen"])
@pytest.mark.parametrize(("language", "both"), [("en", False), ("fa", True)])
def test_an_endnotes_mark_leads_to_it_and_back(
    medium: str, language: str, both: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one in a heading, which stands in the contents too, and one that is set in another part than its mark."""
    if medium == "parts":
        monkeypatch.setattr(pdf_writer, "_LETTERS_TOGETHER", 1500)
    options = WriteOptions(paper="5x8", medium="screen" if medium == "screen" else "print", contents=language == "en")
    made = pymupdf.open(stream=write(endnoted_book(language, both=both), Format.PDF, options), filetype="pdf")
    notes, around = made[-1], pymupdf.Rect(-6, -2, 6, 2)
    back = {round(link["from"].y0): link for link in notes.get_links() if link["page"] != notes.number}
    assert len(back) == 8  # of a bracketed number, each bracket may be a link of its own
    for number, (_, link) in enumerate(sorted(back.items()), 1):
        page = made[link["page"]]
        assert "Contents" not in page.get_text()
        there = [each for each in page.get_links() if each["page"] == notes.number]
        (line,) = {round(each["from"].y0) for each in there if abs(each["to"].y - link["from"].y0) < 9}
        assert abs(link["to"].y - line) < 16
        sign = str(number).translate(str.maketrans("12345678", "۱۲۳۴۵۶۷۸")) if language == "fa" else str(number)
        mark = next(each["from"] for each in there if round(each["from"].y0) == line)
        assert sign in page.get_textbox(mark + around)
        assert sign in notes.get_textbox(link["from"] + around)
    assert not made.is_repaired


@pytest.mark.parametrize(
    "options",
    [
        WriteOptions(title_page=False, contents=False),
        WriteOptions(title_page=False),
        WriteOptions(paper="roqi", numbering="digits", page_numbers=False, epigraph="So."),
    ],
)
def test_parts_are_bound_with_and_without_pages_before_them(
    options: WriteOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pymupdf.open(stream=write(long_book(), Format.PDF, options), filetype="pdf")
    monkeypatch.setattr(pdf_writer, "_LETTERS_TOGETHER", 1500)
    bound = pymupdf.open(stream=write(long_book(), Format.PDF, options), filetype="pdf")
    assert not bound.is_repaired
    assert pages_without_dots(bound) == pages_without_dots(whole)
    assert bound.get_toc() == whole.get_toc()


def pages_without_dots(made: pymupdf.Document) -> list[list[str]]:
    """The leaders of the contents may be a dot longer or shorter."""
    return [page.get_text().replace(".", " ").split() for page in made]


def test_other_files_are_left_alone_by_the_repair() -> None:
    assert repair_text_layer(b"%PDF-1.7 nothing of it") == b"%PDF-1.7 nothing of it"
