"""What a project keeps of how its book is made: compile presets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, identity, json_field, moment


class Preset(SQLModel, table=True):
    """`settings` is schemas.presets.BookSettings as JSON."""

    __tablename__ = "presets"

    id: UUID = identity()
    project_id: UUID = belongs_to("projects")
    title: str = Field(max_length=120)
    settings: dict[str, Any] = json_field()
    created_at: datetime = moment()
    updated_at: datetime = moment()
