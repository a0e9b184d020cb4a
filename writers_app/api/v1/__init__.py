"""Version 1 of the REST API, a module per noun."""

from fastapi import APIRouter

from writers_app.api.v1 import auth, documents, files, notifications, projects, revisions, schedules, tasks, webhooks

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    documents.router,
    files.router,
    notifications.router,
    projects.router,
    revisions.router,
    schedules.router,
    tasks.router,
    webhooks.router,
)
"""Every noun's router; api.app includes them under /api/v1."""
