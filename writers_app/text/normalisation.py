"""Folding texts so that what a reader takes for the same is the same; search and the analysis call this."""

import unicodedata
from typing import Final

import regex

from writers_app.text.digits import write_latin_digits

HALF_SPACE: Final = "\u200c"

_MARKS = regex.compile(r"[\p{Mn}\p{Me}\p{Cf}]+")
_EZAFE_YE = regex.compile(r"ه\u200cی(?![\p{L}\p{M}\u200c])")

# Letters that Arabic keyboards, old files and other scripts put for a Persian one. NFKD has already taken hamza
# and madda off their seats, so أ إ آ ؤ ئ ۀ need no line here; it leaves ي, ى and ك as they are.
_LETTERS: Final = str.maketrans(
    {
        **dict.fromkeys("يىۍېے", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ةەۃہھ", "ه"),
        **dict.fromkeys("ٱ", "ا"),
        **dict.fromkeys("ءـ", ""),
        **dict.fromkeys("‘’ʼ‛′", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_ARABIC_LETTERS: Final = str.maketrans("يىك", "ییک")


def fold_for_search(text: str) -> str:
    """The text as search compares it, on both sides of the comparison. Idempotent.

    Case, diacritics, half-spaces and other invisible characters, kashida, hamza and its seats, ي/ی, ك/ک, ة/ه, the
    digits of the three scripts, and the shapes of quotes and dashes make no difference; white space is left alone.
    """
    if text.isascii():
        return text.lower()
    text = _MARKS.sub("", unicodedata.normalize("NFKD", _EZAFE_YE.sub("ه", text)))
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return write_latin_digits(text.translate(_LETTERS)).lower()


def unify_letters(text: str) -> str:
    """Arabic ي ى ك as Persian ی ک, composed. For comparing words, not for display."""
    return unicodedata.normalize("NFC", text).translate(_ARABIC_LETTERS)
