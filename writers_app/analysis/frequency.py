"""Most used words and phrases; the report calls this with the words of a whole text."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import repeat
from operator import add, mul
from typing import Final

from writers_app.analysis.languages import Language

LONGEST_PHRASE: Final = 5
SENTENCE_BREAK: Final = ""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordUse:
    """A word with all its forms; `forms` are the ones met, most used first."""

    word: str
    count: int
    per_thousand: float
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhraseUse:
    phrase: str
    count: int


def most_used_words(counts: Mapping[str, int], language: Language, limit: int = 50) -> tuple[WordUse, ...]:
    """Content words by how often any of their forms occurs; stop words and figures are left out."""
    lemma_of, stop_words = language.lemma, language.stop_words
    sums: dict[str, int] = {}
    for word, count in counts.items():
        if word not in stop_words and len(word) > 1 and not word[0].isnumeric():
            lemma = lemma_of(word)
            sums[lemma] = sums.get(lemma, 0) + count
    top = nlargest(limit, zip(sums.values(), sums.keys(), strict=True))
    forms: dict[str, list[tuple[int, str]]] = {lemma: [] for _, lemma in top}
    for word, count in counts.items():
        if (found := forms.get(lemma_of(word))) is not None and word not in stop_words:
            found.append((count, word))
    total = sum(counts.values())
    return tuple(
        WordUse(_shown(lemma, forms[lemma]), count, 1000 * count / total, _by_use(forms[lemma])) for count, lemma in top
    )


def _by_use(forms: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(word for _, word in sorted(forms, key=lambda form: (-form[0], form[1])))


def _shown(lemma: str, forms: list[tuple[int, str]]) -> str:
    """The lemma if the writer used it, else the form used most: a light lemma need not be a word."""
    words = _by_use(forms)
    return lemma if lemma in words else words[0]


def most_used_phrases(
    words: Sequence[str], counts: Mapping[str, int], language: Language, limit: int = 50
) -> tuple[PhraseUse, ...]:
    """Runs of 2 to `LONGEST_PHRASE` words within a sentence that occur at least twice (3 times in more than 5,000
    words), that have a content word, and that neither begin nor end in a function word unless they are 3 words or
    longer. A phrase that only occurs within one longer phrase is left out. `words` are folded, with `SENTENCE_BREAK`
    between sentences; `counts` says how often each is used."""
    least = 3 if len(words) > 5000 else 2
    kept: dict[Phrase, int] = {}
    swallowed: dict[Phrase, int] = {}
    for level in reversed(list(_repeated_runs(words, counts, least))):
        for phrase, count in level.items():
            if len(phrase) > 2:
                for part in (phrase[:-1], phrase[1:]):
                    if count > swallowed.get(part, 0):
                        swallowed[part] = count
            if count > swallowed.get(phrase, 0) and _is_telling(phrase, language.stop_words):
                kept[phrase] = count
    top = nlargest(limit, kept.items(), key=lambda item: (item[1], len(item[0]), item[0]))
    return tuple(PhraseUse(" ".join(phrase), count) for phrase, count in top)


def _repeated_runs(words: Sequence[str], counts: Mapping[str, int], least: int) -> Iterator[dict[Phrase, int]]:
    """Level by level: a run can repeat only where its words and both its shorter runs do. A run is counted as a single
    number, which is much faster than a tuple; rare words and sentence breaks are 0."""
    common = [SENTENCE_BREAK, *(word for word, count in counts.items() if count >= least)]
    numbers = {word: number for number, word in enumerate(common)}
    size = len(common)
    row = list(map(numbers.get, words, repeat(0)))
    runs = list(map(add, map(mul, row, repeat(size)), row[1:]))
    counted = Counter(runs)
    repeated = {run for run, count in counted.items() if count >= least and run > size and run % size}
    starts = [i for i, run in enumerate(runs) if run in repeated]
    keys = {i: runs[i] for i in starts}
    for length in range(2, LONGEST_PHRASE + 1):
        yield {_spell(run, common, length): counted[run] for run in repeated}
        # A longer run starts where a run starts and another one a word later.
        keys = {i: keys[i] * size + row[i + length] for i in starts if i + 1 in keys}
        counted = Counter(keys.values())
        repeated = {run for run, count in counted.items() if count >= least}
        if not repeated:
            return
        keys = {i: run for i, run in keys.items() if run in repeated}
        starts = list(keys)


def _spell(run: int, common: Sequence[str], length: int) -> Phrase:
    size = len(common)
    words: Phrase = ()
    for _ in range(length):
        run, number = divmod(run, size)
        words = (common[number], *words)
    return words


def _is_telling(phrase: Phrase, stop_words: frozenset[str]) -> bool:
    content = [word not in stop_words for word in phrase]
    if len(phrase) == 2:
        return all(content)
    return sum(content) >= 2 or (any(content) and len(phrase) >= 4)
