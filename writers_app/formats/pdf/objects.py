"""The objects of a PDF as Typst writes it, with a plain table at the end. For textlayer.py, binding.py and heads.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])")
HEAD = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"


@dataclass(frozen=True, slots=True)
class Objects:
    """Bytes of each object from its number to `endobj`, by number; and what the trailer says."""

    found: dict[int, bytes]
    trailer: bytes


def read_objects(pdf: bytes) -> Objects | None:
    """None for a PDF that is not built as expected."""
    start = _START.search(pdf)
    if start is None or not pdf.startswith(b"xref", int(start.group(1))):
        return None
    table, trailer = int(start.group(1)), pdf.find(b"trailer", int(start.group(1)))
    places = {
        number: int(place) for number, (place, _, kind) in enumerate(_ENTRY.findall(pdf[table:trailer])) if kind == b"n"
    }
    after = dict(pairwise(sorted([*places.values(), table])))
    return Objects({number: pdf[at : after[at]] for number, at in places.items()}, pdf[trailer : start.start()])


def write_objects(found: dict[int, bytes], trailer: bytes) -> bytes:
    """A PDF of the objects; those that are missing among their numbers are free."""
    out = bytearray(HEAD)
    rows = [b"%010d 65535 f\r\n" % 0]
    for number in range(1, max(found) + 1):
        body = found.get(number)
        rows.append(b"%010d 00000 n\r\n" % len(out) if body is not None else b"%010d 65535 f\r\n" % 0)
        out += body or b""
    moved = len(out)
    out += b"xref\n0 %d\n%s" % (len(rows), b"".join(rows))
    out += trailer + b"startxref\n%d\n%%%%EOF\n" % moved
    return bytes(out)


def made_object(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n\n" % (number, body)


def references(body: bytes) -> list[int]:
    """The numbers of the objects that it refers to, one after another."""
    return [int(number) for number in _REFERENCE.findall(body)]
