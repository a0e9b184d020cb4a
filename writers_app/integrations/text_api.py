"""Asks a language model elsewhere by the protocol of OpenAI's chat completions, which many servers speak.

Called by the kind of task `summarize`. Off unless WRITERS_TEXT_API_URL is set.
"""

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
import structlog

from writers_app.config import settings
from writers_app.errors import InvalidError, SettingsError, UnavailableError, WritersError
from writers_app.integrations.outbound import Answer, check_url, send

log = structlog.get_logger(__name__)

SECONDS = 180.0
LIMIT = 1024 * 1024
LONGEST_PAUSE = 3600.0

AWAY = "The text service does not answer just now. It will be asked again."
BUSY = "The text service has too much to do just now. It will be asked again."
KEY_REFUSED = "The text service does not accept this server's key. Tell whoever runs this server."
REFUSED = "The text service would not take this: %(reason)s"
NO_TEXT = "The text service answered with nothing that could be read. Try again, and tell whoever runs this server."


class TextServiceError(WritersError):
    """Asking again as it is would not help."""

    status = 502
    title = "The text service did not help"


@dataclass(frozen=True, slots=True)
class TextApi:
    """`host` is what people are told their texts are sent to."""

    url: str
    host: str
    model: str
    key: str | None


def configured_api() -> TextApi | None:
    config = settings()
    if not config.text_api_url or not config.text_api_model:
        return None
    try:
        check_url(config.text_api_url, private_allowed=True)
    except InvalidError as error:
        raise SettingsError(f"WRITERS_TEXT_API_URL can't be used. {error.message}") from error
    url = f"{config.text_api_url.rstrip('/')}/chat/completions"
    key = config.text_api_key.get_secret_value() if config.text_api_key else None
    return TextApi(url, urlsplit(url).netloc, config.text_api_model, key)


async def complete(api: TextApi, instruction: str, text: str) -> str:
    """What the model says to this text under this instruction.

    UnavailableError for what may pass, with how long to wait if the service said so; TextServiceError for what won't.
    """
    messages = [{"role": "system", "content": instruction}, {"role": "user", "content": text}]
    body = orjson.dumps({"model": api.model, "messages": messages, "stream": False})
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if api.key:
        headers["Authorization"] = f"Bearer {api.key}"
    answer = await send("POST", api.url, body, headers, private_allowed=True, seconds=SECONDS, limit=LIMIT)
    log.info("text_service_asked", status=answer.status, milliseconds=answer.milliseconds, error=answer.error)
    if not answer.accepted:
        raise _refusal(answer)
    return _read_text(answer.body)


def _refusal(answer: Answer) -> WritersError:
    if answer.status in (401, 403):
        return TextServiceError(KEY_REFUSED)
    if answer.status == 429 or answer.status >= 500 or answer.status in (0, 408):
        passing = UnavailableError(BUSY if answer.status == 429 else AWAY)
        passing.retry_after = _pause(answer.headers.get("retry-after", ""))
        return passing
    return TextServiceError(REFUSED, reason=_reason(answer))


def _pause(retry_after: str) -> float:
    """Seconds, from a number or a date; 0 when it says nothing that can be read."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(retry_after).timestamp() - time.time()
        except ValueError:
            return 0.0
    return min(max(0.0, seconds), LONGEST_PAUSE)


def _reason(answer: Answer) -> str:
    """What the service itself says, in its own language, or its status."""
    try:
        found = orjson.loads(answer.body)["error"]
        reason = found["message"] if isinstance(found, dict) else found
    except (orjson.JSONDecodeError, KeyError, TypeError):
        reason = ""
    return str(reason)[:300] or f"HTTP {answer.status}"


def _read_text(body: str) -> str:
    try:
        said: Any = orjson.loads(body)["choices"][0]["message"]["content"]
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError) as error:
        raise TextServiceError(NO_TEXT) from error
    if not isinstance(said, str) or not said.strip():
        raise TextServiceError(NO_TEXT)
    return said.strip()
