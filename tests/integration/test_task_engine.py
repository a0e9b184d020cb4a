"""The engine in one process: who is taken next, and that a task ends once whatever happens to its runs."""

import asyncio
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from tests import made_kinds
from tests.factories import Person
from tests.patience import eventually
from worker import runtime
from worker.running import run_next
from writers_app.config import settings
from writers_app.db import reading, single_change, unit_of_work, utc_now
from writers_app.errors import ConflictError, InvalidError, TooManyRequestsError
from writers_app.jobs import count_messages
from writers_app.models import Project, Task, TaskState
from writers_app.schemas.tasks import TaskDetail
from writers_app.services import claims, leases, queues, runs, task_kinds, tasks
from writers_app.services.leases import LeaseLostError
from writers_app.services.work import Outcome, Progress


@pytest.fixture(autouse=True)
def _made_kinds() -> Iterator[None]:
    with made_kinds.offered():
        yield


async def ask(person: Person, kind: str = "trial", **options: Any) -> UUID:
    async with unit_of_work() as session:
        return (await tasks.create_task(session, person.actor, kind=kind, options=options)).id


async def look(person: Person, task_id: UUID) -> TaskDetail:
    async with reading() as session:
        return await tasks.get_task(session, person.actor, task_id)


async def run_one() -> bool:
    return await run_next("default", "test", lambda: False)


async def claim(worker: str = "test") -> tuple[leases.Lease, claims.Claimed] | None:
    async with single_change() as connection:
        return await claims.claim(connection, "default", worker, task_kinds.kind_limits())


async def take() -> tuple[leases.Lease, claims.Claimed]:
    claimed = await claim()
    assert claimed
    return claimed


async def let_lease_lapse(task_id: UUID) -> None:
    async with unit_of_work() as session:
        (await session.get_one(Task, task_id)).lease_until = utc_now() - timedelta(seconds=1)


async def take_over() -> int:
    async with unit_of_work() as session:
        return await leases.take_over(session, lambda lease: False)


async def count_projects(title: str) -> int:
    async with reading() as session:
        return (await session.exec(select(func.count()).where(col(Project.title) == title))).one()


async def test_task_runs_and_its_changes_come_with_its_end(alice: Person) -> None:
    task_id = await ask(alice, project_title="Made by work")
    assert await run_one()
    task = await look(alice, task_id)
    assert (task.state, task.progress, task.result) == ("succeeded", 100, {"start": 1, "applied": True})
    assert [moment.state for moment in task.history] == ["queued", "running", "succeeded"]
    assert [file.name for file in task.files] == ["trial.txt"]
    assert await count_projects("Made by work") == 1


async def test_a_bell_without_work_does_nothing(alice: Person) -> None:
    assert not await run_one()


async def test_a_doubled_bell_runs_the_task_once(alice: Person, tmp_path: Path) -> None:
    await ask(alice, starts=str(tmp_path / "starts"))
    ran = await asyncio.gather(run_one(), run_one(), run_one())
    assert sorted(ran) == [False, False, True]
    assert len((tmp_path / "starts").read_text().splitlines()) == 1


async def test_options_that_the_kind_no_longer_takes_end_the_task(alice: Person) -> None:
    task_id = await ask(alice)
    async with unit_of_work() as session:
        (await session.get_one(Task, task_id)).options = {"starts": ["no", "path"]}
    assert await run_one()
    task = await look(alice, task_id)
    assert task.state == "failed"
    assert task.error
    assert str(task_id) in task.error.detail


async def test_many_files_of_one_person_do_not_keep_another_waiting(alice: Person, bob: Person) -> None:
    for number in range(20):
        await ask(alice, project_title=f"Alice {number}")
    theirs = await ask(bob)
    taken = [(await take())[1] for _ in range(3)]
    assert theirs in {task.id for task in taken}


async def test_no_more_of_a_kind_run_at_once_than_may(alice: Person, bob: Person) -> None:
    await ask(alice, "rare")
    await ask(bob, "rare")
    await take()
    assert await claim() is None


async def test_no_more_of_one_person_run_at_once_than_may(alice: Person, bob: Person) -> None:
    for _ in range(settings().tasks_at_once + 1):
        await ask(alice)
    for _ in range(settings().tasks_at_once):
        await take()
    assert await claim() is None
    theirs = await ask(bob)
    assert (await take())[1].id == theirs


