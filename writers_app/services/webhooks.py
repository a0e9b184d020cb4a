"""Webhooks by the Standard Webhooks scheme: who is told what, signing, delivery, its log.

Called by REST, by services in whose transaction something happens (`publish`), and by the worker, which delivers:
claim_due in one transaction, send outside any, record in another.
"""

import base64
import hashlib
import hmac
import random
import secrets as random_secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from writers_app.integrations.outbound import Answer, check_url, post
from writers_app.models import Membership, MessageState, User, WebhookAttempt, WebhookEndpoint, WebhookMessage
from writers_app.schemas.notifications import Saying
from writers_app.schemas.webhooks import (
    AlertName,
    AttemptCard,
    CreatedWebhook,
    EventName,
    MessageCard,
    NewWebhook,
    SystemAlert,
    WebhookCard,
    WebhookChange,
    WebhookSecret,
)
from writers_app.services.access import Actor, Right, require_project
from writers_app.services.notifications import notify

ADMIN_EVENTS: frozenset[EventName] = frozenset({"user.registered", "system.alert"})
MAX_ENDPOINTS = 20
ROTATION = timedelta(hours=24)
CLAIM = timedelta(seconds=60)
"""How long a claimed message stays with the worker that claimed it; afterwards another may take it."""

RETRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""The waits between attempts that Standard Webhooks recommends: ten attempts in about three days."""

MISSING = "There is no such webhook, or it is not yours."


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A claimed message, ready to be sent outside any transaction."""

    message_id: UUID
    url: str
    body: bytes
    headers: dict[str, str]


async def create_webhook(session: Session, actor: Actor, new: NewWebhook) -> CreatedWebhook:
    check_url(new.url, private_allowed=settings().webhook_private_addresses)
    _check_events(actor, new.events)
    if new.project_id:
        await require_project(session, actor, new.project_id, Right.READ)
    if len(await list_webhooks(session, actor)) >= MAX_ENDPOINTS:
        raise ConflictError("You have %(n)s webhooks, which is the most. Remove one first.", n=MAX_ENDPOINTS)
    secret = _new_secret()
    endpoint = WebhookEndpoint(
        owner_id=actor.user_id,
        project_id=new.project_id,
        url=new.url,
        events=list(new.events),
        secrets=[{"secret": secret, "until": None}],
    )
    session.add(endpoint)
    await session.flush()
    return CreatedWebhook.model_validate({**_card(endpoint).model_dump(), "secret": secret})


async def list_webhooks(session: Session, actor: Actor) -> list[WebhookCard]:
    rows = await session.exec(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.owner_id == actor.user_id)
        .order_by(col(WebhookEndpoint.created_at))
    )
    return [_card(endpoint) for endpoint in rows]


async def change_webhook(session: Session, actor: Actor, webhook_id: UUID, change: WebhookChange) -> WebhookCard:
    """Switching one on again forgets why it was switched off."""
    endpoint = await _own(session, actor, webhook_id)
    if change.url:
        endpoint.url = check_url(change.url, private_allowed=settings().webhook_private_addresses)
    if change.events:
        _check_events(actor, change.events)
        endpoint.events = list(change.events)
    if change.enabled is not None:
        endpoint.enabled = change.enabled
        endpoint.disabled_reason, endpoint.failing_since = "", None
    await session.flush()
    return _card(endpoint)


async def delete_webhook(session: Session, actor: Actor, webhook_id: UUID) -> None:
    await session.delete(await _own(session, actor, webhook_id))
    await session.flush()


async def rotate_secret(session: Session, actor: Actor, webhook_id: UUID) -> WebhookSecret:
    """A new secret; the one before it goes on signing beside it for a day."""
    endpoint = await _own(session, actor, webhook_id)
    until = utc_now() + ROTATION
    secret = _new_secret()
    previous = {"secret": endpoint.secrets[0]["secret"], "until": until.isoformat()}
    endpoint.secrets = [{"secret": secret, "until": None}, previous]
    await session.flush()
    return WebhookSecret(secret=secret, previous_until=until)


async def try_webhook(session: Session, actor: Actor, webhook_id: UUID) -> MessageCard:
    """Send a `webhook.test` to this endpoint alone."""
    endpoint = await _own(session, actor, webhook_id)
    message = _message(endpoint, "webhook.test", {"webhook_id": str(endpoint.id)})
    session.add(message)
    await session.flush()
    return _message_card(message, [])


async def list_messages(session: Session, actor: Actor, webhook_id: UUID, limit: int = 50) -> list[MessageCard]:
    """The delivery log: the newest messages, each with its attempts in order."""
    endpoint = await _own(session, actor, webhook_id)
    rows = await session.exec(
        select(WebhookMessage)
        .where(WebhookMessage.endpoint_id == endpoint.id)
        .order_by(col(WebhookMessage.created_at).desc())
        .limit(limit)
    )
    messages = list(rows)
    attempts = await session.exec(
        select(WebhookAttempt)
        .where(col(WebhookAttempt.message_id).in_([message.id for message in messages]))
        .order_by(col(WebhookAttempt.at))
    )
    log: dict[UUID, list[WebhookAttempt]] = {}
    for attempt in attempts:
        log.setdefault(attempt.message_id, []).append(attempt)
    return [_message_card(message, log.get(message.id, [])) for message in messages]


