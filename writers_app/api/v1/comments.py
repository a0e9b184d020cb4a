"""/documents/{id}/comments: what readers and editors have remarked on a text."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from writers_app.api.deps import CurrentActor
from writers_app.db import reading, unit_of_work
from writers_app.schemas.comments import CommentCard, CommentChange, NewComment
from writers_app.schemas.paging import Page
from writers_app.services import comments

router = APIRouter(tags=["comments"])

CommentId = Annotated[str, Path(max_length=128)]


@router.get("/documents/{document_id}/comments")
async def list_comments(actor: CurrentActor, document_id: UUID) -> Page[CommentCard]:
    """All of them with their answers, the oldest first."""
    async with reading() as session:
        return Page(items=await comments.list_comments(session, actor, document_id))


@router.post("/documents/{document_id}/comments", status_code=201)
async def add_comment(actor: CurrentActor, document_id: UUID, new: NewComment) -> CommentCard:
    """An answer, or a comment on the text as a whole. On words of the text, comments are made in the editor."""
    async with unit_of_work() as session:
        return await comments.add_comment(session, actor, document_id, new)


@router.patch("/documents/{document_id}/comments/{comment_id}")
async def change_comment(
    actor: CurrentActor, document_id: UUID, comment_id: CommentId, change: CommentChange
) -> CommentCard:
    """Resolve it, open it again, or (who wrote it) change its words."""
    async with unit_of_work() as session:
        return await comments.change_comment(session, actor, document_id, comment_id, change)


@router.delete("/documents/{document_id}/comments/{comment_id}", status_code=204)
async def delete_comment(actor: CurrentActor, document_id: UUID, comment_id: CommentId) -> None:
    """With its answers; the words that it was made on stay."""
    async with unit_of_work() as session:
        await comments.delete_comment(session, actor, document_id, comment_id)
