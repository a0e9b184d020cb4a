"""Which language and direction a text has, by the share of its letters; used by every reader."""

from __future__ import annotations

import re
from collections.abc import Iterable

from writers_app.formats.model import Direction, Language

_ARABIC = re.compile(r"[\u0620-\u064a\u0671-\u06d3\u06fa-\u06fc\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LETTERS = re.compile(r"[^\W\d_]")
RTL_LETTER = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def rtl_share(text: str) -> float:
    """Letters of right-to-left scripts among all letters, 0 when there are none."""
    letters = len(_LETTERS.findall(text))
    return len(RTL_LETTER.findall(text)) / letters if letters else 0.0


def guess_language(texts: Iterable[str]) -> tuple[Language, Direction]:
    """Persian when half of the letters are; a few ten thousand characters decide."""
    arabic = letters = 0
    for text in texts:
        letters += len(_LETTERS.findall(text))
        arabic += len(_ARABIC.findall(text))
        if letters > 50_000:
            break
    return ("fa", "rtl") if arabic * 2 > letters else ("en", "ltr")


def direction_of(language: Language) -> Direction:
    return "rtl" if language == "fa" else "ltr"
