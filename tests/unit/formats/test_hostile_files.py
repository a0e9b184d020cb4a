"""Files that are broken or mean harm: each is refused with the sentence that its writer is to see."""

import io
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.formats.manuscripts import SAMPLE, picture
from writers_app.formats.child import read_in_child
from writers_app.formats.detection import Format, detect
from writers_app.formats.errors import FormatError, StoppedError
from writers_app.formats.limits import Limits
from writers_app.formats.writing import write

DAMAGED = "The file is damaged or was cut short. Save it again in the program it comes from, then upload it anew."
ENCRYPTED = (
    "The file is protected by a password. Open it in the program it comes from, save it without one, and upload that."
)
BOMB = "The file unpacks to far more than a manuscript needs and was not opened."
UNSAFE = "The file holds parts with unsafe names and was not opened."
ENTITIES = "The file holds document-type declarations that a manuscript never needs, and was not opened."
TOO_MANY = "The file holds too many parts (more than 10000) and was not opened."
CUT_SHORT = "The file was cut short and holds no text. Save or download it again, then upload it anew."
OLD_WORD = "This is an old Word file (.doc). Open it in Word or LibreOffice, save it as .docx, and upload that."
PLAIN = "The file is named .docx but holds plain text. Give it the ending .txt if that is what you mean."
NOT_TEXT = (
    "The file is not a text that Writers can read. Word, OpenDocument, EPUB, Markdown, HTML, RTF and plain text are."
)
READABLE = "which Writers cannot read. Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def word(body: str = "<w:p/>", *, head: str = "", **parts: bytes) -> bytes:
    """A .docx with a body, and other parts by name."""
    text = f"{head}<w:document {W}><w:body>{body}</w:body></w:document>".encode()
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": text, **parts})


