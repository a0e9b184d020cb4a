"""Version 1 of the REST API, a module per noun."""

from fastapi import APIRouter

from writers_app.api.v1 import (
    auth,
    checks,
    comments,
    documents,
    files,
    notifications,
    presets,
    projects,
    reports,
    revisions,
    schedules,
    tasks,
    webhooks,
)

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    checks.router,
    comments.router,
    documents.router,
    files.router,
    notifications.router,
    presets.router,
    projects.router,
    reports.router,
    revisions.router,
    schedules.router,
    tasks.router,
    webhooks.router,
)
"""Every noun's router; api.app includes them under /api/v1."""
