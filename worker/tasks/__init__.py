"""Celery tasks, a module per queue of work."""
