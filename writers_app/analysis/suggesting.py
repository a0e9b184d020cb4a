"""What the rules of copy-editing are made of: the suggestion, its kinds, and the making of it from a pattern."""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import regex


class Suggestion(NamedTuple):
    """To put `replacement` for ``text[start:end]``. `reason` is a msgid."""

    kind: str
    start: int
    end: int
    replacement: str
    reason: str


KINDS: Final[dict[str, str]] = {
    "arabic_letter": "Arabic ي, ى and ك are ی and ک in Persian.",
    "kashida": "A kashida stretches a word; it is not part of it.",
    "half_space": "The parts of this word are joined by a half-space.",
    "stray_half_space": "This half-space joins nothing.",
    "plural": "The house style writes plurals otherwise.",
    "quotes": "Persian quotation marks are « and ».",
    "digits": "The house style writes figures with other digits.",
    "punctuation": "Persian has a mark of its own for this.",
    "spacing": "Spaces stand after marks, not before, and once.",
    "he_ye": "The house style writes the ezafe after a silent ه otherwise.",
    "english_quotes": "The house style has other quotation marks and apostrophes.",
    "spelling": "The house style spells this otherwise.",
    "dashes": "The house style writes dashes otherwise.",
}
"""From each kind to the reason that its suggestions give; `METRICS` explains each at length."""

Find = Callable[[str], Iterator[Suggestion]]


def suggestion(kind: str, start: int, end: int, replacement: str) -> Suggestion:
    return Suggestion(kind, start, end, replacement, KINDS[kind])


def by_pattern(
    kind: str, pattern: "regex.Pattern[str]", replacement: str | Callable[[str], str], sign: str = ""
) -> Find:
    """A finder that replaces each match as a whole. A text without the `sign` (a plain pattern, much quicker to look
    for than the other) has no match."""
    may_match = re.compile(sign).search

    def find(text: str) -> Iterator[Suggestion]:
        if not may_match(text):
            return
        for match in pattern.finditer(text):
            new = replacement if isinstance(replacement, str) else replacement(match.group())
            yield suggestion(kind, match.start(), match.end(), new)

    return find
