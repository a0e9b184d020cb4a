"""Version 1 of the REST API, a module per noun."""

from fastapi import APIRouter

from writers_app.api.v1 import auth, notifications, projects, webhooks

ROUTERS: tuple[APIRouter, ...] = (auth.router, notifications.router, projects.router, webhooks.router)
"""Every noun's router; api.app includes them under /api/v1."""
