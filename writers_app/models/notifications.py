"""What a person is told beside their work: in the app, and by mail where they want it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, identity, json_field, maybe_moment, moment


class Notification(SQLModel, table=True):
    """`kind` names the sentence (services.notifications), `values` fill its places, `link` is a path in Writers.

    `mail_due_at` is set while a mail about it is still to be sent, `text_due_at` while a text message is.
    """

    __tablename__ = "notifications"
    __table_args__ = (Index("ix_notifications_user_id_created_at", "user_id", "created_at"),)

    id: UUID = identity()
    user_id: UUID = belongs_to("users", index=False)
    kind: str = Field(max_length=40)
    values: dict[str, Any] = json_field()
    link: str = Field(default="", max_length=400)
    created_at: datetime = moment()
    read_at: datetime | None = maybe_moment()
    mail_due_at: datetime | None = maybe_moment(index=True)
    text_due_at: datetime | None = maybe_moment(index=True)
