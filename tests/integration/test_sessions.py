"""Sessions: cookies, bearer tokens, rotation, reuse, revocation, by REST and by the page's socket."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import httpx
import pytest
from sqlmodel import select

from tests.browsers import browser, sign_in, who_is_there
from tests.conftest import Database, forget_process_state
from tests.factories import Person
from writers_app.config import settings
from writers_app.db import unit_of_work, utc_now
from writers_app.integrations import session_cache
from writers_app.models import SignIn, User
from writers_app.services import sessions, tokens
from writers_app.services.sessions import Origin, Refusal, cookie_names
from writers_app.services.tokens import AccessClaims
from writers_app.state.session import actor_of

HOST = "localhost.local"  # what cookie jars call localhost
REFRESH = "/api/v1/auth/refresh"
KEY = {"Idempotency-Key": "an attempt with a name"}


def refresh_cookie(client: httpx.AsyncClient) -> str:
    return client.cookies[cookie_names(settings()).refresh]


async def repeat(client: httpx.AsyncClient, token: str, **headers: str) -> int:
    """The status of a refresh by an older refresh cookie, in a browser of its own."""
    async with browser() as other:
        other.cookies.set(cookie_names(settings()).refresh, token, domain=HOST)
        return (await other.post(REFRESH, headers=headers)).status_code


async def bearer_tokens(client: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    answer = await client.post("/api/v1/auth/token", data={"username": person.email, "password": person.password})
    assert answer.status_code == 200, answer.text
    pair: dict[str, Any] = answer.json()
    return pair


async def test_cookies_can_not_be_read_by_scripts_nor_sent_by_other_sites(
    api: httpx.AsyncClient, alice: Person
) -> None:
    answer = await sign_in(api, alice)
    cookies = answer.headers.get_list("set-cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["writers_access", "writers_refresh", "writers_device"]
    for cookie in cookies:
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


async def test_under_tls_cookies_are_secure_and_bound_to_the_host(
    database: Database, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITERS_PUBLIC_URL", "https://writers.example")
    forget_process_state()
    async with browser() as client:
        answer = await sign_in(client, alice)
        for cookie in answer.headers.get_list("set-cookie"):
            assert cookie.startswith("__Host-writers_")
            assert "Secure" in cookie.split("; ")
        assert await who_is_there(client) == 200


async def test_bearer_tokens_for_clients_without_cookies(api: httpx.AsyncClient, alice: Person) -> None:
    async with browser(from_our_page=False) as client:
        pair = await bearer_tokens(client, alice)
        assert pair["token_type"] == "bearer"
        assert pair["expires_in"] == settings().access_minutes * 60
        assert not client.cookies
        signed = {"Authorization": f"Bearer {pair['access_token']}"}
        assert await who_is_there(client, headers=signed) == 200
        renewed = (await client.post(REFRESH, json={"refresh_token": pair["refresh_token"]})).json()
        assert await who_is_there(client, headers={"Authorization": f"Bearer {renewed['access_token']}"}) == 200
        assert (await client.post("/api/v1/auth/logout", headers=signed)).status_code == 204
        assert await who_is_there(client, headers=signed) == 401


async def test_nobody_is_asked_to_sign_in_as_a_problem(api: httpx.AsyncClient) -> None:
    answer = await api.get("/api/v1/auth/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["status"] == 401


@pytest.mark.parametrize("token", ["nonsense", "", "a.b.c"])
async def test_a_wrong_bearer_token_is_not_helped_by_a_cookie(
    api: httpx.AsyncClient, alice: Person, token: str
) -> None:
    await sign_in(api, alice)
    assert await who_is_there(api, headers={"Authorization": f"Bearer {token}"}) == 401


async def test_refresh_rotates_and_keeps_signed_in(api: httpx.AsyncClient, alice: Person) -> None:
    await sign_in(api, alice)
    seen = {refresh_cookie(api)}
    for _ in range(3):
        answer = await api.post(REFRESH)
        assert answer.status_code == 200, answer.text
        assert answer.json() == {"expires_in": settings().access_minutes * 60}
        seen.add(refresh_cookie(api))
    assert len(seen) == 4
    assert await who_is_there(api) == 200
    assert len((await api.get("/api/v1/auth/sessions")).json()["items"]) == 2  # this one, and the factory's


@pytest.mark.parametrize("rotations", [1, 2, 5])
async def test_a_used_refresh_token_ends_the_whole_family(
    api: httpx.AsyncClient, alice: Person, rotations: int
) -> None:
    await sign_in(api, alice)
    stolen = refresh_cookie(api)
    for _ in range(rotations):
        await api.post(REFRESH)
    assert await repeat(api, stolen) == 401
    assert await who_is_there(api) == 401
    assert (await api.post(REFRESH)).status_code == 401
    assert await who_is_there(api, headers=alice.headers) == 200  # her other session is another family


async def test_reuse_by_the_body_ends_the_family_too(api: httpx.AsyncClient, alice: Person) -> None:
    pair = await bearer_tokens(api, alice)
    first = await api.post(REFRESH, json={"refresh_token": pair["refresh_token"]})
    assert (await api.post(REFRESH, json={"refresh_token": pair["refresh_token"]})).status_code == 401
    assert (await api.post(REFRESH, json={"refresh_token": first.json()["refresh_token"]})).status_code == 401


async def test_a_lost_answer_can_be_asked_for_again(api: httpx.AsyncClient, alice: Person) -> None:
    await sign_in(api, alice)
    before = refresh_cookie(api)
    await api.post(REFRESH, headers=KEY)
    newest = refresh_cookie(api)
    async with browser() as retry:
        retry.cookies.set(cookie_names(settings()).refresh, before, domain=HOST)
        assert (await retry.post(REFRESH, headers=KEY)).status_code == 200
        assert refresh_cookie(retry) == newest
    assert await who_is_there(api) == 200


async def test_a_lost_answer_can_not_be_asked_for_by_another_attempt(api: httpx.AsyncClient, alice: Person) -> None:
    await sign_in(api, alice)
    before = refresh_cookie(api)
    await api.post(REFRESH, headers=KEY)
    assert await repeat(api, before, **{"Idempotency-Key": "another attempt by somebody"}) == 401
    assert await who_is_there(api) == 401


async def test_an_attempt_can_not_be_repeated_once_its_answer_was_exchanged(
    api: httpx.AsyncClient, alice: Person
) -> None:
    await sign_in(api, alice)
    before = refresh_cookie(api)
    await api.post(REFRESH, headers=KEY)
    await api.post(REFRESH, headers=KEY)
    assert await repeat(api, before, **KEY) == 401
    assert await who_is_there(api) == 401


async def test_a_short_attempt_name_does_not_count(api: httpx.AsyncClient, alice: Person) -> None:
    await sign_in(api, alice)
    before = refresh_cookie(api)
    await api.post(REFRESH, headers={"Idempotency-Key": "1"})
    assert await repeat(api, before, **{"Idempotency-Key": "1"}) == 401


async def test_two_tabs_that_refresh_at_once_both_stay_signed_in(api: httpx.AsyncClient, alice: Person) -> None:
    await sign_in(api, alice)
    answers = await asyncio.gather(*(api.post(REFRESH) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert await who_is_there(api) == 200
    assert (await api.post(REFRESH)).status_code == 200


async def test_a_token_overtaken_by_another_attempt_ends_nothing(database: Database, alice: Person) -> None:
    asked_at = utc_now()
    async with unit_of_work() as session:
        await sessions.rotate(session, alice.tokens.refresh, asked_at=utc_now(), attempt="one tab's attempt")
    async with unit_of_work() as session:
        late = await sessions.rotate(session, alice.tokens.refresh, asked_at=asked_at, attempt="another tab's attempt")
    assert late is Refusal.OVERTAKEN
    async with unit_of_work() as session:
        assert await sessions.live_actor(session, alice.tokens.session_id)


async def test_made_up_refresh_tokens_end_nobody_s_session(api: httpx.AsyncClient, alice: Person) -> None:
    forged = f"{alice.tokens.session_id.hex}.0.nonce.mac"
    assert (await api.post(REFRESH, json={"refresh_token": forged})).status_code == 401
    assert (await api.post(REFRESH, json={"refresh_token": ""})).status_code == 401
    assert await who_is_there(api, headers=alice.headers) == 200


async def test_a_session_that_is_not_renewed_expires(api: httpx.AsyncClient, alice: Person) -> None:
    await _change(alice.tokens.session_id, expires_at=utc_now() - timedelta(seconds=1))
    assert await who_is_there(api, headers=alice.headers) == 401
    assert (await api.post(REFRESH, json={"refresh_token": alice.tokens.refresh})).status_code == 401


async def test_an_expired_access_cookie_still_reads_but_does_not_write(api: httpx.AsyncClient, alice: Person) -> None:
    await sign_in(api, alice)
    names = cookie_names(settings())
    claims = tokens.read_access(api.cookies[names.access])
    assert claims
    stale = tokens.sign_access(claims, utc_now() - timedelta(days=1))
    api.cookies.set(names.access, stale, domain=HOST)
    assert await who_is_there(api) == 200
    assert (await api.patch("/api/v1/auth/me", json={"name": "A"})).status_code == 401
    assert await who_is_there(api, headers={"Authorization": f"Bearer {stale}"}) == 401


async def test_a_page_s_script_learns_how_long_it_is_signed_in(api: httpx.AsyncClient, alice: Person) -> None:
    address = "/api/v1/auth/session"
    assert (await api.get(address)).json() == {"signed_in": False, "expires_in": 0}
    await sign_in(api, alice)
    status = (await api.get(address)).json()
    assert status["signed_in"] is True
    assert 0 < status["expires_in"] <= settings().access_minutes * 60
    api.cookies.delete(cookie_names(settings()).access)
    assert (await api.get(address)).json() == {"signed_in": True, "expires_in": 0}


async def test_signing_out_ends_the_session_and_clears_the_cookies(api: httpx.AsyncClient, alice: Person) -> None:
    await sign_in(api, alice)
    old = dict(api.cookies)
    assert (await api.post("/api/v1/auth/logout")).status_code == 204
    assert cookie_names(settings()).access not in api.cookies
    async with browser() as thief:
        thief.cookies.update(old)
        assert await who_is_there(thief) == 401
        assert (await thief.post(REFRESH)).status_code == 401
    assert (await api.post("/api/v1/auth/logout")).status_code == 204


async def test_sessions_are_listed_and_ended_one_by_one(database: Database, alice: Person, bob: Person) -> None:
    async with browser(headers={"User-Agent": "Phone"}) as phone, browser(headers={"User-Agent": "Desk"}) as desk:
        await sign_in(phone, alice)
        await sign_in(desk, alice)
        listed = {card["client"]: card for card in (await desk.get("/api/v1/auth/sessions")).json()["items"]}
        assert set(listed) == {"tests", "Phone", "Desk"}
        assert [name for name, card in listed.items() if card["current"]] == ["Desk"]
        assert await who_is_there(phone) == 200
        address = f"/api/v1/auth/sessions/{listed['Phone']['id']}"
        assert (await desk.delete(address, headers=bob.headers)).status_code == 404
        assert await who_is_there(phone) == 200
        assert (await desk.delete(address)).status_code == 204
        assert await who_is_there(phone) == 401
        assert (await phone.post(REFRESH)).status_code == 401
        assert (await desk.delete(address)).status_code == 404
        assert await who_is_there(desk) == 200


async def test_a_reader_overtaken_by_a_revocation_can_not_put_its_answer_back(
    database: Database, alice: Person
) -> None:
    async with unit_of_work() as session:
        live = await sessions._read_live(session, alice.tokens.session_id)
        assert live
        await sessions.revoke(session, alice.actor, alice.tokens.session_id)
    await session_cache.remember(alice.tokens.session_id, live)
    async with unit_of_work() as session:
        assert await sessions.live_actor(session, alice.tokens.session_id) is None


async def test_a_live_session_is_answered_from_redis_where_there_is_one(database: Database, alice: Person) -> None:
    async with unit_of_work() as session:
        assert await sessions.live_actor(session, alice.tokens.session_id)
    assert (await session_cache.recall(alice.tokens.session_id) is not None) is bool(database.redis_url)


async def test_sessions_live_on_while_redis_is_away(
    database: Database, alice: Person, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    monkeypatch.setenv("WRITERS_REDIS_URL", f"redis://127.0.0.1:{unused_tcp_port}")
    forget_process_state()
    async with browser() as client:
        assert (await sign_in(client, alice)).status_code == 200
        assert await who_is_there(client) == 200
        assert (await client.post("/api/v1/auth/logout")).status_code == 204
        assert await who_is_there(client, headers=alice.headers) == 200


async def test_sessions_that_ended_long_ago_are_forgotten(database: Database, alice: Person, bob: Person) -> None:
    long_ago = utc_now() - timedelta(days=31)
    await _change(alice.tokens.session_id, expires_at=long_ago)
    async with unit_of_work() as session:
        ended = (await sessions.open_session(session, bob.id, Origin())).session_id
    await _change(ended, revoked_at=long_ago)
    async with unit_of_work() as session:
        await sessions.forget_ended(session)
        assert (await session.exec(select(SignIn.id))).all() == [bob.tokens.session_id]


def socket(cookies: str, session_id: str) -> Any:
    """As much of a page's state as says which socket it hangs on."""
    headers = SimpleNamespace(raw_headers={"cookie": cookies})
    return cast(
        Any, SimpleNamespace(router=SimpleNamespace(session=SimpleNamespace(session_id=session_id), headers=headers))
    )


