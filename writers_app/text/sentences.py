"""Where sentences end, in English and Persian; the analysis and the editor's services call this.

A sentence ends at ``.``, ``!``, ``?``, ``…``, «؟» or «۔» (any run of them, with closing quotes and brackets)
before white space or the end, and at every line break. It does not end

- after an abbreviation (*Dr.*, *e.g.*), after an initial (*J. R. R. Tolkien*), or at a list number (*1.*);
- when the text goes on in lower case: *"Stop!" he said*, *Well… perhaps*;
- when a quotation that ended in ``!``, ``?``, ``…``, «؟» has its speech tag after it: *"Who?" Sara asked*, «کی؟» پرسید.

A piece without a letter or digit is no sentence; it belongs to the one before it.
"""

# ruff: noqa: SIM905 (a word list reads better as one string than as a column of quoted words)

from collections.abc import Iterator
from typing import Final, NamedTuple

import regex

_CLOSERS: Final = r"""["'”’»›)\]}]"""
_OPENERS: Final = r"""["'“‘«‹(\[{¿¡—–-]"""
_END = regex.compile(rf"([.!?…؟۔]+)({_CLOSERS}*)(?=\s|$)|\n")
_NEXT = regex.compile(rf"[^\S\n]*{_OPENERS}*[^\S\n]*([^\s]*)")
_LAST_WORD = regex.compile(r"[\p{L}\p{M}\p{N}.'’]*$")
_CONTENT = regex.compile(r"[\p{L}\p{N}]")
_LAST_CONTENT = regex.compile(r"(?r)[\p{L}\p{N}]")

ABBREVIATIONS: Final = frozenset(
    """
    mr mrs ms mx dr prof rev hon st sr jr gen col capt lt sgt maj cmdr gov sen rep pres messrs mme mlle vs
    etc inc ltd co corp dept est fig vol ch sec ed eds trans no nos pp p approx apt ave blvd rd jan feb mar
    apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun e.g i.e a.m p.m cf al
    viz ca ibid op u.s u.k u.n ph.d b.a m.a d.c
    """.split()
)
# Those that commonly end a sentence too: they end one when the next word is capitalised.
_CLOSING_ABBREVIATIONS: Final = frozenset(
    """
    etc inc ltd co corp jr sr a.m p.m u.s u.k u.n ph.d b.a m.a d.c al
    """.split()
)
# "No." and month or day names are words too, so they count as abbreviations only before a figure.
_BEFORE_FIGURES: Final = frozenset(
    """
    no nos p pp fig vol ch sec jan mar may jun mon wed sat sun ed art
    """.split()
)
# After one capital letter these begin a sentence ("Plan B. Then …"); any other word may be a surname.
_COMMON_OPENINGS: Final = frozenset(
    """
    the a an he she it they we you i and but so then this that there in on at when
    """.split()
)
PERSIAN_ABBREVIATIONS: Final = frozenset(
    """
    ر.ک رک نک ن.ک ه.ش ه.ق ق.م ب.م
    """.split()
)

SPEECH_VERBS: Final = frozenset(
    """
    said asked replied answered cried shouted whispered murmured muttered exclaimed demanded called yelled
    screamed inquired wondered added snapped repeated begged says asks
    """.split()
)
PERSIAN_SPEECH_VERBS: Final = frozenset(
    """
    گفت گفتم گفتند گفتیم گفتی پرسید پرسیدم پرسیدند داد زد کشید فریاد جواب پاسخ زمزمه نالید غرید خندید
    می‌گوید می‌پرسد
    """.split()
)


class Sentence(NamedTuple):
    """A sentence without the white space around it, and its place in code points."""

    start: int
    end: int
    text: str


def find_sentences(text: str) -> Iterator[Sentence]:
    """In order, covering every word of the text."""
    start = 0
    for end in (*_sentence_ends(text), len(text)):
        piece = text[start:end]
        if stripped := piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            yield Sentence(left, left + len(stripped), stripped)
        start = end


def split_sentences(text: str) -> list[str]:
    return [sentence.text for sentence in find_sentences(text)]


def count_sentences(text: str) -> int:
    return sum(1 for sentence in find_sentences(text) if _CONTENT.search(sentence.text))


def _sentence_ends(text: str) -> Iterator[int]:
    last = _LAST_CONTENT.search(text)
    first = _CONTENT.search(text)
    for match in _END.finditer(text):
        if first is None or last is None or match.end() > last.start():
            return
        if first.start() < match.start() and _ends_here(text, match):
            first = _CONTENT.search(text, match.end())
            yield match.end()


def _ends_here(text: str, match: regex.Match[str]) -> bool:
    marks, closers = match.group(1), match.group(2)
    if marks is None:
        return True
    following = _NEXT.match(text, match.end())
    next_word = following.group(1) if following else ""
    if next_word[:1].islower():
        return False
    if marks == "." and not closers:
        return not _is_abbreviation(text, match.start(), next_word)
    return not (closers and marks != "." and _tags_speech(text, match.end()))


def _is_abbreviation(text: str, dot: int, next_word: str) -> bool:
    found = _LAST_WORD.search(text, max(0, dot - 20), dot)
    word = found.group().lower() if found else ""
    if len(word) == 1 and (word.isalpha() and word != "i"):
        return next_word[:1].isalnum() and next_word.lower() not in _COMMON_OPENINGS
    if word.isdecimal():
        return text[:dot].strip().isdecimal()
    if word in PERSIAN_ABBREVIATIONS:
        return True
    if word not in ABBREVIATIONS:
        return False
    if word in _BEFORE_FIGURES:
        return next_word[:1].isdecimal()
    return word not in _CLOSING_ABBREVIATIONS or not next_word[:1].isupper()


def _tags_speech(text: str, end: int) -> bool:
    """Whether a speech verb is among the three words after a quotation (the first two in Persian)."""
    words = [word.strip("،,.:;!?؟") for word in text[end : end + 60].split()[:3]]
    return any(word in SPEECH_VERBS for word in words) or any(word in PERSIAN_SPEECH_VERBS for word in words[:2])
