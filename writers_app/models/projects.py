"""A project: a book, a column, a thesis."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, identity, json_field, maybe_moment, moment


class Project(SQLModel, table=True):
    """`language` is "en" or "fa"; the direction of the text follows from it. `settings` holds what services keep with a
    project: its house style, what its book says about itself, what its Word file said beside that, whether its texts
    may be sent to a text service.
    """

    __tablename__ = "projects"

    id: UUID = identity()
    owner_id: UUID = belongs_to("users")
    title: str = Field(max_length=300)
    language: str = Field(max_length=8)
    settings: dict[str, object] = json_field()
    created_at: datetime = moment()
    updated_at: datetime = moment(index=True)
    trashed_at: datetime | None = maybe_moment()
