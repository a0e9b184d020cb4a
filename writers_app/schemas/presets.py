"""What a compile preset looks like to REST, state and exports: everything that is chosen for a book's making."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from writers_app.schemas.books import (
    Changes,
    Chapters,
    FormatName,
    LayoutName,
    Medium,
    Numbering,
    Paper,
    SceneBreak,
)

PresetTitle = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00]*$")
]
PageText = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
FINE: JsonDict = {"fine": True}
"""Said to forms: what most people leave as it is."""


class BookSettings(BaseModel):
    """How a book is made of a project's texts."""

    model_config = ConfigDict(extra="forbid")

    format: FormatName = Field(default="docx", title="Format")
    layout: LayoutName = Field(default="book", title="Layout")
    paper: Paper = Field(default="a4", title="Paper")
    medium: Medium = Field(default="print", title="For")
    title_page: bool = Field(default=True, title="Title page")
    contents: bool = Field(default=True, title="Table of contents")
    new_page_per_chapter: bool = Field(default=True, title="Chapters begin on a new page")
    page_numbers: bool = Field(default=True, title="Page numbers")
    include_notes: bool = Field(default=False, title="With notes")
    include_comments: bool = Field(default=True, title="With comments")
    changes: Changes = Field(default="keep", title="Suggestions")
    round_trip: bool = Field(default=False, title="To be returned by an editor")
    chapters: Chapters = Field(default="texts", title="Chapters are", json_schema_extra=FINE)
    numbering: Numbering = Field(default="none", title="Numbers of chapters", json_schema_extra=FINE)
    chapter_titles: bool = Field(default=True, title="Titles beside the numbers", json_schema_extra=FINE)
    scene_break: SceneBreak | None = Field(default=None, title="Between scenes", json_schema_extra=FINE)
    hyphenate: bool = Field(default=False, title="Divide words at the ends of lines", json_schema_extra=FINE)
    font_size: int | None = Field(default=None, ge=8, le=20, title="Size of the letters", json_schema_extra=FINE)
    author: PageText = Field(default="", max_length=200, title="Author", json_schema_extra=FINE)
    copyright: PageText = Field(default="", title="Copyright page", json_schema_extra=FINE)
    dedication: PageText = Field(default="", title="Dedication", json_schema_extra=FINE)
    epigraph: PageText = Field(default="", title="Epigraph", json_schema_extra=FINE)
    contact: str = Field(default="", max_length=600, title="Contact", json_schema_extra=FINE)
    """Name, address and mail for the first page of a standard manuscript; one line each."""
    left_out: list[UUID] = Field(default_factory=list, max_length=5000, title="Left out")
    """Documents that stay out, with what they hold; what is written later is in."""


class NewPreset(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: PresetTitle
    settings: BookSettings = Field(default_factory=BookSettings)


class PresetChange(BaseModel):
    """Only what is given changes; settings are given whole."""

    model_config = ConfigDict(extra="forbid")

    title: PresetTitle | None = None
    settings: BookSettings | None = None


class PresetCard(BaseModel):
    id: UUID
    project_id: UUID
    title: str
    settings: BookSettings
    created_at: datetime
    updated_at: datetime


class Preview(BaseModel):
    """The first pages: pictures (PNG, base64) of what has pages, else the beginning of the text."""

    pages: list[str]
    text: str
