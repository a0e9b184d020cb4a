"""What a project looks like to REST and state."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, EmailStr, Field, StringConstraints

from writers_app.schemas.house_style import HouseStyle
from writers_app.schemas.properties import BookProperties

Language = Literal["en", "fa"]
RoleName = Literal["owner", "editor", "reader"]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


class NewProject(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Title
    language: Language = "en"


class ProjectChange(BaseModel):
    """Only what is given changes; `trashed` moves the project to the trash or back. `trashed` and `house_style` are the
    owner's."""

    model_config = ConfigDict(extra="forbid")

    title: Title | None = None
    language: Language | None = None
    trashed: bool | None = None
    house_style: HouseStyle | None = None
    properties: BookProperties | None = None


class ProjectCard(BaseModel):
    """`words` and `documents` count what is not in the trash; `role` is the asking person's own."""

    id: UUID
    title: str
    language: Language
    direction: Literal["ltr", "rtl"]
    role: RoleName
    words: int
    documents: int
    created_at: datetime
    updated_at: datetime
    trashed_at: datetime | None


class WholeProject(ProjectCard):
    """A project that is looked at by itself."""

    house_style: HouseStyle
    properties: BookProperties


class NewMember(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: EmailStr
    role: Literal["editor", "reader"]


class MemberChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Literal["editor", "reader"]


class MemberCard(BaseModel):
    user_id: UUID
    name: str
    email: str
    role: RoleName
    added_at: Annotated[datetime, Field(description="UTC")]
