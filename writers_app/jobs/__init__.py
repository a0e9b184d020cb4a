"""Job names, queues, and the doorbell that wakes a worker after commit. The only place in the app that knows Celery."""

from writers_app.jobs.doorbell import CANARY, QUEUES, WORK, celery_settings, count_messages, enqueue, ring_or_log

__all__ = ["CANARY", "QUEUES", "WORK", "celery_settings", "count_messages", "enqueue", "ring_or_log"]
