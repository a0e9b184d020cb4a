"""The figures of a report, by their names in `METRICS`, and the distribution of sentence lengths."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean, median
from typing import Final

import numpy as np

from writers_app.analysis import readability
from writers_app.analysis.diversity import mtld, type_token_ratio
from writers_app.analysis.facts import ParagraphFacts
from writers_app.analysis.languages import Language
from writers_app.analysis.lexicon import Lexicon, Numbers
from writers_app.analysis.readability import TextCounts
from writers_app.analysis.readings import Reading
from writers_app.analysis.syllables import count_syllables
from writers_app.text.reading_time import reading_minutes

_BIN: Final = 5
_LAST_BIN: Final = 60
_PARAGRAPH_BIN: Final = 25
_LAST_PARAGRAPH_BIN: Final = 300
_FORMULAS: Final = {
    "en": (
        readability.flesch_reading_ease,
        readability.flesch_kincaid_grade,
        readability.gunning_fog,
        readability.coleman_liau,
        readability.smog,
        readability.automated_readability,
        readability.lix,
    ),
    "fa": (readability.persian_ease, readability.lix),
}


@dataclass(frozen=True, slots=True)
class Bin:
    """How many have from `least` to `most` words; the last bin is open (`most` None)."""

    least: int
    most: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many words sentences or paragraphs have."""

    mean: float
    median: float
    deviation: float
    shortest: int
    longest: int
    histogram: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """What the figures are worked out from: all words, and those of the prose, by folded word and as written, these in
    the order of their first use. `folds` are the numbers of the prose's folded words, `lengths` those of its sentences.
    """

    words: Mapping[str, int]
    prose: Mapping[str, int]
    written: Mapping[str, int]
    folds: Numbers
    lengths: Numbers
    facts: Sequence[ParagraphFacts]


def add_up(readings: Sequence[Reading], lexicon: Lexicon) -> Totals:
    in_headings = [
        word for reading in readings for facts in reading.facts if not facts.sentences for word in facts.words
    ]
    headings = lexicon.fold(lexicon.number_words(in_headings))
    folds = _in_one([reading.folds for reading in readings])
    return Totals(
        _count(np.concatenate((folds, headings)), lexicon),
        _count(folds, lexicon),
        _count_in_order(_in_one([reading.numbers for reading in readings]), lexicon),
        folds,
        _in_one([reading.lengths for reading in readings]),
        [facts for reading in readings for _, facts in reading.prose],
    )


def _in_one(numbers: Sequence[Numbers]) -> Numbers:
    return np.concatenate(numbers) if numbers else np.empty(0, np.int32)


def _count(numbers: Numbers, lexicon: Lexicon) -> dict[str, int]:
    counts = np.bincount(numbers)
    used = np.flatnonzero(counts)
    return dict(zip(lexicon.spell(used), counts[used].tolist(), strict=True))


def _count_in_order(numbers: Numbers, lexicon: Lexicon) -> dict[str, int]:
    counts = np.bincount(numbers)
    first = np.full(len(counts), len(numbers))
    np.minimum.at(first, numbers, np.arange(len(numbers)))
    used = np.flatnonzero(counts)
    used = used[np.argsort(first[used])]
    return dict(zip(lexicon.spell(used), counts[used].tolist(), strict=True))


def work_out(
    readings: Sequence[Reading], totals: Totals, lengths: "Lengths", language: Language
) -> dict[str, float | None]:
    words = sum(totals.words.values())
    prose_words = int(totals.lengths.sum())
    sentences = len(totals.lengths)
    openings = {number for reading in readings for number in reading.folds[reading.openings].tolist()}
    values: dict[str, float | None] = {
        "words": words,
        "characters": sum(facts.characters for reading in readings for facts in reading.facts),
        "sentences": sentences,
        "paragraphs": len(totals.facts),
        "scenes": sum(len(reading.scenes) for reading in readings),
        "reading_time": reading_minutes(words, language.code),
        "sentence_length": divided(prose_words, sentences),
        "sentence_variation": lengths.deviation if sentences else None,
        "paragraph_length": divided(prose_words, len(totals.facts)),
        "dialogue_share": divided(sum(facts.spoken_words for facts in totals.facts), prose_words),
        "mtld": _mean_mtld(readings),
        "type_token_ratio": type_token_ratio(len(totals.prose), prose_words),
        "glue_share": divided(sum(totals.prose.get(word, 0) for word in language.glue), prose_words),
        "opening_variety": divided(len(openings), sentences),
    }
    return values | _readability(totals, sentences, language)


