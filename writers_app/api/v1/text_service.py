"""/projects/{id}/text-service: whether a project's texts may be sent to the text service. Only where one is set."""

from uuid import UUID

from fastapi import APIRouter

from writers_app.api.deps import CurrentActor
from writers_app.api.problems import problems
from writers_app.db import reading, unit_of_work
from writers_app.schemas.text_service import LeaveChange, TextServiceLeave
from writers_app.services import text_service

router = APIRouter(prefix="/projects/{project_id}/text-service", tags=["projects"])


@router.get("", responses=problems(404))
async def read_leave(actor: CurrentActor, project_id: UUID) -> TextServiceLeave:
    """Where texts would be sent, and whether the owner has allowed it."""
    async with reading() as session:
        return await text_service.read_leave(session, actor, project_id)


@router.put("", responses=problems(403, 404))
async def change_leave(actor: CurrentActor, project_id: UUID, change: LeaveChange) -> TextServiceLeave:
    """The owner's to say."""
    async with unit_of_work() as session:
        return await text_service.change_leave(session, actor, project_id, allowed=change.allowed)
