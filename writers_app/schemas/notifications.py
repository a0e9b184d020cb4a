"""What notifications look like to REST and state."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

NotificationKind = Literal["task.succeeded", "task.failed", "project.shared", "webhook.disabled"]
Channel = Literal["off", "app", "mail", "text"]
"""Nowhere; in the app; in the app and by mail; in the app and by text message, where a number was proved."""


class Saying(BaseModel):
    """A sentence as an English msgid and what fills its places."""

    msgid: str
    values: dict[str, Any] = {}


class NotificationCard(BaseModel):
    """`sentence` is an English msgid, whose %(name)s places `values` fill; `text` is that in English. `said` has those
    of the values that are sentences themselves, to be said in another language.
    """

    id: UUID
    kind: NotificationKind
    sentence: str
    values: dict[str, str]
    said: dict[str, Saying] = {}
    text: str
    link: str = Field(description="A path in Writers")
    created_at: datetime
    read_at: datetime | None


class NotificationList(BaseModel):
    items: list[NotificationCard]
    next: str | None = None
    unread: int
