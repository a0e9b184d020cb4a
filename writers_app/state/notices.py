"""Messages that handlers show wherever the person is; drawn by components.notices in the chosen language."""

from typing import Any, Literal
from uuid import uuid4

import reflex as rx
import structlog
from reflex.event import EventSpec

from writers_app.errors import WritersError

log = structlog.get_logger(__name__)

Tone = Literal["note", "danger"]


class NoticeState(rx.State):
    notice: dict[str, Any] = {}

    @rx.event
    async def show(self, message: str, values: dict[str, Any], tone: str, href: str = "", action: str = "") -> None:
        self.notice = {
            "id": uuid4().hex,
            "message": message,
            "values": values,
            "tone": tone,
            "href": href,
            "action": action,
        }


Value = str | int | dict[str, str]
"""What fills a place of a sentence; a dictionary holds a `msgid` that is said in the reader's language."""


def notify(message: str, /, *, tone: Tone = "note", href: str = "", action: str = "", **values: Value) -> EventSpec:
    """An event that shows a msgid with its values; `href` and `action` add a link. Return it from a handler."""
    event: EventSpec = NoticeState.show(message, values, tone, href, action)  # type: ignore[operator]  # Reflex's decorator hides it
    return event


def show_error(exception: Exception) -> EventSpec:
    """What the app does with an error that a handler did not answer: says it, and logs what is ours."""
    if isinstance(exception, WritersError):
        return notify(exception.msgid, tone="danger", **exception.values)  # type: ignore[arg-type]  # no error has a value of these names
    log.error("event_failed", exc_info=exception)
    return notify("Something went wrong on the server. Your texts are safe; please try again.", tone="danger")
