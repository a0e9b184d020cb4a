"""Words by the day, from what is known of each text."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from writers_app.services import trends
from writers_app.services.trends import add_up_days

ONE, OTHER = uuid4(), uuid4()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def five_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trends, "utc_now", lambda: NOON + 5 * DAY)


def days_of(*events: tuple[datetime, object, int], zone: str = "UTC") -> list[tuple[int, int]]:
    return [(one.day.day, one.words) for one in add_up_days(list(events), ZoneInfo(zone))]  # type: ignore[arg-type]


def test_the_words_of_all_texts_stand_together_until_they_change() -> None:
    found = days_of((NOON, ONE, 100), (NOON + DAY, OTHER, 50), (NOON + 3 * DAY, ONE, 80))
    assert found == [(1, 100), (2, 150), (4, 130), (6, 130)]


def test_the_last_state_of_a_day_counts() -> None:
    assert days_of((NOON, ONE, 100), (NOON + timedelta(hours=1), ONE, 120)) == [(1, 120), (6, 120)]


def test_a_day_without_a_change_is_no_point() -> None:
    assert days_of((NOON, ONE, 100), (NOON + DAY, ONE, 100), (NOON + 2 * DAY, ONE, 100)) == [(1, 100), (6, 100)]


def test_days_begin_where_the_reader_is() -> None:
    late = NOON + timedelta(hours=9)
    assert days_of((NOON, ONE, 1), (late, ONE, 2))[0] == (1, 2)
    assert days_of((NOON, ONE, 1), (late, ONE, 2), zone="Asia/Tehran")[:2] == [(1, 1), (2, 2)]


def test_without_texts_there_are_no_days() -> None:
    assert days_of() == []
