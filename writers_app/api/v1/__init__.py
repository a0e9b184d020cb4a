"""Version 1 of the REST API, a module per noun."""

from fastapi import APIRouter

from writers_app.api.v1 import (
    auth,
    checks,
    comments,
    documents,
    files,
    notifications,
    passages,
    phone,
    presets,
    projects,
    purchases,
    reports,
    revisions,
    schedules,
    tasks,
    text_service,
    trends,
    usage,
    webhooks,
)
from writers_app.services.phones import is_offered as has_text_messages
from writers_app.services.purchases import is_offered as has_plans
from writers_app.services.text_service import is_offered as has_text_service

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    checks.router,
    comments.router,
    documents.router,
    files.router,
    notifications.router,
    passages.router,
    presets.router,
    projects.router,
    reports.router,
    revisions.router,
    schedules.router,
    tasks.router,
    trends.router,
    usage.router,
    webhooks.router,
)
"""Every noun's router; api.app includes them under /api/v1."""


def offered_routers() -> list[APIRouter]:
    """Routers of what this server offers only where it is configured."""
    offered = (
        (text_service.router, has_text_service()),
        (phone.router, has_text_messages()),
        (purchases.router, has_plans()),
    )
    return [router for router, is_offered in offered if is_offered]
