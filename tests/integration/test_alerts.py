"""What Writers notices about itself is told to administrators, once, and to nobody else."""

import shutil
from collections import namedtuple
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlmodel import col, select

from tests import factories
from tests.factories import Person
from worker import canary
from writers_app.db import reading, unit_of_work, utc_now
from writers_app.integrations.outbound import Answer
from writers_app.models import MessageState, Task, TaskState, User, WebhookMessage
from writers_app.schemas.webhooks import NewWebhook
from writers_app.services import alerts, webhooks
from writers_app.services.endings import end_task
from writers_app.services.webhooks import Outgoing

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
async def administrator(database: object) -> Person:
    person = await factories.make_person("Root", is_admin=True)
    await subscribe(person)
    return person


async def subscribe(person: Person, event: str = "system.alert") -> None:
    async with unit_of_work() as session:
        new = NewWebhook.model_validate({"url": "https://93.184.216.34/hook", "events": [event]})
        await webhooks.create_webhook(session, person.actor, new)


async def told() -> list[dict[str, Any]]:
    """The data of every alert that was published, oldest first."""
    async with reading() as session:
        query = select(WebhookMessage.body).where(WebhookMessage.event == "system.alert")
        bodies = await session.exec(query.order_by(col(WebhookMessage.created_at)))
        return [orjson.loads(body)["data"] for body in bodies]


async def look() -> None:
    async with unit_of_work() as session:
        await alerts.look_for_trouble(session)


async def make_task(person: Person, state: TaskState, *, waited: float = 0.0) -> Task:
    async with unit_of_work() as session:
        due = utc_now() - timedelta(seconds=waited)
        task = Task(owner_id=person.id, kind="report", title="Secret", state=state, queue="heavy", due_at=due)
        session.add(task)
    return task


async def test_task_that_kills_its_workers_is_told_without_its_title(administrator: Person, alice: Person) -> None:
    task = await make_task(alice, TaskState.RUNNING)
    async with unit_of_work() as session:
        held = await session.get_one(Task, task.id)
        held.error = {"title": "Dead", "detail": "It is dead."}
        await end_task(session, held, TaskState.DEAD, "Dead")

    [alert] = await told()
    assert alert["alert"] == "task.dead"
    assert alert["about"] == {"task_id": str(task.id), "kind": "report", "owner_id": str(alice.id)}
    assert "Secret" not in str(alert)


async def test_queue_that_nobody_serves_is_told_once(administrator: Person, alice: Person) -> None:
    await make_task(alice, TaskState.QUEUED, waited=alerts.WAITED - 60)
    await look()
    assert await told() == []

    await make_task(alice, TaskState.QUEUED, waited=alerts.WAITED + 60)
    await look()
    await look()
    assert [(alert["alert"], alert["about"]) for alert in await told()] == [("queue.waiting", {"queue": "heavy"})]


async def test_trouble_that_lasts_is_told_again_after_some_hours(administrator: Person, alice: Person) -> None:
    await make_task(alice, TaskState.QUEUED, waited=alerts.WAITED + 60)
    await look()
    async with unit_of_work() as session:
        message = (await session.exec(select(WebhookMessage))).one()
        message.state, message.created_at = MessageState.DELIVERED, utc_now() - alerts.ONCE_IN
    await look()
    assert len(await told()) == 2


@pytest.mark.parametrize(("total", "free", "alerted"), [(100, 1, True), (100, 4, False), (10, 1, False)])
async def test_disk_that_fills_is_told(
    administrator: Person, monkeypatch: pytest.MonkeyPatch, total: int, free: int, alerted: bool
) -> None:
    gigabyte = 1024**3
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total * gigabyte, 0, free * gigabyte))
    await look()
    assert [alert["alert"] for alert in await told()] == ["disk.low"] * alerted


async def test_webhook_that_is_switched_off_is_told(administrator: Person, alice: Person) -> None:
    await subscribe(alice, "task.succeeded")
    async with unit_of_work() as session:
        await webhooks.publish(session, "task.succeeded", {"id": str(uuid4())}, user_id=alice.id)
    async with unit_of_work() as session:
        [outgoing] = await webhooks.claim_due(session)
        await refuse(session, outgoing)

    [alert] = await told()
    assert alert["alert"] == "webhook.disabled"
    assert alert["about"]["owner_id"] == str(alice.id)


async def refuse(session: Any, outgoing: Outgoing) -> None:
    await webhooks.record(session, outgoing, Answer(status=410, body="", error="", milliseconds=1))


async def test_worker_that_is_stuck_tells_before_it_ends(
    administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(canary, "end_worker", lambda: ended.append(True))
    await canary.Canary("canary-of-nobody", healthy_at=-2 * canary.PATIENCE).look()

    assert ended == [True]
    assert [alert["alert"] for alert in await told()] == ["worker.stuck"]


async def test_somebody_who_is_no_administrator_any_more_is_not_told(administrator: Person, alice: Person) -> None:
    async with unit_of_work() as session:
        (await session.get_one(User, administrator.id)).is_admin = False
    await make_task(alice, TaskState.QUEUED, waited=alerts.WAITED + 60)
    await look()
    assert await told() == []