async def test_an_open_page_stays_signed_in_after_its_cookies_aged(database: Database, alice: Person) -> None:
    names = cookie_names(settings())
    state = socket(
        f"{names.access}={alice.tokens.access}; {names.refresh}={alice.tokens.refresh}", f"socket 1 {alice.id}"
    )
    assert await actor_of(state) == alice.actor
    async with unit_of_work() as session:
        await sessions.rotate(session, alice.tokens.refresh, asked_at=utc_now())
    state.router.headers.raw_headers["cookie"] = f"{names.refresh}={alice.tokens.refresh}"
    assert await actor_of(state) == alice.actor
    async with unit_of_work() as session:
        await sessions.revoke(session, alice.actor, alice.tokens.session_id)
    assert await actor_of(state) is None


async def test_presence_is_noted_from_an_open_page_too(database: Database, alice: Person) -> None:
    state = socket(f"{cookie_names(settings()).access}={alice.tokens.access}", f"socket 6 {alice.id}")
    assert await actor_of(state)
    async with unit_of_work() as session:
        assert (await session.get_one(User, alice.id)).last_seen_at is not None


async def test_a_new_socket_with_aged_cookies_is_nobody_s(database: Database, alice: Person) -> None:
    names = cookie_names(settings())
    stale = tokens.sign_access(AccessClaims(alice.id, alice.tokens.session_id), utc_now() - timedelta(days=1))
    assert await actor_of(socket(f"{names.access}={stale}", f"socket 2 {alice.id}")) is None
    assert await actor_of(
        socket(f"{names.access}={stale}; {names.refresh}={alice.tokens.refresh}", f"socket 3 {alice.id}")
    )
    assert await actor_of(socket("", f"socket 4 {alice.id}")) is None
    assert await actor_of(socket("nonsense; \x00=;;", f"socket 5 {alice.id}")) is None


async def _change(session_id: UUID, **values: object) -> None:
    async with unit_of_work() as session:
        row = await session.get_one(SignIn, session_id)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
