"""What the analysis knows of a language: one `Language` each for English and Persian."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from writers_app.analysis import english_style, english_words, persian_style, persian_words
from writers_app.analysis.lemmas import english_lemma, persian_lemma
from writers_app.analysis.style import Glue, Triggers


class Echoing(dict[str, str | None]):
    """From a folded word to the lemma under which it echoes, or None for words that make no echo."""

    def __init__(self, stop_words: frozenset[str], lemma: Callable[[str], str], least_letters: int) -> None:
        self._stop_words = stop_words
        self._lemma = lemma
        self._least_letters = least_letters

    def __missing__(self, word: str) -> str | None:
        if len(self) > 400_000:
            self.clear()
        silent = len(word) < self._least_letters or word in self._stop_words or word[0].isnumeric()
        lemma = self[word] = None if silent else self._lemma(word)
        return lemma


@dataclass(frozen=True, slots=True)
class Language:
    """A language's word lists and rules, and the folding of an inflected word to the form it is counted under."""

    code: str
    stop_words: frozenset[str]
    glue: Glue
    lemma: Callable[[str], str]
    echoing: Echoing
    triggers: Triggers


def language_of(code: str) -> Language:
    """By BCP 47 tag; a language the analysis does not know is treated as English."""
    return LANGUAGES.get(code.replace("_", "-").split("-")[0].lower(), LANGUAGES["en"])


LANGUAGES: Final[dict[str, Language]] = {
    "en": Language(
        "en",
        english_words.STOP_WORDS,
        Glue(english_words.GLUE_WORDS),
        english_lemma,
        Echoing(english_words.STOP_WORDS, english_lemma, least_letters=4),
        english_style.TRIGGERS,
    ),
    "fa": Language(
        "fa",
        persian_words.STOP_WORDS,
        Glue(persian_words.GLUE_WORDS),
        persian_lemma,
        Echoing(persian_words.STOP_WORDS, persian_lemma, least_letters=3),
        persian_style.TRIGGERS,
    ),
}
