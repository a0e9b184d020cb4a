"""Where a person is signed in, and mails that let one choose a new password."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, identity, maybe_moment, moment


class SignIn(SQLModel, table=True):
    """One device or client that is signed in: a family of refresh tokens, of which only the newest is good.

    `generation` counts rotations; a refresh token carries it, so a rotated one is known when it comes again.
    """

    __tablename__ = "sessions"

    id: UUID = identity()
    user_id: UUID = belongs_to("users")
    generation: int = Field(default=0)
    refresh_hash: str = Field(max_length=64)
    client: str = Field(default="", max_length=400)
    address: str = Field(default="", max_length=64)
    created_at: datetime = moment()
    last_used_at: datetime = moment()
    rotated_at: datetime | None = maybe_moment()
    expires_at: datetime = moment(index=True)
    revoked_at: datetime | None = maybe_moment()


class PasswordReset(SQLModel, table=True):
    __tablename__ = "password_resets"

    id: UUID = identity()
    user_id: UUID = belongs_to("users")
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = maybe_moment()
