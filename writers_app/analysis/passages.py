"""Paragraphs as the rules of style see them: words by number, where sentences begin, what is speech."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from writers_app.analysis.counts import FOLDS, Table
from writers_app.analysis.lexicon import Flags, Numbers
from writers_app.analysis.pieces import Pieces

_FAR: Final = 1 << 30


class Mark(NamedTuple):
    """A finding before its paragraph has a place: what `Finding` says, with offsets in the paragraph."""

    kind: str
    start: int
    end: int
    message: str
    values: Mapping[str, str | int]


class SentenceFacts(NamedTuple):
    """A sentence's place in its paragraph, and how many words it has."""

    start: int
    end: int
    words: int


class Passage:
    """One paragraph or many, one after the other: rules run over a chapter much faster than over its paragraphs.

    `offsets` say where each paragraph begins in the text, `word_ends` how many words there are up to its end;
    `sentences` are those of each paragraph; `speech` are spans of the text. `openings` and `starts` are the numbers of
    the words that begin sentences, `lengths` how many words these have.
    """

    def __init__(
        self,
        pieces: Pieces,
        offsets: Sequence[int],
        word_ends: Sequence[int],
        sentences: Sequence[Sequence[SentenceFacts]],
        speech: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.text = pieces.text
        self.words = pieces.words
        self.word_ends = word_ends
        self.sentences = sentences
        self._all_sentences = list(chain.from_iterable(sentences))
        self.lengths = np.array([sentence.words for sentence in self._all_sentences], np.int32)
        self.openings = np.cumsum(self.lengths, dtype=np.int32) - self.lengths
        self.starts = frozenset(self.openings.tolist())
        self.speech = speech
        self._pieces = pieces
        self._offsets = offsets

    @property
    def paragraphs_of_sentences(self) -> NDArray[np.intp]:
        return np.repeat(np.arange(len(self.sentences)), [len(own) for own in self.sentences])

    def column(self, table: Table[Any], kind: DTypeLike) -> NDArray[Any]:
        """What a table says of each word."""
        return self._pieces.lexicon.column(table, kind)[self._pieces.numbers]

    @cached_property
    def folds(self) -> Numbers:
        """For each word, the number of the word folded."""
        return self._pieces.lexicon.fold(self._pieces.numbers)

    @cached_property
    def spoken(self) -> Sequence[range]:
        """The speech as ranges of word numbers, in order."""
        starts, ends = self._spoken
        return list(map(range, starts, ends))

    @cached_property
    def _said(self) -> list[range]:
        """The speech that has words."""
        return [part for part in self.spoken if part]

    @cached_property
    def _spoken(self) -> tuple[list[int], list[int]]:
        before = self._pieces.words_before
        return before([start for start, _ in self.speech]), before([end for _, end in self.speech])

    @cached_property
    def is_narrated(self) -> Flags:
        """For each word, whether it isn't spoken."""
        change = np.zeros(len(self.words) + 1, np.int32)
        for edge, step in zip(self._spoken, (1, -1), strict=True):
            np.add.at(change, np.array(edge, np.intp), step)
        return np.asarray(np.cumsum(change[:-1]) == 0)

    def is_spoken(self, word: int) -> bool:
        return not self.is_narrated[word]

    def distances_to_speech(self, word: int) -> tuple[int, int]:
        """How many words this one comes after the end of a speech (1: it is the next word), and before a start;
        `_FAR` where its paragraph has no speech on that side."""
        paragraph = bisect_right(self.word_ends, word)
        first = self.word_ends[paragraph - 1] if paragraph else 0
        i = bisect_right(self._said, word, key=lambda said: said.start)
        follows = i > 0 and self._said[i - 1].start >= first
        precedes = i < len(self._said) and self._said[i].start < self.word_ends[paragraph]
        after = word - self._said[i - 1].stop + 1 if follows else _FAR
        before = self._said[i].start - word if precedes else _FAR
        return after, before

    def folded(self, word: int) -> str:
        """The word folded, or nothing beyond the end."""
        return FOLDS[self.words[word]] if 0 <= word < len(self.words) else ""

    def reads(self, first: int, words: tuple[str, ...]) -> bool:
        """Whether these are the words from `first` on, folded."""
        return first >= 0 and tuple(map(FOLDS.__getitem__, self.words[first : first + len(words)])) == words

    def following(self, word: int, most: int) -> Iterator[tuple[int, str]]:
        """The words after this one in the same sentence, folded, with their numbers."""
        for number in range(word + 1, min(word + 1 + most, len(self.words))):
            if number in self.starts:
                return
            yield number, FOLDS[self.words[number]]

    def is_joined(self, first: int, last: int) -> bool:
        """Whether nothing but spaces stands between the words: no comma, no quotation mark."""
        places = [self._pieces.place_of(word) for word in range(first, last + 1)]
        return all(self.text[end:start].isspace() for (_, end), (start, _) in pairwise(places))

    def mark(self, kind: str, first: int, last: int, message: str, **values: str | int) -> Mark:
        """A mark on the words from `first` to `last`; their text joins the values where the message shows it."""
        start, end = self._pieces.place_of(first)
        if last != first:
            _, end = self._pieces.place_of(last)
        if "%(text)s" in message:
            values["text"] = self.text[start:end]
        offset = self._offsets[bisect_right(self.word_ends, first)]
        return Mark(kind, start - offset, end - offset, message, values)

    def mark_sentence(self, number: int, kind: str, message: str, **values: str | int) -> tuple[int, Mark]:
        """A mark on a whole sentence, with the number of its first word."""
        sentence = self._all_sentences[number]
        return int(self.openings[number]), Mark(kind, sentence.start, sentence.end, message, values)
