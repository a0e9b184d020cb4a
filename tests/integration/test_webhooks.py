"""Webhooks against a real receiver on loopback: signing, retries, rotation, switching off."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from tests import factories
from tests.conftest import Database
from tests.factories import Person
from worker.telling import deliver_webhooks
from writers_app.config import settings
from writers_app.db import reading, unit_of_work, utc_now
from writers_app.errors import ForbiddenError, InvalidError, NotFoundError
from writers_app.models import Task, TaskState, WebhookEndpoint, WebhookMessage
from writers_app.schemas.webhooks import CreatedWebhook, NewWebhook, WebhookChange
from writers_app.services import accounts, endings, notifications, sessions, webhooks


@dataclass
class Receiver:
    """Answers each POST with the next of `statuses` (the last one for ever) and keeps what came."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [204])
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:-2])
        body = await reader.readexactly(int(headers["Content-Length"]))
        self.received.append((headers, body))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        writer.write(f"HTTP/1.1 {status} X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def receiver(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Receiver]:
    monkeypatch.setenv("WRITERS_WEBHOOK_PRIVATE_ADDRESSES", "true")
    settings.cache_clear()
    receiver = Receiver()
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    yield receiver
    server.close()
    await server.wait_closed()


async def subscribe(person: Person, url: str, *events: str) -> CreatedWebhook:
    async with unit_of_work() as session:
        new = NewWebhook.model_validate({"url": url, "events": events or ["task.succeeded"]})
        return await webhooks.create_webhook(session, person.actor, new)


async def tell(person: Person, event: str = "task.succeeded", **more: object) -> None:
    async with unit_of_work() as session:
        await webhooks.publish(session, event, {"id": "1"}, user_id=person.id, **more)  # type: ignore[arg-type]


async def deliver() -> int:
    async with unit_of_work() as session:
        claimed = await webhooks.claim_due(session)
    answers = [await webhooks.send(outgoing) for outgoing in claimed]
    async with unit_of_work() as session:
        for outgoing, answer in zip(claimed, answers, strict=True):
            await webhooks.record(session, outgoing, answer)
    return len(claimed)


async def make_due() -> None:
    async with unit_of_work() as session:
        await session.exec(update(WebhookMessage).values(due_at=utc_now()))


async def message() -> WebhookMessage:
    async with reading() as session:
        return (await session.exec(select(WebhookMessage).order_by(col(WebhookMessage.created_at).desc()))).one()


def signed_by(secret: str, headers: dict[str, str], body: bytes) -> bool:
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(mac).decode()}" in headers["webhook-signature"].split(" ")


async def test_an_event_is_delivered_once_and_signed(alice: Person, receiver: Receiver) -> None:
    hook = await subscribe(alice, receiver.url)
    await tell(alice)
    assert await deliver() == 1
    assert await deliver() == 0
    [(headers, body)] = receiver.received
    assert json.loads(body)["type"] == "task.succeeded"
    assert signed_by(hook.secret, headers, body)
    assert (await message()).state == "delivered"


async def test_a_failure_is_tried_again_with_the_same_id_and_logged(alice: Person, receiver: Receiver) -> None:
    receiver.statuses = [500, 302, 204]
    hook = await subscribe(alice, receiver.url)
    await tell(alice)
    for _ in range(3):
        await make_due()
        assert await deliver() == 1
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1
    async with reading() as session:
        [card] = await webhooks.list_messages(session, alice.actor, hook.id)
    assert [attempt.status for attempt in card.log] == [500, 302, 204]
    assert card.state == "delivered"


async def test_a_failed_message_waits_before_it_is_tried_again(alice: Person, receiver: Receiver) -> None:
    receiver.statuses = [500]
    await subscribe(alice, receiver.url)
    await tell(alice)
    await deliver()
    waited = (await message()).due_at - utc_now()
    assert timedelta(0) < waited <= webhooks.RETRIES[0] * 1.1


async def test_a_message_is_claimed_by_one_worker_only(alice: Person, receiver: Receiver) -> None:
    await subscribe(alice, receiver.url)
    await tell(alice)
    async with unit_of_work() as session:
        first = await webhooks.claim_due(session)
    async with unit_of_work() as session:
        second = await webhooks.claim_due(session)
    assert (len(first), len(second)) == (1, 0)


async def test_after_a_rotation_both_secrets_verify(alice: Person, receiver: Receiver) -> None:
    hook = await subscribe(alice, receiver.url)
    async with unit_of_work() as session:
        rotated = await webhooks.rotate_secret(session, alice.actor, hook.id)
    await tell(alice)
    await deliver()
    [(headers, body)] = receiver.received
    assert signed_by(hook.secret, headers, body)
    assert signed_by(rotated.secret, headers, body)


async def test_a_receiver_that_is_gone_is_switched_off_and_can_be_switched_on(
    alice: Person, receiver: Receiver
) -> None:
    receiver.statuses = [410]
    hook = await subscribe(alice, receiver.url)
    await tell(alice)
    await deliver()
    async with unit_of_work() as session:
        [card] = await webhooks.list_webhooks(session, alice.actor)
        assert not card.enabled
        assert "gone" in card.disabled_reason
        await webhooks.change_webhook(session, alice.actor, hook.id, WebhookChange(enabled=True))
    receiver.statuses = [204]
    await tell(alice)
    assert await deliver() == 1


