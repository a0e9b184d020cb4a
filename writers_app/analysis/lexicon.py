"""Pieces of text and words under numbers, and what is known of them in columns; all passes over a text go by these.

A manuscript of a hundred thousand words has some ten thousand different ones. So a report turns its text into numbers
once, and from then on works on whole arrays: what is known of all words of a text, one after the other, is
``column[numbers]``. Numbers are given as words come and stay from one report to the next, so nothing that a report says
may hang on their order.
"""

import threading
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from writers_app.analysis.counts import FOLDS, KNOWN, Table

Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]


class _Numbering(dict[str, int]):
    """From a string to its number, in the order in which they were met; `known` has them by their number."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[str] = []

    def __missing__(self, string: str) -> int:
        number = self[string] = len(self.known)
        self.known.append(string)
        return number

    def number(self, strings: Sequence[str]) -> Numbers:
        return np.fromiter(map(self.__getitem__, strings), np.int32, len(strings))


class Lexicon:
    """A vocabulary; `current_lexicon` has the one to use.

    The columns of pieces, by a piece's number: `word_counts`, `widths` (its characters and the space after it),
    `hidden` (how many of them cannot be seen), `endings` (whether a sentence may end with it). Those of words are asked
    for by `column`, `fold` and `lemmas`.
    """

    def __init__(self) -> None:
        self._pieces = _Numbering()
        self._words = _Numbering()
        self._lemmas = _Numbering()
        self._columns: dict[int, NDArray[Any]] = {}
        self._folded: Numbers = NO_NUMBERS
        self._spelled: NDArray[np.object_] = np.empty(0, object)
        self.word_counts: Numbers = NO_NUMBERS
        self.widths: Numbers = NO_NUMBERS
        self.hidden: Numbers = NO_NUMBERS
        self.endings: Flags = np.empty(0, np.bool_)
        # The words in the pieces, one piece after the other: their numbers, and where they begin and end in the piece.
        self._first_words: Numbers = NO_NUMBERS
        self._inner: Numbers = NO_NUMBERS
        self._inner_starts: Numbers = NO_NUMBERS
        self._inner_ends: Numbers = NO_NUMBERS

    @property
    def is_full(self) -> bool:
        return len(self._pieces) + len(self._words) > _MOST_STRINGS or int(self.widths.sum()) > _MOST_LETTERS

    @property
    def words(self) -> list[str]:
        """By their number, as written; the folded ones too."""
        return self._words.known

    def number_words(self, words: Sequence[str]) -> Numbers:
        return self._words.number(words)

    def number_pieces(self, pieces: Sequence[str]) -> Numbers:
        numbers = self._pieces.number(pieces)
        if len(self._pieces.known) > len(self.widths):
            self._learn(self._pieces.known[len(self.widths) :])
        return numbers

    def _learn(self, pieces: list[str]) -> None:
        words, spans, hidden, endings = zip(*map(KNOWN.__getitem__, pieces), strict=True)
        counts = np.fromiter(map(len, words), np.int32, len(words))
        inner = list(chain.from_iterable(spans))
        first = len(self._inner) + np.cumsum(counts, dtype=np.int32) - counts
        self._first_words = _joined(self._first_words, first)
        self._inner = _joined(self._inner, self.number_words(list(chain.from_iterable(words))))
        self._inner_starts = _joined(self._inner_starts, [start for start, _ in inner])
        self._inner_ends = _joined(self._inner_ends, [end for _, end in inner])
        self.word_counts = _joined(self.word_counts, counts)
        self.widths = _joined(self.widths, [len(piece) + 1 for piece in pieces])
        self.hidden = _joined(self.hidden, hidden)
        self.endings = np.concatenate((self.endings, [ending is not None for ending in endings]))

    def words_of(self, pieces: Numbers, counts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Of the words in these pieces: their numbers, and where each begins and ends in its piece. `counts` are the
        pieces' `word_counts`, `ends` those added up."""
        at = np.repeat(self._first_words[pieces] - ends + counts, counts)
        at += np.arange(len(at), dtype=np.int32)
        return self._inner[at], self._inner_starts[at], self._inner_ends[at]

    def column(self, table: Table[Any], kind: DTypeLike = np.int32) -> NDArray[Any]:
        """What a table, which must be there to stay, says of each word; of kind `bool_`, whether it says something."""
        known = self._columns.get(id(table), np.empty(0, kind))
        if len(known) < len(self.words):
            new = self.words[len(known) :]
            said = map(bool if kind is np.bool_ else int, map(table.__getitem__, new))
            known = np.concatenate((known, np.fromiter(said, kind, len(new))))
            self._columns[id(table)] = known
        return known

    def fold(self, words: Numbers) -> Numbers:
        """The numbers of the words folded."""
        while len(self._folded) < len(self.words):  # a folded word may be one not met before
            new = self.words[len(self._folded) :]
            self._folded = _joined(self._folded, self.number_words([FOLDS[word] for word in new]))
        return self._folded[words]

    def lemmas(self, table: Table[str | None]) -> Numbers:
        """From a folded word to the number of what the table has for it, and to -1 where that is nothing."""
        known = self._columns.get(id(table), NO_NUMBERS)
        if len(known) < len(self.words):
            lemmas = [table[word] for word in self.words[len(known) :]]
            known = _joined(known, [-1 if lemma is None else self._lemmas[lemma] for lemma in lemmas])
            self._columns[id(table)] = known
        return known

    @property
    def lemma_names(self) -> list[str]:
        """By their number."""
        return self._lemmas.known

    def spell(self, numbers: NDArray[np.integer[Any]]) -> list[str]:
        """The words that have these numbers."""
        if len(self._spelled) < len(self.words):
            self._spelled = np.concatenate((self._spelled, np.array(self.words[len(self._spelled) :], object)))
        spelled: list[str] = self._spelled[numbers].tolist()
        return spelled

    def flag(self, wanted: Iterable[str]) -> Flags:
        """For each word, whether it is wanted."""
        flags = np.zeros(len(self.words), np.bool_)
        flags[[number for word in wanted if (number := self._words.get(word)) is not None]] = True
        return flags


class _Current(threading.local):
    lexicon: Lexicon | None = None


_CURRENT: Final = _Current()
_MOST_STRINGS: Final = 300_000
_MOST_LETTERS: Final = 4_000_000


def current_lexicon() -> Lexicon:
    """This thread's, to be used for one report; it is left to those who hold it once it is full."""
    lexicon = _CURRENT.lexicon
    if lexicon is None or lexicon.is_full:
        lexicon = _CURRENT.lexicon = Lexicon()
    return lexicon


NO_NUMBERS: Final[Numbers] = np.empty(0, np.int32)


def _joined(known: Numbers, new: Iterable[int] | Numbers) -> Numbers:
    return np.concatenate((known, np.asarray(new, np.int32)))
