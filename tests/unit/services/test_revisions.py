"""Which revisions stay as they grow old, and what a comparison shows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from writers_app.services.revisions import compare_paragraphs, superfluous

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def kept_every(minutes: int, days: int) -> list[tuple[UUID, datetime]]:
    count = days * 24 * 60 // minutes
    return [(uuid4(), NOW - timedelta(minutes=minutes * n)) for n in range(count)]


def test_of_a_day_every_revision_stays() -> None:
    assert superfluous(kept_every(10, 1), NOW) == []


def test_after_a_day_one_an_hour_stays_and_after_a_month_one_a_day() -> None:
    revisions = kept_every(10, 60)
    gone = set(superfluous(revisions, NOW))
    stay = [made for revision, made in revisions if revision not in gone]
    older = [made for made in stay if NOW - made > timedelta(days=30)]
    middle = [made for made in stay if timedelta(days=1) < NOW - made <= timedelta(days=30)]
    assert 29 <= len(older) <= 31
    assert 29 * 24 - 1 <= len(middle) <= 29 * 24 + 1


def test_thinning_again_takes_nothing_more() -> None:
    revisions = kept_every(10, 60)
    gone = set(superfluous(revisions, NOW))
    assert superfluous([entry for entry in revisions if entry[0] not in gone], NOW) == []


def test_a_moved_paragraph_is_gone_in_one_place_and_new_in_the_other() -> None:
    changes = compare_paragraphs(["a", "b", "c"], ["b", "c", "a"])
    assert [change.kind for change in changes] == ["removed", "same", "same", "added"]
