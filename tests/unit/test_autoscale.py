"""How many workers the autoscaler wants."""

from worker.autoscale import QUIET_FOR, Scale
from writers_app.services.queues import QueueSignal


def signals(waiting: int, oldest: float = 0.0, running: int = 0) -> list[QueueSignal]:
    return [QueueSignal("interactive", 0, 0.0, 0), QueueSignal("default", waiting, oldest, running)]


def test_nothing_to_do_keeps_the_least() -> None:
    assert Scale(1, 4, 2).wanted(signals(0), 0, 0.0) == 1


def test_work_that_waits_too_long_gets_as_many_workers_as_it_needs() -> None:
    assert Scale(1, 4, 2).wanted(signals(3, 5.0, running=2), 1, 0.0) == 3
    assert Scale(1, 4, 2).wanted(signals(1000, 5.0, running=2), 1, 0.0) == 4


def test_work_that_has_just_come_gets_no_more_workers_yet() -> None:
    assert Scale(1, 4, 2).wanted(signals(1000, 0.5), 1, 0.0) == 1


def test_spare_workers_go_one_by_one_after_some_quiet() -> None:
    scale = Scale(1, 4, 2)
    assert scale.wanted(signals(0), 4, 100.0) == 4
    assert scale.wanted(signals(0), 4, 100.0 + QUIET_FOR) == 3
    assert scale.wanted(signals(0), 3, 101.0 + QUIET_FOR) == 3
    assert scale.wanted(signals(0), 3, 100.0 + 2 * QUIET_FOR) == 2


def test_work_in_between_ends_the_quiet() -> None:
    scale = Scale(1, 4, 2)
    scale.wanted(signals(0), 4, 100.0)
    scale.wanted(signals(8, 1.0), 4, 110.0)
    assert scale.wanted(signals(0), 4, 100.0 + QUIET_FOR) == 4


def test_a_worker_that_died_is_started_again() -> None:
    assert Scale(2, 4, 2).wanted(signals(0), 1, 0.0) == 2
