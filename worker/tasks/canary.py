"""Answers the canary. Sent by the worker to itself."""

from worker import runtime
from worker.app import app
from writers_app.services.outbox import CANARY


@app.task(name=CANARY)
def answer() -> None:
    runtime.answer_canary()
