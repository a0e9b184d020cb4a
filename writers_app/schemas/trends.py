"""How a project's figures run over time, to REST. Made by services.trends."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel


class DayWords(BaseModel):
    """How many words there were at the end of a day on which their number changed."""

    day: date
    words: int


class ReportPoint(BaseModel):
    """What a report measured. `values` are its figures by name, `rates` its findings by kind in 1,000 words.

    `task_id` leads to the report while it is kept, and only for whoever asked for it.
    """

    at: datetime
    task_id: UUID | None
    values: dict[str, float | None]
    rates: dict[str, float]


class Trends(BaseModel):
    """Both lists have the oldest first."""

    title: str
    language: str
    days: list[DayWords]
    reports: list[ReportPoint]
