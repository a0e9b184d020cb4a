"""Background work as rows: the row is the truth, the broker only a doorbell."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, choice, identity, json_field, maybe_moment, moment


class TaskState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DEAD = "dead"

    @property
    def ended(self) -> bool:
        return self not in (TaskState.QUEUED, TaskState.RUNNING)


class Task(SQLModel, table=True):
    """`lease` names the run that holds it until `lease_until`; only that run may change it.

    Workers take, of a queue, the lowest `priority` and then the earliest `turn_at`, which spaces out what one person
    asks for. A `held` one is not taken: it waits for its children, or for `after_id` to succeed.
    `deaths` counts the workers that died over it. `progress` is percent. `error` is {"title", "detail"}.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_owner_id_created_at", "owner_id", "created_at"),
        Index("ix_tasks_state_queue_priority_turn_at", "state", "queue", "priority", "turn_at"),
        UniqueConstraint("owner_id", "idempotency_key"),
    )

    id: UUID = identity()
    owner_id: UUID = belongs_to("users", index=False)
    project_id: UUID | None = belongs_to("projects", nullable=True)
    document_id: UUID | None = belongs_to("documents", nullable=True, ondelete="SET NULL", index=False)
    parent_id: UUID | None = belongs_to("tasks", nullable=True)
    after_id: UUID | None = belongs_to("tasks", nullable=True)
    held: bool = Field(default=False)
    kind: str = Field(max_length=60)
    title: str = Field(max_length=300)
    queue: str = Field(default="default", max_length=40)
    priority: int = Field(default=5)
    state: TaskState = choice(TaskState, default=TaskState.QUEUED)
    progress: int = Field(default=0)
    step: str = Field(default="", max_length=200)
    items_done: int = Field(default=0)
    items_total: int = Field(default=0)
    options: dict[str, Any] = json_field()
    result: dict[str, Any] | None = json_field(nullable=True)
    error: dict[str, Any] | None = json_field(nullable=True)
    attempts: int = Field(default=0)
    deaths: int = Field(default=0)
    idempotency_key: str | None = Field(default=None, max_length=120)
    turn_at: datetime = moment()
    due_at: datetime = moment()
    lease: str | None = Field(default=None, max_length=80)
    lease_until: datetime | None = maybe_moment()
    cancel_requested_at: datetime | None = maybe_moment()
    created_at: datetime = moment()
    started_at: datetime | None = maybe_moment()
    ended_at: datetime | None = maybe_moment()
    updated_at: datetime = moment()


class TaskEvent(SQLModel, table=True):
    """A change in a task's life: its new state, when, and why."""

    __tablename__ = "task_events"

    id: UUID = identity()
    task_id: UUID = belongs_to("tasks")
    at: datetime = moment()
    state: TaskState = choice(TaskState)
    reason: str = Field(default="", max_length=400)
