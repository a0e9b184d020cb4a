"""Echoes: a content word that comes back soon after, when it is not one the whole text lives on."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from writers_app.analysis.languages import Language
from writers_app.analysis.lexicon import Lexicon, Numbers

WINDOW: Final = 40
_COMMONEST_SHARE: Final = 150
_ALWAYS_LISTENED_FOR: Final = 4


class Echo(NamedTuple):
    """Positions, among the words of the document, of a word and of its nearest earlier use."""

    word: int
    earlier: int


def find_echoes(folds: Numbers, lexicon: Lexicon, language: Language) -> list[Echo]:
    """Echoes within `WINDOW` words, in order. `folds` are the numbers of a document's words, folded.

    Stop words, figures and short words make none, nor do words that are more than one in 150 of the document (the
    hero's name, the subject of an essay), unless they occur four times or less. Forms of one lemma echo one another.
    """
    lemmas = lexicon.lemmas(language.echoing)[folds]
    return listen(lemmas, np.bincount(lemmas + 1)[1:] <= most_uses(len(folds)))


def listen(lemmas: Numbers, is_heard: NDArray[np.bool_]) -> list[Echo]:
    """The echoes among words that are given by the numbers of their lemmas, or as -1 where they make none. Of each
    lemma, `is_heard` says whether it is rare enough."""
    at = np.flatnonzero(lemmas >= 0)
    ordered = np.sort((lemmas[at].astype(np.int64) << 32) + at)  # by lemma, and by place within it
    lemma, place = ordered >> 32, ordered & 0xFFFFFFFF
    again = np.flatnonzero((lemma[1:] == lemma[:-1]) & (np.diff(place) <= WINDOW) & is_heard[lemma[1:]]) + 1
    again = again[np.argsort(place[again])]
    return list(map(Echo, place[again].tolist(), place[again - 1].tolist()))


def is_name_again(one: str, other: str, *, both_open: bool) -> bool:
    """If two words as written are names, which come back as they must. A capital tells, but not of words that both open
    a sentence. Persian has none: its names are known to the report alone."""
    return one[0].isupper() and other[0].isupper() and not both_open


def most_uses(words: int) -> int:
    """How often a word may be used in a document of so many words and still be heard as an echo."""
    return max(_ALWAYS_LISTENED_FOR, words // _COMMONEST_SHARE)
