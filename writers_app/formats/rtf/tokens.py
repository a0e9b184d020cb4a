"""Cuts RTF into groups, control words and letters, with code pages and Unicode resolved; for the RTF reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_CHARSETS = {0: "cp1252", 1: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950",
             161: "cp1253",
             162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
             238: "cp1250"}  # fmt: skip
LETTERS = {
    "zwnj": "\u200c", "zwj": "\u200d", "ltrmark": "\u200e", "rtlmark": "\u200f", "emdash": "—", "endash": "–",
    "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "tab": "\t", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "zwbo": "\u200b", "zwnbo": "\u2060",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"-": "\u00ad", b"{": "{", b"}": "}", b"\\": "\\", b"|": "", b":": ""}


class Token(NamedTuple):
    """`kind`: open, close, word, text, star (a destination that may be skipped) or bytes (letters in a code page)."""

    kind: str
    word: str = ""
    number: int | None = None
    text: str = ""
    data: bytes = b""


def tokenise(data: bytes) -> Iterator[Token]:
    """Tokens in order; \\bin data is stepped over."""
    at = 0
    while at < len(data):
        match = _TOKEN.match(data, at)
        if match is None:  # a lone backslash at the end
            return
        at = match.end()
        word, number, hexed, symbol, brace, plain = match.groups()
        if word is not None:
            name, value = word.decode(), int(number) if number else None
            if name == "bin":
                at += max(0, value or 0)
            elif name in LETTERS:
                yield Token("text", text=LETTERS[name])
            else:
                yield Token("word", name, value)
        elif hexed is not None:
            yield Token("bytes", data=bytes((int(hexed, 16),)))
        elif symbol is not None:
            yield from _symbol(symbol)
        elif brace is not None:
            yield Token("open" if brace == b"{" else "close")
        elif plain is not None:
            yield Token("bytes", data=plain)


def _symbol(symbol: bytes) -> Iterator[Token]:
    if symbol == b"*":
        yield Token("star")
    elif symbol in (b"\r", b"\n"):
        yield Token("word", "par")
    elif symbol in _SYMBOLS:
        yield Token("text", text=_SYMBOLS[symbol])


def charset_encoding(number: int) -> str:
    return _CHARSETS.get(number, "cp1252")


def code_page(number: int) -> str:
    """Python's name of a Windows code page, cp1252 for what it does not know."""
    name = {10000: "mac_roman", 65001: "utf-8", 0: "cp1252"}.get(number, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name
