"""Direction of languages and texts."""

import pytest

from writers_app.text.direction import direction_of_language, dominant_direction


@pytest.mark.parametrize(
    ("language", "direction"),
    [("fa", "rtl"), ("fa-IR", "rtl"), ("en", "ltr"), ("en_GB", "ltr"), ("he", "rtl"), ("", "ltr")],
)
def test_languages_run_their_way(language: str, direction: str) -> None:
    assert direction_of_language(language) == direction


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Python یک زبان است", "rtl"),
        ("The word سلام is Persian", "ltr"),
        ("plain", "ltr"),
        ("سلام", "rtl"),
        ("۱۲۳ — 45!", None),
        ("123", None),
        ("", None),
        ("naïve — café", "ltr"),
    ],
)
def test_a_text_runs_as_most_of_its_letters_do(text: str, direction: str | None) -> None:
    assert dominant_direction(text) == direction
