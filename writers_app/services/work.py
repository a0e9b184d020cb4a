"""What a kind of task is, what its run function is given, and what it hands back. Kinds are listed in task_kinds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict

from writers_app.db import Session
from writers_app.errors import WritersError
from writers_app.services.access import Actor, Right

QueueName = Literal["interactive", "default", "heavy"]
Apply = Callable[[Session], Awaitable[dict[str, Any] | None]]


class TransientError(WritersError):
    """Work failed on something that may pass; it is tried again by itself."""

    status = 503
    title = "Will be tried again"


class WorkDiedError(Exception):
    """The process that did the work was killed or crashed."""


class TaskOptions(BaseModel):
    """What every kind's options begin from: unknown names are refused, so that a typing mistake is seen."""

    model_config = ConfigDict(extra="forbid")


class NoOptions(TaskOptions):
    """For kinds that need none."""


Options = TypeVar("Options", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class TaskLimits:
    """`seconds` is the soft limit; the process that overruns it by a minute is killed."""

    seconds: float = 600.0
    memory_mb: int = 1024
    attempts: int = 4
    at_once: int | None = None
    """How many of the kind run at the same time, everywhere together."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes in the storage and what a row says of them."""

    id: UUID
    key: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a task is about: a document, or a project as a whole, or neither when files make a project of their own."""

    project_id: UUID | None = None
    document_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that a task has written aside; it becomes the task's result when the task succeeds."""

    draft: Path
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run hands back. `result` is small and shown in lists. `apply` makes the lasting changes in the transaction
    that also ends the task, so both happen or neither; what it returns is merged into the result.
    """

    result: dict[str, Any] = field(default_factory=dict)
    file: NewFile | None = None
    apply: Apply | None = None
    in_parts: bool = False
    """`apply` adds parts: the task goes on until the last of them has ended."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent` 0–100, the step's name as an English msgid, and items done of items in all (0: not counted)."""

    percent: int = 0
    step: str = ""
    items_done: int = 0
    items_total: int = 0


class Work(Generic[Options]):
    """One run of one task, as its kind's function sees it."""

    def __init__(
        self,
        *,
        task_id: UUID,
        actor: Actor,
        title: str,
        options: Options,
        project_id: UUID | None,
        document_id: UUID | None,
        files: tuple[StoredFile, ...],
        limits: TaskLimits,
    ) -> None:
        self.task_id = task_id
        self.actor = actor
        self.title = title
        self.options = options
        self.project_id = project_id
        self.document_id = document_id
        self.files = files
        self.limits = limits
        self.progress = Progress()

    def report(self, percent: float, step: str | None = None, *, done: int = 0, total: int = 0) -> None:
        """Say how far the work is; cheap, and safe from a thread. The row follows within a tenth of a second."""
        shown = self.progress.step if step is None else step
        self.progress = Progress(max(0, min(100, int(percent))), shown, done, total)


@dataclass(frozen=True, slots=True)
class Kind(Generic[Options]):
    """A kind of task. Listing it in task_kinds is all that is needed for it to be offered everywhere."""

    name: str
    title: str
    """English msgid."""
    options: type[Options]
    run: Callable[[Work[Options]], Awaitable[Outcome]]
    description: str = ""
    queue: QueueName = "default"
    priority: int = 5
    """0 runs first, 9 last, within its queue."""
    limits: TaskLimits = TaskLimits()
    least_files: int = 0
    most_files: int = 0
    """How many files come with it."""
    reads: Literal["manuscripts", "recordings"] = "manuscripts"
    needs_text: bool = False
    """It is about a project or a document, which must be named."""
    right: Right = Right.READ
    """What its owner must be allowed in the project that it names."""
    check: Callable[[Options, bool], None] | None = None
    """Refuses options that its schema can't judge; told whether files come with it."""
    verify: Callable[[Session, Actor, Options, Subject], Awaitable[None]] | None = None
    """Refuses options that name what is not there; told what the task is about."""

    @property
    def takes_file(self) -> bool:
        return self.most_files > 0


def child_id(task_id: UUID, name: str) -> UUID:
    """An id for what a task makes: the same however often the task starts."""
    return uuid5(task_id, name)
