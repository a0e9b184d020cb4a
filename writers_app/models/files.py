"""Stored files: uploads, images in texts, results of tasks. The bytes are in integrations.storage under `key`."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, choice, identity, maybe_moment, moment


class FilePurpose(StrEnum):
    UPLOAD = "upload"
    IMAGE = "image"
    RESULT = "result"


class File(SQLModel, table=True):
    __tablename__ = "files"

    id: UUID = identity()
    owner_id: UUID = belongs_to("users")
    project_id: UUID | None = belongs_to("projects", nullable=True)
    task_id: UUID | None = belongs_to("tasks", nullable=True)
    purpose: FilePurpose = choice(FilePurpose)
    name: str = Field(max_length=400)
    media_type: str = Field(max_length=120)
    size: int
    """Bytes."""
    sha256: str = Field(max_length=64)
    key: str = Field(max_length=400, unique=True)
    created_at: datetime = moment()
    expires_at: datetime | None = maybe_moment(index=True)
