"""People with an account."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from writers_app.models.columns import identity, json_field, maybe_moment, moment


class User(SQLModel, table=True):
    """`email` is stored folded (trimmed, lower case), so that it is unique as people mean it."""

    __tablename__ = "users"

    id: UUID = identity()
    name: str = Field(max_length=200)
    email: str = Field(max_length=320, unique=True)
    password_hash: str = Field(max_length=200)
    is_admin: bool = Field(default=False)
    preferences: dict[str, Any] = json_field()
    created_at: datetime = moment()
    last_seen_at: datetime | None = maybe_moment(index=True)
