"""/projects: a person's projects and who shares them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from writers_app.api.deps import CurrentActor
from writers_app.db import reading, unit_of_work
from writers_app.schemas.paging import Page
from writers_app.schemas.projects import (
    MemberCard,
    MemberChange,
    NewMember,
    NewProject,
    ProjectCard,
    ProjectChange,
    WholeProject,
)
from writers_app.services import members, projects

router = APIRouter(prefix="/projects", tags=["projects"])
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("")
async def list_projects(
    actor: CurrentActor, trashed: bool = False, limit: Limit = 50, cursor: str | None = None
) -> Page[ProjectCard]:
    async with reading() as session:
        return await projects.list_projects(session, actor, trashed=trashed, limit=limit, cursor=cursor)


@router.post("", status_code=201)
async def create_project(actor: CurrentActor, new: NewProject, response: Response) -> ProjectCard:
    async with unit_of_work() as session:
        card = await projects.create_project(session, actor, new)
    response.headers["Location"] = f"/api/v1/projects/{card.id}"
    return card


@router.get("/{project_id}")
async def read_project(actor: CurrentActor, project_id: UUID) -> WholeProject:
    async with reading() as session:
        return await projects.read_project(session, actor, project_id)


@router.patch("/{project_id}")
async def change_project(actor: CurrentActor, project_id: UUID, change: ProjectChange) -> WholeProject:
    async with unit_of_work() as session:
        return await projects.change_project(session, actor, project_id, change)


@router.delete("/{project_id}", status_code=204)
async def trash_project(actor: CurrentActor, project_id: UUID) -> None:
    """To the trash; `PATCH {"trashed": false}` brings it back."""
    async with unit_of_work() as session:
        await projects.trash_project(session, actor, project_id)


@router.get("/{project_id}/members")
async def list_members(actor: CurrentActor, project_id: UUID) -> Page[MemberCard]:
    async with reading() as session:
        return Page(items=await members.list_members(session, actor, project_id))


@router.post("/{project_id}/members", status_code=201)
async def add_member(actor: CurrentActor, project_id: UUID, new: NewMember) -> MemberCard:
    async with unit_of_work() as session:
        return await members.add_member(session, actor, project_id, new)


@router.patch("/{project_id}/members/{user_id}")
async def change_role(actor: CurrentActor, project_id: UUID, user_id: UUID, change: MemberChange) -> MemberCard:
    async with unit_of_work() as session:
        return await members.change_role(session, actor, project_id, user_id, change)


@router.delete("/{project_id}/members/{user_id}", status_code=204)
async def remove_member(actor: CurrentActor, project_id: UUID, user_id: UUID) -> None:
    async with unit_of_work() as session:
        await members.remove_member(session, actor, project_id, user_id)
