"""Which way a text runs; importers, exporters and pages ask it. Never used to override a writer's own choice."""

import unicodedata
from typing import Final, Literal

Direction = Literal["ltr", "rtl"]

RIGHT_TO_LEFT_LANGUAGES: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "prs", "ps", "sd", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_CLASSES: Final = frozenset({"R", "AL"})


def direction_of_language(language: str) -> Direction:
    """By the first part of a BCP 47 tag: ``fa-IR`` is right to left."""
    return "rtl" if language.replace("_", "-").split("-")[0].lower() in RIGHT_TO_LEFT_LANGUAGES else "ltr"


def dominant_direction(text: str) -> Direction | None:
    """The direction of most letters, or None without any.

    Not the first strong letter, as HTML's ``dir=auto`` guesses: "Python یک زبان است" runs right to left.
    """
    if text.isascii():
        return "ltr" if any(map(str.isalpha, text)) else None
    counts = {character: text.count(character) for character in set(text)}
    leftward = sum(n for c, n in counts.items() if unicodedata.bidirectional(c) in _RIGHT_TO_LEFT_CLASSES)
    rightward = sum(n for c, n in counts.items() if unicodedata.bidirectional(c) == "L")
    if leftward == rightward == 0:
        return None
    return "rtl" if leftward > rightward else "ltr"
