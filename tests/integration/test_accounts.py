"""Registering, signing in, changing and deleting an account, by REST."""

import asyncio
from uuid import UUID

import bcrypt
import httpx
import pytest
from sqlmodel import col, select

from tests import factories
from tests.browsers import browser, sign_in, who_is_there
from tests.factories import PASSWORD, Person
from writers_app.db import reading, unit_of_work
from writers_app.errors import NotFoundError
from writers_app.models import File, FilePurpose, Project, User
from writers_app.services import accounts

NEW = {"name": "Sara", "email": "sara@example.org", "password": PASSWORD}


async def test_registering_signs_in(api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/v1/auth/register", json=NEW)
    assert answer.status_code == 201, answer.text
    assert answer.json()["email"] == "sara@example.org"
    assert "password" not in answer.text
    assert (await api.get("/api/v1/auth/me")).json()["id"] == answer.json()["id"]


async def test_the_password_is_stored_as_a_hash(api: httpx.AsyncClient) -> None:
    await api.post("/api/v1/auth/register", json=NEW)
    async with reading() as session:
        stored = (await session.exec(select(User.password_hash))).one()
    assert stored.startswith("$2b$")
    assert PASSWORD not in stored


async def test_a_long_persian_passphrase_works_and_is_not_cut(api: httpx.AsyncClient) -> None:
    passphrase = ("در این دشت هر شب کسی نام تو را می‌خواند " * 6)[:200]
    await api.post("/api/v1/auth/register", json={**NEW, "password": passphrase})
    right = await api.post("/api/v1/auth/login", json={"email": NEW["email"], "password": passphrase})
    cut = await api.post("/api/v1/auth/login", json={"email": NEW["email"], "password": passphrase[:-1] + "x"})
    assert (right.status_code, cut.status_code) == (200, 401)


async def test_an_email_is_one_however_it_is_typed(api: httpx.AsyncClient) -> None:
    await api.post("/api/v1/auth/register", json={**NEW, "email": "Sara@Example.ORG"})
    again = await api.post("/api/v1/auth/register", json={**NEW, "email": "sara@example.org"})
    assert again.status_code == 409
    assert "already" in again.json()["detail"]
    login = await api.post("/api/v1/auth/login", json={"email": "  SARA@example.org ", "password": PASSWORD})
    assert login.status_code == 200


async def test_of_two_registrations_at_once_one_gets_the_email(api: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(api.post("/api/v1/auth/register", json=NEW) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"email": "not an e-mail"}, "email"),
        ({"email": ""}, "email"),
        ({"is_admin": True}, "is_admin"),
        ({"password": 12345678}, "password"),
    ],
)
async def test_a_wrong_field_is_named(api: httpx.AsyncClient, change: dict[str, object], field: str) -> None:
    answer = await api.post("/api/v1/auth/register", json={**NEW, **change})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in answer.json()["detail"]


