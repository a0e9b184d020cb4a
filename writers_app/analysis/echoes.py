"""Echoes: a content word that comes back soon after, when it is not one the whole text lives on."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from writers_app.analysis.languages import Language

WINDOW: Final = 40
_COMMONEST_SHARE: Final = 150
_ALWAYS_LISTENED_FOR: Final = 4


class Echo(NamedTuple):
    """Positions, among the words of the document, of a word and of its nearest earlier use."""

    word: int
    earlier: int


def find_echoes(words: Sequence[str], language: Language) -> Iterator[Echo]:
    """Echoes within `WINDOW` words, in order. `words` are folded.

    Stop words, figures and short words make none, nor do words that are more than one in 150 of the document (the
    hero's name, the subject of an essay), unless they occur four times or less. Forms of one lemma echo one another.
    """
    last: dict[str, int] = {}
    candidates = _candidates(Counter(words), language)
    for position, lemma in enumerate(map(candidates.get, words)):
        if lemma is not None:
            earlier = last.get(lemma, -WINDOW - 1)
            if position - earlier <= WINDOW:
                yield Echo(position, earlier)
            last[lemma] = position


def _candidates(counts: Mapping[str, int], language: Language) -> dict[str, str]:
    """From each word that may take part in an echo to its lemma."""
    lemmas: dict[str, str] = {}
    totals: Counter[str] = Counter()
    for word, count in counts.items():
        if len(word) >= language.echo_letters and word not in language.stop_words and not word[0].isnumeric():
            lemma = lemmas[word] = language.lemma(word)
            totals[lemma] += count
    most = max(_ALWAYS_LISTENED_FOR, sum(counts.values()) // _COMMONEST_SHARE)
    return {word: lemma for word, lemma in lemmas.items() if 2 <= totals[lemma] <= most}
