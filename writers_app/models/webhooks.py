"""Webhooks: where a person wants to be told, what is to be told, and each attempt to tell it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, choice, identity, json_field, maybe_moment, moment


class WebhookEndpoint(SQLModel, table=True):
    """`project_id` None means all that the person may see. `secrets` are [{"secret", "until"}], the newest first;
    `until` None is the one in use, a time is one that rotation is about to end.
    """

    __tablename__ = "webhook_endpoints"

    id: UUID = identity()
    owner_id: UUID = belongs_to("users")
    project_id: UUID | None = belongs_to("projects", nullable=True)
    url: str = Field(max_length=2000)
    events: list[str] = json_field()
    secrets: list[dict[str, Any]] = json_field()
    enabled: bool = Field(default=True)
    disabled_reason: str = Field(default="", max_length=400)
    failing_since: datetime | None = maybe_moment()
    created_at: datetime = moment()


class MessageState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class WebhookMessage(SQLModel, table=True):
    """One event for one endpoint; its id is the `webhook-id`, the same at each attempt."""

    __tablename__ = "webhook_messages"
    __table_args__ = (Index("ix_webhook_messages_state_due_at", "state", "due_at"),)

    id: UUID = identity()
    endpoint_id: UUID = belongs_to("webhook_endpoints")
    event: str = Field(max_length=60)
    body: str = Field(sa_type=Text)
    """The JSON as it is signed and sent, byte for byte."""
    state: MessageState = choice(MessageState, default=MessageState.PENDING)
    attempts: int = Field(default=0)
    due_at: datetime = moment()
    created_at: datetime = moment()
    ended_at: datetime | None = maybe_moment()


class WebhookAttempt(SQLModel, table=True):
    """`status` 0: no answer came; `error` says why."""

    __tablename__ = "webhook_attempts"

    id: UUID = identity()
    message_id: UUID = belongs_to("webhook_messages")
    at: datetime = moment()
    request_headers: dict[str, Any] = json_field()
    status: int = Field(default=0)
    response: str = Field(default="", sa_type=Text)
    error: str = Field(default="", max_length=400)
    milliseconds: int = Field(default=0)
