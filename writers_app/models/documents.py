"""The binder: an ordered tree of folders, scenes and notes in a project. Their text is in models.manuscripts."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, choice, identity, json_field, maybe_moment, moment


class DocumentKind(StrEnum):
    FOLDER = "folder"
    SCENE = "scene"
    NOTE = "note"


class Document(SQLModel, table=True):
    """`position` orders siblings; `epoch` names one life of the text and grows when it is restored or rebuilt;
    `head` is the sequence number of the newest update in the log (0: nothing written yet).
    """

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_project_id_parent_id_position", "project_id", "parent_id", "position"),)

    id: UUID = identity()
    project_id: UUID = belongs_to("projects", index=False)
    parent_id: UUID | None = belongs_to("documents", nullable=True)
    kind: DocumentKind = choice(DocumentKind)
    title: str = Field(default="", max_length=300)
    folded_title: str = Field(default="", max_length=600)
    """The title as search compares it; services.documents keeps it with the title."""
    position: float = Field(default=0.0)
    details: dict[str, object] = json_field()
    """What the inspector shows: synopsis, status, target."""
    epoch: int = Field(default=1)
    head: int = Field(default=0)
    created_at: datetime = moment()
    updated_at: datetime = moment(index=True)
    trashed_at: datetime | None = maybe_moment()
