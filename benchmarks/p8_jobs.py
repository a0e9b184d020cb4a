"""P8: from commit to start to durable end of a job, beside bare Celery on the same Redis, in the same run.

`python -m benchmarks.p8_jobs` starts private servers and workers of one process, sends jobs one at a time, then lets a
new worker empty a full queue, and prints the table. `--embedded` measures SQLite and the folder broker instead.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parent.parent
ONE_BY_ONE, QUEUED, WARM_UP = 300, 600, 30
PAUSE = 0.03
"""Seconds between two jobs that are sent one at a time, of either: a machine that has just rested is slower."""


def make_bare() -> Any:
    """Celery as its tutorial has it, with late acknowledgement like ours."""
    from celery import Celery

    url = os.environ["BARE_REDIS_URL"]
    app = Celery("bare", broker=url, backend=url)
    app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1)

    @app.task(name="tick")  # type: ignore[untyped-decorator]
    def tick() -> float:
        return time.time()

    @app.task(name="tock", ignore_result=True)  # type: ignore[untyped-decorator]
    def tock() -> None:
        with _ends().open("a") as file:
            file.write(f"bare {time.time()}\n")

    return app


def serve_ours() -> None:
    """A worker that also knows a kind of task which does nothing, and notes when the end of each was committed."""
    from worker import running
    from worker.__main__ import main
    from writers_app.services.work import NoOptions, Outcome, Work

    async def tick(work: Work[NoOptions]) -> Outcome:
        return Outcome({"started": time.time()})

    finish = running._Run._finish

    async def finish_and_note(run: Any, ended: Any) -> None:
        await finish(run, ended)
        with _ends().open("a") as file:
            file.write(f"{run.lease.task_id} {time.time()}\n")

    running._Run._finish = finish_and_note  # type: ignore[method-assign]
    offer_tick(tick)
    main()


def _ends() -> Path:
    return Path(os.environ["WRITERS_DATA_DIR"]) / "ends"


def read_ends() -> list[tuple[str, float]]:
    """Every end so far: whose, and when."""
    lines = _ends().read_text().splitlines() if _ends().exists() else []
    return [(name, float(at)) for name, at in (line.split() for line in lines)]


def measure_emptying(*worker: str) -> float:
    """Jobs a second by which a new worker empties the queue, once it is warm."""
    before = len(read_ends())
    with running("-m", "benchmarks.p8_jobs", *worker):
        while len(read_ends()) < before + QUEUED:
            time.sleep(0.2)
    ends = sorted(at for _, at in read_ends()[before:])[WARM_UP:]
    return (len(ends) - 1) / (ends[-1] - ends[0])


@contextmanager
def running(*arguments: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def measure_bare() -> dict[str, list[float]]:
    app = make_bare()
    tick = app.tasks["tick"]
    starts, ends = [], []
    with running("-m", "benchmarks.p8_jobs", "--bare-worker"):
        for number in range(WARM_UP + ONE_BY_ONE):
            time.sleep(PAUSE)
            sent = time.time()
            started = tick.delay().get(timeout=60)
            if number >= WARM_UP:
                starts.append(started - sent)
                ends.append(time.time() - sent)
    for _ in range(QUEUED):
        app.tasks["tock"].delay()
    return {"start": starts, "end": ends, "rate": [measure_emptying("--bare-worker")]}


def measure_ours() -> dict[str, list[float]]:
    with asyncio.Runner() as runner:
        with running("-m", "benchmarks.p8_jobs", "--worker"):
            figures = runner.run(measure_one_by_one())
        runner.run(fill_queue())
    return {**figures, "rate": [measure_emptying("--worker")]}


async def measure_one_by_one() -> dict[str, list[float]]:
    from tests.factories import make_person
    from writers_app.telemetry.pauses import spare_modules

    offer_tick()
    person = await make_person("Bench")
    spare_modules()  # as a web process does
    commits, starts, moments = [], [], {}
    for number in range(WARM_UP + ONE_BY_ONE):
        asked = time.time()
        task_id, committed = await _ask(person.actor)
        started = await _wait(person.actor, task_id)
        if number >= WARM_UP:
            commits.append(committed - asked)
            starts.append(started - committed)
            moments[str(task_id)] = committed
    ends = [at - moments[name] for name, at in read_ends() if name in moments]
    return {"commit": commits, "start": starts, "end": ends}


async def fill_queue() -> None:
    from tests.factories import make_person
    from writers_app.db import dispose_engine

    person = await make_person("Burst")
    for _ in range(QUEUED):
        await _ask(person.actor)
    await dispose_engine()


def offer_tick(run: Any = None) -> None:
    """The kind that does nothing, in this process."""
    from writers_app.services import task_kinds
    from writers_app.services.work import Kind, NoOptions

    real = task_kinds.all_kinds
    kind = Kind(name="tick", title="Tick", options=NoOptions, run=run)
    task_kinds.all_kinds = lambda: {**real(), "tick": kind}  # type: ignore[assignment]


async def _ask(actor: Any) -> tuple[Any, float]:
    """The new task and the moment when its row was durable."""
    from writers_app.db import after_commit, unit_of_work
    from writers_app.services import tasks

    durable: list[float] = []

    async def note() -> None:
        durable.append(time.time())

    async with unit_of_work() as session:
        after_commit(session, note)
        task = await tasks.create_task(session, actor, kind="tick")
    return task.id, durable[0]


async def _wait(actor: Any, task_id: Any) -> float:
    """When its function began: from its result, so looking seldom, and not at once, costs no accuracy."""
    from writers_app.db import reading
    from writers_app.services import tasks

    while True:
        await asyncio.sleep(PAUSE)
        async with reading() as session:
            task = await tasks.get_task(session, actor, task_id)
        if task.ended_at:
            return float((task.result or {})["started"])


def show(name: str, figures: dict[str, list[float]]) -> None:
    cells = []
    for what in ("commit", "start", "end"):
        values = sorted(figures.get(what, []))
        cells.append(
            f"{median(values) * 1000:7.1f} {values[int(len(values) * 0.99)] * 1000:7.1f}" if values else " " * 15
        )
    print(f"{name:34} {' | '.join(cells)} | {figures['rate'][0]:8.0f}")


def main() -> None:
    from alembic.config import Config

    from alembic import command
    from tests.servers import postgres_server, redis_server

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="writers-p8-"))
        redis = stack.enter_context(redis_server())
        os.environ |= {"WRITERS_DATA_DIR": folder, "WRITERS_WORKER_CONCURRENCY": "1", "WRITERS_LOG_LEVEL": "error"}
        os.environ["BARE_REDIS_URL"] = f"{redis.url}/7"
        if "--embedded" not in sys.argv:
            postgres = stack.enter_context(postgres_server(durable=True))
            os.environ |= {"WRITERS_DATABASE_URL": postgres.url(), "WRITERS_REDIS_URL": redis.url}
        command.upgrade(Config(ROOT / "alembic.ini"), "head")
        print(f"{'milliseconds':34} {'commit: p50 p99':>15} | {'to start':>15} | {'to end':>15} | tasks/s")
        bare = measure_bare()
        show("bare Celery on Redis", bare)
        ours = measure_ours()
        show("Writers, " + ("SQLite, folder" if "--embedded" in sys.argv else "PostgreSQL (fsync), Redis"), ours)
        added = median(ours["end"]) - median(bare["end"])
        each = 1 / ours["rate"][0] - 1 / bare["rate"][0]
        print(f"added to the way of one job, median: {added * 1000:.1f} ms (its end and history are durable by then)")
        print(f"added to each job of a full queue: {each * 1000:.1f} ms")


if __name__ == "__main__":
    if "--worker" in sys.argv:
        del sys.argv[1:]
        serve_ours()
    elif "--bare-worker" in sys.argv:
        make_bare().worker_main(["worker", "-c", "1", "--without-gossip", "--without-mingle"])
    else:
        main()
