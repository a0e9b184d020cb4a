"""Most used words and phrases; the report calls this with the words of a whole text."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import compress
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
    """Runs of 2 to `LONGEST_PHRASE` words within a sentence that begin and end with a content word and occur at least
    twice (3 times in more than 5,000 words). A phrase that only occurs within one longer phrase is left out. `words`
    are folded, with `SENTENCE_BREAK` between sentences; `counts` says how often each is used."""
    least = 3 if len(words) > 5000 else 2
    kept: dict[Phrase, int] = {}
    swallowed: dict[Phrase, int] = {}
    for level in reversed(list(_repeated_runs(words, counts, language.stop_words, least))):
        for phrase, count in level.items():
            if phrase[-1] not in language.stop_words and count > swallowed.get(phrase, 0):
                kept[phrase] = count
                for length in range(2, len(phrase)):
                    for first in range(len(phrase) - length + 1):
                        part = phrase[first : first + length]
                        swallowed[part] = max(swallowed.get(part, 0), count)
    top = nlargest(limit, kept.items(), key=lambda item: (item[1], len(item[0]), item[0]))
    return tuple(PhraseUse(" ".join(phrase), count) for phrase, count in top)


def _repeated_runs(
    words: Sequence[str], counts: Mapping[str, int], stop_words: frozenset[str], least: int
) -> Iterator[dict[Phrase, int]]:
    """Level by level: a run can repeat only where its words and the run one word shorter do. A run is counted as a
    single number, which is much faster than a tuple; rare words and sentence breaks are 0, content words come last."""
    often = [word for word, count in counts.items() if count >= least]
    common = [SENTENCE_BREAK, *sorted(often, key=lambda word: word not in stop_words)]
    numbers = dict.fromkeys(counts, 0) | {word: number for number, word in enumerate(common)}
    size, content = len(common), 1 + sum(word in stop_words for word in often)
    row = [*map(numbers.__getitem__, words), *[0] * LONGEST_PHRASE]
    begin = [i for i, number in enumerate(row) if number >= content and row[i + 1]]
    runs = [row[i] for i in begin]
    for length in range(2, LONGEST_PHRASE + 1):
        runs = [run * size + row[i + length - 1] for i, run in zip(begin, runs, strict=True)]
        counted = Counter(runs)
        repeated = {run: count for run, count in counted.items() if count >= least and run % size}
        if not repeated:
            return
        yield {_spell(run, common, length): count for run, count in repeated.items()}
        again = list(map(repeated.__contains__, runs))
        begin, runs = list(compress(begin, again)), list(compress(runs, again))


def _spell(run: int, common: Sequence[str], length: int) -> Phrase:
    size = len(common)
    words: Phrase = ()
    for _ in range(length):
        run, number = divmod(run, size)
        words = (common[number], *words)
    return words
