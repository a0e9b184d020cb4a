"""Job names, queues and the doorbell: enqueue() rings only after commit. Called by the services.

A message says no more than "there is work in this queue": which task is next is decided from the rows when a worker
takes it, by priority and by turns, so a message that is lost, doubled or late changes nothing.
"""

import asyncio
import os
from functools import lru_cache
from typing import Any

import structlog
from celery import Celery
from kombu import Queue

from writers_app.config import Settings, settings
from writers_app.db import Session, after_commit
from writers_app.jobs import folder  # noqa: F401  # registers the transport

log = structlog.get_logger(__name__)

WORK = "writers.work"
CANARY = "writers.canary"
QUEUES = ("interactive", "default", "heavy")
"""By weight: seconds that a person waits for, minutes, and what takes a whole core for long."""

_BELLS = "bells"


def celery_settings(config: Settings) -> dict[str, Any]:
    """How Celery is set up on both sides, the app that rings and the worker that listens."""
    common: dict[str, Any] = {
        "task_queues": [Queue(name, routing_key=name) for name in QUEUES],
        "task_default_queue": "default",
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_acks_on_failure_or_timeout": True,
        "worker_prefetch_multiplier": 1,
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_pool_limit": 4,
        "enable_utc": True,
    }
    redis_url = config.redis_database(2)
    if redis_url is None:
        options = {"folder": str(config.data_path / "queue"), "polling_interval": 0.02}
        return {**common, "broker_url": "folder://localhost//", "broker_transport_options": options}
    options = {"socket_timeout": 10, "socket_connect_timeout": 3, "socket_keepalive": True, "visibility_timeout": 3600}
    return {
        **common,
        "broker_url": redis_url,
        "broker_transport_options": {**options, "queue_order_strategy": "priority", "health_check_interval": 10},
    }


@lru_cache(maxsize=1)
def producer() -> Celery:
    """The Celery app that only rings; the worker makes its own from the same settings."""
    app = Celery("writers-producer", set_as_current=False)
    app.conf.update(celery_settings(settings()))
    return app


os.register_at_fork(after_in_child=producer.cache_clear)


def ring(queue: str, times: int = 1, task: str = WORK) -> None:
    """Wake a worker of this queue. Raises whatever the broker raises; blocking, a few hundred microseconds."""
    app = producer()
    with app.producer_pool.acquire(block=True, timeout=3) as connected:
        for _ in range(times):
            app.send_task(task, (queue,) if task == WORK else (), queue=queue, producer=connected, retry=False)


def count_messages(queue: str) -> int:
    """How many messages of a queue wait in the broker."""
    with producer().connection_for_read() as connection, connection.channel() as channel:
        return int(channel.queue_declare(queue).message_count)


async def ring_or_log(queue: str, times: int = 1, task: str = WORK) -> bool:
    """Ring from an event loop; a broker that is away is logged and no more, since the sweeper rings again."""
    try:
        await asyncio.to_thread(ring, queue, times, task)
    except Exception as error:
        log.warning("doorbell_failed", queue=queue, error=repr(error))
        return False
    return True


def enqueue(session: Session, queue: str, times: int = 1) -> None:
    """Ring once the session's transaction is durable. Rings of one transaction are gathered."""
    bells: dict[str, int] = session.info.setdefault(_BELLS, {})
    if not bells:
        after_commit(session, lambda: _ring_all(session))
    bells[queue] = bells.get(queue, 0) + times


async def _ring_all(session: Session) -> None:
    bells: dict[str, int] = session.info.pop(_BELLS, {})
    for queue, times in bells.items():
        await ring_or_log(queue, times)
