"""What a file says about its book beside the text: the same out and in, tidied when strangers say it."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pymupdf
import pytest

from tests.unit.formats.manuscripts import document, manuscript, paragraph, write_and_read
from writers_app.formats.child import read_in_child
from writers_app.formats.detection import Format
from writers_app.formats.markdown.front import read_front
from writers_app.formats.model import About, Carried, Manuscript
from writers_app.formats.options import WriteOptions
from writers_app.formats.pdf import writer as pdf_writer
from writers_app.formats.properties import DESCRIPTION, KEYWORDS, LINE
from writers_app.formats.reading import read
from writers_app.formats.word.carried import MOST, keep
from writers_app.formats.writing import write

TELLING = [Format.DOCX, Format.ODT, Format.EPUB, Format.MARKDOWN, Format.HTML]
ENGLISH = About('A house & its "owners"', "sea, harbour <old>, it's", "Two sisters.\nOne house: theirs \\ or not?")
PERSIAN = About("خانه", "دریا، کتاب‌های نو، بندر", "می‌خواهم کتاب‌های نو بخوانم.\nشب بود.")


def book(about: About, language: str = "en") -> Manuscript:
    return manuscript(document(paragraph("Words." if language == "en" else "شب بود.")), language=language, about=about)


@pytest.mark.parametrize("format", TELLING)
@pytest.mark.parametrize(("about", "language"), [(ENGLISH, "en"), (PERSIAN, "fa")])
def test_properties_survive(format: Format, about: About, language: str, tmp_path: Path) -> None:
    back = write_and_read(book(about, language), format, tmp_path)
    assert (back.title, back.author, back.about) == ("The Book", "Ann Author", about)
    assert not back.losses


@pytest.mark.parametrize("format", TELLING)
@pytest.mark.parametrize("about", [About(), About("S"), About(keywords="one"), About(description="D")])
def test_what_is_not_said_is_not_made_up(format: Format, about: About, tmp_path: Path) -> None:
    assert write_and_read(book(about), format, tmp_path).about == about


@pytest.mark.parametrize("format", [Format.DOCX, Format.ODT, Format.EPUB, Format.HTML])
def test_properties_are_kept_without_a_title_page(format: Format, tmp_path: Path) -> None:
    back = write_and_read(book(ENGLISH), format, tmp_path, title_page=False)
    assert (back.author, back.about) == ("Ann Author", ENGLISH)


@pytest.mark.parametrize("letters_together", [100, 300_000])
def test_a_pdf_says_them_to_other_programs(letters_together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chapters = [document(paragraph("Words. " * 300)) for _ in range(4)]
    monkeypatch.setattr(pdf_writer, "_LETTERS_TOGETHER", letters_together)
    made = write(manuscript(*chapters, about=ENGLISH), Format.PDF)
    told = pymupdf.open(stream=made, filetype="pdf").metadata
    assert (told["title"], told["author"]) == ("The Book", "Ann Author")
    assert told["keywords"] == "sea, harbour <old>, it's"
    assert told["subject"] == "Two sisters. One house: theirs \\ or not?"


def test_the_subject_stands_in_a_pdf_that_has_no_description() -> None:
    made = write(book(About("Houses")), Format.PDF, WriteOptions(medium="screen"))
    assert pymupdf.open(stream=made, filetype="pdf").metadata["subject"] == "Houses"


def test_they_come_through_the_reading_child(tmp_path: Path) -> None:
    path = tmp_path / "book.docx"
    path.write_bytes(write(book(ENGLISH), Format.DOCX))
    assert read_in_child(path, path.name).about == ENGLISH


def test_word_names_what_word_shows(tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(write(book(ENGLISH), Format.DOCX))) as made:
        core = made.read("docProps/core.xml").decode()
    assert "<dc:creator>Ann Author</dc:creator>" in core
    assert "<cp:keywords>sea, harbour &lt;old&gt;, it's</cp:keywords>" in core


CARRIED = (
    Carried("category", "Crime & <sea>"), Carried("contentStatus", "پیش‌نویس"), Carried("Company", "Sea & Sons"),
    Carried("Manager", "Bob"), Carried('A "name"', "می‌خواهم\n two ", "lpwstr"), Carried("Draft", "-3", "i4"),
    Carried("Price", "1.5e2", "r8"), Carried("Checked", "true", "bool"),
    Carried("Due", "2026-01-02T03:04:05Z", "filetime"), Carried("Company", "of its own", "lpwstr"),
)  # fmt: skip


@pytest.mark.parametrize("carried", [CARRIED, CARRIED[:1], CARRIED[2:3], CARRIED[4:5], ()])
def test_what_only_word_says_goes_out_as_it_came(carried: tuple[Carried, ...], tmp_path: Path) -> None:
    path = tmp_path / "book.docx"
    path.write_bytes(write(replace(book(ENGLISH), carried=carried), Format.DOCX))
    back = read_in_child(path, path.name)
    assert (back.carried, back.about, back.losses) == (carried, ENGLISH, ())


def test_other_programs_are_told_where_that_stands() -> None:
    with zipfile.ZipFile(BytesIO(write(replace(book(ENGLISH), carried=CARRIED), Format.DOCX))) as made:
        types, relations = made.read("[Content_Types].xml").decode(), made.read("_rels/.rels").decode()
        custom = made.read("docProps/custom.xml").decode()
    for part, kind in (("app", "extended"), ("custom", "custom")):
        content = f"application/vnd.openxmlformats-officedocument.{kind}-properties+xml"
        assert f'<Override PartName="/docProps/{part}.xml" ContentType="{content}"/>' in types
        assert f'/relationships/{kind}-properties" Target="docProps/{part}.xml"' in relations
    assert re.findall('pid="([0-9]+)"', custom) == ["2", "3", "4", "5", "6", "7"]


@pytest.mark.parametrize(
    "strange",
    [
        ("Draft", "3</vt:i4>", "i4"), ("Draft", "3.5", "i4"), ("Draft", "99999999999", "i4"),
        ("Due", "soon", "filetime"), ("Checked", "yes", "bool"), ("Price", "nan", "r8"),
        ("List", "a", "vector"), ("Long", "x" * 2001, "lpwstr"),
        ("n" * 256, "x", "lpwstr"), ("", "x", "lpwstr"), ("Template", "x", ""), ("Empty", "", "lpwstr"),
    ],
)  # fmt: skip
def test_what_would_damage_a_word_file_is_not_carried(strange: tuple[str, str, str]) -> None:
    assert keep(*strange) is None


def with_custom(folder: Path, custom: str) -> Path:
    made = write(replace(book(ENGLISH), carried=(Carried("Name", "VALUE", "lpwstr"),)), Format.DOCX)
    old = "<vt:lpwstr>VALUE</vt:lpwstr></property>"
    return retold(made, folder / "book.docx", "docProps/custom.xml", {old: old + custom})


def test_properties_that_are_not_kept_are_told(tmp_path: Path) -> None:
    strange = '<property name="L"><vt:vector><vt:lpwstr>a</vt:lpwstr></vt:vector></property>'
    same = '<property name="NAME"><vt:lpstr>again</vt:lpstr></property>'
    back = read(with_custom(tmp_path, strange + same))
    assert back.carried == (Carried("Name", "VALUE", "lpwstr"),)
    assert [str(each) for each in back.losses] == [
        "One property of the Word file was left out: it is too long, or of a kind that is not kept."
    ]
    many = "".join(f'<property name="P{n}"><vt:i4>{n}</vt:i4></property>' for n in range(MOST + 9))
    back = read(with_custom(tmp_path, many))
    assert len(back.carried) == MOST
    assert [dict(each.values) for each in back.losses] == [{"count": 10}]


def test_a_damaged_list_of_properties_costs_no_text(tmp_path: Path) -> None:
    back = read(with_custom(tmp_path, "<broken"))
    assert (back.carried, back.about) == ((), ENGLISH)
    assert back.documents


def retold(made: bytes, path: Path, part: str, changes: dict[str, str]) -> Path:
    """The file with some words of one part changed."""
    with zipfile.ZipFile(BytesIO(made)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            for before, after in changes.items() if name == part else ():
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    return path


def with_core(folder: Path, **told: str) -> Path:
    """A Word file that says these in docProps/core.xml."""
    every = manuscript(
        document(paragraph("Words.")), author="AUTHOR", about=About("SUBJECT", "KEYWORDS", "DESCRIPTION")
    )
    made = write(every, Format.DOCX, WriteOptions(title_page=False))
    changes = {name.upper(): text for name, text in told.items()}
    return retold(made, folder / "book.docx", "docProps/core.xml", changes)


def test_what_a_stranger_says_is_cut_and_cleaned(tmp_path: Path) -> None:
    path = with_core(
        tmp_path, author="A\n" * 9000, subject="s" * 9000, keywords="k, " * 9000, description="d\n" * 90_000
    )
    back = read(path)
    assert (len(back.author), len(back.about.subject)) == (LINE - 1, LINE)
    assert len(back.about.keywords) <= KEYWORDS
    assert DESCRIPTION - 2 < len(back.about.description) <= DESCRIPTION
    assert "\n" not in back.author + back.about.subject + back.about.keywords


def test_control_characters_go_and_the_half_space_stays(tmp_path: Path) -> None:
    path = tmp_path / "book.html"
    path.write_text('<title>T</title><meta name="Author" content="A\x01n\u200cn&#7;"><p>Words.</p>', "utf-8")
    assert read(path).author == "An\u200cn"


def test_names_that_programs_put_in_are_nobodys(tmp_path: Path) -> None:
    back = read(with_core(tmp_path, author="python-docx", description="generated by python-docx"))
    assert (back.author, back.about.description) == ("", "")


def test_words_line_ends_in_a_description_are_lines(tmp_path: Path) -> None:
    assert read(with_core(tmp_path, description="One_x000d_\nTwo")).about.description == "One\nTwo"


def test_libreoffice_leaves_the_persian_comma_on_each_keyword(tmp_path: Path) -> None:
    made = write(book(About(keywords="دریا، کتاب، بندر"), "fa"), Format.ODT)
    changes = {"دریا</meta:keyword>": "دریا،</meta:keyword>", "کتاب</meta:keyword>": "کتاب،</meta:keyword>"}
    back = read(retold(made, tmp_path / "book.odt", "meta.xml", changes))
    assert back.about.keywords == "دریا، کتاب، بندر"


def test_rtf_says_them_in_its_information(tmp_path: Path) -> None:
    path = tmp_path / "book.rtf"
    path.write_text(
        r"{\rtf1\ansi{\info{\title T}{\subject About it}{\author Ann}{\keywords sea, harbour}{\doccomm Two sisters.}}"
        r"\pard Words.\par}"
    )
    back = read(path)
    assert (back.author, back.about) == ("Ann", About("About it", "sea, harbour", "Two sisters."))
    assert back.documents[0].content == document(paragraph("Words."))


def test_a_foreign_epub_keeps_its_subjects_authors_and_marked_up_description(tmp_path: Path) -> None:
    changes = {
        "</dc:subject>": "</dc:subject><dc:subject>Second</dc:subject><dc:subject>Third</dc:subject>",
        "</dc:creator>": "</dc:creator><dc:creator>Bob</dc:creator>",
        "DESCRIPTION": "&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;",
    }
    made = write(book(About("First", description="DESCRIPTION")), Format.EPUB)
    back = read(retold(made, tmp_path / "book.epub", "EPUB/package.opf", changes))
    assert back.author == "Ann Author, Bob"
    assert back.about == About("First", "Second, Third", "One.\nTwo.")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('title: "A \\"B\\""\ntags: [sea, "old, grey", \'x\']', {"title": 'A "B"', "tags": "sea, old, grey, x"}),
        ("author:\n- Ann\n- Bob\ntitle: T", {"author": "Ann, Bob", "title": "T"}),
        ("description: |\n  One.\n  Two.\nlang: en", {"description": "One.\nTwo.", "lang": "en"}),
        ("title: 'It''s'\nempty:\nno colon", {"title": "It's"}),
        ('title: "a\\qb"', {"title": "a\\qb"}),
        ("- lost\n  lost", {}),
    ],
)  # fmt: skip
def test_front_matter_is_read_as_books_use_it(source: str, found: dict[str, str]) -> None:
    assert read_front(source) == found
