"""Words in another language than their book: told in files, read back, not mistaken for what programs say of all."""

from pathlib import Path

import pytest

from tests.unit.formats.manuscripts import (
    PERSIAN,
    block,
    contents,
    document,
    manuscript,
    paragraph,
    text,
    write_and_read,
)
from tests.unit.formats.test_foreign_files import p, r, read_parts, word_blocks
from writers_app.formats.detection import Format
from writers_app.formats.documents import from_html, to_html
from writers_app.formats.language import clean_tag
from writers_app.formats.model import JSON
from writers_app.formats.options import WriteOptions
from writers_app.formats.reading import read
from writers_app.formats.writing import write

ENGLISH = "Some English words, enough of them to tell."


def said(value: str, lang: str) -> JSON:
    return text(value, {"type": "language", "attrs": {"lang": lang}})


def lang(latin: str = "", rtl: str = "") -> str:
    return "<w:lang" + (f' w:val="{latin}"' if latin else "") + (f' w:bidi="{rtl}"' if rtl else "") + "/>"


def defaults(latin: str, rtl: str) -> str:
    told = f"<w:docDefaults><w:rPrDefault><w:rPr>{lang(latin, rtl)}</w:rPr></w:rPrDefault></w:docDefaults>"
    letters = '<w:name w:val="Foreign"/><w:rPr><w:lang w:val="de-DE"/></w:rPr>'
    letters = f'<w:style w:type="character" w:styleId="Foreign">{letters}</w:style>'
    return told + letters


def test_word_marks_only_runs_in_another_language_than_the_files_own(tmp_path: Path) -> None:
    body = p(
        r(ENGLISH, lang("en-GB"))
        + r(" bonjour", lang("fr-FR", "fa-IR"))
        + r(" guten Tag", '<w:rStyle w:val="Foreign"/>')
    )
    body += p(
        r("سلام ", lang("fr-FR", "fa-IR"))
        + r("مرحبا", "<w:rtl/>" + lang("en-US", "ar-SA"))
        + r(" nothing", lang("x-none"))
    )
    assert word_blocks(tmp_path, body, styles=defaults("en-US", "fa-IR")) == [
        paragraph(ENGLISH, said(" bonjour", "fr-FR"), said(" guten Tag", "de-DE")),
        paragraph("سلام ", said("مرحبا", "ar-SA"), " nothing"),
    ]


def test_a_language_that_word_says_of_nearly_every_run_is_the_books_own(tmp_path: Path) -> None:
    """Word's own default is Arabic where people write Persian, and a German's template says German of English."""
    persian = p(r(f"{PERSIAN} ", "<w:rtl/>" + lang("de-DE", "fa-IR")) + r("hello", lang("de-DE")))
    assert word_blocks(tmp_path, persian * 9, styles=defaults("en-US", "ar-SA"))[0]["content"] == [
        text(f"{PERSIAN} "), said("hello", "de-DE"),
    ]  # fmt: skip
    assert word_blocks(tmp_path, p(r(ENGLISH, lang("de-DE"))) * 9) == [paragraph(ENGLISH)] * 9


@pytest.mark.parametrize("format", [Format.DOCX, Format.ODT, Format.HTML, Format.MARKDOWN])
def test_a_persian_book_keeps_french_and_arabic_words(format: Format, tmp_path: Path) -> None:
    content = document(
        paragraph(f"{PERSIAN}، " * 9, said("l’école 12", "fr"), " است و ", said("هذا بيت", "ar"), "."),
        paragraph("Only English, from the left.", dir="ltr"),
    )
    assert contents(write_and_read(manuscript(content, language="fa"), format, tmp_path)) == [content]


def test_an_epub_says_the_language_in_both_ways_and_reads_it_back(tmp_path: Path) -> None:
    content = document(paragraph(ENGLISH, said(" oui", "fr")))
    book = write_and_read(manuscript(content, document(paragraph(ENGLISH))), Format.EPUB, tmp_path)
    assert contents(book)[0] == content


def test_html_tells_languages_by_any_element_and_its_own_language_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        f'<html lang="en-US"><p><span lang="EN-GB">{ENGLISH}</span> <i lang="FR-fr">oui</i></p>'
        '<p lang="de">Ja <span lang="en">yes</span> <b>nein</b></p><p lang="zxx">...</p></html>'
    )
    french = {"type": "language", "attrs": {"lang": "fr-FR"}}
    assert contents(read(path, "a.html"))[0]["content"] == [
        paragraph(f"{ENGLISH} ", text("oui", {"type": "italic"}, french)),
        paragraph(
            said("Ja ", "de"), "yes", said(" ", "de"), text("nein", {"type": "bold"}, said("", "de")["marks"][0])
        ),
        paragraph("..."),
    ]
    content = document(paragraph(said("yes", "en")))
    assert from_html(to_html(content)) == content


