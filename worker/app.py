"""The Celery app: settings, signals and which modules hold tasks. Started by `python -m worker`."""

import logging
from typing import Any

from celery import Celery, signals
from kombu import Queue

from worker import runtime, schedule
from writers_app.config import Settings, settings
from writers_app.errors import SettingsError
from writers_app.services.outbox import QUEUES, celery_settings
from writers_app.services.task_kinds import kind_limits
from writers_app.telemetry.logging import configure_logging
from writers_app.telemetry.metrics import serve_metrics
from writers_app.telemetry.pauses import spare_modules

HARD_LIMIT_AFTER = 60.0
"""Seconds between the limit that a kind of task has and the death of a process that overran it."""


def make_app() -> Celery:
    config = settings()
    made = Celery("writers", include=["worker.tasks.work", "worker.tasks.canary"])
    wiring = celery_settings(config)
    made.conf.update(wiring)
    made.conf.update(
        worker_concurrency=config.worker_concurrency,
        worker_proc_alive_timeout=60,
        worker_lost_wait=1.0,  # the rows know what a dead process was doing; free its place soon
        task_queues=[*map(Queue, queues_served(config)), Queue(runtime.canary_queue())],
        task_time_limit=max(limits.seconds for limits in kind_limits().values()) + HARD_LIMIT_AFTER,
    )
    return made


def queues_served(config: Settings) -> list[str]:
    """The queues of this worker, in the order in which they are looked at."""
    chosen = {name.strip() for name in config.worker_queues.split(",")}
    if not chosen or not chosen <= set(QUEUES):
        raise SettingsError(f"WRITERS_WORKER_QUEUES names other queues than {', '.join(QUEUES)}.")
    return [name for name in QUEUES if name in chosen]


app = make_app()


@signals.setup_logging.connect
def set_up_logging(**_: Any) -> None:
    configure_logging(settings(), "worker")
    for noisy in ("celery.worker.strategy", "celery.app.trace"):  # a line per bell; running.py logs each task
        logging.getLogger(noisy).setLevel(logging.WARNING)


@signals.worker_process_init.connect
def start_process(**_: Any) -> None:
    set_up_logging()
    runtime.start()
    spare_modules()


@signals.worker_process_shutdown.connect
def stop_process(**_: Any) -> None:
    runtime.stop()


@signals.worker_ready.connect
def start_schedule(**_: Any) -> None:
    schedule.start()
    spare_modules()
    if port := settings().worker_metrics_port:
        serve_metrics(port)


@signals.worker_shutting_down.connect
def let_go(**_: Any) -> None:
    """Running tasks go back to the queue at once, so that a restart never waits for a long one."""
    runtime.announce_stop()


@signals.worker_shutdown.connect
def stop_schedule(**_: Any) -> None:
    schedule.stop()