async def test_workers_that_look_at_the_same_moment_start_no_more_than_may(alice: Person, bob: Person) -> None:
    limit = settings().tasks_at_once
    for _ in range(limit + 3):
        await ask(alice)
    await ask(alice, "rare")
    await ask(bob, "rare")
    taken = [found[1] for found in await asyncio.gather(*(claim() for _ in range(limit + 5))) if found]
    assert [task.owner_id for task in taken].count(alice.id) == limit
    assert [task.kind for task in taken].count("rare") <= 1
    assert len({task.id for task in taken}) == len(taken)


async def test_a_lapsed_lease_is_taken_over_and_the_first_run_changes_nothing(alice: Person) -> None:
    task_id = await ask(alice, project_title="Once")
    lease, _ = await take()
    await let_lease_lapse(task_id)
    assert await take_over() == 1
    assert (await look(alice, task_id)).state == "queued"
    assert await run_one()
    with pytest.raises(LeaseLostError):
        async with unit_of_work() as session:
            await leases.renew(session, lease, Progress())
    with pytest.raises(LeaseLostError):
        async with unit_of_work() as session:
            await runs.succeed(session, lease, Outcome({"start": "the first run"}), None)
    task = await look(alice, task_id)
    assert task.state == "succeeded"
    assert task.result == {"start": 1, "applied": True}
    assert await count_projects("Once") == 1


async def test_a_live_lease_is_left_alone(alice: Person) -> None:
    await ask(alice)
    await take()
    assert await take_over() == 0


async def test_the_lease_of_a_process_that_is_gone_is_taken_over_at_once(alice: Person) -> None:
    task_id = await ask(alice)
    child = os.fork()
    if child == 0:
        signal.pause()
    gone = f"{runtime.machine()}.{child}.{runtime._start_time(child)}.abc"
    assert await claim(gone.removesuffix(".abc"))
    assert not runtime.is_gone(gone)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)  # noqa: ASYNC222  # it is dead already
    assert runtime.is_gone(gone)
    async with unit_of_work() as session:
        assert await leases.take_over(session, runtime.is_gone) == 1
    assert (await look(alice, task_id)).state == "queued"


async def test_work_that_kills_three_workers_is_set_aside_with_its_reason(alice: Person) -> None:
    task_id = await ask(alice)
    for _ in range(leases.DEATHS):
        await take()
        await let_lease_lapse(task_id)
        await take_over()
    task = await look(alice, task_id)
    assert task.state == "dead"
    assert task.error
    assert "3 times" in task.error.detail
    assert not await run_one()


async def test_what_may_pass_is_tried_again_later_and_then_succeeds(alice: Person, tmp_path: Path) -> None:
    task_id = await ask(alice, failures=1, starts=str(tmp_path / "starts"))
    assert await run_one()
    task = await look(alice, task_id)
    assert (task.state, task.error) == ("queued", None)
    assert [moment.reason for moment in task.history[-2:]] == ["The far end did not answer.", "Will be tried again"]
    assert not await run_one()  # its pause is not over
    async with unit_of_work() as session:
        (await session.get_one(Task, task_id)).due_at = utc_now()
    assert await run_one()
    assert (await look(alice, task_id)).state == "succeeded"


async def test_what_does_not_pass_fails_after_its_attempts_with_one_sentence(alice: Person, tmp_path: Path) -> None:
    task_id = await ask(alice, failures=99, starts=str(tmp_path / "starts"))
    for _ in range(3):
        async with unit_of_work() as session:
            (await session.get_one(Task, task_id)).due_at = utc_now()
        assert await run_one()
    task = await look(alice, task_id)
    assert task.state == "failed"
    assert task.error
    assert task.error.detail == "The far end did not answer."


async def test_a_mistake_of_ours_fails_at_once_without_a_word_of_the_text(alice: Person) -> None:
    task_id = await ask(alice, "mistake")
    assert await run_one()
    task = await look(alice, task_id)
    assert task.state == "failed"
    assert task.attempts == 1
    assert task.error
    assert "secret" not in task.model_dump_json()
    assert str(task_id) in task.error.detail


