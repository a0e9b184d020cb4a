"""Latin, Persian and Arabic digits; normalisation, copy-editing and the interface's formatting call this."""

from typing import Final

LATIN: Final = "0123456789"
PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"
ARABIC: Final = "٠١٢٣٤٥٦٧٨٩"

_TO_LATIN = str.maketrans(PERSIAN + ARABIC, LATIN * 2)
_TO_PERSIAN = str.maketrans(LATIN + ARABIC, PERSIAN * 2)


def write_latin_digits(text: str) -> str:
    return text.translate(_TO_LATIN)


def write_persian_digits(text: str) -> str:
    return text.translate(_TO_PERSIAN)
