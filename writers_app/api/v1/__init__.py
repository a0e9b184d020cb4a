"""Version 1 of the REST API, a module per noun."""

from fastapi import APIRouter

from writers_app.api.v1 import auth, files, notifications, projects, tasks, webhooks

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    files.router,
    notifications.router,
    projects.router,
    tasks.router,
    webhooks.router,
)
"""Every noun's router; api.app includes them under /api/v1."""
