"""When a repeating task is due next: on the clocks of its zone, over changes of the clock and short months."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from writers_app.schemas.schedules import Rule
from writers_app.services.schedules import next_time


def due(rule: Rule, after: str, times: int = 1) -> list[str]:
    moments, moment = [], datetime.fromisoformat(after).replace(tzinfo=UTC)
    for _ in range(times):
        moment = next_time(rule, moment)
        moments.append(moment.strftime("%m-%d %H:%M"))
    return moments


def test_a_night_in_tehran_is_the_evening_before_in_utc() -> None:
    rule = Rule(every="day", at="02:00", zone="Asia/Tehran")
    assert due(rule, "2026-11-23T22:29", 2) == ["11-23 22:30", "11-24 22:30"]
    assert due(rule, "2026-11-23T22:30") == ["11-24 22:30"]


def test_a_time_stays_the_same_on_the_wall_when_the_clocks_change() -> None:
    rule = Rule(every="day", at="09:00", zone="Europe/Berlin")
    assert due(rule, "2026-10-24T00:00", 2) == ["10-24 07:00", "10-25 08:00"]


def test_an_hour_that_the_clocks_skip_is_taken_an_hour_later_and_once() -> None:
    rule = Rule(every="day", at="02:30", zone="Europe/Berlin")
    assert due(rule, "2026-03-28T00:00", 3) == ["03-28 01:30", "03-29 01:30", "03-30 00:30"]


def test_an_hour_that_comes_twice_is_taken_once() -> None:
    rule = Rule(every="day", at="02:30", zone="Europe/Berlin")
    assert due(rule, "2026-10-24T12:00", 2) == ["10-25 00:30", "10-26 01:30"]


def test_a_week_has_its_day() -> None:
    rule = Rule(every="week", weekday=5, at="10:00", zone="UTC")
    assert due(rule, "2026-11-23T00:00", 2) == ["11-28 10:00", "12-05 10:00"]
    assert due(rule, "2026-11-28T09:59") == ["11-28 10:00"]


def test_a_short_month_has_its_last_day() -> None:
    rule = Rule(every="month", day=31, at="10:00", zone="UTC")
    assert due(rule, "2027-01-30T00:00", 4) == ["01-31 10:00", "02-28 10:00", "03-31 10:00", "04-30 10:00"]


@pytest.mark.parametrize("wrong", [{"zone": "Mars/Olympus"}, {"at": "25:00"}, {"weekday": 7}, {"day": 0}])
def test_a_rule_that_names_no_time_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate({"every": "day", "at": "02:00", "zone": "UTC", **wrong})
