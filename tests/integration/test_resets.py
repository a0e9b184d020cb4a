"""Choosing a new password by a mail."""

import email
import email.policy
import re
from datetime import timedelta

import bcrypt
import httpx
import pytest
from sqlmodel import select

from tests.browsers import browser, sign_in, who_is_there
from tests.factories import Person
from writers_app.config import settings
from writers_app.db import reading, unit_of_work, utc_now
from writers_app.errors import UnavailableError
from writers_app.integrations.mail import Mail
from writers_app.models import PasswordReset
from writers_app.services import resets

NEW_PASSWORD = "گذرواژه‌ای تازه برای فردا"


def mails() -> list[tuple[str, str, str]]:
    """(to, subject, plain text) of what lies in the mail folder."""
    found = []
    for path in (settings().data_path / "mail").glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = message.get_body(("plain",))  # type: ignore[attr-defined]  # the policy makes EmailMessages
        found.append((message["To"], message["Subject"], body.get_content()))
    return found


async def ask(api: httpx.AsyncClient, address: str) -> httpx.Response:
    return await api.post("/api/v1/auth/reset-request", json={"email": address})


async def link_token(api: httpx.AsyncClient, person: Person) -> str:
    await ask(api, person.email)
    ((_, _, text),) = mails()
    found = re.search(rf"{re.escape(settings().base_url)}/reset#(\S+)", text)
    assert found, text
    return found[1]


async def reset(api: httpx.AsyncClient, token: str, password: str = NEW_PASSWORD) -> httpx.Response:
    return await api.post("/api/v1/auth/reset", json={"token": token, "password": password})


async def test_a_mailed_link_sets_a_new_password_and_ends_every_session(api: httpx.AsyncClient, alice: Person) -> None:
    answer = await reset(api, await link_token(api, alice))
    assert answer.status_code == 204, answer.text
    assert await who_is_there(api, headers=alice.headers) == 401
    assert (await sign_in(api, alice)).status_code == 401
    assert (await sign_in(api, alice, NEW_PASSWORD)).status_code == 200


async def test_the_answer_does_not_say_whether_the_email_is_known(api: httpx.AsyncClient, alice: Person) -> None:
    known, unknown, wrong = await ask(api, alice.email), await ask(api, "nobody@example.org"), await ask(api, "what?")
    assert known.status_code == unknown.status_code == wrong.status_code == 202
    assert known.content == unknown.content == wrong.content
    assert [to for to, _, _ in mails()] == [alice.email]


async def test_the_work_for_a_known_email_is_done_after_the_answer(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    async def noted(*_: object) -> None:
        order.append("worked")

    monkeypatch.setattr("writers_app.api.v1.auth._mail_reset_link", noted)
    from writers_app.api.app import create_api

    api = create_api()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b'{"email": "alice@example.org"}'}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.body":
            order.append("answered")

    headers = [(b"content-type", b"application/json"), (b"origin", settings().base_url.encode())]
    scope = {"type": "http", "method": "POST", "path": "/api/v1/auth/reset-request", "query_string": b""}
    await api({**scope, "headers": headers, "client": ("127.0.0.1", 1), "asgi": {"version": "3.0"}}, receive, send)  # type: ignore[arg-type]  # plain dicts are ASGI's own
    assert order == ["answered", "worked"]


async def test_a_link_works_once(api: httpx.AsyncClient, alice: Person) -> None:
    token = await link_token(api, alice)
    await reset(api, token)
    again = await reset(api, token, "yet another passphrase")
    assert again.status_code == 422
    assert "Ask for a new one" in again.json()["detail"]
    assert (await sign_in(api, alice, NEW_PASSWORD)).status_code == 200


async def test_using_one_link_voids_the_others(api: httpx.AsyncClient, alice: Person) -> None:
    first = await link_token(api, alice)
    for path in (settings().data_path / "mail").iterdir():
        path.unlink()
    second = await link_token(api, alice)
    assert (await reset(api, second)).status_code == 204
    assert (await reset(api, first)).status_code == 422


