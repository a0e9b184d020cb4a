r"""Words and characters of a text, for services, projections, analysis and (by the same rule) the browser.

What is one word, in any language that puts spaces between words:

1. An address (``http://…``, ``https://…``, ``www.…``) up to the next space, angle bracket or quotation mark.
2. Otherwise a run of letters, marks and digits that starts with a letter or digit. Such runs are one word when only
   these stand between them, once:

   - the half-space (ZWNJ, U+200C) and its invisible kin ZWJ, soft hyphen and word joiner, any number of them,
     so «می‌خواهم» is one word;
   - an apostrophe (``'`` or ``’``), a hyphen (``-``, U+2010, U+2011), ``_``, ``@`` or ``&``: *don't*, *AT&T*;
   - ``.``, ``,``, ``:``, ``/`` and the Persian «،», «٫», «٬» between two digits: *3.14*, *10:30*, ۱۴۰۵/۱/۱;
   - ``.`` before a lower-case Latin letter (*example.com*), or between single letters (*U.S.A*, «ه.ش»).

Dashes, ellipses, slashes and missing spaces after other marks separate words; emoji and bare punctuation are none.
A run of Chinese or Japanese is one word: Writers counts languages with spaces.

`JS_WORD_PATTERN` is this rule for ``new RegExp(JS_WORD_PATTERN, "gu")``; ``JS_CHARACTER_PATTERN`` likewise matches one
visible character: a code point that is not a line break or other control, an invisible formatting character, a
combining mark or a skin tone. ``tests/data/text/word_counts.json`` holds ``[text, words, characters]`` for both sides.
A word never spans white space, so a text may be counted in pieces that are cut at white space.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import regex

_LETTER = r"[\p{L}\p{M}\p{N}]"
_ADDRESS = r'(?:https?:\/\/|www\.)[^\s<>"«»“”]*[\p{L}\p{N}\/=&#_%\-]'
_JOINT = (
    r"(?:[\u200c\u200d\u00ad\u2060]+|['’\-\u2010\u2011_@&]"
    r"|(?<=\p{Nd})[.,:\/،٫٬](?=\p{Nd})"
    r"|\.(?=[a-z])"
    rf"|(?<=(?<!{_LETTER})\p{{L}})\.(?=\p{{L}}(?!{_LETTER})))"
)

JS_WORD_PATTERN = rf"{_ADDRESS}|[\p{{L}}\p{{N}}]{_LETTER}*(?:{_JOINT}{_LETTER}+)*"
JS_CHARACTER_PATTERN = r"[^\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{1F3FB}-\u{1F3FF}]"

WORD = regex.compile(JS_WORD_PATTERN)
_INVISIBLE = regex.compile(r"[\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\U0001F3FB-\U0001F3FF]")


class Word(NamedTuple):
    """A word and its place, in code points."""

    start: int
    end: int
    text: str


def split_words(text: str) -> list[str]:
    """The words as they are written, in order."""
    words: list[str] = WORD.findall(text)
    return words


def find_words(text: str) -> Iterator[Word]:
    """The words with their places, in order."""
    return (Word(match.start(), match.end(), match.group()) for match in WORD.finditer(text))


def count_words(text: str) -> int:
    return len(WORD.findall(text))


def count_characters(text: str) -> int:
    """Visible characters, spaces included; line breaks, half-spaces and combining marks are not counted."""
    present = set(text)
    for character in present - _SEEN:
        _SEEN.add(character)
        if _INVISIBLE.match(character):
            _UNSEEN.add(character)
    return len(text) - sum(map(text.count, present & _UNSEEN))


# The characters met so far, and those among them that cannot be seen: there are few, and they come again and again.
_SEEN: Final[set[str]] = set()
_UNSEEN: Final[set[str]] = set()
