"""Earlier states of a text that are kept to be read, compared and brought back."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, choice, identity, moment


class RevisionCause(StrEnum):
    WRITING = "writing"
    """Kept by itself while somebody writes."""
    NAMED = "named"
    """Kept because a person asked for it."""
    RESTORE = "restore"
    """What was there before an older one was brought back."""
    IMPORTED = "imported"
    """Kept in another program and brought in with the text."""
    SENT = "sent"
    """What went out to an editor: the returned file is compared with it."""


class Revision(SQLModel, table=True):
    """`content` is the document's JSON, compressed by zlib; `seq` the place in the manuscript's log that it shows."""

    __tablename__ = "revisions"
    __table_args__ = (Index("ix_revisions_document_id_created_at", "document_id", "created_at"),)

    id: UUID = identity()
    document_id: UUID = belongs_to("documents", index=False)
    author_id: UUID | None = belongs_to("users", nullable=True, ondelete="SET NULL")
    cause: RevisionCause = choice(RevisionCause)
    name: str = Field(default="", max_length=200)
    epoch: int
    seq: int
    words: int
    content: bytes = Field(sa_type=LargeBinary)
    suggested: bytes | None = Field(default=None, sa_type=LargeBinary)
    """Of one that was sent: fingerprints of all that returned files have suggested, eight bytes each."""
    created_at: datetime = moment()
