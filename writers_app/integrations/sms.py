"""Sends text messages through any gateway that takes an HTTP request, whose shape the operator describes in settings.

Called by services.phones and the worker. Off unless WRITERS_SMS_URL is set.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

import structlog

from writers_app.config import settings
from writers_app.errors import InvalidError, SettingsError, UnavailableError
from writers_app.integrations.outbound import check_url, send

log = structlog.get_logger(__name__)

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
NOT_SENT = "The text message could not be sent. Try again in a few minutes."
_PLACE = re.compile(r"\{(to|text)\}")


@dataclass(frozen=True, slots=True)
class TextMessage:
    """`to` is a number in international form."""

    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Gateway:
    """`url` and `body` hold the places {to} and {text}."""

    method: str
    url: str
    body: str
    headers: dict[str, str]


def configured_gateway() -> Gateway | None:
    config = settings()
    if not config.sms_url:
        return None
    try:
        check_url(config.sms_url.get_secret_value().split("{")[0], private_allowed=True)
    except InvalidError as error:
        raise SettingsError(f"WRITERS_SMS_URL can't be used. {error.message}") from error
    headers = {name: value.get_secret_value() for name, value in config.sms_headers.items()}
    body = "" if config.sms_method == "GET" else config.sms_body
    gateway = Gateway(config.sms_method, config.sms_url.get_secret_value(), body, headers)
    if {"to", "text"} - set(_PLACE.findall(gateway.url + gateway.body)):
        raise SettingsError("WRITERS_SMS_URL and WRITERS_SMS_BODY together must hold the places {to} and {text}.")
    return gateway


async def deliver(message: TextMessage) -> None:
    """Hand a message over. UnavailableError when the gateway does not take it."""
    gateway = configured_gateway()
    assert gateway, "offered only where it is configured"
    kind = content_type_of(gateway)
    body = fill(gateway.body, message, _json_part if kind.startswith(JSON) else quote_plus).encode()
    headers = {**gateway.headers, "Content-Type": kind} if body else gateway.headers
    url = fill(gateway.url, message, lambda value: quote(value, safe=""))
    answer = await send(gateway.method, url, body, headers, private_allowed=True)
    if not answer.accepted:
        log.error("text_message_failed", status=answer.status, error=answer.error)
        raise UnavailableError(NOT_SENT)
    log.info("text_message_sent", status=answer.status)


def content_type_of(gateway: Gateway) -> str:
    """As a header says, or by what the body looks like."""
    said = next((value for name, value in gateway.headers.items() if name.lower() == "content-type"), "")
    return said or (JSON if gateway.body.lstrip().startswith(("{", "[")) else FORM)


def fill(template: str, message: TextMessage, encode: Callable[[str], str]) -> str:
    """In one pass, so that a message that reads "{to}" stays as it is."""
    values = {"to": message.to, "text": message.text}
    return _PLACE.sub(lambda place: encode(values[place[1]]), template)


def _json_part(value: str) -> str:
    return json.dumps(value)[1:-1]
