"""Folding for search: what a reader takes for the same is the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writers_app.text.digits import write_latin_digits, write_persian_digits
from writers_app.text.normalisation import fold_for_search, unify_letters


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("می‌خواهم", "میخواهم"),
        ("كتاب علي", "کتاب علی"),
        ("موسى", "موسی"),
        ("مسئول رأی مؤمن", "مسیول رای مومن"),
        ("آب", "اب"),
        ("خانهٔ ما", "خانه ما"),
        ("خانۀ ما", "خانه‌ی ما"),
        ("مُعَلِّم", "معلم"),
        ("ســـلام", "سلام"),
        ("سال ۱۴۰۵", "سال 1405"),
        ("سال ١٤٠٥", "سال ۱۴۰۵"),
        ("املاء", "املا"),
        ("مدرسة", "مدرسه"),
        ("CAFÉ", "cafe"),
        ("Straße", "STRASSE"),
        ("don’t", "DON'T"),
        ("“well‑known”", '"well-known"'),
        ("ﬁne", "fine"),
    ],
)
def test_what_reads_the_same_folds_the_same(typed: str, found: str) -> None:
    assert fold_for_search(typed) == fold_for_search(found)


@pytest.mark.parametrize(("one", "other"), [("شیر", "سیر"), ("خانه‌ام", "خانه"), ("pat", "bat"), ("۱۲", "۲۱")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold_for_search(one) != fold_for_search(other)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold_for_search(fold_for_search(text)) == fold_for_search(text)


def test_letters_are_unified_and_the_rest_is_left_alone() -> None:
    assert unify_letters("كتاب علي مُوسى، می‌رود ۱۲") == "کتاب علی مُوسی، می‌رود ۱۲"


def test_digits_turn_from_one_script_into_another() -> None:
    assert write_latin_digits("۱۴۰۵ ١٢ 3") == "1405 12 3"
    assert write_persian_digits("1405 ١٢ ۳") == "۱۴۰۵ ۱۲ ۳"
