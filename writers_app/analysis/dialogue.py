"""Which parts of a paragraph are speech; the dialogue share, pacing and the tense and person metrics ask it."""

from collections.abc import Iterator
from typing import Final

import regex

# Single quotes are left out where they cannot be told from apostrophes; ‘…’ is speech only if it closes before a space
# or mark, '…' only if a mark stands before its end as well. A paragraph may leave its quotation open, as long speeches
# do.
_QUOTED = regex.compile(
    r"""“[^”]*(?:”|$)|«[^»]*(?:»|$)|(?<!\w)"[^"]*(?:"|$)|„[^„“”]*[“”]"""
    r"""|(?<!\w)‘(?:[^‘’]|’(?=\w))*’(?!\w)|(?<!\w)'(?=\S)(?:[^']|(?<=\w)'(?=\w))*(?<=[.,!?…])'(?!\w)"""
)
_DASHED = regex.compile(r"\s*[—–―-]\s*(?=\S)")
_QUOTES: Final = "“«\"„‘'"
_DASHES: Final = ("—", "–", "―", "- ")


def find_speech(text: str) -> Iterator[tuple[int, int]]:
    """Spans of speech, quotes included. A paragraph that opens with a dash and quotes nothing is speech as a whole."""
    quoted = [match.span() for match in _QUOTED.finditer(text)] if any(map(text.__contains__, _QUOTES)) else []
    yield from quoted
    if not quoted and text.lstrip().startswith(_DASHES) and (opening := _DASHED.match(text)):
        yield opening.end(), len(text)
