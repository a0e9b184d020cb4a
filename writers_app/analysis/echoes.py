"""Echoes: a content word that comes back soon after, when it is not one the whole text lives on."""

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


def find_echoes(words: Sequence[str], counts: Mapping[str, int], language: Language) -> Iterator[Echo]:
    """Echoes within `WINDOW` words, in order. `words` are folded, `counts` says how often each is used.

    Stop words, figures and short words make none, nor do words that are more than one in 150 of the document (the
    hero's name, the subject of an essay), unless they occur four times or less. Forms of one lemma echo one another.
    """
    last: dict[str, int] = {}
    find = _candidates(counts, language, len(words)).get
    for position, lemma in [(i, lemma) for i, lemma in enumerate(map(find, words)) if lemma is not None]:
        earlier = last.get(lemma)
        if earlier is not None and position - earlier <= WINDOW:
            yield Echo(position, earlier)
        last[lemma] = position


def _candidates(counts: Mapping[str, int], language: Language, words: int) -> dict[str, str]:
    """From each word that may take part in an echo to its lemma."""
    echoing = language.echoing
    lemmas = {word: lemma for word in counts if (lemma := echoing[word]) is not None}
    totals: dict[str, int] = {}
    for word, lemma in lemmas.items():
        totals[lemma] = totals.get(lemma, 0) + counts[word]
    most = max(_ALWAYS_LISTENED_FOR, words // _COMMONEST_SHARE)
    return {word: lemma for word, lemma in lemmas.items() if 2 <= totals[lemma] <= most}
