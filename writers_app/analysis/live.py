"""What the editor shows while one writes: the checks of a few paragraphs, with the little that they need to know of the
rest of the document. Called by services.checks.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from writers_app.analysis.copyediting import suggestions, widen
from writers_app.analysis.copyediting_metrics import COPYEDITING_METRICS
from writers_app.analysis.counts import FOLDS, fold_words, words_of
from writers_app.analysis.documents import Paragraph
from writers_app.analysis.echoes import is_name_again, listen, most_uses
from writers_app.analysis.facts import ParagraphCache, ParagraphFacts, gather_facts
from writers_app.analysis.findings import place_in
from writers_app.analysis.languages import Language, language_of
from writers_app.analysis.lexicon import Lexicon, current_lexicon
from writers_app.analysis.passages import Mark
from writers_app.analysis.pieces import Pieces
from writers_app.schemas.house_style import HouseStyle

LIVE_KINDS: Final = (
    *(metric.name for metric in COPYEDITING_METRICS),
    *("doubled_word", "echo", "repeated_opening", "cliche", "passive", "filter_word", "adverb", "said_tag"),
    *("long_sentence", "sticky_sentence"),
)
"""Every kind of check, corrections first; each is a name in `METRICS`."""


class Check(NamedTuple):
    """A remark on a span of a paragraph, in UTF-16 units as JavaScript counts them; `message` is a msgid.

    A suggestion has a `replacement` for just the span; `shown` is the span with the whole words around it.
    """

    kind: str
    start: int
    end: int
    shown: tuple[int, int]
    message: str
    values: Mapping[str, str | int]
    replacement: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What makes a word too common in a document to be heard as an echo: uses by lemma, and the number of words."""

    words: int
    uses: Mapping[str, int]


def read_vocabulary(text: str, language: str) -> Vocabulary:
    echoing = language_of(language).echoing
    words = words_of(text)
    uses: Counter[str] = Counter()
    for word, count in Counter(words).items():
        lemma = echoing[FOLDS[word]]
        if lemma is not None:
            uses[lemma] += count
    return Vocabulary(len(words), uses)


def check_paragraphs(
    paragraphs: Sequence[Paragraph], language: str, style: HouseStyle, vocabulary: Vocabulary, cache: ParagraphCache
) -> list[list[Check]]:
    """The checks of each paragraph, by place. The paragraphs follow one another in the document: a word may echo one of
    an earlier paragraph, so those of the first 40 words are complete only if they begin the document."""
    known = language_of(language)
    lexicon = current_lexicon()
    facts = gather_facts(paragraphs, known, lexicon, cache).facts
    marks = [[*own.marks] for own in facts]
    for number, echo in _find_echoes(paragraphs, facts, known, vocabulary, lexicon):
        marks[number].append(echo)
    terms = frozenset(map(fold_words, style.terms))
    return [
        sorted(
            [*_as_checks(paragraph, own, terms), *_as_suggestions(paragraph, style)],
            key=lambda check: (check.start, check.end),
        )
        for paragraph, own in zip(paragraphs, marks, strict=True)
    ]


def _as_checks(paragraph: Paragraph, marks: Sequence[Mark], terms: frozenset[str]) -> Iterator[Check]:
    for mark in marks:
        if not terms or fold_words(paragraph.text[mark.start : mark.end]) not in terms:
            start, end = _in_utf16(paragraph, mark.start, mark.end)
            yield Check(mark.kind, start, end, (start, end), mark.message, mark.values)


def _as_suggestions(paragraph: Paragraph, style: HouseStyle) -> Iterator[Check]:
    if paragraph.kind == "code":
        return
    for one in suggestions(paragraph.text, paragraph.protected, style):
        start, end = _in_utf16(paragraph, one.start, one.end)
        shown = _in_utf16(paragraph, *widen(paragraph.text, one))
        yield Check(one.kind, start, end, shown, one.reason, {}, one.replacement)


def _in_utf16(paragraph: Paragraph, start: int, end: int) -> tuple[int, int]:
    place = place_in("", paragraph, start, end)
    return place.utf16_start, place.utf16_end


_ECHO: Final = "“%(text)s” was used %(distance)s words before."


def _find_echoes(
    paragraphs: Sequence[Paragraph],
    facts: Sequence[ParagraphFacts],
    language: Language,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
) -> Iterator[tuple[int, Mark]]:
    """Each with the number of its paragraph among those given."""
    prose = [number for number, own in enumerate(facts) if own.sentences]
    ends = list(accumulate(len(facts[number].words) for number in prose))
    most = most_uses(vocabulary.words)
    words = [word for number in prose for word in facts[number].words]
    lengths = [sentence.words for number in prose for sentence in facts[number].sentences]
    openings = frozenset(accumulate(lengths, initial=0))
    folds = lexicon.fold(lexicon.number_words(words))
    lemmas = lexicon.lemmas(language.echoing)[folds]
    is_heard = np.zeros(len(lexicon.lemma_names), np.bool_)
    for lemma in set(lemmas.tolist()) - {-1}:
        is_heard[lemma] = vocabulary.uses.get(lexicon.lemma_names[lemma], 0) <= most
    at = first = 0
    pieces: Pieces | None = None
    for echo in listen(lemmas, is_heard):
        while echo.word >= ends[at]:
            first, at, pieces = ends[at], at + 1, None
        both_open = echo.word in openings and echo.earlier in openings
        if is_name_again(words[echo.word], words[echo.earlier], both_open=both_open):
            continue
        text = paragraphs[prose[at]].text
        pieces = pieces or Pieces(text, lexicon)
        start, end = pieces.place_of(echo.word - first)
        values: dict[str, str | int] = {"text": text[start:end], "distance": echo.word - echo.earlier}
        yield prose[at], Mark("echo", start, end, _ECHO, values)
