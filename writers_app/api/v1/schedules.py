"""/schedules: tasks that are asked for by the clock."""

from uuid import UUID

from fastapi import APIRouter, Response

from writers_app.api.deps import CurrentActor
from writers_app.api.problems import problems
from writers_app.db import reading, unit_of_work
from writers_app.schemas.paging import Page
from writers_app.schemas.schedules import NewSchedule, ScheduleCard, ScheduleChange
from writers_app.services import schedules

router = APIRouter(prefix="/schedules", tags=["schedules"])


@router.get("")
async def list_schedules(actor: CurrentActor, project_id: UUID | None = None) -> Page[ScheduleCard]:
    """One's own, the next one first."""
    async with reading() as session:
        return Page(items=await schedules.list_schedules(session, actor, project_id))


@router.post("", status_code=201, responses=problems(403, 404, 409, 422))
async def create_schedule(actor: CurrentActor, new: NewSchedule, response: Response) -> ScheduleCard:
    async with unit_of_work() as session:
        card = await schedules.create_schedule(session, actor, new)
    response.headers["Location"] = f"/api/v1/schedules/{card.id}"
    return card


@router.get("/{schedule_id}", responses=problems(404))
async def read_schedule(actor: CurrentActor, schedule_id: UUID) -> ScheduleCard:
    async with reading() as session:
        return await schedules.read_schedule(session, actor, schedule_id)


@router.patch("/{schedule_id}", responses=problems(403, 404, 409, 422))
async def change_schedule(actor: CurrentActor, schedule_id: UUID, change: ScheduleChange) -> ScheduleCard:
    """Change when it comes or what it asks for, pause it (`{"paused": true}`) or let it go on."""
    async with unit_of_work() as session:
        return await schedules.change_schedule(session, actor, schedule_id, change)


@router.delete("/{schedule_id}", status_code=204, responses=problems(404))
async def delete_schedule(actor: CurrentActor, schedule_id: UUID) -> None:
    """The tasks that it has asked for stay."""
    async with unit_of_work() as session:
        await schedules.delete_schedule(session, actor, schedule_id)
