"""Buying room: the plans of this server, beginning a purchase, and what the payment service's events do to it.

Called by REST. An event is acted upon once, however often it comes and in whatever order.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from writers_app.config import Plan, settings
from writers_app.db import Session, utc_now
from writers_app.errors import NotFoundError
from writers_app.integrations.payments import Checkout, Event, Order, open_checkout, read_event, takes_payments
from writers_app.models import PaymentEvent, Purchase, PurchaseState, User
from writers_app.schemas.usage import PlanCard, PurchaseCard, Usage
from writers_app.services import quotas
from writers_app.services.access import Actor

log = structlog.get_logger(__name__)

NO_PLAN = "There is no such plan any more. Load the page again and choose another one."
LISTED = 20
EVENT_LIMIT = 256 * 1024
"""Bytes."""
PAID = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
REFUNDED = "charge.refunded"


def is_offered() -> bool:
    return takes_payments()


async def read_usage(session: Session, actor: Actor) -> Usage:
    """What is stored, how much may be, what can be bought and what was."""
    plans = settings().plans if is_offered() else ()
    return Usage(
        used_bytes=await quotas.used_bytes(session, actor.user_id),
        allowed_bytes=await quotas.allowed_bytes(session, actor.user_id),
        plans=[PlanCard.model_validate(plan.model_dump()) for plan in plans],
        purchases=await _list_purchases(session, actor),
    )


async def _list_purchases(session: Session, actor: Actor) -> list[PurchaseCard]:
    """The newest first; what was begun and never paid is nobody's news."""
    rows = await session.exec(
        select(Purchase)
        .where(Purchase.user_id == actor.user_id, Purchase.state != PurchaseState.BEGUN)
        .order_by(col(Purchase.created_at).desc())
        .limit(LISTED)
    )
    return [PurchaseCard.model_validate(row.model_dump()) for row in rows]


async def begin_purchase(session: Session, actor: Actor, plan_name: str) -> Order:
    """Note what is to be bought, as the plan is now; the order is for `open_checkout` after commit."""
    plan = _find_plan(plan_name)
    user = await session.get_one(User, actor.user_id)
    purchase = Purchase(user_id=actor.user_id, plan=plan.name, **plan.model_dump(exclude={"name"}))
    session.add(purchase)
    await session.flush()
    account = f"{settings().base_url}/account"
    return Order(
        reference=str(purchase.id),
        title=plan.title,
        amount=plan.amount,
        currency=plan.currency,
        email=user.email,
        success_url=f"{account}?bought={purchase.id}",
        cancel_url=account,
    )


async def open_page(order: Order) -> Checkout:
    """Outside any transaction."""
    return await open_checkout(order)


async def note_checkout(session: Session, order: Order, checkout: Checkout) -> None:
    (await session.get_one(Purchase, UUID(order.reference))).checkout = checkout.id


def read_signed(payload: bytes, signature: str) -> Event:
    """ForgedEventError for what the payment service did not send."""
    return read_event(payload, signature)


async def receive_event(session: Session, event: Event) -> None:
    """Act on an event, once. Kinds and purchases that are not ours are let pass: the account may serve others too."""
    try:
        async with session.begin_nested():
            session.add(PaymentEvent(id=event.id, kind=event.kind[:100]))
    except IntegrityError:
        log.info("payment_event_repeated", event_id=event.id)
        return
    if event.kind in PAID and event.about.get("payment_status") == "paid":
        await _note_payment(session, event)
    elif event.kind == REFUNDED and event.about.get("refunded") is True:
        await _note_refund(session, event)
    await session.flush()


@dataclass(frozen=True, slots=True)
class _Payment:
    """What a paid checkout session says."""

    reference: UUID | None
    checkout: str
    payment: str
    amount: Any
    currency: Any


def _read_payment(about: dict[str, Any]) -> _Payment:
    try:
        reference = UUID(str(about.get("client_reference_id")))
    except ValueError:
        reference = None
    payment = about.get("payment_intent")
    return _Payment(
        reference,
        str(about.get("id") or "")[:255],
        payment[:255] if isinstance(payment, str) else "",
        about.get("amount_total"),
        about.get("currency"),
    )


async def _note_payment(session: Session, event: Event) -> None:
    paid = _read_payment(event.about)
    purchase = await session.get(Purchase, paid.reference, with_for_update=True) if paid.reference else None
    if purchase is None or purchase.state is not PurchaseState.BEGUN:
        log.info("payment_not_ours_or_known", event_id=event.id)
        return
    if (paid.amount, paid.currency) != (purchase.amount, purchase.currency):
        log.error("payment_differs", event_id=event.id, purchase_id=str(purchase.id), amount=paid.amount)
        return
    purchase.state, purchase.paid_at = PurchaseState.PAID, utc_now()
    purchase.ends_at = purchase.paid_at + timedelta(days=purchase.days)
    purchase.checkout, purchase.payment = paid.checkout, paid.payment
    log.info("purchase_paid", purchase_id=str(purchase.id), plan=purchase.plan)


async def _note_refund(session: Session, event: Event) -> None:
    payment = event.about.get("payment_intent")
    if not isinstance(payment, str) or not payment:
        return
    found = await session.exec(select(Purchase).where(Purchase.payment == payment).with_for_update())
    purchase = found.first()
    if purchase:
        purchase.state = PurchaseState.REFUNDED
        log.info("purchase_refunded", purchase_id=str(purchase.id))


def _find_plan(name: str) -> Plan:
    plan = next((plan for plan in settings().plans if plan.name == name), None)
    if plan is None:
        raise NotFoundError(NO_PLAN)
    return plan