async def test_a_failed_task_runs_again_when_asked(alice: Person, tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    task_id = await ask(alice, "mistake", starts=str(starts))
    await run_one()
    async with unit_of_work() as session:
        task = await tasks.retry_task(session, alice.actor, task_id)
    assert (task.state, task.error, task.attempts) == ("queued", None, 0)
    await run_one()
    assert len(starts.read_text().splitlines()) == 2


async def test_a_task_that_succeeded_is_not_run_again(alice: Person) -> None:
    task_id = await ask(alice)
    await run_one()
    with pytest.raises(ConflictError):
        async with unit_of_work() as session:
            await tasks.retry_task(session, alice.actor, task_id)


async def test_a_waiting_task_is_cancelled_at_once(alice: Person) -> None:
    task_id = await ask(alice)
    async with unit_of_work() as session:
        await tasks.cancel_task(session, alice.actor, task_id)
    assert (await look(alice, task_id)).state == "cancelled"
    assert not await run_one()


async def test_cancelling_stops_work_that_computes_and_kills_its_child(alice: Person, tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    task_id = await ask(alice, "spin", starts=str(starts))
    running = asyncio.create_task(run_one())

    async def is_computing() -> bool:
        return starts.exists() and starts.read_text().endswith("\n")

    await eventually(is_computing)
    child = int(starts.read_text())
    os.kill(child, 0)
    async with unit_of_work() as session:
        assert (await tasks.cancel_task(session, alice.actor, task_id)).cancelling
    await running
    assert (await look(alice, task_id)).state == "cancelled"
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


async def test_work_that_takes_too_long_is_stopped(alice: Person) -> None:
    task_id = await ask(alice, "brief")
    await run_one()
    task = await look(alice, task_id)
    assert task.state == "failed"
    assert task.error
    assert task.error.title == "Took too long"


async def test_a_run_gives_its_task_back_when_the_worker_stops(alice: Person) -> None:
    task_id = await ask(alice, seconds=60)
    stopping = False
    running = asyncio.create_task(run_next("default", "test", lambda: stopping))

    async def is_waiting() -> bool:
        return (await look(alice, task_id)).step == "Waiting"

    await eventually(is_waiting)
    stopping = True
    await running
    task = await look(alice, task_id)
    assert (task.state, task.attempts) == ("queued", 0)


async def test_a_clock_that_was_set_back_leaves_no_task_waiting(alice: Person) -> None:
    waiting, running = await ask(alice), await ask(alice)
    async with unit_of_work() as session:
        (await session.get_one(Task, waiting)).due_at = utc_now() + timedelta(days=400)
    _, task = await take()
    assert task.id == running
    async with unit_of_work() as session:
        (await session.get_one(Task, running)).lease_until = utc_now() + timedelta(days=400)
    async with reading() as session:
        assert await leases.any_expired(session, lambda lease: False)
    await take_over()
    async with reading() as session:
        assert (await session.get_one(Task, running)).lease_until < utc_now() + 2 * leases.LEASE  # type: ignore[operator]
    assert (await take())[1].id == waiting


async def test_the_same_idempotency_key_gives_the_same_task(alice: Person, bob: Person) -> None:
    async with unit_of_work() as session:
        first = await tasks.create_task(session, alice.actor, kind="trial", idempotency_key="one")
        again = await tasks.create_task(session, alice.actor, kind="trial", idempotency_key="one")
        other = await tasks.create_task(session, bob.actor, kind="trial", idempotency_key="one")
    assert first.id == again.id != other.id


async def test_a_person_cannot_queue_without_end(alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "tasks_waiting", 2)
    await ask(alice)
    await ask(alice)
    with pytest.raises(TooManyRequestsError):
        await ask(alice)
    await ask(bob)


async def test_options_that_do_not_fit_are_refused_by_name(alice: Person) -> None:
    with pytest.raises(InvalidError, match="secnds"):
        await ask(alice, secnds=3)


async def test_a_task_rolled_back_rings_no_bell(alice: Person) -> None:
    before = count_messages("default")

    async def ask_and_fail() -> None:
        async with unit_of_work() as session:
            await tasks.create_task(session, alice.actor, kind="trial")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await ask_and_fail()
    assert count_messages("default") == before
    await ask(alice)
    assert count_messages("default") == before + 1


async def test_a_task_that_begins_while_the_queues_are_measured_is_counted_once(alice: Person) -> None:
    task_id = await ask(alice)
    measured: list[int] = []
    is_over = asyncio.Event()

    async def begin_and_go_back() -> None:
        for turn in range(200):
            async with unit_of_work() as session:
                task = await session.get_one(Task, task_id)
                task.state = TaskState.QUEUED if turn % 2 else TaskState.RUNNING
                task.lease = None if turn % 2 else "test"
        is_over.set()

    async def measure() -> None:
        while not is_over.is_set():
            async with reading() as session:
                measured.append(sum(each.waiting + each.running for each in await queues.measure_queues(session)))

    await asyncio.gather(begin_and_go_back(), measure())
    assert set(measured) == {1}
