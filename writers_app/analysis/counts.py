"""Pieces of text cut at white space, and the words in them, each worked out once.

A manuscript repeats itself: of a hundred thousand pieces ("house,", "said.") some ten thousand differ. The tables below
turn the work per piece into a dictionary look-up, which is what makes a report take a microsecond or two for a word.
"""

import re
from bisect import bisect_right
from itertools import accumulate, chain
from typing import Final

from writers_app.analysis.lemmas import fold_word
from writers_app.text.words import find_words, split_words

_MOST_ENTRIES: Final = 400_000
_LONGEST_PIECE: Final = 60
_PIECE = re.compile(r"\S+")  # its white space is that of str.split


class _Pieces(dict[str, tuple[str, ...]]):
    """From a piece to its words as written; it forgets everything when it grows beyond a large vocabulary."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        words = tuple(split_words(piece))
        if len(piece) <= _LONGEST_PIECE:
            if len(self) >= _MOST_ENTRIES:
                self.clear()
            self[piece] = words
        return words


class _Folds(dict[str, str]):
    """From a word as written to the word folded."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_ENTRIES:
            self.clear()
        folded = self[word] = fold_word(word)
        return folded


PIECES: Final = _Pieces()
FOLDS: Final = _Folds()


class Pieces:
    """A text cut at white space: its words, and the way from a word's number to its place."""

    __slots__ = ("_starts", "ends", "pieces", "text", "words")

    def __init__(self, text: str, pieces: list[str] | None = None) -> None:
        """`pieces` are those of ``text.split()``, where it has been done."""
        self.text = text
        self.pieces = text.split() if pieces is None else pieces
        of_piece = list(map(PIECES.__getitem__, self.pieces))
        # The words as written: those that `writers_app.text.words.split_words` finds.
        self.words = list(chain.from_iterable(of_piece))
        # For each piece, how many words there are up to its end.
        self.ends = list(accumulate(map(len, of_piece)))
        self._starts: list[int] | None = None

    def start_of(self, piece: int) -> int:
        if self._starts is None:
            self._starts = self._find_starts()
        return self._starts[piece]

    def end_of(self, piece: int) -> int:
        return self.start_of(piece) + len(self.pieces[piece])

    def _find_starts(self) -> list[int]:
        # Nearly always one space stands between two pieces, and each with its space is its length and one.
        starts = list(accumulate([len(piece) + 1 for piece in self.pieces], initial=0))
        if starts.pop() - 1 == len(self.text):
            return starts
        return [match.start() for match in _PIECE.finditer(self.text)]

    def place_of(self, word: int) -> tuple[int, int]:
        piece = bisect_right(self.ends, word)
        written, start = self.pieces[piece], self.start_of(piece)
        words = PIECES[written]
        if len(words) == 1:
            if len(words[0]) == len(written):
                return start, start + len(written)
            start += written.index(words[0])
            return start, start + len(words[0])
        first = self.ends[piece - 1] if piece else 0
        found = list(find_words(written))[word - first]
        return start + found.start, start + found.end


def count_words(text: str) -> int:
    return sum(map(len, map(PIECES.__getitem__, text.split())))
