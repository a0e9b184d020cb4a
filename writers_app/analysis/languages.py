"""What the analysis knows of a language: one `Language` each for English and Persian."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from writers_app.analysis import english_style, english_words, persian_style, persian_words
from writers_app.analysis.lemmas import english_lemma, persian_lemma
from writers_app.analysis.style import Triggers


@dataclass(frozen=True, slots=True)
class Language:
    """A language's word lists and rules, and the folding of an inflected word to the form it is counted under."""

    code: str
    stop_words: frozenset[str]
    glue_words: frozenset[str]
    lemma: Callable[[str], str]
    echo_letters: int
    triggers: Triggers


def language_of(code: str) -> Language:
    """By BCP 47 tag; a language the analysis does not know is treated as English."""
    return LANGUAGES.get(code.replace("_", "-").split("-")[0].lower(), LANGUAGES["en"])


LANGUAGES: Final[dict[str, Language]] = {
    "en": Language(
        "en",
        english_words.STOP_WORDS,
        english_words.GLUE_WORDS,
        english_lemma,
        echo_letters=4,
        triggers=english_style.TRIGGERS,
    ),
    "fa": Language(
        "fa",
        persian_words.STOP_WORDS,
        persian_words.GLUE_WORDS,
        persian_lemma,
        echo_letters=3,
        triggers=persian_style.TRIGGERS,
    ),
}
