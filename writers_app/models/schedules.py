"""Tasks that are asked for again and again: every night an export, every week a report."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, choice, identity, json_field, maybe_moment, moment


class Every(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Schedule(SQLModel, table=True):
    """`at` is "HH:MM" on the clocks of `zone`; `weekday` counts from Monday 0; a month without `day` uses its last.

    `next_at` is when it is due; a paused one is not asked. `problem` says why it was paused by itself, and
    `problem_said` ({"msgid", "values"}) says it in any language.
    """

    __tablename__ = "schedules"

    id: UUID = identity()
    owner_id: UUID = belongs_to("users")
    project_id: UUID | None = belongs_to("projects", nullable=True)
    document_id: UUID | None = belongs_to("documents", nullable=True)
    title: str = Field(max_length=300)
    kind: str = Field(max_length=60)
    options: dict[str, Any] = json_field()
    every: Every = choice(Every)
    weekday: int = Field(default=0)
    day: int = Field(default=1)
    at: str = Field(max_length=5)
    zone: str = Field(max_length=64)
    next_at: datetime = moment(index=True)
    last_at: datetime | None = maybe_moment()
    last_task_id: UUID | None = belongs_to("tasks", nullable=True, ondelete="SET NULL", index=False)
    paused_at: datetime | None = maybe_moment()
    problem: str | None = Field(default=None, max_length=400)
    problem_said: dict[str, Any] | None = json_field(nullable=True)
    created_at: datetime = moment()
