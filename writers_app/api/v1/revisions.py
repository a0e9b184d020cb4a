"""/documents/{id}/revisions: earlier states of a text, to read, compare and bring back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from writers_app.api.deps import CurrentActor
from writers_app.api.problems import problems
from writers_app.db import reading, unit_of_work
from writers_app.schemas.comparisons import Comparison
from writers_app.schemas.paging import Page
from writers_app.schemas.revisions import Change, NewRevision, RevisionCard, RevisionText
from writers_app.services import comparisons, revisions

router = APIRouter(tags=["revisions"])


@router.get("/documents/{document_id}/revisions")
async def list_revisions(
    actor: CurrentActor,
    document_id: UUID,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str | None = None,
) -> Page[RevisionCard]:
    async with reading() as session:
        return await revisions.list_revisions(session, actor, document_id, limit=limit, cursor=cursor)


@router.post("/documents/{document_id}/revisions", status_code=201)
async def keep_revision(actor: CurrentActor, document_id: UUID, new: NewRevision, response: Response) -> RevisionCard:
    async with unit_of_work() as session:
        card = await revisions.keep_revision(session, actor, document_id, new)
    response.headers["Location"] = f"/api/v1/revisions/{card.id}"
    return card


@router.get("/documents/{document_id}/comparison")
async def compare_revisions(
    actor: CurrentActor, document_id: UUID, before: UUID, after: UUID | None = None
) -> Page[Change]:
    """From the revision `before` to the revision `after`, or to the text as it stands now."""
    async with reading() as session:
        return Page(items=await revisions.compare_revisions(session, actor, document_id, before, after))


@router.get("/documents/{document_id}/comparison/figures", responses=problems(404, 422))
async def compare_figures(
    actor: CurrentActor, document_id: UUID, before: UUID, after: UUID | None = None
) -> Comparison:
    """What the rewrite did to the figures, the words and the findings."""
    async with reading() as session:
        rewrite = await comparisons.read_rewrite(session, actor, document_id, before, after)
    return await comparisons.compare_figures(rewrite)


@router.get("/revisions/{revision_id}")
async def read_revision(actor: CurrentActor, revision_id: UUID) -> RevisionText:
    async with reading() as session:
        return await revisions.read_revision(session, actor, revision_id)


@router.post("/revisions/{revision_id}/restore")
async def restore_revision(actor: CurrentActor, revision_id: UUID) -> RevisionCard:
    """Open editors follow as if somebody had typed it; the answer is the revision that keeps what was there before."""
    async with unit_of_work() as session:
        return await revisions.restore_revision(session, actor, revision_id)
