"""What a report measured, kept longer than the report: the points of a project's trends."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import SQLModel

from writers_app.models.columns import belongs_to, identity, json_field, moment


class Measurement(SQLModel, table=True):
    """Of a whole project, or of the one document that is named. `values` are the report's figures by name, `findings`
    its findings by kind."""

    __tablename__ = "measurements"
    __table_args__ = (Index("ix_measurements_project_id_at", "project_id", "at"),)

    id: UUID = identity()
    project_id: UUID = belongs_to("projects", index=False)
    document_id: UUID | None = belongs_to("documents", nullable=True)
    task_id: UUID | None = belongs_to("tasks", nullable=True, ondelete="SET NULL")
    at: datetime = moment()
    values: dict[str, Any] = json_field()
    findings: dict[str, Any] = json_field()