def test_an_odt_tells_the_language_of_its_letters(tmp_path: Path) -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{told}:1.0"'
        for name, told in (("office", "office"), ("style", "style"), ("text", "text"), ("fo", "xsl-fo-compatible"))
    )
    told = 'fo:language="fr" fo:country="FR" style:language-complex="fa" style:country-complex="IR"'
    own = 'fo:language="en" fo:country="US" style:language-complex="ar" style:country-complex="SA"'
    default = f'<style:default-style style:family="paragraph"><style:text-properties {own}/></style:default-style>'
    default = f"<office:styles>{default}</office:styles>"
    letters = f'<style:style style:name="T" style:family="text"><style:text-properties {told}/></style:style>'
    french, persian = (f'<text:span text:style-name="T">{each}</text:span>' for each in ("oui", "سلام"))
    body = f"<text:p>{ENGLISH} {french} {persian}</text:p>"
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{letters}</office:automatic-styles><office:body>"
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    book = read_parts(
        tmp_path,
        "a.odt",
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "styles.xml": f"<office:document-styles {spaces}>{default}</office:document-styles>",
            "content.xml": content,
        },
    )
    assert contents(book)[0]["content"] == [paragraph(f"{ENGLISH} ", said("oui", "fr-FR"), " ", said("سلام", "fa-IR"))]


def rtf_blocks(tmp_path: Path, body: str, head: str = "") -> list[JSON]:
    path = tmp_path / "a.rtf"
    letters = "".join(each if ord(each) < 128 else f"\\u{ord(each)}?" for each in body)
    path.write_text(f"{{\\rtf1\\ansi\\uc1{head}{letters}}}")
    blocks: list[JSON] = contents(read(path, "a.rtf"))[0]["content"]
    return blocks


def test_rtf_marks_only_letters_in_another_language_than_the_files_own(tmp_path: Path) -> None:
    head = r"\deflang1033\deflangfe2052\adeflang1025{\stylesheet{\lang2057 Normal;}{\s1\lang1036 heading 1;}}"
    body = (
        rf"\pard\plain\lang1033 {ENGLISH}{{\lang1036  bonjour 12, {{\b l}}}}{{\lang1024\noproof\langnp1031  guten}}"
        rf"\plain  and{{\lang2057  so}}{{\lang9999  on}}"
        rf"{{\footnote\pard\plain {{\lang1036 oui}}}}\par"
        rf"\pard {{\rtlch\alang1065 \ltrch\lang1036 oui سلام دوست، oui}} {{\alang1025 مرحبا}}"
        rf" {{\langfe1041\lang1036 日本の、oui}}{{\langfe2052 中文}}\par"
    )
    bold = text("l", {"type": "bold"}, {"type": "language", "attrs": {"lang": "fr-FR"}})
    assert rtf_blocks(tmp_path, body, head) == [
        paragraph(
            ENGLISH, said(" bonjour 12, ", "fr-FR"), bold, said(" guten", "de-DE"), " and so on",
            block("footnote", said("oui", "fr-FR")),
        ),
        paragraph(
            said("oui ", "fr-FR"), said("سلام دوست، ", "fa-IR"), said("oui", "fr-FR"), " مرحبا ",
            said("日本の、", "ja-JP"), said("oui", "fr-FR"), "中文",
        ),
    ]  # fmt: skip


def test_rtf_of_simple_programs_tells_one_language_of_whatever_letters(tmp_path: Path) -> None:
    """WordPad: Arabic told of Latin letters says only which keyboard was on, and so does English of Persian ones."""
    body = (
        rf"\deflang1033 {ENGLISH} {{\rtlch\lang1065 سلام}} {{\lang1025 Yes}} {{\lang1041 日本}} {{\lang1036 مرحبا}}\par"
    )
    assert rtf_blocks(tmp_path, body) == [
        paragraph(f"{ENGLISH} ", said("سلام", "fa-IR"), " Yes ", said("日本", "ja-JP"), " مرحبا")
    ]


def test_a_language_that_rtf_says_of_nearly_all_letters_is_the_books_own(tmp_path: Path) -> None:
    persian = rf"\pard\rtlpar\plain\lang1036\alang1065 {PERSIAN} oui\par"
    head = r"\deflang1033\adeflang1025"
    assert rtf_blocks(tmp_path, persian * 9, head)[0]["content"] == [text(f"{PERSIAN} "), said("oui", "fr-FR")]
    assert rtf_blocks(tmp_path, rf"\pard\lang1031 {ENGLISH}\par" * 9, head) == [paragraph(ENGLISH)] * 9


def test_a_pdf_is_set_with_the_languages_of_its_words() -> None:
    book = manuscript(
        document(paragraph(ENGLISH, said("شكراً", "ar"), said("Straße", "de-CH"), said("x", "zh-Hant-TW")))
    )
    assert write(book, Format.PDF, WriteOptions(contents=False)).startswith(b"%PDF")


def test_tags_are_written_as_usual_and_what_names_no_language_is_none() -> None:
    told = ("FR", "pt_br", "zh-Hant-TW", "x-none", "zxx", "none", "", None, 'fr"><script>')
    assert [clean_tag(tag) for tag in told] == ["fr", "pt-BR", "zh-Hant-TW", *[None] * 6]
