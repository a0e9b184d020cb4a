"""What a file really is, by its content; called before a file is accepted and again before it is read."""

from __future__ import annotations

import enum
import re
from pathlib import Path, PurePath

from writers_app.formats.encoding import find_encoding
from writers_app.formats.errors import OversizedFileError, UnreadableFileError, UnsupportedFileError
from writers_app.formats.limits import Limits, SafeZip, damaged, encrypted
from writers_app.i18n import msg


class Format(enum.Enum):
    """The formats that Writers reads or writes."""

    DOCX = "docx"
    ODT = "odt"
    EPUB = "epub"
    MARKDOWN = "md"
    HTML = "html"
    RTF = "rtf"
    TEXT = "txt"
    FOUNTAIN = "fountain"
    SCRIVENER = "scriv"
    PDF = "pdf"

    @property
    def extension(self) -> str:
        return ".scriv.zip" if self is Format.SCRIVENER else f".{self.value}"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.ODT: "application/vnd.oasis.opendocument.text",
    Format.EPUB: "application/epub+zip",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.HTML: "text/html; charset=utf-8",
    Format.RTF: "application/rtf",
    Format.TEXT: "text/plain; charset=utf-8",
    Format.FOUNTAIN: "text/plain; charset=utf-8",
    Format.SCRIVENER: "application/zip",
    Format.PDF: "application/pdf",
}

_EMPTY = "The file is empty."
_PDF = msg(
    "This is a PDF, which Writers cannot read. Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_PICTURE = msg(
    "This is a picture, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_MEDIA = msg(
    "This is a picture, sound or film, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_SOUND = msg(
    "This is a sound recording, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_ARCHIVE = msg(
    "This is an archive, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_PROGRAM = msg(
    "This is a program, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_DATABASE = msg(
    "This is a database, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_OTHER_ODF = msg(
    "This is an OpenDocument file that is not a text, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_PAGES = msg(
    "This is an Apple Pages file, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_OTHER_ZIP = msg(
    "This is a zip archive without a manuscript in it, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_SHEET = msg(
    "This is a spreadsheet, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_SLIDES = msg(
    "This is a presentation, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_OLD_OFFICE = msg(
    "This is an old Office file, which Writers cannot read. "
    "Use Word (.docx), OpenDocument, EPUB, Markdown, HTML, RTF or plain text."
)
_OLD_WORD = "This is an old Word file (.doc). Open it in Word or LibreOffice, save it as .docx, and upload that."
_MISLABELLED = "The file is named %(extension)s but holds plain text. Give it the ending .txt if that is what you mean."
_CUT_SHORT = "The file was cut short and holds no text. Save or download it again, then upload it anew."
_TOO_LARGE = "The file is larger than %(megabytes)s MB. Split the manuscript, or make its pictures smaller."

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", _PDF),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"BM", _PICTURE),
    (b"RIFF", _MEDIA),
    (b"ID3", _SOUND),
    (b"OggS", _SOUND),
    (b"fLaC", _SOUND),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"\x7fELF", _PROGRAM),
    (b"MZ", _PROGRAM),
    (b"SQLite format 3", _DATABASE),
)
_HTML_START = re.compile(
    r"\s*(<\?xml[^>]{0,200}>\s*)?(<!--.{0,2000}?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S
)
_ZIP_ENDINGS = {".docx", ".docm", ".dotx", ".odt", ".ott", ".epub"}
_TEXT_ENDINGS = {
    ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN, ".mdown": Format.MARKDOWN, ".mkd": Format.MARKDOWN,
    ".fountain": Format.FOUNTAIN, ".spmd": Format.FOUNTAIN,
    ".html": Format.HTML, ".htm": Format.HTML, ".xhtml": Format.HTML,
}  # fmt: skip


def detect(path: Path | str, filename: str = "", limits: Limits | None = None) -> Format:
    """What the file is; raises FormatError with a sentence that says what to do when it is nothing that can be read."""
    path, limits = Path(path), limits or Limits()
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFileError(_EMPTY)
    if size > limits.file_bytes:
        raise OversizedFileError(_TOO_LARGE, megabytes=limits.file_bytes // (1024 * 1024))
    with path.open("rb") as stream:
        head = stream.read(64 * 1024)
    ending = PurePath(filename or path.name).suffix.lower()
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_zip(path, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _judge_ole(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return Format.RTF
    _refuse_known_others(head)
    return _detect_text(path, head, ending, size, limits)


def _refuse_known_others(head: bytes) -> None:
    for magic, refusal in _MAGIC:
        # Two letters prove nothing: "BMW" may begin a novel. A binary file has bytes that no text has.
        if head.startswith(magic) and (len(magic) > 2 or b"\0" in head[:512]):
            raise UnsupportedFileError(refusal)
    if head[4:8] == b"ftyp":
        raise UnsupportedFileError(_MEDIA)


def _detect_zip(path: Path, limits: Limits) -> Format:
    with SafeZip(path, limits) as archive:
        mimetype = archive.read("mimetype")[:100].strip() if "mimetype" in archive else b""
        names = archive.names
        if mimetype == b"application/epub+zip" or "META-INF/container.xml" in names:
            return Format.EPUB
        if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
            return _detect_odt(archive)
        if mimetype.startswith(b"application/vnd.oasis.opendocument."):
            raise UnsupportedFileError(_OTHER_ODF)
        if any(name.endswith(".scrivx") for name in names):
            return Format.SCRIVENER
        if "[Content_Types].xml" in names:
            return _detect_office(archive)
        if any(name.startswith(("Index/", "index.xml")) for name in names):
            raise UnsupportedFileError(_PAGES)
    raise UnsupportedFileError(_OTHER_ZIP)


def _detect_odt(archive: SafeZip) -> Format:
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise encrypted()
    return Format.ODT


def _detect_office(archive: SafeZip) -> Format:
    types = archive.read("[Content_Types].xml")
    if b"wordprocessingml" in types or "word/document.xml" in archive:
        return Format.DOCX
    if b"spreadsheetml" in types:
        raise UnsupportedFileError(_SHEET)
    if b"presentationml" in types:
        raise UnsupportedFileError(_SLIDES)
    raise damaged("no main part")


def _judge_ole(path: Path) -> Exception:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return encrypted()
    if "WordDocument".encode("utf-16-le") in data:
        return UnsupportedFileError(_OLD_WORD)
    return UnsupportedFileError(_OLD_OFFICE)


def _detect_text(path: Path, head: bytes, ending: str, size: int, limits: Limits) -> Format:
    if not head.strip(b"\0"):
        raise UnreadableFileError(_CUT_SHORT)
    text = head.decode(find_encoding(head), "replace")
    if size > limits.text_bytes:
        raise OversizedFileError(_TOO_LARGE, megabytes=limits.text_bytes // (1024 * 1024))
    if not text.strip("\ufeff \t\r\n\f"):
        raise UnreadableFileError(_EMPTY)
    if ending in _TEXT_ENDINGS:
        return _TEXT_ENDINGS[ending]
    if _HTML_START.match(text.lstrip("\ufeff")[:4000]):
        return Format.HTML
    if ending in _ZIP_ENDINGS or ending == ".rtf":
        if head.startswith(b"PK"):
            raise damaged("zip header")
        raise UnreadableFileError(_MISLABELLED, extension=ending)
    return Format.TEXT