def archive(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return buffer.getvalue()


def with_flag(data: bytes) -> bytes:
    """The same zip with every entry marked as encrypted."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(signature, at + 4)
    return bytes(changed)


def lying(data: bytes, size: int) -> bytes:
    """The same zip saying that its largest entry unpacks to `size` bytes only."""
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        if struct.unpack_from("<I", changed, at + 24)[0] > 10_000:
            struct.pack_into("<I", changed, at + 24, size)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def million_entries() -> bytes:
    directory = (b"PK\x01\x02" + b"\0" * 24 + struct.pack("<H", 1) + b"\0" * 16 + b"a") * 200_000
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, len(directory), 4, 0)
    return b"PK\x03\x04" + directory + end


def odt(content: bytes, manifest: bytes = b"") -> bytes:
    return archive({
        "mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content,
        "META-INF/manifest.xml": manifest,
    })  # fmt: skip


def deep(count: int) -> str:
    return "<w:sdt><w:sdtContent>" * count + "</w:sdtContent></w:sdt>" * count


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
CORPUS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.docx", lambda: b"", "The file is empty."),
    "only spaces": ("a.txt", lambda: b" \r\n\t ", "The file is empty."),
    "zeros": ("a.txt", lambda: b"\0" * 5000, CUT_SHORT),
    "cut short": ("a.docx", lambda: write(SAMPLE, Format.DOCX)[:-200], DAMAGED),
    "cut in the middle": ("a.docx", lambda: write(SAMPLE, Format.DOCX)[:3000], DAMAGED),
    "a password on a docx": ("a.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), ENCRYPTED),
    "a password on a zip": ("a.docx", lambda: with_flag(word()), ENCRYPTED),
    "a password on an odt": ("a.odt", lambda: odt(b"?", b"<manifest:encryption-data/>"), ENCRYPTED),
    "an old Word file": ("a.docx", lambda: OLE + "WordDocument".encode("utf-16-le"),
                         OLD_WORD),
    "a picture": ("novel.docx", picture, f"This is a picture, {READABLE}"),
    "a PDF": ("novel.docx", lambda: b"%PDF-1.7\n%\xe2\xe3", f"This is a PDF, {READABLE}"),
    "a spreadsheet": ("a.docx", lambda: archive({"[Content_Types].xml": b"spreadsheetml", "xl/workbook.xml": b"<x/>"}),
                      f"This is a spreadsheet, {READABLE}"),
    "a zip of anything": ("a.docx", lambda: archive({"a.bin": b"1"}),
                          f"This is a zip archive without a manuscript in it, {READABLE}"),
    "text called docx": ("novel.docx", lambda: b"Once upon a time.",
                         PLAIN),
    "noise": ("a.txt", lambda: os.urandom(4000).replace(b"\xff", b"\0"),
              NOT_TEXT),
    "a bomb": ("a.docx", lambda: word(**{"word/media/a.bin": b"\0" * 450_000_000}), BOMB),
    "a bomb of many parts": ("a.docx", lambda: word(**{f"word/{n}.bin": b"\0" * 41_000_000 for n in range(10)}), BOMB),
    "a bomb that lies": ("a.docx", lambda: lying(word("<w:p/>" * 1_000_000), 5000), DAMAGED),
    "a million entries": ("a.docx", million_entries, TOO_MANY),
    "a way out": ("a.docx", lambda: word(**{"../../etc/cron.d/x": b"x"}), UNSAFE),
    "a way to the root": ("a.docx", lambda: word(**{"/etc/passwd": b"x"}), UNSAFE),
    "laughter": ("a.docx", lambda: word("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", head=LAUGHS), ENTITIES),
    "laughter in UTF-16": ("a.docx", lambda: archive({"[Content_Types].xml": b"<Types/>",
                           "word/document.xml": f"{LAUGHS}<w:document {W}/>".encode("utf-16")}), ENTITIES),
    "a file from outside": ("a.odt", lambda: odt(f"{OUTSIDE}<x>&a;</x>".encode()), ENTITIES),
    "elements without end": ("a.docx", lambda: word(deep(5000)), DAMAGED),
    "no body": ("a.odt", lambda: odt(b"<x/>"), DAMAGED),
    "an odt cut short": ("a.odt", lambda: odt(b"<x><y>"), DAMAGED),
    "braces without end": ("a.rtf", lambda: b"{\\rtf1 " + b"{" * 100_000 + b"}" * 100_000 + b"}", DAMAGED),
    "an rtf cut short": ("a.rtf", lambda: b"{\\rtf1 Hello {\\b bold", DAMAGED),
    "an epub of nothing": ("a.epub", lambda: archive({"mimetype": b"application/epub+zip"}), DAMAGED),
    "a compression of its own": ("a.docx", lambda: archive({"[Content_Types].xml": b""}, zipfile.ZIP_LZMA), DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_file_is_refused_with_its_sentence(name: str, tmp_path: Path) -> None:
    filename, make, sentence = CORPUS[name]
    path = tmp_path / filename
    path.write_bytes(make())
    with pytest.raises(FormatError) as refused:
        read_in_child(path, filename)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("name", ["a bomb", "a bomb of many parts", "a million entries"])
def test_a_bomb_is_refused_without_unpacking_it(name: str, tmp_path: Path) -> None:
    filename, make, _ = CORPUS[name]
    path = tmp_path / filename
    path.write_bytes(make())
    tracemalloc.start()
    with pytest.raises(FormatError):
        detect(path, filename)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50 * 1024 * 1024


def test_a_file_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word("<w:p><w:r><w:t>word</w:t></w:r></w:p>" * 400_000))
    with pytest.raises(FormatError, match="needed too much memory"):
        read_in_child(path, "a.docx", Limits(memory_bytes=150 * 1024 * 1024, ratio=10_000))


def test_a_file_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word("<w:p><w:r><w:t>word</w:t></w:r></w:p>" * 400_000))
    with pytest.raises(FormatError, match="took too long"):
        read_in_child(path, "a.docx", Limits(wall_seconds=0.3, ratio=10_000))


def test_reading_stops_when_nobody_wants_it_any_more(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word("<w:p><w:r><w:t>word</w:t></w:r></w:p>" * 400_000))
    with pytest.raises(StoppedError):
        read_in_child(path, "a.docx", Limits(ratio=10_000), should_stop=lambda: True)


def test_the_child_gives_back_what_reading_here_gives(tmp_path: Path) -> None:
    from writers_app.formats.reading import read

    path = tmp_path / "book.docx"
    path.write_bytes(write(SAMPLE, Format.DOCX))
    assert read_in_child(path, "book.docx") == read(path, "book.docx")


def test_entities_of_a_program_are_not_followed_in_html(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text('<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;</p><p>Text.</p>')
    assert "root:" not in str(read_in_child(path, "a.html"))


def test_a_long_paragraph_is_read_or_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("word " * 2_000_000)
    assert len(str(read_in_child(path, "a.txt").documents[0].content)) > 9_000_000
    path = tmp_path / "a.docx"
    path.write_bytes(word(f"<w:p><w:r><w:t>{'word ' * 2_200_000}</w:t></w:r></w:p>"))
    with pytest.raises(FormatError, match="longer than 10 MB"):
        read_in_child(path, "a.docx", Limits(ratio=10_000))
