"""/projects/{id}/presets: how a project's book is made, kept by name; and a look at it before it is made."""

from uuid import UUID

from fastapi import APIRouter, Response

from writers_app.api.deps import CurrentActor
from writers_app.api.problems import problems
from writers_app.db import reading, unit_of_work
from writers_app.schemas.paging import Page
from writers_app.schemas.presets import BookSettings, NewPreset, PresetCard, PresetChange, Preview
from writers_app.services import presets, previews

router = APIRouter(prefix="/projects/{project_id}", tags=["presets"])


@router.get("/presets", responses=problems(404))
async def list_presets(actor: CurrentActor, project_id: UUID) -> Page[PresetCard]:
    """In the order in which they were made."""
    async with reading() as session:
        return Page(items=await presets.list_presets(session, actor, project_id))


@router.post("/presets", status_code=201, responses=problems(403, 404, 422))
async def create_preset(actor: CurrentActor, project_id: UUID, new: NewPreset, response: Response) -> PresetCard:
    async with unit_of_work() as session:
        card = await presets.create_preset(session, actor, project_id, new)
    response.headers["Location"] = f"/api/v1/projects/{project_id}/presets/{card.id}"
    return card


@router.get("/presets/{preset_id}", responses=problems(404))
async def read_preset(actor: CurrentActor, project_id: UUID, preset_id: UUID) -> PresetCard:
    async with reading() as session:
        return await presets.read_preset(session, actor, project_id, preset_id)


@router.patch("/presets/{preset_id}", responses=problems(403, 404, 422))
async def change_preset(actor: CurrentActor, project_id: UUID, preset_id: UUID, change: PresetChange) -> PresetCard:
    async with unit_of_work() as session:
        return await presets.change_preset(session, actor, project_id, preset_id, change)


@router.delete("/presets/{preset_id}", status_code=204, responses=problems(403, 404))
async def delete_preset(actor: CurrentActor, project_id: UUID, preset_id: UUID) -> None:
    """What was made by it stays; a repeating export that names it pauses and says why."""
    async with unit_of_work() as session:
        await presets.delete_preset(session, actor, project_id, preset_id)


@router.post("/preview", responses=problems(404, 422, 503))
async def preview_book(actor: CurrentActor, project_id: UUID, settings: BookSettings) -> Preview:
    """The first pages of the book that these settings would make; nothing is stored."""
    async with reading() as session:
        beginning = await previews.read_beginning(session, actor, project_id, settings)
    return await previews.draw_preview(beginning, settings)
