"""Puts right-to-left letters that share a glyph into the order in which programs take them out of a PDF again.

Typst lets the half-space (U+200C) share a glyph with the letter after it, and a hamza with the letter before it, and
tells the two in the order of writing. Programs that take text out of a PDF turn right-to-left glyphs around letter by
letter, and find «میخ‌واهم» for «می‌خواهم». Told from left to right, as the page shows them, Poppler, PDFium and MuPDF
all find what was written. Called by pdf/writer.py, whose files have a plain table of objects.
"""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

_RTL = r"(?:(?:05[9A-F]|0[678][0-9A-F]|FB[1-9A-F]|F[CD][0-9A-F]|FE[7-9A-E])[0-9A-F]|FEF[0-9A-C])"
_JOINER = r"(?:200[C-F]|202[A-E]|206[0-9])"
_PAIR = re.compile(rf"<(FEFF)?((?:{_RTL}|{_JOINER}){{2,}})>".encode())
_STREAM = re.compile(rb"<<((?:[^<>]|<<[^<>]*>>)*?)/Length (\d+)((?:[^<>]|<<[^<>]*>>)*)>>\s*stream\r?\n")
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])")


def repair_text_layer(pdf: bytes) -> bytes:
    """The PDF with its text layer repaired; one that is not built as expected comes back as it was."""
    start = _START.search(pdf)
    if start is None or not pdf.startswith(b"xref", int(start.group(1))):
        return pdf
    table, trailer = int(start.group(1)), pdf.find(b"trailer", int(start.group(1)))
    entries = [(int(place), kind == b"n") for place, _, kind in _ENTRY.findall(pdf[table:trailer])]
    ends = sorted([place for place, used in entries if used] + [table])
    after = dict(pairwise(ends))
    out = bytearray(pdf[: ends[0]])
    places: dict[int, int] = {}
    for place in ends[:-1]:
        places[place] = len(out)
        out += _repair_object(pdf[place : after[place]])
    rows = [b"%010d 00000 n\r\n" % places[place] if used else b"%010d 65535 f\r\n" % place for place, used in entries]
    moved = len(out)
    out += b"xref\n0 %d\n%s" % (len(rows), b"".join(rows))
    out += pdf[trailer : start.start()] + b"startxref\n%d\n%%%%EOF\n" % moved
    return bytes(out)


def _repair_object(data: bytes) -> bytes:
    match = _STREAM.search(data)
    if match is None or b"/FlateDecode" not in match.group() or b"/Subtype" in match.group():
        return data
    length = int(match.group(2))
    text = zlib.decompress(data[match.end() : match.end() + length])
    changed = _PAIR.sub(_turn, text)
    if changed == text:
        return data
    packed = zlib.compress(changed)
    head = data[: match.start(2)] + b"%d" % len(packed) + data[match.end(2) : match.end()]
    return head + packed + data[match.end() + length :]


def _turn(match: re.Match[bytes]) -> bytes:
    letters = match.group(2)
    turned = b"".join(letters[at : at + 4] for at in range(len(letters) - 4, -1, -4))
    return b"<%s%s>" % (match.group(1) or b"", turned)
