"""Pieces of text cut at white space, and the words in them, each worked out once.

A manuscript repeats itself: of a hundred thousand pieces ("house,", "said.") some ten thousand differ. The tables below
turn the work per piece into a dictionary look-up, which is what makes a report take a microsecond or two for a word.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from functools import cached_property
from itertools import accumulate, chain, compress
from typing import Final, NamedTuple

from writers_app.analysis.lemmas import fold_word
from writers_app.text.sentences import ENDINGS, Ending
from writers_app.text.words import count_characters, find_words, split_words

_MOST_ENTRIES: Final = 400_000
_LONGEST_PIECE: Final = 60
_PIECE = re.compile(r"\S+")  # its white space is that of str.split


class Piece(NamedTuple):
    """What is known of a piece: its words as written, how many they are, how many of its characters cannot be seen, and
    what it ends in."""

    words: tuple[str, ...]
    word_count: int
    hidden: int
    ending: Ending | None


class _Known(dict[str, Piece]):
    """From a piece to what is known of it; it forgets everything when it grows beyond a large vocabulary."""

    def __missing__(self, piece: str) -> Piece:
        words = tuple(split_words(piece))
        known = Piece(words, len(words), len(piece) - count_characters(piece), ENDINGS[piece])
        if len(piece) <= _LONGEST_PIECE:
            if len(self) >= _MOST_ENTRIES:
                self.clear()
            self[piece] = known
        return known


class _Folds(dict[str, str]):
    """From a word as written to the word folded."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_ENTRIES:
            self.clear()
        folded = self[word] = fold_word(word)
        return folded


KNOWN: Final = _Known()
FOLDS: Final = _Folds()


class Pieces:
    """A text cut at white space: its words, and the way from a word's number to its place."""

    def __init__(self, text: str, pieces: list[str] | None = None) -> None:
        """`pieces` are those of ``text.split()``, where it has been done."""
        self.text = text
        self.pieces = text.split() if pieces is None else pieces
        # One look-up tells all that is known of a piece; the columns are those of `Piece`.
        known = tuple(zip(*map(KNOWN.__getitem__, self.pieces), strict=True)) or ((), (), (), ())
        self._of_piece: tuple[tuple[str, ...], ...] = known[0]
        self.hidden: tuple[int, ...] = known[2]
        self.endings: tuple[Ending | None, ...] = known[3]
        self._starts_within: dict[int, list[int]] = {}
        # For each piece, how many words there are up to its end.
        self.ends: list[int] = list(accumulate(known[1]))

    @cached_property
    def words(self) -> list[str]:
        """The words as written: those that `writers_app.text.words.split_words` finds."""
        return list(chain.from_iterable(self._of_piece))

    @cached_property
    def starts(self) -> list[int]:
        """Where each piece begins in the text."""
        # Nearly always one space stands between two pieces, and each with its space is its length and one.
        starts = list(accumulate([len(piece) + 1 for piece in self.pieces], initial=0))
        if starts.pop() - 1 == len(self.text):
            return starts
        return [match.start() for match in _PIECE.finditer(self.text)]

    def words_before(self, offset: int) -> int:
        """How many words there are before this place in the text."""
        i = bisect_right(self.starts, offset) - 1
        if i < 0:
            return 0
        inside = offset - self.starts[i]
        before = self.ends[i - 1] if i else 0
        return before + (bisect_left(self._word_starts(i), inside) if inside else 0)

    def _word_starts(self, piece: int) -> list[int]:
        if piece not in self._starts_within:
            self._starts_within[piece] = [word.start for word in find_words(self.pieces[piece])]
        return self._starts_within[piece]

    def place_of(self, word: int) -> tuple[int, int]:
        piece = bisect_right(self.ends, word)
        written, start, words = self.pieces[piece], self.starts[piece], self._of_piece[piece]
        if len(words) == 1:
            if len(words[0]) == len(written):
                return start, start + len(written)
            start += written.index(words[0])
            return start, start + len(words[0])
        first = self.ends[piece - 1] if piece else 0
        found = list(find_words(written))[word - first]
        return start + found.start, start + found.end


def positions_of(wanted: Container[str], words: Sequence[str | None]) -> list[int]:
    """The numbers of the words that are among the wanted, in order."""
    return list(compress(range(len(words)), map(wanted.__contains__, words)))


def fold_words(text: str) -> str:
    """The words of a text, folded, with one space between them: the way to tell whether two phrases are the same."""
    return " ".join(map(FOLDS.__getitem__, Pieces(text).words))
