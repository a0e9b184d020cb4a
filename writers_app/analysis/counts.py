"""Pieces of text cut at white space, and the words in them, each worked out once.

A manuscript repeats itself: of a hundred thousand pieces ("house,", "said.") some ten thousand differ. The tables below
turn the work per piece into a dictionary look-up, which is what makes a report take a microsecond or two for a word.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Sequence
from functools import cached_property
from itertools import accumulate, chain, compress
from typing import Final, NamedTuple, TypeVar

from writers_app.analysis.lemmas import fold_word
from writers_app.text.sentences import ENDINGS, Ending
from writers_app.text.words import count_characters, find_words, split_words

_MOST_ENTRIES: Final = 400_000
_LONGEST_PIECE: Final = 60
_PIECE = re.compile(r"\S+")  # its white space is that of str.split
_Known = TypeVar("_Known")


class Table(dict[str, _Known]):
    """What is known of words, worked out when a word is met for the first time; it forgets everything when it grows
    beyond a large vocabulary."""

    def __init__(self, find: Callable[[str], _Known]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> _Known:
        if len(self) >= _MOST_ENTRIES:
            self.clear()
        known = self[word] = self._find(word)
        return known


class Piece(NamedTuple):
    """What is known of a piece: its words as written, how many they are, how many characters it takes with the space
    after it, how many of its characters cannot be seen, and what it ends in."""

    words: tuple[str, ...]
    word_count: int
    width: int
    hidden: int
    ending: Ending | None


class _PieceTable(Table[_Known]):
    """Pieces are looked up as words are, but for those so long that they will hardly come again."""

    def __missing__(self, piece: str) -> _Known:
        return super().__missing__(piece) if len(piece) <= _LONGEST_PIECE else self._find(piece)


def _read_piece(piece: str) -> Piece:
    words = tuple(split_words(piece))
    return Piece(words, len(words), len(piece) + 1, len(piece) - count_characters(piece), ENDINGS[piece])


def _find_spans(piece: str) -> list[tuple[int, int]]:
    """Where each word of a piece begins and ends."""
    return [(word.start, word.end) for word in find_words(piece)]


KNOWN: Final = _PieceTable(_read_piece)
_SPANS: Final = _PieceTable(_find_spans)
FOLDS: Final = Table(fold_word)
"""From a word as written to the word folded."""


class Pieces:
    """A text cut at white space: its words, and the way from a word's number to its place."""

    def __init__(self, text: str, pieces: list[str] | None = None) -> None:
        """`pieces` are those of ``text.split()``, where it has been done."""
        self.text = text
        self.pieces = text.split() if pieces is None else pieces
        # One look-up tells all that is known of a piece; the columns are those of `Piece`.
        known = tuple(zip(*map(KNOWN.__getitem__, self.pieces), strict=True)) or ((), (), (), (), ())
        self._of_piece: tuple[tuple[str, ...], ...] = known[0]
        self._widths: tuple[int, ...] = known[2]
        self.hidden: tuple[int, ...] = known[3]
        self.endings: tuple[Ending | None, ...] = known[4]
        # For each piece, how many words there are up to its end.
        self.ends: list[int] = list(accumulate(known[1]))

    @cached_property
    def words(self) -> list[str]:
        """The words as written: those that `writers_app.text.words.split_words` finds."""
        return list(chain.from_iterable(self._of_piece))

    @cached_property
    def is_even(self) -> bool:
        """Whether just one character of white space stands between two pieces, and none around them: nearly always."""
        return sum(self._widths) - 1 == len(self.text)

    @cached_property
    def starts(self) -> list[int]:
        """Where each piece begins in the text."""
        if self.is_even:
            return list(accumulate(self._widths[:-1], initial=0))
        return [match.start() for match in _PIECE.finditer(self.text)]

    def words_before(self, offset: int) -> int:
        """How many words there are before this place in the text."""
        i = bisect_right(self.starts, offset) - 1
        if i < 0:
            return 0
        inside = offset - self.starts[i]
        before = self.ends[i - 1] if i else 0
        return before + (bisect_left(_SPANS[self.pieces[i]], (inside,)) if inside else 0)

    def place_of(self, word: int) -> tuple[int, int]:
        piece = bisect_right(self.ends, word)
        at = self.starts[piece]
        start, end = _SPANS[self.pieces[piece]][word - self.ends[piece]]
        return at + start, at + end


def positions_of(wanted: Container[str], words: Sequence[str | None]) -> list[int]:
    """The numbers of the words that are among the wanted, in order."""
    return list(compress(range(len(words)), map(wanted.__contains__, words)))


def fold_words(text: str) -> str:
    """The words of a text, folded, with one space between them: the way to tell whether two phrases are the same."""
    return " ".join(map(FOLDS.__getitem__, Pieces(text).words))
