"""Runs the next task of a queue when its bell rings. Sent by writers_app.jobs."""

from worker import runtime
from worker.app import app
from worker.running import run_next
from writers_app.services.outbox import WORK


@app.task(name=WORK)
def work(queue: str) -> None:
    runtime.run(run_next(queue, runtime.process_name(), runtime.is_stopping))
