"""How the words and figures of a project run over time: each report is a point. Called by analyses and REST."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.errors import InvalidError, NotFoundError
from writers_app.models import Document, Measurement, Projection, Revision, Task
from writers_app.schemas.trends import DayWords, ReportPoint, Trends
from writers_app.services.access import DOCUMENT_MISSING, Actor, Right, require_document, require_project

MOST_POINTS: Final = 400
NO_ZONE: Final = "There is no time zone named “%(name)s”. Names are like Asia/Tehran or Europe/London."

Event = tuple[datetime, UUID, int]
"""From this moment on, the document had so many words."""


async def keep_measurement(
    session: Session, report: Mapping[str, Any], *, project_id: UUID, document_id: UUID | None, task_id: UUID
) -> None:
    """Keep what a report measured, from its JSON; of a text that is gone meanwhile there is nothing to keep."""
    if document_id and await session.get(Document, document_id) is None:
        return
    measured = {"values": report["values"], "findings": report["finding_counts"]}
    session.add(Measurement(project_id=project_id, document_id=document_id, task_id=task_id, **measured))


async def read_trends(
    session: Session, actor: Actor, project_id: UUID, document_id: UUID | None = None, zone: str = "UTC"
) -> Trends:
    """Of the whole project, or of one document in it; days begin where the reader is."""
    project = await require_project(session, actor, project_id, Right.READ)
    title = project.title
    if document_id:
        document = await require_document(session, actor, document_id, Right.READ)
        if document.project_id != project_id:
            raise NotFoundError(DOCUMENT_MISSING)
        title = document.title
    return Trends(
        title=title,
        language=project.language,
        days=await _read_days(session, project_id, document_id, _parse_zone(zone)),
        reports=await _read_reports(session, actor, project_id, document_id),
    )


def _parse_zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise InvalidError(NO_ZONE, name=name) from None


async def _read_reports(
    session: Session, actor: Actor, project_id: UUID, document_id: UUID | None
) -> list[ReportPoint]:
    own = and_(col(Task.id) == Measurement.task_id, col(Task.owner_id) == actor.user_id)
    newest = (
        select(Measurement, col(Task.id))
        .outerjoin(Task, own)
        .where(Measurement.project_id == project_id, Measurement.document_id == document_id)
        .order_by(col(Measurement.at).desc(), col(Measurement.id))
        .limit(MOST_POINTS)
    )
    return [_point(measured, task_id) for measured, task_id in reversed((await session.exec(newest)).all())]


def _point(measured: Measurement, task_id: UUID | None) -> ReportPoint:
    words = measured.values.get("words") or 0
    rates = {kind: round(1000 * count / words, 2) for kind, count in measured.findings.items()} if words else {}
    return ReportPoint(at=measured.at, task_id=task_id, values=measured.values, rates=rates)


async def _read_days(session: Session, project_id: UUID, document_id: UUID | None, zone: tzinfo) -> list[DayWords]:
    chosen = Document.project_id == project_id if document_id is None else Document.id == document_id
    return add_up_days(await _read_events(session, chosen), zone)[-MOST_POINTS:]


async def _read_events(session: Session, chosen: ColumnElement[bool] | bool) -> list[Event]:
    documents = await session.exec(
        select(Document, Projection.words, Projection.updated_at)
        .join(Projection, col(Projection.document_id) == Document.id)
        .where(chosen)
    )
    kept = await session.exec(
        select(Revision.created_at, Revision.document_id, Revision.words)
        .join(Document, col(Document.id) == Revision.document_id)
        .where(chosen)
        .order_by(col(Revision.created_at))
    )
    revisions: list[Event] = list(kept.all())
    first = {document: words for _, document, words in reversed(revisions)}
    events = [event for row in documents for event in _life_of(*row, first)]
    return sorted([*events, *revisions], key=lambda event: event[0])


def _life_of(document: Document, words: int, changed: datetime, first: Mapping[UUID, int]) -> Iterator[Event]:
    """A text that came whole, by an import, had from its beginning what the first kept state has."""
    yield document.created_at, document.id, first.get(document.id, words)
    yield max(document.created_at, changed), document.id, words
    if document.trashed_at:
        yield max(document.trashed_at, changed), document.id, 0


def add_up_days(events: Sequence[Event], zone: tzinfo) -> list[DayWords]:
    """The words of all documents together at the end of each day that changed them, and now; events in their order."""
    standing: dict[UUID, int] = {}
    total = 0
    by_day: dict[date, int] = {}
    for at, document, words in events:
        total += words - standing.get(document, 0)
        standing[document] = words
        by_day[at.astimezone(zone).date()] = total
    if by_day:
        by_day[utc_now().astimezone(zone).date()] = total
    days = [DayWords(day=day, words=words) for day, words in by_day.items()]
    return [one for i, one in enumerate(days) if i in (0, len(days) - 1) or one.words != days[i - 1].words]
