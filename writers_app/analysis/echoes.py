"""Echoes: a content word that comes back soon after, when it is not one the whole text lives on."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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


def find_echoes(words: Sequence[str], language: Language) -> Iterator[Echo]:
    """Echoes within `WINDOW` words, in order. `words` are those of a document, folded.

    Stop words, figures and short words make none, nor do words that are more than one in 150 of the document (the
    hero's name, the subject of an essay), unless they occur four times or less. Forms of one lemma echo one another.
    """
    lemmas = list(map(language.echoing.__getitem__, words))
    return listen(lemmas, Counter(filter(None, lemmas)), most_uses(len(words)))


def listen(lemmas: Sequence[str | None], uses: Mapping[str, int], most: int) -> Iterator[Echo]:
    """The echoes among words that are given by their lemmas, or as None where they make none; lemmas that have more
    than `most` of the `uses` are not heard."""
    last: dict[str, int] = {}
    for position, lemma in zip(compress(range(len(lemmas)), lemmas), filter(None, lemmas), strict=True):
        earlier = last.get(lemma, -WINDOW - 1)
        if position - earlier <= WINDOW and uses.get(lemma, 0) <= most:
            yield Echo(position, earlier)
        last[lemma] = position


def is_name_again(one: str, other: str, *, both_open: bool) -> bool:
    """If two words as written are names, which come back as they must. A capital tells, but not of words that both open
    a sentence. Persian has none: its names are known to the report alone."""
    return one[0].isupper() and other[0].isupper() and not both_open


def most_uses(words: int) -> int:
    """How often a word may be used in a document of so many words and still be heard as an echo."""
    return max(_ALWAYS_LISTENED_FOR, words // _COMMONEST_SHARE)
