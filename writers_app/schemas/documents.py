"""What a document of the binder looks like to REST and state; its text is fetched apart."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

DocumentTitle = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^[^\x00]*$")]
Kind = Literal["folder", "scene", "note"]
Status = Literal["", "idea", "draft", "revised", "final"]


class Details(BaseModel):
    """What the inspector shows beside a text."""

    model_config = ConfigDict(extra="forbid")

    synopsis: Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")] = ""
    status: Status = ""
    target: int = Field(default=0, ge=0, le=10_000_000, description="Words aimed at; 0 for none")


class NewDocument(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: DocumentTitle = ""
    kind: Kind = "scene"
    parent_id: UUID | None = None


class DocumentChange(BaseModel):
    """Only what is given changes. A move names `parent_id` (null: the top) or `after_id` (null: first) or both."""

    model_config = ConfigDict(extra="forbid")

    title: DocumentTitle | None = None
    parent_id: UUID | None = None
    after_id: UUID | None = None
    details: Details | None = None
    trashed: bool | None = None

    @property
    def moves(self) -> bool:
        return bool({"parent_id", "after_id"} & self.model_fields_set)


class DocumentCard(BaseModel):
    id: UUID
    project_id: UUID
    parent_id: UUID | None
    kind: Kind
    title: str
    position: float
    details: Details
    words: int
    characters: int
    created_at: datetime
    updated_at: datetime
    trashed_at: datetime | None


class RecentDocument(BaseModel):
    """A text to continue: `last_lines` are the end of what was written."""

    id: UUID
    project_id: UUID
    project_title: str
    language: str
    title: str
    words: int
    last_lines: str
    updated_at: datetime


class SearchHit(BaseModel):
    document_id: UUID
    project_id: UUID
    project_title: str
    language: str
    title: str
    excerpt: str


class NewContent(BaseModel):
    """A whole text to put in place of the present one. For `json`, the document model's JSON; otherwise a string."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["json", "html", "markdown", "text"] = "json"
    content: dict[str, Any] | str
