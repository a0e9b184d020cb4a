"""The languages of the interface, and which one a reader gets. Used by everything that speaks to a person."""

from typing import Literal

Locale = Literal["en", "fa"]

DEFAULT_LOCALE: Locale = "en"
LOCALES: tuple[Locale, ...] = ("en", "fa")
NAMES: dict[Locale, str] = {"en": "English", "fa": "فارسی"}
"""Each language by the name it has in itself."""

COOKIE = "writers_locale"
"""Set by the browser when a person chooses; readable by scripts, so that the choice is known before the first paint."""

ZONE_COOKIE = "writers_zone"
"""The browser's time zone, so that the reader's day begins at the reader's midnight."""


def direction(locale: str) -> Literal["ltr", "rtl"]:
    return "rtl" if locale == "fa" else "ltr"


def choose_locale(chosen: str | None, accept_language: str | None = None) -> Locale:
    """The chosen language if we have it, else the first of the browser's Accept-Language that we have, else English."""
    if chosen in LOCALES:
        return chosen
    for wish in (accept_language or "").split(","):
        language = wish.partition(";")[0].strip().partition("-")[0].lower()
        if language in LOCALES:
            return language
    return DEFAULT_LOCALE
