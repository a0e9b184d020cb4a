"""A text cut at white space: its words under their numbers, and the way from a word to its place."""

import re
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from writers_app.analysis.lexicon import Lexicon, Numbers

_PIECE: Final = re.compile(r"\S+")  # its white space is that of str.split


class Pieces:
    """`numbers` are those of the words in the lexicon, one after the other; `ends` says for each piece how many words
    there are up to its end."""

    def __init__(self, text: str, lexicon: Lexicon, pieces: list[str] | None = None) -> None:
        """`pieces` are those of ``text.split()``, where it has been done."""
        self.text = text
        self.lexicon = lexicon
        self.pieces = text.split() if pieces is None else pieces
        self._numbers = lexicon.number_pieces(self.pieces)
        self._counts = lexicon.word_counts[self._numbers]
        self.widths = lexicon.widths[self._numbers]
        self.ends: Numbers = np.cumsum(self._counts, dtype=np.int32)
        self.numbers, self._inner_starts, self._inner_ends = lexicon.words_of(self._numbers, self._counts, self.ends)

    @cached_property
    def words(self) -> list[str]:
        """The words as written: those that `writers_app.text.words.split_words` finds."""
        return self.lexicon.spell(self.numbers)

    @cached_property
    def hidden(self) -> Numbers:
        """How many characters of each piece cannot be seen."""
        return self.lexicon.hidden[self._numbers]

    @property
    def candidates(self) -> list[int]:
        """The numbers of the pieces with which a sentence may end."""
        return np.flatnonzero(self.lexicon.endings[self._numbers]).tolist()

    @cached_property
    def is_even(self) -> bool:
        """Whether just one character of white space stands between two pieces, and none around them: nearly always."""
        return int(self.widths.sum()) - 1 == len(self.text)

    @cached_property
    def starts(self) -> Numbers:
        """Where each piece begins in the text."""
        if self.is_even:
            return np.cumsum(self.widths, dtype=np.int32) - self.widths
        return np.array([match.start() for match in _PIECE.finditer(self.text)], np.int32)

    @cached_property
    def word_spans(self) -> tuple[Numbers, Numbers]:
        """Where each word begins, and where it ends."""
        starts = np.repeat(self.starts, self._counts)
        return starts + self._inner_starts, starts + self._inner_ends

    def words_before(self, offsets: ArrayLike) -> list[int]:
        """How many words begin before each of these places in the text."""
        before: list[int] = np.searchsorted(self.word_spans[0], offsets).tolist()
        return before

    @cached_property
    def _spans(self) -> tuple[list[int], list[int]]:
        starts, ends = self.word_spans
        return starts.tolist(), ends.tolist()

    def place_of(self, word: int) -> tuple[int, int]:
        starts, ends = self._spans
        return starts[word], ends[word]