async def replay_message(session: Session, actor: Actor, webhook_id: UUID, message_id: UUID) -> MessageCard:
    """Send a message again, with the same id, so that a receiver who has it already can tell."""
    endpoint = await _own(session, actor, webhook_id)
    message = await session.get(WebhookMessage, message_id)
    if message is None or message.endpoint_id != endpoint.id:
        raise NotFoundError("There is no such message in this webhook's log.")
    message.state, message.attempts, message.due_at, message.ended_at = MessageState.PENDING, 0, utc_now(), None
    await session.flush()
    return _message_card(message, [])


async def publish(
    session: Session,
    event: EventName,
    data: dict[str, Any],
    *,
    user_id: UUID | None = None,
    project_id: UUID | None = None,
    delay: timedelta = timedelta(),
    once_in: timedelta = timedelta(),
) -> None:
    """Note, in the transaction in which it happens, that `event` is to be told.

    Told are the members of `project_id` where one is given, else `user_id`; of `ADMIN_EVENTS` the administrators.
    With a `delay`, an equal message that still waits stands for this one too (a text that is saved again and again);
    with `once_in`, an equal one that is not older does, told or not (a disk that stays full).
    """
    for endpoint in await _audience(session, event, user_id, project_id):
        message = _message(endpoint, event, data)
        message.due_at += delay
        told = (delay and await _is_told(session, message, data, _still_waits())) or (
            once_in and await _is_told(session, message, data, col(WebhookMessage.created_at) > utc_now() - once_in)
        )
        if not told:
            session.add(message)
    await session.flush()


async def warn(
    session: Session, alert: AlertName, detail: str, about: dict[str, str], *, once_in: timedelta = timedelta()
) -> None:
    """Tell the administrators of something that Writers noticed about itself."""
    data = SystemAlert(alert=alert, detail=detail, about=about).model_dump()
    await publish(session, "system.alert", data, once_in=once_in)


def any_listens() -> ColumnElement[bool]:
    """Whether there is any endpoint at all that is told anything: for statements that spare asking whose."""
    return select(WebhookEndpoint.id).where(col(WebhookEndpoint.enabled).is_(True)).exists()


async def any_due(session: Session) -> bool:
    """Is there something to send? Asked often, and takes no lock."""
    due = select(WebhookMessage.id).where(
        WebhookMessage.state == MessageState.PENDING, col(WebhookMessage.due_at) <= utc_now()
    )
    return (await session.exec(due.limit(1))).first() is not None


async def claim_due(session: Session, limit: int = 20) -> list[Outgoing]:
    """The messages whose time has come, claimed for CLAIM so that no second worker sends them meanwhile."""
    now = utc_now()
    rows = await session.exec(
        select(WebhookMessage, WebhookEndpoint)
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == WebhookMessage.endpoint_id)
        .where(
            WebhookMessage.state == MessageState.PENDING,
            col(WebhookMessage.due_at) <= now,
            col(WebhookEndpoint.enabled).is_(True),
        )
        .order_by(col(WebhookMessage.due_at))
        .limit(limit)
        .with_for_update(of=WebhookMessage, skip_locked=True)
    )
    claimed = list(rows)
    for message, _ in claimed:
        message.attempts += 1
        message.due_at = now + CLAIM
    await session.flush()
    return [_outgoing(message, endpoint, now) for message, endpoint in claimed]


async def send(outgoing: Outgoing) -> Answer:
    """Deliver one claimed message; never raises for what the other side does."""
    private = settings().webhook_private_addresses
    return await post(outgoing.url, outgoing.body, outgoing.headers, private_allowed=private)


