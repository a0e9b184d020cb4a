"""What a file is, by its content; and the encodings of plain text."""

from pathlib import Path

import pytest

from tests.unit.formats.manuscripts import PERSIAN, SAMPLE
from writers_app.formats.detection import Format, detect
from writers_app.formats.encoding import decode_text
from writers_app.formats.errors import FormatError
from writers_app.formats.writing import write

LEGACY = "كتاب‌هاي خوب را مي‌خوانم و از آن لذت مي‌برم"  # windows-1256 has the Arabic ي and ك, and the half-space


@pytest.mark.parametrize(
    ("filename", "data", "format"),
    [
        ("a.txt", b"Once upon a time.", Format.TEXT),
        ("noname", b"Once upon a time.", Format.TEXT),
        ("a.md", b"# One", Format.MARKDOWN),
        ("a.html", b"<p>One</p>", Format.HTML),
        ("a.txt", b"<!doctype html><html><p>One</p></html>", Format.HTML),
        ("a.doc", b"<html><body>Word saved me so</body></html>", Format.HTML),
        ("a.docx", b"{\\rtf1 Hello}", Format.RTF),
        ("a.txt", b"BMW, MZ and PK were the names of the three.", Format.TEXT),
    ],
)
def test_format_is_told_by_content(tmp_path: Path, filename: str, data: bytes, format: Format) -> None:
    path = tmp_path / "upload"
    path.write_bytes(data)
    assert detect(path, filename) is format


def test_a_word_file_with_another_name_is_a_word_file(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(write(SAMPLE, Format.DOCX))
    assert detect(path, "novel.txt") is Format.DOCX


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_persian_is_decoded_from_every_unicode_encoding(encoding: str) -> None:
    assert decode_text(f"{PERSIAN}.\r\n{PERSIAN}.".encode(encoding)) == f"{PERSIAN}.\n{PERSIAN}."


def test_persian_of_old_windows_is_decoded_with_its_half_space() -> None:
    assert decode_text(LEGACY.encode("cp1256")) == LEGACY


def test_a_few_persian_words_in_an_english_file_of_old_windows_are_found() -> None:
    text = f"He said: «{LEGACY}» and left. " * 3
    assert decode_text(text.encode("cp1256")) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Le cœur a ses raisons que la raison ne connaît point; où êtes-vous né, mon frère? Le garçon. "),
        ("cp1251", "Привет, как дела? Это длинный рассказ о старом доме на холме, где никто не жил. "),
    ],
)
def test_western_and_cyrillic_code_pages_are_decoded(encoding: str, text: str) -> None:
    assert decode_text((text * 4).encode(encoding)) == text * 4


def test_utf8_with_a_letter_cut_off_stays_utf8() -> None:
    assert decode_text((PERSIAN * 9).encode()[:-1]).startswith(PERSIAN)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(101 * 1024 * 1024)
    with pytest.raises(FormatError, match="larger than 100 MB"):
        detect(path, "a.txt")
