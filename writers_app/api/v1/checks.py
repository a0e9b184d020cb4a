"""/documents/{id}/checks and /projects/{id}/terms: remarks on what is being written, and what they leave alone."""

from uuid import UUID

from fastapi import APIRouter

from writers_app.api.deps import CurrentActor
from writers_app.db import reading, unit_of_work
from writers_app.schemas.checks import AskedChecks, CheckedParagraph
from writers_app.schemas.house_style import HouseStyle, NewTerm
from writers_app.schemas.paging import Page
from writers_app.services import checks, house_styles

router = APIRouter(tags=["checks"])


@router.post("/documents/{document_id}/checks")
async def check_text(actor: CurrentActor, document_id: UUID, asked: AskedChecks) -> Page[CheckedParagraph]:
    """Findings and suggestions for paragraphs as they stand in an editor; nothing is stored or changed."""
    async with reading() as session:
        return Page(items=await checks.check_text(session, actor, document_id, asked))


@router.post("/projects/{project_id}/terms")
async def add_term(actor: CurrentActor, project_id: UUID, new: NewTerm) -> HouseStyle:
    """Have the checks leave a word alone in the whole project. The answer is the house style with it."""
    async with unit_of_work() as session:
        return await house_styles.add_term(session, actor, project_id, new)
