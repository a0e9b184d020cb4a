"""What a repeating task looks like to REST and state."""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from writers_app.schemas.notifications import Saying

EveryName = Literal["day", "week", "month"]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^[^\x00]*$")]


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _check_zone(name: str) -> str:
    if name not in known_zones():
        raise ValueError("not a time zone of the IANA list, like Asia/Tehran")
    return name


Zone = Annotated[str, AfterValidator(_check_zone)]


class Rule(BaseModel):
    """When: at a time of the day on the clocks of a zone, every day, every week or every month.

    `weekday` counts from Monday 0; `day` is the day of the month, and the last one where a month is shorter.
    """

    model_config = ConfigDict(extra="forbid")

    every: EveryName
    at: ClockTime
    zone: Zone
    weekday: int = Field(default=0, ge=0, le=6)
    day: int = Field(default=1, ge=1, le=31)


class NewSchedule(BaseModel):
    """A rule, and the task that it asks for each time."""

    model_config = ConfigDict(extra="forbid")

    rule: Rule
    kind: str = Field(max_length=60)
    title: Title = ""
    options: dict[str, Any] = Field(default_factory=dict)
    project_id: UUID | None = None
    document_id: UUID | None = None


class ScheduleChange(BaseModel):
    """Only what is given changes. `document_id: null` means the whole project from now on; a document without a project
    brings its own along. Another `kind` needs `options` of its own unless those of the old one fit it.
    """

    model_config = ConfigDict(extra="forbid")

    rule: Rule | None = None
    title: Title | None = None
    kind: str | None = Field(default=None, max_length=60)
    options: dict[str, Any] | None = None
    project_id: UUID | None = None
    document_id: UUID | None = None
    paused: bool | None = None


class ScheduleCard(BaseModel):
    """`title` is empty when none was given. `problem` says why it was paused by itself, and `problem_said` the same for
    other languages; `next_at` means nothing while it is paused.
    """

    id: UUID
    title: str
    kind: str
    options: dict[str, Any]
    rule: Rule
    project_id: UUID | None
    document_id: UUID | None
    next_at: datetime
    last_at: datetime | None
    last_task_id: UUID | None
    paused_at: datetime | None
    problem: str | None
    problem_said: Saying | None
    created_at: datetime
