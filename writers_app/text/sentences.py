"""Where sentences end, in English and Persian; the analysis and the editor's services call this.

A sentence ends at ``.``, ``!``, ``?``, ``…``, «؟» or «۔» (any run of them, with closing quotes and brackets)
before white space or the end, and at every line break. It does not end

- after an abbreviation (*Dr.*, *e.g.*), after an initial (*J. R. R. Tolkien*), or at a list number (*1.*);
- when the text goes on in lower case: *"Stop!" he said*, *Well… perhaps*;
- when a quotation that ended in ``!``, ``?``, ``…``, «؟» has its speech tag after it: *"Who?" Sara asked*, «کی؟» پرسید.

A piece without a letter or digit is no sentence; it belongs to the one before it.
"""

# ruff: noqa: SIM905 (a word list reads better as one string than as a column of quoted words)

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress
from typing import Final, NamedTuple

import regex

_CLOSERS: Final = r"""["'”’»›)\]}]"""
_OPENERS: Final = "\"'“‘«‹([{¿¡—–-"
_END = regex.compile(rf"([.!?…؟۔]+)({_CLOSERS}*)$")
_LAST_WORD = regex.compile(r"[\p{L}\p{M}\p{N}.'’]*$")
_CONTENT = regex.compile(r"[\p{L}\p{N}]")
_PIECE = re.compile(r"\S+")  # its white space is that of str.split

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
    pieces = text.split()
    if not pieces:
        return
    places = [match.span() for match in _PIECE.finditer(text)]
    content = list(accumulate(_CONTENT.search(piece) is not None for piece in pieces))
    first = 0
    for last in (*find_ends(pieces, content, line_ends(text)), len(pieces) - 1):
        start, end = places[first][0], places[last][1]
        yield Sentence(start, end, text[start:end])
        first = last + 1


def split_sentences(text: str) -> list[str]:
    return [sentence.text for sentence in find_sentences(text)]


def count_sentences(text: str) -> int:
    return sum(1 for sentence in find_sentences(text) if _CONTENT.search(sentence.text))


def line_ends(text: str) -> list[int]:
    """The numbers of the pieces (as ``text.split()`` gives them) that end a line, but for the last one."""
    if "\n" not in text:
        return []
    ends = {count - 1 for count in accumulate(len(line.split()) for line in text.split("\n")) if count}
    return sorted(ends)[:-1]


def find_ends(
    pieces: Sequence[str],
    content: Sequence[int],
    lines: Sequence[int] = (),
    candidates: Sequence[int] | None = None,
) -> list[int]:
    """The numbers of the pieces after which a sentence ends, all but the last one.

    `pieces` are cut at white space; `content` counts, for each, words (or pieces with a word) up to it and with it;
    `lines` are the pieces that end a line, in order, all but the last one; `candidates` are those that have something
    in `ENDINGS`, where they have been looked up.
    """
    ends: list[int] = []
    done = first = 0
    if candidates is None:
        candidates = list(compress(range(len(pieces)), map(ENDINGS.__getitem__, pieces)))
    i = 0
    for last in (*lines, len(pieces) - 1):
        line_end = bisect_right(candidates, last, i)
        for number in candidates[i:line_end]:
            if done < content[number] < content[last]:
                following = pieces[number + 1 : min(number + 4, last + 1)]
                if _ends_after(pieces[number], ENDINGS[pieces[number]], following, number == first):
                    ends.append(number)
                    done = content[number]
        if done < content[last] < content[-1]:
            ends.append(last)
            done = content[last]
        first, i = last + 1, line_end
    return ends


class Ending(NamedTuple):
    """What a piece ends in: its marks, whether something closes after them, and the word before them, lower case."""

    marks: str
    closed: bool
    word: str


class _Endings(dict[str, Ending | None]):
    """From a piece to its ending, worked out once; it forgets everything when it grows beyond a large vocabulary."""

    def __missing__(self, piece: str) -> Ending | None:
        match = _END.search(piece)
        ending = None
        if match:
            word = _LAST_WORD.search(piece[max(0, match.start() - 20) : match.start()])
            ending = Ending(match.group(1), bool(match.group(2)), word.group().lower() if word else "")
        if len(piece) <= 60:
            if len(self) >= 400_000:
                self.clear()
            self[piece] = ending
        return ending


ENDINGS: Final = _Endings()


def _ends_after(piece: str, ending: Ending | None, following: Sequence[str], is_first: bool) -> bool:
    """Whether a sentence ends with this piece, which may be the first of its line; `following` are those that come
    after it there, as far as they matter."""
    word = _next_word(following)
    if ending is None or word[:1].islower():
        return False
    marks, closed, before = ending
    if marks == "." and not closed:
        is_list_number = is_first and piece[:-1].isdecimal()
        return not (is_list_number or _is_abbreviation(before, word))
    return not (closed and marks != "." and _tags_speech(following))


def _next_word(pieces: Sequence[str]) -> str:
    for piece in pieces:
        if piece[0].isalnum():
            return piece
        if word := piece.lstrip(_OPENERS):
            return word
    return ""


def _is_abbreviation(word: str, following: str) -> bool:
    if len(word) == 1 and word.isalpha() and word != "i":
        return following[:1].isalnum() and following.lower() not in _COMMON_OPENINGS
    if word in PERSIAN_ABBREVIATIONS:
        return True
    if word not in ABBREVIATIONS:
        return False
    if word in _BEFORE_FIGURES:
        return following[:1].isdecimal()
    return word not in _CLOSING_ABBREVIATIONS or not following[:1].isupper()


def _tags_speech(pieces: Sequence[str]) -> bool:
    """Whether a speech verb is among the three words after a quotation (the first two in Persian)."""
    words = [piece.strip("،,.:;!?؟") for piece in pieces]
    return any(word in SPEECH_VERBS for word in words) or any(word in PERSIAN_SPEECH_VERBS for word in words[:2])
