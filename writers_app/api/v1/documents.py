"""/documents: the binder of a project, the texts in it, and search."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from writers_app.api.deps import CurrentActor
from writers_app.db import reading, unit_of_work
from writers_app.schemas.documents import DocumentCard, DocumentChange, NewContent, NewDocument, SearchHit
from writers_app.schemas.paging import Page
from writers_app.services import documents, search, texts

router = APIRouter(tags=["documents"])


@router.get("/projects/{project_id}/documents")
async def list_documents(actor: CurrentActor, project_id: UUID, trashed: bool = False) -> Page[DocumentCard]:
    """The whole binder in reading order, or what was put into its trash."""
    async with reading() as session:
        listing = documents.list_trash if trashed else documents.list_documents
        return Page(items=await listing(session, actor, project_id))


@router.post("/projects/{project_id}/documents", status_code=201)
async def create_document(actor: CurrentActor, project_id: UUID, new: NewDocument, response: Response) -> DocumentCard:
    async with unit_of_work() as session:
        card = await documents.create_document(session, actor, project_id, new)
    response.headers["Location"] = f"/api/v1/documents/{card.id}"
    return card


@router.get("/documents/{document_id}")
async def read_document(actor: CurrentActor, document_id: UUID) -> DocumentCard:
    async with reading() as session:
        return await documents.read_document(session, actor, document_id)


@router.patch("/documents/{document_id}")
async def change_document(actor: CurrentActor, document_id: UUID, change: DocumentChange) -> DocumentCard:
    """Rename, describe, move, trash or restore; only what is given changes."""
    async with unit_of_work() as session:
        return await documents.change_document(session, actor, document_id, change)


@router.delete("/documents/{document_id}", status_code=204)
async def trash_document(actor: CurrentActor, document_id: UUID) -> None:
    """To the trash, with all it holds; `PATCH {"trashed": false}` brings it back."""
    async with unit_of_work() as session:
        await documents.trash_document(session, actor, document_id)


CONTENT_TYPES = {
    "application/json": {"schema": {"type": "object"}},
    "text/html": {"schema": {"type": "string"}},
    "text/markdown": {"schema": {"type": "string"}},
    "text/plain": {"schema": {"type": "string"}},
}


@router.get(
    "/documents/{document_id}/content",
    response_class=Response,
    responses={
        200: {"description": "The text; its ETag goes into If-Match when replacing it", "content": CONTENT_TYPES}
    },
)
async def read_content(
    actor: CurrentActor,
    document_id: UUID,
    content_format: Annotated[texts.ContentFormat, Query(alias="format")] = "json",
) -> Response:
    async with reading() as session:
        content = await texts.read_content(session, actor, document_id, content_format)
    return Response(content.body, media_type=content.media_type, headers={"ETag": content.etag})


@router.post("/documents/{document_id}/content", status_code=204)
async def replace_content(
    actor: CurrentActor,
    document_id: UUID,
    new: NewContent,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> None:
    """Replace the text that had this ETag. Typing that came meanwhile is never deleted: then the answer is 412."""
    async with unit_of_work() as session:
        response.headers["ETag"] = await texts.replace_content(session, actor, document_id, new, if_match)


@router.get("/search")
async def search_texts(
    actor: CurrentActor,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    project_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Page[SearchHit]:
    """Where the words stand, in titles and texts; half-spaces, ي/ی, digits and case make no difference."""
    async with reading() as session:
        return Page(items=await search.search_texts(session, actor, q, project_id=project_id, limit=limit))
