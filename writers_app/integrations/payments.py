"""Takes payments by Stripe's protocol: opens a checkout page, and reads the signed events that tell what became of it.

Called by services.purchases. Off unless WRITERS_PAYMENTS_KEY, …_WEBHOOK_SECRET, plans and a quota are set.
"""

import hmac
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import orjson
import structlog

from writers_app.config import settings
from writers_app.errors import InvalidError, UnavailableError, WritersError
from writers_app.integrations.outbound import Answer, send

log = structlog.get_logger(__name__)

TOLERANCE = 300
"""Seconds by which an event's signature may be older or newer than now."""
LIMIT = 256 * 1024

AWAY = "The payment service does not answer just now. Nothing was paid; try again in a few minutes."
REFUSED = "The payment service would not open a checkout. Nothing was paid; tell whoever runs this server."
FORGED = "This event was not signed by the payment service, or too long ago."
UNREADABLE = "This is not an event of the payment service."


class PaymentServiceError(WritersError):
    status = 502
    title = "Paying is not possible just now"


class ForgedEventError(InvalidError):
    status = 400
    title = "Not a genuine event"


@dataclass(frozen=True, slots=True)
class Order:
    """`amount` is in the smallest unit of the currency; the same `reference` never opens a second checkout."""

    reference: str
    title: str
    amount: int
    currency: str
    email: str
    success_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class Checkout:
    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Event:
    """`about` is the object that the event tells of: a checkout session, a charge."""

    id: str
    kind: str
    about: dict[str, Any]


def takes_payments() -> bool:
    config = settings()
    return bool(config.payments_key and config.payments_webhook_secret and config.plans and config.quota_storage_mb)


async def open_checkout(order: Order) -> Checkout:
    """A page on which the order can be paid."""
    config = settings()
    assert config.payments_key, "offered only where it is set"
    line = "line_items[0]"
    fields = {
        "mode": "payment",
        "client_reference_id": order.reference,
        "customer_email": order.email,
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        f"{line}[quantity]": "1",
        f"{line}[price_data][currency]": order.currency,
        f"{line}[price_data][unit_amount]": str(order.amount),
        f"{line}[price_data][product_data][name]": order.title,
    }
    headers = {
        "Authorization": f"Bearer {config.payments_key.get_secret_value()}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Idempotency-Key": order.reference,
    }
    url = f"{config.payments_url.rstrip('/')}/v1/checkout/sessions"
    answer = await send("POST", url, urlencode(fields).encode(), headers, private_allowed=True, limit=LIMIT)
    if not answer.accepted:
        raise _refusal(answer)
    return _read_checkout(answer)


def _refusal(answer: Answer) -> WritersError:
    log.error("checkout_refused", status=answer.status, error=answer.error, reason=answer.body[:500])
    if answer.status in (0, 408, 409, 429) or answer.status >= 500:
        return UnavailableError(AWAY)
    return PaymentServiceError(REFUSED)


def _read_checkout(answer: Answer) -> Checkout:
    try:
        found = orjson.loads(answer.body)
        checkout = Checkout(str(found["id"]), str(found["url"]))
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise PaymentServiceError(REFUSED) from error
    if not checkout.url.startswith(("https://", "http://")):
        raise PaymentServiceError(REFUSED)
    return checkout


def read_event(payload: bytes, signature: str, now: float | None = None) -> Event:
    """The event, once its signature is known to be the payment service's own and fresh; else ForgedEventError.

    The header is `t=<seconds>,v1=<hex>[,v1=<hex>]`: HMAC-SHA-256 of "<t>.<payload>" by the endpoint's secret, one for
    each secret while they are being changed (https://docs.stripe.com/webhooks#verify-manually).
    """
    secret = settings().payments_webhook_secret
    assert secret, "offered only where it is set"
    parts = [part.strip().partition("=") for part in signature.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdecimal() and len(times[0]) < 12):
        raise ForgedEventError(FORGED)
    expected = hmac.new(secret.get_secret_value().encode(), times[0].encode() + b"." + payload, sha256).hexdigest()
    given = [value for name, _, value in parts if name == "v1" and value.isascii()]
    if not any(hmac.compare_digest(expected, value) for value in given):
        raise ForgedEventError(FORGED)
    if abs((time.time() if now is None else now) - int(times[0])) > TOLERANCE:
        raise ForgedEventError(FORGED)
    return _parse(payload)


def _parse(payload: bytes) -> Event:
    try:
        found = orjson.loads(payload)
        event = Event(found["id"], found["type"], found["data"]["object"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise ForgedEventError(UNREADABLE) from error
    if not (isinstance(event.id, str) and isinstance(event.kind, str) and isinstance(event.about, dict)):
        raise ForgedEventError(UNREADABLE)
    return event
