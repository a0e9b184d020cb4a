"""The number to which a person wants text messages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlmodel import Field, SQLModel

from writers_app.models.columns import maybe_moment, moment


class Phone(SQLModel, table=True):
    """`number` is in international form (+98…). Until `verified_at` nothing but a code is sent to it."""

    __tablename__ = "phones"

    user_id: UUID = Field(primary_key=True, sa_type=Uuid, sa_column_args=[ForeignKey("users.id", ondelete="CASCADE")])
    number: str = Field(max_length=16)
    code_hash: str = Field(default="", max_length=64)
    code_expires_at: datetime = moment()
    verified_at: datetime | None = maybe_moment()
