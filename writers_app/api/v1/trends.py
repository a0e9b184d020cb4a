"""/projects/{id}/trends: how the words and figures of a project run over time."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from writers_app.api.deps import CurrentActor
from writers_app.api.problems import problems
from writers_app.db import reading
from writers_app.schemas.trends import Trends
from writers_app.services import trends

router = APIRouter(tags=["projects"])


@router.get("/projects/{project_id}/trends", responses=problems(404, 422))
async def read_trends(
    actor: CurrentActor,
    project_id: UUID,
    document_id: UUID | None = None,
    zone: Annotated[str, Query(max_length=60, pattern=r"^[\w+/-]+$")] = "UTC",
) -> Trends:
    """Each report on the whole project, or on the one document, is a point; words are told by the day."""
    async with reading() as session:
        return await trends.read_trends(session, actor, project_id, document_id, zone)
