"""Repeating tasks: make, change, pause, and ask for those that are due. Called by REST, state and the worker."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.errors import InvalidError, NotFoundError, TooManyRequestsError, WritersError, concerning
from writers_app.models import Every, Schedule
from writers_app.schemas.schedules import NewSchedule, Rule, ScheduleCard, ScheduleChange
from writers_app.services.access import Actor
from writers_app.services.queueing import check_subject, parse_options
from writers_app.services.task_kinds import find_kind
from writers_app.services.tasks import create_task
from writers_app.services.work import Subject

MOST = 100
PROBLEM_LENGTH = 400
ABOUT = {"project_id", "document_id"}
"""Where null says something, too."""
SCHEDULE_MISSING = "There is no such schedule, or it is not yours."
NO_FILES = "Work on files can't be repeated by the clock. Choose a kind of work on a project or a document."
TOO_MANY = "A person has at most %(most)s schedules. Delete one that is not needed."


async def create_schedule(session: Session, actor: Actor, new: NewSchedule) -> ScheduleCard:
    work = await _judge(session, actor, new.kind, new.options, Subject(new.project_id, new.document_id))
    count = select(func.count()).where(Schedule.owner_id == actor.user_id)
    if (await session.exec(count)).one() >= MOST:
        raise InvalidError(TOO_MANY, most=MOST)
    schedule = Schedule(
        owner_id=actor.user_id,
        **work,
        title=new.title,
        every=Every(new.rule.every),
        at=new.rule.at,
        zone=new.rule.zone,
    )
    _follow(schedule, new.rule)
    session.add(schedule)
    await session.flush()
    return _card(schedule)


async def list_schedules(session: Session, actor: Actor, project_id: UUID | None = None) -> list[ScheduleCard]:
    """This person's, the next one first."""
    query = select(Schedule).where(Schedule.owner_id == actor.user_id).order_by(col(Schedule.next_at), col(Schedule.id))
    if project_id:
        query = query.where(Schedule.project_id == project_id)
    return [_card(schedule) for schedule in await session.exec(query)]


async def read_schedule(session: Session, actor: Actor, schedule_id: UUID) -> ScheduleCard:
    return _card(await _require(session, actor, schedule_id))


async def change_schedule(session: Session, actor: Actor, schedule_id: UUID, change: ScheduleChange) -> ScheduleCard:
    """Change when it comes, what it is called or what it asks for; pause it or let it go on from now.

    What it asks for is judged as when it was made. The rule that it has already does not put off what is due.
    """
    schedule = await _require(session, actor, schedule_id, lock=True)
    if change.kind or change.options is not None or change.model_fields_set & ABOUT:
        await _change_work(session, actor, schedule, change)
    if change.title is not None:
        schedule.title = change.title
    if change.paused is not None:
        schedule.paused_at = (schedule.paused_at or utc_now()) if change.paused else None
        schedule.problem = schedule.problem_said = None
    if change.paused is False or change.rule not in (None, _rule(schedule)):
        _follow(schedule, change.rule or _rule(schedule))
    session.add(schedule)
    await session.flush()
    return _card(schedule)


async def _change_work(session: Session, actor: Actor, schedule: Schedule, change: ScheduleChange) -> None:
    """One that paused itself stays paused, but no longer says why: that was about what it asked for before."""
    options = _options(schedule) if change.options is None else change.options
    work = await _judge(session, actor, change.kind or schedule.kind, options, _subject(schedule, change))
    for name, value in work.items():
        setattr(schedule, name, value)
    schedule.problem = schedule.problem_said = None


def _subject(schedule: Schedule, change: ScheduleChange) -> Subject:
    given = change.model_fields_set
    project_id = None if change.document_id else schedule.project_id
    return Subject(
        change.project_id if "project_id" in given else project_id,
        change.document_id if "document_id" in given else schedule.document_id,
    )


async def _judge(
    session: Session, actor: Actor, kind_name: str, options: dict[str, Any], about: Subject
) -> dict[str, Any]:
    """What a schedule asks for, as its columns, once it is known to be possible and allowed."""
    with concerning("kind"):
        kind = find_kind(kind_name)
        if kind.least_files:
            raise InvalidError(NO_FILES)
    chosen = parse_options(kind, options)
    project_id = await check_subject(session, actor, kind, about.project_id, about.document_id, chosen, file_count=0)
    return {
        "kind": kind.name,
        "options": chosen.model_dump(mode="json"),
        "project_id": project_id,
        "document_id": about.document_id,
    }


