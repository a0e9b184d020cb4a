"""A document as the report reads it: its paragraphs with their facts, and the way from a word back to its place."""

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, chain

import numpy as np

from writers_app.analysis.documents import AnalysedDocument, Paragraph, read_paragraphs
from writers_app.analysis.facts import SEPARATOR, ParagraphCache, ParagraphFacts, gather_facts
from writers_app.analysis.findings import Place, place_in
from writers_app.analysis.languages import Language
from writers_app.analysis.lexicon import Flags, Lexicon, Numbers
from writers_app.analysis.pieces import Pieces


class Reading:
    """`prose` are the paragraphs that have sentences; `numbers` are those of their words in the lexicon, one after the
    other."""

    def __init__(
        self, document: AnalysedDocument, language: Language, lexicon: Lexicon, cache: ParagraphCache | None = None
    ) -> None:
        self.document = document
        self.lexicon = lexicon
        self.paragraphs = read_paragraphs(document.content)
        self.facts, self._pieces = gather_facts(self.paragraphs, language, lexicon, cache)
        self.prose = [pair for pair in zip(self.paragraphs, self.facts, strict=True) if pair[1].sentences]

    @cached_property
    def numbers(self) -> Numbers:
        if self._pieces:
            return self._pieces.numbers
        return self.lexicon.number_words(list(chain.from_iterable([own.words for _, own in self.prose])))

    @cached_property
    def folds(self) -> Numbers:
        """For each word, the number of the word folded."""
        return self.lexicon.fold(self.numbers)

    @cached_property
    def words(self) -> list[str]:
        return self._pieces.words if self._pieces else self.lexicon.spell(self.numbers)

    @cached_property
    def folded(self) -> list[str]:
        return self.lexicon.spell(self.folds)

    def find(self, wanted: Flags) -> list[int]:
        """Where the words are, in order, that the lexicon has flagged."""
        return np.flatnonzero(wanted[self.numbers]).tolist()

    def find_folded(self, wanted: Flags) -> list[int]:
        """Where the words are, in order, that the lexicon has flagged in their folded form."""
        return np.flatnonzero(wanted[self.folds]).tolist()

    @cached_property
    def lengths(self) -> Numbers:
        """How many words each sentence has."""
        return np.array([sentence.words for _, facts in self.prose for sentence in facts.sentences], np.int32)

    @cached_property
    def openings(self) -> Numbers:
        """The words that begin sentences, by their place in `numbers`."""
        return np.cumsum(self.lengths, dtype=np.int32) - self.lengths

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(len(facts.words) for _, facts in self.prose))

    @cached_property
    def scenes(self) -> list[list[tuple[Paragraph, ParagraphFacts]]]:
        """The prose by scene; scenes without any are left out."""
        scenes: dict[int, list[tuple[Paragraph, ParagraphFacts]]] = {}
        for pair in self.prose:
            scenes.setdefault(pair[0].scene, []).append(pair)
        return list(scenes.values())

    @cached_property
    def text(self) -> str:
        """The texts of the prose, one after the other."""
        return SEPARATOR.join([paragraph.text for paragraph, _ in self.prose])

    @cached_property
    def _offsets(self) -> list[int]:
        return list(accumulate([len(paragraph.text) + 1 for paragraph, _ in self.prose], initial=0))

    def paragraph_at(self, offset: int) -> tuple[Paragraph, int]:
        """The paragraph in which this offset of `text` lies, and where its text begins there."""
        i = bisect_right(self._offsets, offset) - 1
        return self.prose[i][0], self._offsets[i]

    @cached_property
    def _cut(self) -> Pieces:
        return self._pieces or Pieces(self.text, self.lexicon)

    @property
    def word_spans(self) -> tuple[Numbers, Numbers]:
        """Where in `text` each word of `words` begins, and where it ends."""
        return self._cut.word_spans

    def span_of(self, number: int) -> tuple[int, int]:
        """Where in `text` a word of `words` begins and ends."""
        return self._cut.place_of(number)

    def locate(self, number: int) -> tuple[Place, str, str]:
        """The place and text of a word of `words`, and the text of its paragraph."""
        i = bisect_right(self._ends, number)
        paragraph, offset = self.prose[i][0], self._offsets[i]
        start, end = self.span_of(number)
        place = place_in(self.document.id, paragraph, start - offset, end - offset)
        return place, self.text[start:end], paragraph.text