async def test_a_link_is_too_old_after_an_hour(api: httpx.AsyncClient, alice: Person) -> None:
    token = await link_token(api, alice)
    async with unit_of_work() as session:
        row = (await session.exec(select(PasswordReset))).one()
        row.expires_at = utc_now() - timedelta(seconds=1)
        session.add(row)
    assert (await reset(api, token)).status_code == 422


async def test_a_poor_password_does_not_spend_the_link(api: httpx.AsyncClient, alice: Person) -> None:
    token = await link_token(api, alice)
    assert (await reset(api, token, "short")).status_code == 422
    assert (await reset(api, token)).status_code == 204


async def test_a_made_up_link_is_refused_before_any_hashing(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[bytes] = []
    monkeypatch.setattr(bcrypt, "hashpw", lambda password, salt: hashed.append(password) or b"")
    assert (await reset(api, "made-up")).status_code == 422
    assert hashed == []


async def test_the_token_is_not_kept_as_it_is(api: httpx.AsyncClient, alice: Person) -> None:
    token = await link_token(api, alice)
    async with reading() as session:
        row = (await session.exec(select(PasswordReset))).one()
    assert token not in (row.token_hash, str(row.id))


async def test_one_inbox_gets_three_mails_an_hour_at_most(api: httpx.AsyncClient, alice: Person) -> None:
    for _ in range(5):
        assert (await ask(api, alice.email)).status_code == 202
    assert len(mails()) == 3


async def test_the_mail_is_in_her_language(api: httpx.AsyncClient, alice: Person) -> None:
    await api.patch("/api/v1/auth/me", json={"preferences": {"locale": "fa"}}, headers=alice.headers)
    await ask(api, alice.email)
    ((_, subject, text),) = mails()
    assert "گذرواژه" in subject
    assert "Alice" in text
    assert f"{settings().base_url}/reset#" in text


async def test_the_mail_is_in_the_language_of_the_page_that_asked(api: httpx.AsyncClient, alice: Person) -> None:
    api.cookies.set("writers_locale", "fa")
    await ask(api, alice.email)
    ((_, subject, _),) = mails()
    assert "گذرواژه" in subject


async def test_links_that_can_not_be_used_any_more_are_forgotten(api: httpx.AsyncClient, alice: Person) -> None:
    await link_token(api, alice)
    async with unit_of_work() as session:
        await resets.forget_spent(session)
        row = (await session.exec(select(PasswordReset))).one()
        row.expires_at = utc_now() - timedelta(days=2)
        session.add(row)
        await session.flush()
        await resets.forget_spent(session)
        assert (await session.exec(select(PasswordReset))).all() == []


async def test_a_person_is_told_when_their_password_was_changed(api: httpx.AsyncClient, alice: Person) -> None:
    body = {"current_password": alice.password, "new_password": NEW_PASSWORD}
    await api.post("/api/v1/auth/password", json=body, headers=alice.headers)
    ((to, subject, text),) = mails()
    assert (to, subject) == (alice.email, "Your password for Writers was changed")
    assert f"{settings().base_url}/reset" in text
    assert NEW_PASSWORD not in text


async def test_a_mail_server_in_trouble_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[Mail] = []

    async def deliver(mail: Mail) -> None:
        attempts.append(mail)
        if len(attempts) < 3:
            raise UnavailableError("not now")

    monkeypatch.setattr(resets, "deliver", deliver)
    monkeypatch.setattr(resets, "PAUSES", (0, 0, 0, 0))
    await resets.send_mail(Mail("alice@example.org", "subject", "text"))
    assert len(attempts) == 3


async def test_the_link_opens_in_a_browser_without_being_sent_to_the_server(
    api: httpx.AsyncClient, alice: Person
) -> None:
    await link_token(api, alice)
    async with browser() as other:
        assert (await sign_in(other, alice)).status_code == 200  # asking alone changes nothing
