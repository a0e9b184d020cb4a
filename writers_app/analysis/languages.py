"""What the analysis knows of a language: one `Language` each for English and Persian."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from writers_app.analysis import english_style, english_words, persian_style, persian_words
from writers_app.analysis.counts import Table
from writers_app.analysis.lemmas import english_lemma, persian_lemma
from writers_app.analysis.style import Rule


@dataclass(frozen=True, slots=True)
class Language:
    """A language's word lists and rules, and the folding of an inflected word to the form it is counted under.

    `echoing` has, by folded word, the lemma under which it echoes, or None for words that make no echo. `rules` and
    `signs` are those of `writers_app.analysis.style`, by word as written.
    """

    code: str
    stop_words: frozenset[str]
    glue: frozenset[str]
    lemma: Callable[[str], str]
    echoing: Table[str | None]
    rules: Table[tuple[Rule, ...]]
    signs: Table[int]


def _echoing(stop_words: frozenset[str], lemma: Callable[[str], str], least_letters: int) -> Table[str | None]:
    def find(word: str) -> str | None:
        silent = len(word) < least_letters or word in stop_words or word[0].isnumeric()
        return None if silent else lemma(word)

    return Table(find)


def language_of(code: str) -> Language:
    """By BCP 47 tag; a language the analysis does not know is treated as English."""
    return LANGUAGES.get(code.replace("_", "-").split("-")[0].lower(), LANGUAGES["en"])


LANGUAGES: Final[dict[str, Language]] = {
    "en": Language(
        "en",
        english_words.STOP_WORDS,
        english_words.GLUE_WORDS,
        english_lemma,
        _echoing(english_words.STOP_WORDS, english_lemma, least_letters=4),
        english_style.RULES,
        english_style.SIGNS,
    ),
    "fa": Language(
        "fa",
        persian_words.STOP_WORDS,
        persian_words.GLUE_WORDS,
        persian_lemma,
        _echoing(persian_words.STOP_WORDS, persian_lemma, least_letters=3),
        persian_style.RULES,
        persian_style.SIGNS,
    ),
}
