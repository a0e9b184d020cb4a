"""Pieces of text cut at white space, and the words in them, each worked out once.

A manuscript repeats itself: of a hundred thousand pieces ("house,", "said.") some ten thousand differ. The tables below
turn the work per piece into a dictionary look-up, which is what makes a report take a microsecond or two for a word.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
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


def read_words(text: str) -> list[str]:
    """The words of a text as written: those that `writers_app.text.words.split_words` finds."""
    return list(chain.from_iterable(map(PIECES.__getitem__, text.split())))


def count_words(text: str) -> int:
    return sum(map(len, map(PIECES.__getitem__, text.split())))


class WordPlaces:
    """From the number of a word in a text to its place there, without looking for all words again."""

    def __init__(self, text: str) -> None:
        self._pieces = text.split()
        self._ends = list(accumulate(map(len, map(PIECES.__getitem__, self._pieces))))
        self._starts = list(self._piece_starts(text))

    def _piece_starts(self, text: str) -> Iterator[int]:
        lengths = list(map(len, self._pieces))
        if sum(lengths) + len(lengths) - 1 == len(text):  # one space between any two pieces
            return (start + i for i, start in enumerate(accumulate(lengths[:-1], initial=0)))
        return (match.start() for match in _PIECE.finditer(text))

    def __call__(self, number: int) -> tuple[int, int]:
        i = bisect_right(self._ends, number)
        piece, first = self._pieces[i], self._ends[i - 1] if i else 0
        words = PIECES[piece]
        if len(words) == 1 and len(words[0]) == len(piece):
            return self._starts[i], self._starts[i] + len(piece)
        word = list(find_words(piece))[number - first]
        return self._starts[i] + word.start, self._starts[i] + word.end
