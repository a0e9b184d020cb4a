"""/notifications: what a person is told beside their work."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from writers_app.api.deps import CurrentActor
from writers_app.db import reading, unit_of_work
from writers_app.schemas.notifications import NotificationList
from writers_app.services import notifications

router = APIRouter(prefix="/notifications", tags=["notifications"])


@router.get("")
async def list_notifications(
    actor: CurrentActor, limit: Annotated[int, Query(ge=1, le=100)] = 30, cursor: str | None = None
) -> NotificationList:
    async with reading() as session:
        return await notifications.list_notifications(session, actor, limit=limit, cursor=cursor)


@router.post("/read", status_code=204)
async def mark_all_read(actor: CurrentActor) -> None:
    async with unit_of_work() as session:
        await notifications.mark_read(session, actor)


@router.post("/{notification_id}/read", status_code=204)
async def mark_read(actor: CurrentActor, notification_id: UUID) -> None:
    async with unit_of_work() as session:
        await notifications.mark_read(session, actor, notification_id)
