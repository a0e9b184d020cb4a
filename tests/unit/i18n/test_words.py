"""Choosing a language, and texts, numbers and dates in it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from writers_app.i18n import choose_locale, direction, translate, translate_plural
from writers_app.i18n.dates import format_date, format_datetime, format_since
from writers_app.i18n.numbers import format_number, format_percent

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("chosen", "accepted", "got"),
    [
        ("fa", "en", "fa"),
        (None, "fa-IR,fa;q=0.9,en;q=0.8", "fa"),
        (None, "de-DE,en;q=0.5", "en"),
        (None, "de", "en"),
        (None, None, "en"),
        ("<script>", "fa", "fa"),
    ],
)
def test_choice_wins_over_the_browser_and_english_is_the_last_resort(
    chosen: str | None, accepted: str | None, got: str
) -> None:
    assert choose_locale(chosen, accepted) == got


def test_persian_runs_from_right_to_left() -> None:
    assert (direction("fa"), direction("en")) == ("rtl", "ltr")


def test_english_text_is_its_own_msgid() -> None:
    assert translate("The file is empty.", "en") == "The file is empty."


def test_persian_text_comes_from_the_catalog_with_its_values() -> None:
    assert translate("“%(title)s” is finished.", "fa", title="باغ") == "«باغ» پایان یافت."


def test_a_message_that_is_in_no_catalog_is_shown_as_it_is() -> None:
    assert translate("Said by a plugin: %(n)s", "fa", n=3) == "Said by a plugin: ۳"


@pytest.mark.parametrize(
    ("n", "locale", "text"),
    [
        (1, "en", "1 word"),
        (0, "en", "0 words"),
        (1530, "en", "1,530 words"),
        (1, "fa", "۱ واژه"),
        (1530, "fa", "۱٬۵۳۰ واژه"),
    ],
)
def test_plural_fits_the_number_in_the_readers_digits(n: int, locale: str, text: str) -> None:
    assert translate_plural("%(n)s word", "%(n)s words", n, locale) == text


def test_one_echo_is_told_otherwise_than_many_in_both_languages() -> None:
    one, many = "One word comes back soon after it was used.", "%(n)s words come back soon after they were used."
    for locale in ("en", "fa"):
        assert translate_plural(one, many, 1, locale) != translate_plural(one, many, 2, locale)


@pytest.mark.parametrize(
    ("value", "english", "persian"),
    [(0, "0", "۰"), (1234567, "1,234,567", "۱٬۲۳۴٬۵۶۷"), (11.5, "11.5", "۱۱٫۵"), (2.0, "2", "۲"), (-3, "-3", "-۳")],
)
def test_numbers_in_the_readers_digits(value: float, english: str, persian: str) -> None:
    assert (format_number(value, "en"), format_number(value, "fa")) == (english, persian)


def test_shares_are_whole_percents() -> None:
    assert (format_percent(0.224, "en"), format_percent(0.224, "fa")) == ("22%", "۲۲٪")


@pytest.mark.parametrize(
    ("moment", "english", "persian"),
    [
        (datetime(2026, 3, 21, tzinfo=UTC), "21 March 2026", "۱ فروردین ۱۴۰۵"),
        (datetime(2025, 3, 20, tzinfo=UTC), "20 March 2025", "۳۰ اسفند ۱۴۰۳"),  # the last day of a leap year
        (NOW, "23 November 2026", "۲ آذر ۱۴۰۵"),
    ],
)
def test_days_in_the_readers_calendar(moment: datetime, english: str, persian: str) -> None:
    assert (format_date(moment, "en"), format_date(moment, "fa")) == (english, persian)


def test_a_day_is_the_readers_own() -> None:
    late = datetime(2026, 3, 20, 21, 0, tzinfo=UTC)
    assert format_datetime(late, "fa", ZoneInfo("Asia/Tehran")) == "۱ فروردین ۱۴۰۵، ۰۰:۳۰"
    assert format_datetime(late, "en") == "20 March 2026, 21:00"


@pytest.mark.parametrize(
    ("ago", "english", "persian"),
    [
        (timedelta(seconds=20), "just now", "همین حالا"),
        (timedelta(minutes=1), "1 minute ago", "۱ دقیقه پیش"),
        (timedelta(hours=5), "5 hours ago", "۵ ساعت پیش"),
        (timedelta(days=6), "6 days ago", "۶ روز پیش"),
        (timedelta(days=8), "15 November 2026", "۲۴ آبان ۱۴۰۵"),
        (timedelta(days=-1), "24 November 2026", "۳ آذر ۱۴۰۵"),
    ],
)
def test_near_moments_are_told_from_now_and_far_ones_by_their_date(ago: timedelta, english: str, persian: str) -> None:
    moment = NOW - ago
    assert (format_since(moment, "en", NOW), format_since(moment, "fa", NOW)) == (english, persian)
