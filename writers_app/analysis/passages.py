"""Paragraphs as the rules of style see them: words by number, where sentences begin, what is speech."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from writers_app.analysis.counts import FOLDS, Pieces


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

    `offsets` say where each paragraph begins in the text, `word_ends` how many words there are up to its end. `starts`
    are the numbers of the words that begin sentences; `speech` are spans of the text.
    """

    def __init__(
        self,
        pieces: Pieces,
        offsets: Sequence[int],
        word_ends: Sequence[int],
        starts: Iterable[int] = (),
        speech: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.text = pieces.text
        self.words = pieces.words
        self.starts = frozenset(starts)
        self.speech = speech
        self._pieces = pieces
        self._offsets = offsets
        self._word_ends = word_ends

    @cached_property
    def spoken(self) -> Sequence[range]:
        """The speech as ranges of word numbers, in order."""
        before = self._pieces.words_before
        return [range(before(start), before(end)) for start, end in self.speech]

    @cached_property
    def _spoken_from(self) -> list[int]:
        return [part.start for part in self.spoken]

    def is_spoken(self, word: int) -> bool:
        i = bisect_right(self._spoken_from, word)
        return i > 0 and word in self.spoken[i - 1]

    def distances_to_speech(self, word: int) -> tuple[int, int]:
        """How many words this one comes after the end of a speech (1: it is the next word), and before a start; more
        than there are where its paragraph has no speech on that side."""
        paragraph = bisect_right(self._word_ends, word)
        first = self._word_ends[paragraph - 1] if paragraph else 0
        none = len(self.words) + 1
        i = bisect_right(self._spoken_from, word)
        follows = i > 0 and self.spoken[i - 1].start >= first
        precedes = i < len(self.spoken) and self.spoken[i].start < self._word_ends[paragraph]
        after = word - self.spoken[i - 1].stop + 1 if follows else none
        before = self.spoken[i].start - word if precedes else none
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
        offset = self._offsets[bisect_right(self._word_ends, first)]
        return Mark(kind, start - offset, end - offset, message, values)
