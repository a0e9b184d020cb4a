"""Echoes: a content word that comes back soon after, when it is not one the whole text lives on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
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
    return listen(map(_candidates(counts, language, len(words)).get, words))


def listen(lemmas: Iterable[str | None]) -> Iterator[Echo]:
    """The echoes among words that are given by their lemmas, or as None where they make none."""
    heard = list(lemmas)
    last: dict[str, int] = {}
    for position, lemma in zip(compress(range(len(heard)), heard), filter(None, heard), strict=True):
        earlier = last.get(lemma)
        if earlier is not None and position - earlier <= WINDOW:
            yield Echo(position, earlier)
        last[lemma] = position


def most_uses(words: int) -> int:
    """How often a word may be used in a document of so many words and still be heard as an echo."""
    return max(_ALWAYS_LISTENED_FOR, words // _COMMONEST_SHARE)


def _candidates(counts: Mapping[str, int], language: Language, words: int) -> dict[str, str]:
    """From each word that may take part in an echo to its lemma."""
    echoing = language.echoing
    lemmas: dict[str, str] = {}
    totals: dict[str, int] = {}
    for word, count in counts.items():
        lemma = echoing[word]
        if lemma is not None:
            lemmas[word] = lemma
            totals[lemma] = totals.get(lemma, 0) + count
    most = most_uses(words)
    return {word: lemma for word, lemma in lemmas.items() if 2 <= totals[lemma] <= most}
