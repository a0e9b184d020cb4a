"""Who may do what in a project."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlmodel import Field, SQLModel

from writers_app.models.columns import choice, moment


class Role(StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    READER = "reader"


class Membership(SQLModel, table=True):
    """The owner has a row too, so that one query answers "which projects may this person see"."""

    __tablename__ = "memberships"

    project_id: UUID = Field(
        primary_key=True, sa_type=Uuid, sa_column_args=[ForeignKey("projects.id", ondelete="CASCADE")]
    )
    user_id: UUID = Field(
        primary_key=True, index=True, sa_type=Uuid, sa_column_args=[ForeignKey("users.id", ondelete="CASCADE")]
    )
    role: Role = choice(Role)
    created_at: datetime = moment()
