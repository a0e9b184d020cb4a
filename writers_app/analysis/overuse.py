"""Words used much more than fiction uses them, by a reference list; the report calls this."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from writers_app.analysis import english_words, persian_words
from writers_app.analysis.languages import Language

_REFERENCES: Final = {"en": english_words.REFERENCE_RATES, "fa": persian_words.REFERENCE_RATES}
_OVER: Final = 2.0
_LEAST_USES: Final = 4


@dataclass(frozen=True, slots=True)
class Overuse:
    """Rates are uses in 10,000 words; `surplus` is how many uses would have to go to be at the expected rate."""

    word: str
    count: int
    rate: float
    expected: float
    surplus: int


def find_overused(counts: Mapping[str, int], language: Language) -> tuple[Overuse, ...]:
    """Words of the reference list at more than twice their expected rate and four times or more; worst first."""
    reference = _REFERENCES[language.code]
    total = sum(counts.values())
    uses: Counter[str] = Counter()
    for word, count in counts.items():
        lemma = word if word in reference else language.lemma(word)
        if lemma in reference:
            uses[lemma] += count
    found = []
    for word, count in uses.items():
        rate, expected = 10_000 * count / total, reference[word]
        if count >= _LEAST_USES and rate > _OVER * expected:
            found.append(Overuse(word, count, rate, expected, count - int(expected * total / 10_000)))
    return tuple(sorted(found, key=lambda use: (-use.rate / use.expected, use.word)))
