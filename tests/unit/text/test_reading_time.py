"""Reading time in whole minutes."""

import pytest

from writers_app.text.reading_time import reading_minutes


@pytest.mark.parametrize(
    ("words", "language", "minutes"),
    [(0, "en", 0), (1, "en", 1), (238, "en", 1), (239, "en", 2), (200, "fa", 1), (201, "fa-IR", 2), (2380, "sv", 10)],
)
def test_minutes_are_rounded_up(words: int, language: str, minutes: int) -> None:
    assert reading_minutes(words, language) == minutes
