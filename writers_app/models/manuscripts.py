"""Manuscripts at rest: the log of Yjs updates, snapshots of it, and what is projected from them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, Text, Uuid
from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, moment


def _document_key() -> Any:
    return Field(primary_key=True, sa_type=Uuid, sa_column_args=[ForeignKey("documents.id", ondelete="CASCADE")])


class ManuscriptUpdate(SQLModel, table=True):
    """One committed batch of Yjs updates. `seq` counts 1, 2, 3… within a document, in the order of commits."""

    __tablename__ = "manuscript_updates"
    # Clustered by document and order: one tree to write for each commit, and a tail is read in one sweep.
    __table_args__ = {"sqlite_with_rowid": False}

    document_id: UUID = _document_key()
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    epoch: int
    data: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment()


class ManuscriptSnapshot(SQLModel, table=True):
    """The whole document as of `seq`: what loading starts from."""

    __tablename__ = "manuscript_snapshots"

    document_id: UUID = _document_key()
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    epoch: int
    data: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment()


class ManuscriptWriter(SQLModel, table=True):
    """Whose a Yjs client id is in a document, so that nobody can write under another's; first used at `seq`.

    `user_id` is empty for ids of the server's own (imports, replacements) and of people who are gone.
    """

    __tablename__ = "manuscript_writers"

    document_id: UUID = _document_key()
    client_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    user_id: UUID | None = belongs_to("users", nullable=True, ondelete="SET NULL")
    seq: int


class Projection(SQLModel, table=True):
    """What is read but never written back: text and JSON as of `seq`, counts, and the folded text that search reads."""

    __tablename__ = "projections"

    document_id: UUID = _document_key()
    seq: int
    epoch: int
    content: dict[str, Any] = Field(sa_type=JSON, default_factory=dict)  # JSONB would refuse texts that hold U+0000
    text: str = Field(sa_type=Text)
    folded: str = Field(sa_type=Text)
    words: int = Field(default=0)
    characters: int = Field(default=0)
    comments: list[dict[str, Any]] = Field(
        sa_type=JSON, default_factory=list, sa_column_kwargs={"server_default": "[]"}
    )
    updated_at: datetime = moment()