async def test_a_poor_password_is_refused_in_words(api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/v1/auth/register", json={**NEW, "password": "short"})
    assert answer.status_code == 422
    assert "fewer than 8" in answer.json()["detail"]


async def test_wrong_password_and_unknown_email_look_and_cost_the_same(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[bytes] = []
    real = bcrypt.checkpw

    def counted(password: bytes, stored: bytes) -> bool:
        checked.append(stored[:7])
        return real(password, stored)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    wrong = await sign_in(api, alice, "not her password")
    unknown = await api.post("/api/v1/auth/login", json={"email": "nobody@example.org", "password": "not it"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.headers.get("set-cookie") == unknown.headers.get("set-cookie")
    assert len(checked) == 2
    assert checked[0] == checked[1]


@pytest.mark.parametrize("email", ["nobody\x00@example.org", "", "@", "x" * 400])
async def test_what_can_not_be_an_email_is_an_unknown_one(api: httpx.AsyncClient, email: str) -> None:
    assert (await api.post("/api/v1/auth/login", json={"email": email, "password": "x"})).status_code == 401
    form = await api.post("/api/v1/auth/token", data={"username": email or " ", "password": "x"})
    assert form.status_code == 401
    assert (await api.post("/api/v1/auth/reset-request", json={"email": email})).status_code == 202


async def test_name_and_preferences_change_one_by_one(api: httpx.AsyncClient, alice: Person) -> None:
    async def change(**body: object) -> dict[str, object]:
        answer = await api.patch("/api/v1/auth/me", json=body, headers=alice.headers)
        assert answer.status_code == 200, answer.text
        changed: dict[str, object] = answer.json()
        return changed

    await change(preferences={"locale": "fa"})
    after = await change(name="آلیس", preferences={"theme": "dark", "text_size": 19})
    assert after["name"] == "آلیس"
    preferences = after["preferences"]
    assert isinstance(preferences, dict)
    assert (preferences["locale"], preferences["theme"], preferences["text_size"]) == ("fa", "dark", 19)
    cleared = await change(preferences={"locale": None})
    assert isinstance(cleared["preferences"], dict)
    assert cleared["preferences"]["locale"] is None
    assert cleared["preferences"]["theme"] == "dark"


@pytest.mark.parametrize("preferences", [{"locale": "xx"}, {"unknown": 1}, {"text_size": 400}])
async def test_a_preference_that_does_not_exist_is_refused(
    api: httpx.AsyncClient, alice: Person, preferences: dict[str, object]
) -> None:
    answer = await api.patch("/api/v1/auth/me", json={"preferences": preferences}, headers=alice.headers)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("headers", "locale"),
    [
        ({}, None),
        ({"Accept-Language": "fa-IR,fa;q=0.9,en;q=0.8"}, "fa"),
        ({"Accept-Language": "fa-IR", "Cookie": "writers_locale=en"}, "en"),
    ],
)
async def test_the_language_of_the_browser_becomes_the_person_s(
    api: httpx.AsyncClient, headers: dict[str, str], locale: str | None
) -> None:
    answer = await api.post("/api/v1/auth/register", json=NEW, headers=headers)
    assert answer.json()["preferences"]["locale"] == locale


async def test_changing_the_password_needs_the_present_one(api: httpx.AsyncClient, alice: Person) -> None:
    body = {"current_password": "not her password", "new_password": "a new passphrase"}
    answer = await api.post("/api/v1/auth/password", json=body, headers=alice.headers)
    assert answer.status_code == 422
    assert "not right" in answer.json()["detail"]
    assert (await sign_in(api, alice)).status_code == 200


async def test_changing_the_password_ends_the_other_sessions(database: object, alice: Person) -> None:
    async with browser() as here, browser() as there:
        await sign_in(here, alice)
        await sign_in(there, alice)
        body = {"current_password": alice.password, "new_password": "a new passphrase"}
        assert (await here.post("/api/v1/auth/password", json=body)).status_code == 204
        assert await who_is_there(here) == 200
        assert await who_is_there(there) == 401
        assert (await sign_in(there, alice)).status_code == 401
        assert (await sign_in(there, alice, "a new passphrase")).status_code == 200


async def test_deleting_the_account_asks_for_the_password(api: httpx.AsyncClient, alice: Person) -> None:
    answer = await api.post("/api/v1/auth/me/deletion", json={"password": "wrong one"}, headers=alice.headers)
    assert answer.status_code == 422
    assert await who_is_there(api, headers=alice.headers) == 200


async def test_deleting_the_account_takes_what_she_owns_and_leaves_what_others_own(
    api: httpx.AsyncClient, alice: Person, bob: Person
) -> None:
    hers = await factories.make_project(alice)
    his = await factories.make_project(bob)
    await factories.make_member(his, alice)
    await factories.make_document(hers)
    await factories.make_task(alice)
    shared = await _make_image(alice, his)
    own = await _make_image(alice, hers)
    answer = await api.post("/api/v1/auth/me/deletion", json={"password": alice.password}, headers=alice.headers)
    assert answer.status_code == 204, answer.text
    assert await who_is_there(api, headers=alice.headers) == 401
    assert (await sign_in(api, alice)).status_code == 401
    async with reading() as session:
        assert (await session.exec(select(Project.id))).all() == [his.id]
        files = (await session.exec(select(File.id, File.owner_id))).all()
    assert [tuple(row) for row in files] == [(shared, bob.id)]
    assert own not in [row[0] for row in files]


async def _make_image(owner: Person, project: Project) -> UUID:
    async with unit_of_work() as session:
        file = File(
            owner_id=owner.id,
            project_id=project.id,
            purpose=FilePurpose.IMAGE,
            name="map.png",
            media_type="image/png",
            size=3,
            sha256="0" * 64,
            key=f"{owner.id}{project.id}",
        )
        session.add(file)
    return file.id


async def test_the_operator_appoints_administrators(api: httpx.AsyncClient, alice: Person) -> None:
    async def is_admin() -> bool:
        return bool((await api.get("/api/v1/auth/me", headers=alice.headers)).json()["is_admin"])

    async def may_hear_of_registrations() -> int:
        hook = {"url": "https://example.org/hook", "events": ["user.registered"]}
        return (await api.post("/api/v1/webhooks", json=hook, headers=alice.headers)).status_code

    assert not await is_admin()
    assert await may_hear_of_registrations() == 403
    async with unit_of_work() as session:
        await accounts.appoint(session, " Alice@example.org", is_admin=True)
    assert await is_admin()
    assert await may_hear_of_registrations() == 201
    async with unit_of_work() as session:
        await accounts.appoint(session, alice.email, is_admin=False)
    assert await may_hear_of_registrations() == 403
    async with unit_of_work() as session:
        with pytest.raises(NotFoundError, match="register first"):
            await accounts.appoint(session, "nobody@example.org", is_admin=True)


async def test_presence_is_noted_at_most_once_a_minute(api: httpx.AsyncClient, alice: Person) -> None:
    async def seen() -> object:
        async with reading() as session:
            return (await session.exec(select(User.last_seen_at).where(col(User.id) == alice.id))).one()

    assert await seen() is None
    await api.get("/api/v1/auth/me", headers=alice.headers)
    first = await seen()
    assert first is not None
    await api.get("/api/v1/auth/me", headers=alice.headers)
    assert await seen() == first