def _mean_mtld(readings: Sequence[Reading]) -> float | None:
    """The documents' MTLD, weighted by their words."""
    folds = [reading.folds.tolist() for reading in readings]
    known = [(value, len(words)) for words in folds if (value := mtld(words)) is not None]
    return divided(sum(value * weight for value, weight in known), sum(weight for _, weight in known))


def _readability(totals: Totals, sentences: int, language: Language) -> dict[str, float | None]:
    counts = _counts_of(totals.prose, sentences, language)
    return {formula.__name__: formula(counts) if counts.words else None for formula in _FORMULAS[language.code]}


def _counts_of(words: Mapping[str, int], sentences: int, language: Language) -> TextCounts:
    """What the readability formulas need; each different word is weighed once."""
    weigh = _weigh_english if language.code == "en" else _weigh
    sums = [0] * 5
    for word, count in words.items():
        letters, syllables, polysyllabic, complex_, long = weigh(word)
        sums[0] += letters * count
        sums[1] += syllables * count
        if polysyllabic:
            sums[2] += count
            sums[3] += complex_ * count
        if long:
            sums[4] += count
    return TextCounts(sum(words.values()), sentences, *sums)


_Weights = tuple[int, int, bool, bool, bool]


@lru_cache(maxsize=200_000)
def _weigh(word: str) -> _Weights:
    """Letters, syllables (0: not known), and whether the word has three or more, is complex, is long."""
    letters = sum(map(str.isalnum, word))
    return letters, 0, False, False, letters > 6


@lru_cache(maxsize=200_000)
def _weigh_english(word: str) -> _Weights:
    letters, *_, long = _weigh(word)
    syllables = count_syllables(word)
    return letters, syllables, syllables >= 3, syllables >= 3 and _is_complex(word), long


def _is_complex(word: str) -> bool:
    """Three syllables without a verb or plural ending, as Gunning counts; expects three with it."""
    for ending in ("es", "ed", "ing"):
        if word.endswith(ending):
            return count_syllables(word.removesuffix(ending)) >= 3
    return True


def measure_sentences(lengths: Numbers) -> Lengths:
    return _measure(lengths.tolist(), _BIN, _LAST_BIN)


def measure_paragraphs(facts: Sequence[ParagraphFacts]) -> Lengths:
    return _measure([len(one.words) for one in facts], _PARAGRAPH_BIN, _LAST_PARAGRAPH_BIN)


def _measure(lengths: Sequence[int], width: int, last: int) -> Lengths:
    if not lengths:
        return Lengths(0, 0, 0, 0, 0, ())
    counted: Counter[int] = Counter()
    for length, count in Counter(lengths).items():
        counted[min(length - 1, last) // width] += count
    histogram = tuple(
        Bin(i * width + 1, (i + 1) * width if i * width < last else None, counted[i]) for i in range(max(counted) + 1)
    )
    mean = fmean(lengths)
    return Lengths(mean, median(lengths), deviation(lengths), min(lengths), max(lengths), histogram)


def deviation(numbers: Sequence[float]) -> float:
    """Standard deviation of the population; `statistics.pstdev` is exact and forty times slower."""
    mean = fmean(numbers)
    squares = {number: (number - mean) ** 2 for number in set(numbers)}  # lengths are few, and come again
    return float(fmean([squares[number] for number in numbers]) ** 0.5)


def divided(part: float, whole: float) -> float | None:
    return part / whole if whole else None
