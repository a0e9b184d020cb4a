"""What webhooks look like to REST and state."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

EventName = Literal[
    "task.succeeded",
    "task.failed",
    "task.dead",
    "document.saved",
    "project.exported",
    "user.registered",
    "user.signed_in",
    "system.alert",
    "webhook.test",
]
AlertName = Literal["task.dead", "worker.stuck", "queue.waiting", "disk.low", "webhook.disabled"]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=2000)]
Events = Annotated[list[EventName], Field(min_length=1, max_length=20)]


class SystemAlert(BaseModel):
    """The data of a `system.alert`: something that Writers noticed about itself. `detail` is one English sentence;
    `about` has ids and names, nothing that anybody wrote.
    """

    alert: AlertName
    detail: str
    about: dict[str, str] = {}


class NewWebhook(BaseModel):
    """`user.registered` and `system.alert` are told to administrators only."""

    model_config = ConfigDict(extra="forbid")

    url: Url
    events: Events
    project_id: UUID | None = None


class WebhookChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: Url | None = None
    events: Events | None = None
    enabled: bool | None = None


class WebhookCard(BaseModel):
    id: UUID
    url: str
    events: list[EventName]
    project_id: UUID | None
    enabled: bool
    disabled_reason: str
    created_at: datetime


class WebhookSecret(BaseModel):
    """`secret` signs from now on; after a rotation the one before it signs too, until `previous_until`."""

    secret: str
    previous_until: datetime | None = None


class CreatedWebhook(WebhookCard):
    """Shown once, with the secret that verifies what is sent."""

    secret: str


class AttemptCard(BaseModel):
    at: datetime
    request_headers: dict[str, str]
    status: int
    response: str
    error: str
    milliseconds: int


class MessageCard(BaseModel):
    id: UUID
    event: EventName
    state: Literal["pending", "delivered", "failed"]
    body: str
    attempts: int
    due_at: datetime
    created_at: datetime
    log: list[AttemptCard] = []
