"""Which encoding a plain file is in, Persian code pages included; used by detection and by every text-based reader."""

from __future__ import annotations

import codecs
import re

from writers_app.formats.errors import UnreadableFileError

_SAMPLE = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PERSIAN_WORD = re.compile(r"[\u0621-\u063a\u0641-\u0652\u067e\u0686\u0698\u06a9\u06af\u06cc\u200c]{2,}")
_WESTERN = (
    frozenset(map(chr, range(0x80)))
    | frozenset("‘’‚“”„–—…•€œŒ‹›«»¡¿©®°·§½¼¾£ªº´\xa0\xad")
    | frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿß")
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NOT_TEXT = (
    "The file is not a text that Writers can read. Word, OpenDocument, EPUB, Markdown, HTML, RTF and plain text are."
)


def decode_text(data: bytes) -> str:
    """The file's text with newlines as \\n; raises UnreadableFileError for what is no text in any known encoding."""
    encoding = find_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def find_encoding(data: bytes) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        return _find_wide_encoding(sample)
    if len(_CONTROL.findall(sample)) > max(2, len(sample) // 200):
        raise UnreadableFileError(_NOT_TEXT)
    if _is_utf8(data):
        return "utf-8"
    return _find_code_page(sample)


def _find_wide_encoding(sample: bytes) -> str:
    """UTF-16 without a mark: in a text the high bytes are few and alike, so one parity holds nearly all of them."""
    even, odd = sample[0::2], sample[1::2]
    for name, high in (("utf-16-le", odd), ("utf-16-be", even)):
        likely = sum(high.count(byte) for byte in (0x00, 0x06, 0x20, 0x04))
        if likely > 0.9 * len(high):
            decoded = sample[: len(sample) // 2 * 2].decode(name, "replace")
            if decoded.count("\ufffd") < len(decoded) / 50 and "\0" not in decoded:
                return name
    raise UnreadableFileError(_NOT_TEXT)


def _is_utf8(data: bytes) -> bool:
    """Also when the last character was cut off, or when a stray byte stands in an otherwise good text."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.start > 0 and max(data) >= 0x80:
            return True
        high = sum(1 for byte in data[:_SAMPLE] if byte >= 0x80)
        bad = data[:_SAMPLE].decode("utf-8", "replace").count("\ufffd")
        return high > 100 and bad < high / 100
    return True


def _find_code_page(sample: bytes) -> str:
    """windows-1256 is tried by hand: guessers take Persian in it for Western text with odd accents."""
    persian = sum(len(word) for word in _PERSIAN_WORD.findall(sample.decode("cp1256", "replace")))
    high = sum(1 for byte in sample if byte >= 0x80)
    if persian > 0.7 * high and persian >= 4:
        return "cp1256"
    if _is_western(sample, high):
        return "cp1252"
    from charset_normalizer import from_bytes  # takes a tenth of a second to load and is seldom asked

    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"


def _is_western(sample: bytes, high: int) -> bool:
    """Few letters beyond ASCII, all of them such as English, French or German use: guessers prefer rarer code pages."""
    letters = sum(1 for byte in sample if chr(byte).isalpha()) or 1
    return high < letters / 4 and not set(sample.decode("cp1252", "replace")) - _WESTERN