async def delete_schedule(session: Session, actor: Actor, schedule_id: UUID) -> None:
    await session.delete(await _require(session, actor, schedule_id))


async def any_due(session: Session) -> bool:
    """Whether ask_due would find something. Reads only."""
    query = select(Schedule.id).where(col(Schedule.paused_at).is_(None), Schedule.next_at <= utc_now())
    return (await session.exec(query.limit(1))).first() is not None


async def ask_due(session: Session, limit: int = 20) -> int:
    """Ask for the tasks of schedules that are due, each once; how many. What was missed is not made up for."""
    query = (
        select(Schedule)
        .where(col(Schedule.paused_at).is_(None), Schedule.next_at <= utc_now())
        .order_by(col(Schedule.next_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    due = (await session.exec(query)).all()
    for schedule in due:
        await _ask(session, schedule)
    return len(due)


async def _ask(session: Session, schedule: Schedule) -> None:
    """A schedule that can't be followed any more is paused with its reason; a full queue is tried again next time."""
    try:
        async with session.begin_nested():
            task = await create_task(
                session,
                Actor(schedule.owner_id),
                kind=schedule.kind,
                title=schedule.title,
                options=_options(schedule),
                project_id=schedule.project_id,
                document_id=schedule.document_id,
                idempotency_key=f"schedule {schedule.id} {schedule.next_at.isoformat()}",
            )
        schedule.last_at, schedule.last_task_id = utc_now(), task.id
    except TooManyRequestsError:
        pass
    except WritersError as error:
        schedule.paused_at, schedule.problem = utc_now(), error.message[:PROBLEM_LENGTH]
        schedule.problem_said = {"msgid": error.msgid, "values": dict(error.values)}
    schedule.next_at = next_time(_rule(schedule), utc_now())
    session.add(schedule)
    await session.flush()


def next_time(rule: Rule, after: datetime) -> datetime:
    """The rule's first moment after another, in UTC. An hour that the clocks skip is taken an hour later."""
    zone = ZoneInfo(rule.zone)
    clock = time.fromisoformat(rule.at)
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        day = _next_day(rule, day)
        moment = datetime.combine(day, clock, zone).astimezone(UTC)
        if moment > after:
            return moment


def _next_day(rule: Rule, after: date) -> date:
    match rule.every:
        case "day":
            return after + timedelta(days=1)
        case "week":
            return after + timedelta(days=(rule.weekday - after.weekday() - 1) % 7 + 1)
        case "month":
            this = after.replace(day=_last(after, rule.day))
            if this > after:
                return this
            first = (after.replace(day=1) + timedelta(days=32)).replace(day=1)
            return first.replace(day=_last(first, rule.day))


def _last(month: date, day: int) -> int:
    return min(day, monthrange(month.year, month.month)[1])


def _follow(schedule: Schedule, rule: Rule) -> None:
    schedule.every, schedule.at, schedule.zone = Every(rule.every), rule.at, rule.zone
    schedule.weekday, schedule.day = rule.weekday, rule.day
    schedule.next_at = next_time(rule, utc_now())


def _rule(schedule: Schedule) -> Rule:
    return Rule(
        every=schedule.every.value,
        at=schedule.at,
        zone=schedule.zone,
        weekday=schedule.weekday,
        day=schedule.day,
    )


def _card(schedule: Schedule) -> ScheduleCard:
    return ScheduleCard.model_validate(
        {**schedule.model_dump(), "options": _options(schedule), "rule": _rule(schedule)}
    )


def _options(schedule: Schedule) -> dict[str, Any]:
    """An empty list is how documents that nobody named were kept once; now it is refused as naming none."""
    return {name: value for name, value in schedule.options.items() if (name, value) != ("document_ids", [])}


async def _require(session: Session, actor: Actor, schedule_id: UUID, *, lock: bool = False) -> Schedule:
    """`lock`: nobody else changes it, and it is not asked, until the transaction has ended."""
    schedule = await session.get(Schedule, schedule_id, with_for_update=True if lock else None, populate_existing=lock)
    if schedule is None or schedule.owner_id != actor.user_id:
        raise NotFoundError(SCHEDULE_MISSING)
    return schedule
