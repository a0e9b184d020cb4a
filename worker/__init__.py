"""Celery workers: each task is one service call."""