async def test_a_receiver_that_fails_for_days_is_switched_off(alice: Person, receiver: Receiver) -> None:
    receiver.statuses = [500]
    hook = await subscribe(alice, receiver.url)
    await tell(alice)
    async with unit_of_work() as session:
        endpoint = await session.get_one(WebhookEndpoint, hook.id)
        endpoint.failing_since = utc_now() - timedelta(days=2)
    for _ in range(len(webhooks.RETRIES) + 1):
        await make_due()
        await deliver()
    assert (await message()).state == "failed"
    async with reading() as session:
        assert not (await webhooks.list_webhooks(session, alice.actor))[0].enabled


async def test_replaying_sends_the_same_id_again(alice: Person, receiver: Receiver) -> None:
    hook = await subscribe(alice, receiver.url)
    await tell(alice)
    await deliver()
    async with unit_of_work() as session:
        await webhooks.replay_message(session, alice.actor, hook.id, (await message()).id)
    await deliver()
    first, second = (headers["webhook-id"] for headers, _ in receiver.received)
    assert first == second


async def test_saves_of_one_text_that_still_wait_are_told_once(alice: Person, receiver: Receiver) -> None:
    await subscribe(alice, receiver.url, "document.saved")
    for _ in range(3):
        await tell(alice, "document.saved", delay=timedelta(seconds=60))
    await make_due()
    assert await deliver() == 1


async def test_members_of_a_project_are_told_and_outsiders_are_not(
    alice: Person, bob: Person, charlie: Person, receiver: Receiver
) -> None:
    book = await factories.make_project(alice)
    await factories.make_member(book, bob)
    for person in (alice, bob, charlie):
        await subscribe(person, f"{receiver.url}/{person.name}")
    async with unit_of_work() as session:
        await webhooks.publish(session, "task.succeeded", {}, project_id=book.id)
    assert await deliver() == 2


async def test_only_administrators_are_told_of_registrations(alice: Person, receiver: Receiver) -> None:
    with pytest.raises(ForbiddenError):
        await subscribe(alice, receiver.url, "user.registered")
    root = await factories.make_person("Root", is_admin=True)
    await subscribe(root, receiver.url, "user.registered")
    await tell(alice, "user.registered")
    assert await deliver() == 1


async def test_outsider_cannot_read_the_log_of_a_webhook(alice: Person, charlie: Person, receiver: Receiver) -> None:
    hook = await subscribe(alice, receiver.url)
    async with reading() as session:
        with pytest.raises(NotFoundError):
            await webhooks.list_messages(session, charlie.actor, hook.id)


async def test_a_private_address_is_refused_by_default(alice: Person) -> None:
    with pytest.raises(InvalidError, match="not a public one"):
        await subscribe(alice, "http://192.168.0.10/hook")


async def test_a_task_that_ends_is_told_once_and_a_cancelled_one_is_not(alice: Person, receiver: Receiver) -> None:
    await subscribe(alice, receiver.url, "task.succeeded", "task.failed", "task.dead")
    for state in (TaskState.FAILED, TaskState.CANCELLED):
        task = await factories.make_task(alice)
        async with unit_of_work() as session:
            task = await session.get_one(Task, task.id)
            task.error = {"title": "No", "detail": "It did not work."}
            await endings.end_task(session, task, state, "ended")
    await deliver_webhooks()
    [(_, body)] = receiver.received
    told = json.loads(body)
    assert (told["type"], told["data"]["error"]["detail"]) == ("task.failed", "It did not work.")
    async with reading() as session:
        bell = await notifications.list_notifications(session, alice.actor)
    assert [card.kind for card in bell.items] == ["task.failed"]


async def test_a_webhook_that_is_deleted_while_it_is_sent_is_forgotten(alice: Person, receiver: Receiver) -> None:
    hook = await subscribe(alice, receiver.url)
    await tell(alice)
    async with unit_of_work() as session:
        [outgoing] = await webhooks.claim_due(session)
    answer = await webhooks.send(outgoing)
    async with unit_of_work() as session:
        await webhooks.delete_webhook(session, alice.actor, hook.id)
    async with unit_of_work() as session:
        await webhooks.record(session, outgoing, answer)


async def test_signing_in_is_told_to_the_person_and_registering_to_administrators(
    alice: Person, receiver: Receiver
) -> None:
    root = await factories.make_person("Root", is_admin=True)
    await subscribe(alice, receiver.url, "user.signed_in")
    await subscribe(root, receiver.url, "user.registered")
    async with unit_of_work() as session:
        await sessions.open_session(session, alice.id, sessions.Origin("Firefox", "192.0.2.7"))
        await accounts.register(session, name="Neda", email="neda@example.org", password_hash="x")
    await deliver_webhooks()
    told = {json.loads(body)["type"]: json.loads(body)["data"] for _, body in receiver.received}
    assert told["user.signed_in"]["client"] == "Firefox"
    assert told["user.registered"]["name"] == "Neda"
