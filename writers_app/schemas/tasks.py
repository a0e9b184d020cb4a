"""What background work looks like to REST and state."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from writers_app.schemas.files import FileCard

StateName = Literal["queued", "running", "succeeded", "failed", "cancelled", "dead"]


class TaskProblem(BaseModel):
    """Why a task did not succeed, as one sentence in `detail`; `msgid` and `values` say it in another language."""

    title: str
    detail: str
    msgid: str = ""
    values: dict[str, str | int] = Field(default_factory=dict)


class TaskCard(BaseModel):
    """`title` is empty when none was given: the title of the kind stands for it. `progress` is percent; `step` says
    what is being done now; `items_total` is 0 when nothing is counted.
    """

    id: UUID
    kind: str
    title: str
    state: StateName
    progress: int = Field(ge=0, le=100)
    step: str
    items_done: int
    items_total: int
    error: TaskProblem | None
    result: dict[str, Any] | None
    files: list[FileCard]
    cancelling: bool
    can_retry: bool
    """It stopped and can be tried again: of a batch, any part can."""
    project_id: UUID | None
    document_id: UUID | None
    parent_id: UUID | None
    queue: str
    attempts: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    updated_at: datetime


class TaskMoment(BaseModel):
    """A change in a task's life."""

    at: datetime
    state: StateName
    reason: str


class TaskDetail(TaskCard):
    """A task with its options and its history, oldest first."""

    options: dict[str, Any]
    history: list[TaskMoment]


class KindCard(BaseModel):
    """A kind of task that can be asked for; `options` is the JSON Schema of its options."""

    name: str
    title: str
    description: str
    queue: str
    takes_file: bool
    needs_text: bool
    most_files: int
    reads: Literal["manuscripts", "recordings"] | None
    """What its files are, if it takes any."""
    options: dict[str, Any]
