"""What a person is told beside their work."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any, cast

import httpx
import pytest
from reflex.state import StateUpdate
from sqlmodel import select

from tests import factories
from tests.factories import Person
from worker.running import run_next
from worker.telling import send_mails
from writers_app.config import settings
from writers_app.db import Session, unit_of_work, utc_now
from writers_app.errors import NotFoundError
from writers_app.models import Notification, User
from writers_app.schemas.notifications import Saying
from writers_app.schemas.projects import NewMember
from writers_app.schemas.tasks import TaskCard
from writers_app.services import members, notifications
from writers_app.state import bell
from writers_app.state.frame import FrameState
from writers_app.state.task_rows import row_of


async def test_a_new_member_is_told_in_the_app_and_by_mail(session: Session, alice: Person, bob: Person) -> None:
    book = await factories.make_project(alice, "Dune")
    await members.add_member(session, alice.actor, book.id, NewMember(email=bob.email, role="reader"))
    told = await notifications.list_notifications(session, bob.actor)
    assert [(card.text, card.link) for card in told.items] == [
        ("Alice shares the project “Dune” with you.", f"/projects/{book.id}")
    ]
    [due] = await notifications.claim_mails(session)
    assert due.mail.to == bob.email
    assert f"/projects/{book.id}" in due.mail.text
    assert (await notifications.list_notifications(session, alice.actor)).items == []


async def test_mail_is_written_in_the_readers_language(session: Session, alice: Person) -> None:
    user = await session.get_one(User, alice.id)
    user.preferences = {"locale": "fa"}
    await notifications.notify(session, alice.id, "project.shared", {"name": "سارا", "title": "بوف کور"})
    [due] = await notifications.claim_mails(session)
    assert due.mail.locale == "fa"
    assert "shares" not in due.mail.text
    assert "بوف کور" in due.mail.subject


async def test_a_claimed_mail_is_claimed_again_only_when_it_was_not_forgotten(session: Session, alice: Person) -> None:
    await notifications.notify(session, alice.id, "project.shared", {"name": "n", "title": "t"})
    [due] = await notifications.claim_mails(session)
    assert await notifications.claim_mails(session) == []
    row = (await session.exec(select(Notification))).one()
    row.mail_due_at = utc_now() - timedelta(seconds=1)
    assert len(await notifications.claim_mails(session)) == 1
    await notifications.forget_mail(session, due.notification_id)
    assert row.mail_due_at is None


async def test_a_person_chooses_the_channel_for_each_kind(session: Session, alice: Person) -> None:
    user = await session.get_one(User, alice.id)
    user.preferences = {"notifications": {"project.shared": "off", "task.succeeded": "mail"}}
    await notifications.notify(session, alice.id, "project.shared", {"name": "n", "title": "t"})
    await notifications.notify(session, alice.id, "task.succeeded", {"title": "t"})
    assert [card.kind for card in (await notifications.list_notifications(session, alice.actor)).items] == [
        "task.succeeded"
    ]
    assert len(await notifications.claim_mails(session)) == 1


async def test_reading_marks_only_ones_own(session: Session, alice: Person, bob: Person) -> None:
    for person in (alice, alice, bob):
        await notifications.notify(session, person.id, "task.succeeded", {"title": "t"})
    first = (await notifications.list_notifications(session, alice.actor)).items[0]
    with pytest.raises(NotFoundError):
        await notifications.mark_read(session, bob.actor, first.id)
    assert await notifications.count_unread(session, alice.actor) == 2
    await notifications.mark_read(session, alice.actor, first.id)
    assert await notifications.count_unread(session, alice.actor) == 1
    await notifications.mark_read(session, alice.actor)
    assert (
        await notifications.count_unread(session, alice.actor),
        await notifications.count_unread(session, bob.actor),
    ) == (0, 1)


async def test_the_worker_sends_the_mail_once(alice: Person) -> None:
    async with unit_of_work() as session:
        await notifications.notify(session, alice.id, "project.shared", {"name": "Bob", "title": "Dune"})
    await send_mails()
    await send_mails()
    mails = list((settings().data_path / "mail").glob("*.eml"))
    assert len(mails) == 1
    assert "Dune" in message_from_bytes(mails[0].read_bytes(), policy=default)["Subject"]


async def test_the_reason_of_a_failure_is_said_in_the_readers_language(session: Session, alice: Person) -> None:
    user = await session.get_one(User, alice.id)
    user.preferences = {"locale": "fa", "notifications": {"task.failed": "mail"}}
    parts = "%(failed)s of %(total)s parts did not succeed; the others did. Each part says why."
    told = {"title": "باغ", "reason": "2 of 5 parts did not succeed"}
    reason = Saying(msgid=parts, values={"failed": 2, "total": 5})
    await notifications.notify(session, alice.id, "task.failed", told, said={"reason": reason})
    [due] = await notifications.claim_mails(session)
    assert "parts" not in due.mail.text
    [card] = (await notifications.list_notifications(session, alice.actor)).items
    assert card.said == {"reason": reason}
    assert card.values == {"title": "باغ", "reason": parts % reason.values}
    assert card.text.startswith("“باغ” did not work out: 2 of 5 parts")


async def test_a_task_without_a_title_is_told_of_by_its_kind_in_the_readers_language(
    api: httpx.AsyncClient, alice: Person
) -> None:
    async with unit_of_work() as session:
        user = await session.get_one(User, alice.id)
        user.preferences = {"locale": "fa", "notifications": {"task.failed": "mail"}}
    project = await factories.make_project(alice)
    form = {"kind": "analyze", "title": "  ", "project_id": str(project.id)}
    made = await api.post("/api/v1/tasks", headers=alice.headers, data=form, files=[("_", (None, b""))])
    assert made.json()["title"] == ""
    assert await run_next("interactive", "test", lambda: False)  # there is no text in the project: it fails
    task = TaskCard.model_validate((await api.get(made.headers["Location"], headers=alice.headers)).json())
    assert (task.state, row_of(task).title, row_of(task).kind_title) == ("failed", "", "Analyse a text")
    [told] = (await api.get("/api/v1/notifications", headers=alice.headers)).json()["items"]
    assert told["said"]["title"]["msgid"] == "Analyse a text"
    assert told["text"].startswith("“Analyse a text” did not work out")
    async with unit_of_work() as session:
        [due] = await notifications.claim_mails(session)
    assert due.mail.subject.startswith("«واکاوی متن»")


class Sockets:
    """As much of the application as rings at pages."""

    def __init__(self) -> None:
        self.event_namespace = self
        self.sid_to_token = {"1": "hers", "2": "her phone", "3": "his"}
        self.rung: list[tuple[str, list[str]]] = []

    async def emit_update(self, update: StateUpdate, page: str) -> None:
        self.rung.append((page, [event.name.rpartition(".")[2] for event in update.events]))


async def test_open_pages_are_rung_once_for_news_of_their_own(
    alice: Person, bob: Person, charlie: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "_open", {})
    app = Sockets()
    for page, person in (("hers", alice), ("her phone", alice), ("closed", alice), ("his", bob)):
        bell.note_open(page, person.id, FrameState.look)
    told = await bell.ring(cast(Any, app), set())
    assert app.rung == []
    async with unit_of_work() as session:
        for person in (alice, charlie):
            await notifications.notify(session, person.id, "task.succeeded", {"title": "t"})
    told = await bell.ring(cast(Any, app), told)
    assert app.rung == [("hers", ["look"]), ("her phone", ["look"])]
    told = await bell.ring(cast(Any, app), told)
    assert len(app.rung) == 2
    monkeypatch.setattr(bell, "OPEN_FOR", -1.0)
    bell.note_open("hers", alice.id, FrameState.look)
    async with unit_of_work() as session:
        await notifications.notify(session, alice.id, "task.succeeded", {"title": "t"})
    await bell.ring(cast(Any, app), told)
    assert app.rung[2:] == [("her phone", ["look"])]
