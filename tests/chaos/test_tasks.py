"""A short run of what `python -m tests.chaos.tasks` does at length."""

import pytest

from tests.chaos.tasks import run_chaos, show


@pytest.mark.timeout(600)
def test_every_task_ends_once_whatever_is_killed() -> None:
    tally = run_chaos(30, seed=7)
    show(tally)
    assert tally.wrong == []
