"""Manuscripts at rest: the log of Yjs updates, snapshots of it, and what is projected from them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Text, Uuid
from sqlmodel import Field, SQLModel

from writers_app.models.columns import json_field, moment


def _document_key() -> Any:
    return Field(primary_key=True, sa_type=Uuid, sa_column_args=[ForeignKey("documents.id", ondelete="CASCADE")])


class ManuscriptUpdate(SQLModel, table=True):
    """One committed batch of Yjs updates. `seq` counts 1, 2, 3… within a document, in the order of commits."""

    __tablename__ = "manuscript_updates"

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


class Projection(SQLModel, table=True):
    """What is read but never written back: text and JSON as of `seq`, counts, and the folded text that search reads."""

    __tablename__ = "projections"

    document_id: UUID = _document_key()
    seq: int
    epoch: int
    content: dict[str, Any] = json_field()
    text: str = Field(sa_type=Text)
    folded: str = Field(sa_type=Text)
    words: int = Field(default=0)
    characters: int = Field(default=0)
    updated_at: datetime = moment()
