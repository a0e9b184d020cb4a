"""/purchases and /payments/events: buying room, and what the payment service tells. Only where it is configured."""

from typing import Annotated

from fastapi import APIRouter, Header, Request

from writers_app.api.deps import CurrentActor
from writers_app.api.problems import problems
from writers_app.db import unit_of_work
from writers_app.errors import TooLargeError
from writers_app.schemas.usage import BegunPurchase, NewPurchase
from writers_app.services import purchases, rates

router = APIRouter(tags=["accounts"])
TOO_LARGE_EVENT = "An event of the payment service is never so large."
EVENT = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}


@router.post("/purchases", status_code=201, responses=problems(404, 429, 502, 503))
async def begin_purchase(actor: CurrentActor, new: NewPurchase) -> BegunPurchase:
    """Answers with the page on which to pay. What was bought counts when the payment service says that it was paid."""
    await rates.allow_purchase(actor)
    async with unit_of_work() as session:
        order = await purchases.begin_purchase(session, actor, new.plan)
    checkout = await purchases.open_page(order)
    async with unit_of_work() as session:
        await purchases.note_checkout(session, order, checkout)
    return BegunPurchase.model_validate({"id": order.reference, "url": checkout.url})


@router.post("/payments/events", status_code=204, openapi_extra=EVENT, responses=problems(400, 413))
async def receive_event(
    request: Request, stripe_signature: Annotated[str, Header(max_length=4000, alias="Stripe-Signature")] = ""
) -> None:
    """For the payment service alone, which signs what it sends. Any 2xx tells it not to send it again."""
    payload = bytearray()
    async for chunk in request.stream():
        payload += chunk
        if len(payload) > purchases.EVENT_LIMIT:
            raise TooLargeError(TOO_LARGE_EVENT)
    event = purchases.read_signed(bytes(payload), stripe_signature)
    async with unit_of_work() as session:
        await purchases.receive_event(session, event)
