"""Puts right-to-left letters that share a glyph into the order in which programs take them out of a PDF again.

Typst lets the half-space (U+200C) share a glyph with the letter after it, and a hamza with the letter before it, and
tells the two in the order of writing. Programs that take text out of a PDF turn right-to-left glyphs around letter by
letter, and find «میخ‌واهم» for «می‌خواهم». Told from left to right, as the page shows them, Poppler, PDFium and MuPDF
all find what was written. Called by pdf/writer.py, whose files have a plain table of objects.
"""

from __future__ import annotations

import re
import zlib

from writers_app.formats.pdf.objects import read_objects, write_objects

_RTL = r"(?:(?:05[9A-F]|0[678][0-9A-F]|FB[1-9A-F]|F[CD][0-9A-F]|FE[7-9A-E])[0-9A-F]|FEF[0-9A-C])"
_JOINER = r"200[CD]"
_MARK = r"(?:200[BEF]|202[A-E]|206[0-9])"
_MARKED = re.compile(rf"<(FEFF)?((?:[0-9A-F]{{4}})*?{_MARK}(?:[0-9A-F]{{4}})*)>".encode())
_PAIR = re.compile(rf"<(FEFF)?((?:{_RTL}|{_JOINER}){{2,}})>".encode())
_IS_MARK = re.compile(_MARK.encode())
_STREAM = re.compile(rb"<<((?:[^<>]|<<[^<>]*>>)*?)/Length (\d+)((?:[^<>]|<<[^<>]*>>)*)>>\s*stream\r?\n")


def repair_text_layer(pdf: bytes) -> bytes:
    """The PDF with its text layer repaired; one that is not built as expected comes back as it was."""
    objects = read_objects(pdf)
    if objects is None:
        return pdf
    return write_objects({number: _repair_object(body) for number, body in objects.found.items()}, objects.trailer)


def _repair_object(data: bytes) -> bytes:
    match = _STREAM.search(data)
    if match is None or b"/FlateDecode" not in match.group() or b"/Subtype" in match.group():
        return data
    length = int(match.group(2))
    text = zlib.decompress(data[match.end() : match.end() + length])
    changed = _PAIR.sub(_turn, _MARKED.sub(_without_marks, text))
    if changed == text:
        return data
    packed = zlib.compress(changed)
    head = data[: match.start(2)] + b"%d" % len(packed) + data[match.end(2) : match.end()]
    return head + packed + data[match.end() + length :]


def _without_marks(match: re.Match[bytes]) -> bytes:
    """Marks of direction share a glyph with a letter too, and programs find that letter twice: the page shows none."""
    units = [match.group(2)[at : at + 4] for at in range(0, len(match.group(2)), 4)]
    kept = b"".join(unit for unit in units if not _IS_MARK.fullmatch(unit))
    return b"<%s%s>" % (match.group(1) or b"", kept) if kept else match.group()


def _turn(match: re.Match[bytes]) -> bytes:
    letters = match.group(2)
    turned = b"".join(letters[at : at + 4] for at in range(len(letters) - 4, -1, -4))
    return b"<%s%s>" % (match.group(1) or b"", turned)
