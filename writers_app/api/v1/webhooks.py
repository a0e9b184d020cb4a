"""/webhooks: tell another program what happens, by the Standard Webhooks scheme."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from writers_app.api.deps import CurrentActor
from writers_app.db import reading, unit_of_work
from writers_app.schemas.paging import Page
from writers_app.schemas.webhooks import (
    CreatedWebhook,
    MessageCard,
    NewWebhook,
    WebhookCard,
    WebhookChange,
    WebhookSecret,
)
from writers_app.services import webhooks

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


@router.get("")
async def list_webhooks(actor: CurrentActor) -> Page[WebhookCard]:
    async with reading() as session:
        return Page(items=await webhooks.list_webhooks(session, actor))


@router.post("", status_code=201)
async def create_webhook(actor: CurrentActor, new: NewWebhook, response: Response) -> CreatedWebhook:
    """The secret is shown here and never again."""
    async with unit_of_work() as session:
        card = await webhooks.create_webhook(session, actor, new)
    response.headers["Location"] = f"/api/v1/webhooks/{card.id}"
    return card


@router.patch("/{webhook_id}")
async def change_webhook(actor: CurrentActor, webhook_id: UUID, change: WebhookChange) -> WebhookCard:
    async with unit_of_work() as session:
        return await webhooks.change_webhook(session, actor, webhook_id, change)


@router.delete("/{webhook_id}", status_code=204)
async def delete_webhook(actor: CurrentActor, webhook_id: UUID) -> None:
    async with unit_of_work() as session:
        await webhooks.delete_webhook(session, actor, webhook_id)


@router.post("/{webhook_id}/rotate")
async def rotate_secret(actor: CurrentActor, webhook_id: UUID) -> WebhookSecret:
    async with unit_of_work() as session:
        return await webhooks.rotate_secret(session, actor, webhook_id)


@router.post("/{webhook_id}/test", status_code=202)
async def try_webhook(actor: CurrentActor, webhook_id: UUID) -> MessageCard:
    async with unit_of_work() as session:
        return await webhooks.try_webhook(session, actor, webhook_id)


@router.get("/{webhook_id}/messages")
async def list_messages(
    actor: CurrentActor, webhook_id: UUID, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Page[MessageCard]:
    """The delivery log, newest first, each message with its attempts."""
    async with reading() as session:
        return Page(items=await webhooks.list_messages(session, actor, webhook_id, limit))


@router.post("/{webhook_id}/messages/{message_id}/replay", status_code=202)
async def replay_message(actor: CurrentActor, webhook_id: UUID, message_id: UUID) -> MessageCard:
    async with unit_of_work() as session:
        return await webhooks.replay_message(session, actor, webhook_id, message_id)