async def record(session: Session, outgoing: Outgoing, answer: Answer) -> None:
    """Log the attempt and plan what follows. The owner is told when this failure switches the endpoint off."""
    message = await session.get(WebhookMessage, outgoing.message_id)
    if message is None:  # the webhook was deleted meanwhile
        return
    endpoint = await session.get_one(WebhookEndpoint, message.endpoint_id)
    was_enabled = endpoint.enabled
    session.add(
        WebhookAttempt(
            message_id=message.id,
            request_headers=outgoing.headers,
            status=answer.status,
            response=answer.body,
            error=answer.error,
            milliseconds=answer.milliseconds,
        )
    )
    if answer.accepted:
        endpoint.failing_since = None
        _end(message, MessageState.DELIVERED)
    else:
        _plan_retry(message, endpoint, answer)
    if was_enabled and not endpoint.enabled:
        told = {"url": endpoint.url, "reason": endpoint.disabled_reason}
        said = {"reason": Saying(msgid=endpoint.disabled_reason)}
        await notify(session, endpoint.owner_id, "webhook.disabled", told, link="/account/webhooks", said=said)
        about = {"webhook_id": str(endpoint.id), "owner_id": str(endpoint.owner_id)}
        await warn(session, "webhook.disabled", f"A webhook was switched off. {endpoint.disabled_reason}", about)
    await session.flush()


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body`, as Standard Webhooks 1.0 lays down."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def _plan_retry(message: WebhookMessage, endpoint: WebhookEndpoint, answer: Answer) -> None:
    endpoint.failing_since = endpoint.failing_since or utc_now()
    gone = answer.status == 410
    if not gone and message.attempts <= len(RETRIES):
        wait = RETRIES[message.attempts - 1]
        message.due_at = utc_now() + wait * random.uniform(1.0, 1.1)  # noqa: S311  # jitter is no secret
        return
    _end(message, MessageState.FAILED)
    if gone or utc_now() - endpoint.failing_since >= RETRIES[-1]:
        endpoint.enabled = False
        endpoint.disabled_reason = "The receiver said that it is gone." if gone else "Nothing was accepted for days."


def _end(message: WebhookMessage, state: MessageState) -> None:
    message.state, message.ended_at = state, utc_now()


def _outgoing(message: WebhookMessage, endpoint: WebhookEndpoint, now: datetime) -> Outgoing:
    timestamp = int(now.timestamp())
    body = message.body.encode()
    signatures = [sign(secret, str(message.id), timestamp, body) for secret in _valid_secrets(endpoint, now)]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Writers-Webhooks/1.0",
        "webhook-id": str(message.id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
    return Outgoing(message.id, endpoint.url, body, headers)


def _valid_secrets(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    return [
        entry["secret"]
        for entry in endpoint.secrets
        if entry["until"] is None or datetime.fromisoformat(entry["until"]) > now
    ]


async def _audience(
    session: Session, event: EventName, user_id: UUID | None, project_id: UUID | None
) -> Sequence[WebhookEndpoint]:
    query = select(WebhookEndpoint).where(col(WebhookEndpoint.enabled).is_(True))
    if event in ADMIN_EVENTS:
        query = query.join(User, col(User.id) == WebhookEndpoint.owner_id).where(col(User.is_admin).is_(True))
    elif project_id:
        scope = or_(col(WebhookEndpoint.project_id).is_(None), col(WebhookEndpoint.project_id) == project_id)
        query = query.join(
            Membership,
            (col(Membership.user_id) == WebhookEndpoint.owner_id) & (col(Membership.project_id) == project_id),
        ).where(scope)
    else:
        query = query.where(WebhookEndpoint.owner_id == user_id, col(WebhookEndpoint.project_id).is_(None))
    return [endpoint for endpoint in await session.exec(query) if event in endpoint.events]


async def _is_told(
    session: Session, message: WebhookMessage, data: dict[str, Any], already: ColumnElement[bool]
) -> bool:
    """Whether an equal message to the same endpoint is among those that are told `already`."""
    bodies = await session.exec(
        select(WebhookMessage.body).where(
            WebhookMessage.endpoint_id == message.endpoint_id, WebhookMessage.event == message.event, already
        )
    )
    return any(orjson.loads(body)["data"] == data for body in bodies)


def _still_waits() -> ColumnElement[bool]:
    return and_(col(WebhookMessage.state) == MessageState.PENDING, col(WebhookMessage.attempts) == 0)


def _message(endpoint: WebhookEndpoint, event: EventName, data: dict[str, Any]) -> WebhookMessage:
    now = utc_now()
    body = orjson.dumps({"type": event, "timestamp": now.isoformat(), "data": data}).decode()
    return WebhookMessage(endpoint_id=endpoint.id, event=event, body=body, due_at=now)


def _check_events(actor: Actor, events: Iterable[EventName]) -> None:
    if "webhook.test" in events:
        raise InvalidError("A test is sent by its own call; choose other events.")
    if not actor.is_admin and ADMIN_EVENTS.intersection(events):
        raise ForbiddenError("Only administrators are told about registrations and system alerts.")


async def _own(session: Session, actor: Actor, webhook_id: UUID) -> WebhookEndpoint:
    endpoint = await session.get(WebhookEndpoint, webhook_id)
    if endpoint is None or endpoint.owner_id != actor.user_id:
        raise NotFoundError(MISSING)
    return endpoint


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(random_secrets.token_bytes(32)).decode()


def _card(endpoint: WebhookEndpoint) -> WebhookCard:
    return WebhookCard.model_validate(endpoint.model_dump())


def _message_card(message: WebhookMessage, attempts: Iterable[WebhookAttempt]) -> MessageCard:
    log = [AttemptCard.model_validate(attempt.model_dump()) for attempt in attempts]
    return MessageCard.model_validate({**message.model_dump(), "log": log})
