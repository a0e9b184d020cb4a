"""Most used words and phrases; the report calls this with the words of a whole text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest
from typing import Final

import numpy as np
from numpy.typing import NDArray

from writers_app.analysis.languages import Language
from writers_app.analysis.lexicon import Flags, Lexicon, Numbers

LONGEST_PHRASE: Final = 5

Phrase = tuple[int, ...]


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
    folds: Numbers, lengths: Numbers, lexicon: Lexicon, language: Language, limit: int = 50
) -> tuple[PhraseUse, ...]:
    """Runs of 2 to `LONGEST_PHRASE` words within a sentence that begin and end with a content word and occur at least
    twice (3 times in more than 5,000 words). A phrase that only occurs within one longer phrase is left out. `folds`
    are the numbers of the words, folded, and `lengths` how many of them each sentence has."""
    least = 3 if len(folds) > 5000 else 2
    kept: dict[Phrase, int] = {}
    swallowed: dict[Phrase, int] = {}
    is_stop_word = lexicon.flag(language.stop_words)
    for runs, counts in reversed(list(_repeated_runs(folds, lengths, is_stop_word, least))):
        for run, count in zip(runs.tolist(), counts.tolist(), strict=True):
            phrase = tuple(run)
            if not is_stop_word[phrase[-1]] and count > swallowed.get(phrase, 0):
                kept[phrase] = count
                for length in range(2, len(phrase)):
                    for first in range(len(phrase) - length + 1):
                        part = phrase[first : first + length]
                        swallowed[part] = max(swallowed.get(part, 0), count)
    spelled = {" ".join(map(lexicon.words.__getitem__, phrase)): count for phrase, count in kept.items()}
    top = nlargest(limit, spelled.items(), key=lambda item: (item[1], item[0].count(" "), item[0]))
    return tuple(PhraseUse(phrase, count) for phrase, count in top)


def _repeated_runs(
    folds: Numbers, lengths: Numbers, is_stop_word: Flags, least: int
) -> Iterator[tuple[Numbers, NDArray[np.intp]]]:
    """Level by level, the runs that occur so often, a row of words each, and how often they do. A run can repeat only
    where its words and the run one word shorter do, so each is known by a single number: that of the shorter run among
    those that repeat, and of the word that follows."""
    often = np.bincount(folds, minlength=len(is_stop_word)) >= least
    until = np.repeat(np.cumsum(lengths), lengths)  # for each word, where its sentence ends
    begin = np.flatnonzero(often[folds] & ~is_stop_word[folds])
    runs = folds[begin].astype(np.int64)
    for length in range(2, LONGEST_PHRASE + 1):
        last = begin + length - 1
        inside = last < until[begin]
        begin, last, runs = begin[inside], last[inside], runs[inside]
        frequent = often[folds[last]]
        begin, runs = begin[frequent], runs[frequent] * len(often) + folds[last[frequent]]
        kinds, counts = np.unique(runs, return_counts=True)
        repeated, counts = kinds[counts >= least], counts[counts >= least]
        if not len(repeated):
            return
        place = np.minimum(np.searchsorted(repeated, runs), len(repeated) - 1)
        again = repeated[place] == runs
        begin, runs = begin[again], place[again]
        example = np.empty(len(repeated), np.intp)
        example[runs] = begin
        yield folds[example[:, None] + np.arange(length)], counts
