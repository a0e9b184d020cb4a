"""/documents/{id}/figures: what is selected in an editor, measured."""

from uuid import UUID

from fastapi import APIRouter

from writers_app.api.deps import CurrentActor
from writers_app.api.problems import problems
from writers_app.db import reading
from writers_app.schemas.passages import AskedPassage, PassageFigures
from writers_app.services import passages

router = APIRouter(tags=["documents"])


@router.post("/documents/{document_id}/figures", responses=problems(404, 413))
async def measure_passage(actor: CurrentActor, document_id: UUID, asked: AskedPassage) -> PassageFigures:
    """The figures of paragraphs as they stand in an editor; nothing is stored or changed."""
    async with reading() as session:
        return await passages.measure_passage(session, actor, document_id, asked)
