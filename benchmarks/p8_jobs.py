"""P8: from commit to start to durable end of a job, beside bare Celery on the same Redis, in the same run.

`python -m benchmarks.p8_jobs` starts private servers and workers of one process, sends jobs one at a time and then a
burst, and prints the table. `--embedded` measures SQLite and the folder broker instead.
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
ONE_BY_ONE, BURST, WARM_UP = 300, 400, 30


def make_bare() -> Any:
    """Celery as its tutorial has it, with late acknowledgement like ours."""
    from celery import Celery

    url = os.environ["BARE_REDIS_URL"]
    app = Celery("bare", broker=url, backend=url)
    app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1)

    @app.task(name="tick")  # type: ignore[untyped-decorator]
    def tick() -> float:
        return time.time()

    return app


def serve_ours() -> None:
    """A worker that also knows a kind of task which does nothing, and notes when the end of each was committed."""
    from worker import running
    from worker.__main__ import main
    from writers_app.services import task_kinds
    from writers_app.services.work import Kind, NoOptions, Outcome, Work

    async def tick(work: Work[NoOptions]) -> Outcome:
        return Outcome({"started": time.time()})

    finish = running._Run._finish

    async def finish_and_note(run: Any, ended: Any) -> None:
        await finish(run, ended)
        with _ends().open("a") as file:
            file.write(f"{run.lease.task_id} {time.time()}\n")

    running._Run._finish = finish_and_note  # type: ignore[method-assign]
    kind = Kind(name="tick", title="Tick", options=NoOptions, run=tick)
    real = task_kinds.all_kinds
    task_kinds.all_kinds = lambda: {**real(), "tick": kind}  # type: ignore[assignment]
    main()


def _ends() -> Path:
    return Path(os.environ["WRITERS_DATA_DIR"]) / "ends"


def read_ends() -> dict[str, float]:
    return {name: float(at) for name, at in (line.split() for line in _ends().read_text().splitlines())}


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
    for number in range(WARM_UP + ONE_BY_ONE):
        sent = time.time()
        started = tick.delay().get(timeout=60)
        if number >= WARM_UP:
            starts.append(started - sent)
            ends.append(time.time() - sent)
    begun = time.time()
    for result in [tick.delay() for _ in range(BURST)]:
        result.get(timeout=60)
    return {"start": starts, "end": ends, "rate": [BURST / (time.time() - begun)]}


async def measure_ours() -> dict[str, list[float]]:
    from tests.factories import make_person
    from writers_app.db import dispose_engine
    from writers_app.services import task_kinds
    from writers_app.services.work import Kind, NoOptions
    from writers_app.telemetry.pauses import spare_modules

    real = task_kinds.all_kinds
    kind = Kind(name="tick", title="Tick", options=NoOptions, run=None)  # type: ignore[arg-type]
    task_kinds.all_kinds = lambda: {**real(), "tick": kind}  # type: ignore[assignment]
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
    begun = time.time()
    ids = [(await _ask(person.actor))[0] for _ in range(BURST)]
    for task_id in ids:
        await _wait(person.actor, task_id)
    await dispose_engine()
    ended = read_ends()
    ends = [ended[name] - committed for name, committed in moments.items()]
    rate = BURST / (max(ended[str(task_id)] for task_id in ids) - begun)
    return {"commit": commits, "start": starts, "end": ends, "rate": [rate]}


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
        await asyncio.sleep(0.03)
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
        with running("-m", "benchmarks.p8_jobs", "--bare-worker"):
            bare = measure_bare()
        show("bare Celery on Redis", bare)
        with running("-m", "benchmarks.p8_jobs", "--worker"):
            ours = asyncio.run(measure_ours())
        show("Writers, " + ("SQLite, folder" if "--embedded" in sys.argv else "PostgreSQL (fsync), Redis"), ours)
        added = median(ours["end"]) - median(bare["end"])
        print(f"added per job, median: {added * 1000:.1f} ms (its end and history are durable by then)")


if __name__ == "__main__":
    if "--worker" in sys.argv:
        del sys.argv[1:]
        serve_ours()
    elif "--bare-worker" in sys.argv:
        make_bare().worker_main(["worker", "-c", "1", "--without-gossip", "--without-mingle"])
    else:
        main()
