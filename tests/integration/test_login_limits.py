"""Limits on guessing, and that a stranger can't lock a victim out by them."""

import pytest

from tests.browsers import browser, sign_in
from tests.conftest import Database, forget_process_state
from tests.factories import PASSWORD, Person
from writers_app.integrations.counters import counters
from writers_app.services import rates

STRANGER, HOME = "203.0.113.66", "198.51.100.1"


@pytest.fixture(autouse=True)
def three_a_minute(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITERS_LOGIN_RATE", "3/minute")
    monkeypatch.setenv("WRITERS_REGISTER_RATE", "2/hour")
    forget_process_state()


async def test_guessing_is_stopped_and_told_how_long(alice: Person) -> None:
    async with browser(address=STRANGER) as stranger:
        statuses = [(await sign_in(stranger, alice, "a wrong guess")).status_code for _ in range(5)]
        assert statuses == [401, 401, 401, 429, 429]
        answer = await sign_in(stranger, alice)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_token_endpoint_shares_the_limit(alice: Person) -> None:
    async with browser(address=STRANGER) as stranger:
        for _ in range(3):
            await sign_in(stranger, alice, "a wrong guess")
        form = {"username": alice.email, "password": alice.password}
        assert (await stranger.post("/api/v1/auth/token", data=form)).status_code == 429


async def test_a_stranger_can_not_lock_the_victim_out(alice: Person) -> None:
    async with browser(address=STRANGER) as stranger:
        for _ in range(10):
            await sign_in(stranger, alice, "a wrong guess")
    async with browser(address=HOME) as home:
        assert (await sign_in(home, alice)).status_code == 200


async def test_guessing_from_the_victim_s_own_network_does_not_reach_her_device(alice: Person) -> None:
    async with browser(address=HOME) as device, browser(address=HOME) as stranger:
        assert (await sign_in(device, alice)).status_code == 200
        for _ in range(10):
            await sign_in(stranger, alice, "a wrong guess")
        assert (await sign_in(stranger, alice)).status_code == 429
        assert (await sign_in(device, alice)).status_code == 200


async def test_a_known_device_may_not_guess_for_ever(alice: Person) -> None:
    async with browser(address=HOME) as device:
        await sign_in(device, alice)
        statuses = [(await sign_in(device, alice, "a wrong guess")).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


async def test_a_device_is_known_for_its_own_account_only(alice: Person, bob: Person) -> None:
    async with browser(address=HOME) as device:
        await sign_in(device, alice)
        statuses = [(await sign_in(device, bob, "a wrong guess")).status_code for _ in range(4)]
        assert statuses == [401, 401, 401, 429]


async def test_one_address_can_not_try_everybody(database: Database) -> None:
    async with browser(address=STRANGER) as stranger:
        statuses = [
            (
                await stranger.post(
                    "/api/v1/auth/login", json={"email": f"person{n}@example.org", "password": "a wrong guess"}
                )
            ).status_code
            for n in range(11)
        ]
    assert statuses == [401] * 9 + [429] * 2


async def test_forwarded_addresses_count_from_a_trusted_proxy_only(alice: Person) -> None:
    async with browser(address="127.0.0.1") as proxy, browser(address=STRANGER) as liar:
        for n in range(4):
            through = await proxy.post(
                "/api/v1/auth/login",
                json={"email": alice.email, "password": "a wrong guess"},
                headers={"X-Forwarded-For": f"192.0.2.{n}"},
            )
            assert through.status_code == 401
            lied = await liar.post(
                "/api/v1/auth/login",
                json={"email": alice.email, "password": "a wrong guess"},
                headers={"X-Forwarded-For": f"192.0.2.{n}"},
            )
            assert lied.status_code == (401 if n < 3 else 429)


async def test_guesses_from_many_addresses_slow_strangers_down_but_not_her_device(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    async with browser(address=HOME) as device:
        await sign_in(device, alice)
        for _ in range(rates.GUESSES_UNSLOWED + 15):
            await rates.note_failed_login(alice.email)
        monkeypatch.setattr(rates.asyncio, "sleep", note)
        assert (await sign_in(device, alice)).status_code == 200
        assert pauses == []
    async with browser(address="198.51.100.77") as elsewhere:
        assert (await sign_in(elsewhere, alice)).status_code == 200
    assert pauses == [1.5]


async def test_registering_is_limited_by_address(database: Database) -> None:
    async def register(address: str, number: int) -> int:
        async with browser(address=address) as client:
            body = {"name": "N", "email": f"new{number}@example.org", "password": PASSWORD}
            return (await client.post("/api/v1/auth/register", json=body)).status_code

    assert [await register(STRANGER, number) for number in range(3)] == [201, 201, 429]
    assert await register(HOME, 9) == 201


async def test_checks_of_her_own_password_are_limited(alice: Person) -> None:
    async with browser() as thief:
        statuses = [
            (
                await thief.post("/api/v1/auth/me/deletion", json={"password": "a guess"}, headers=alice.headers)
            ).status_code
            for _ in range(4)
        ]
    assert statuses == [422, 422, 422, 429]


async def test_limits_are_shared_by_all_processes_where_there_is_redis(database: Database, alice: Person) -> None:
    async with browser(address=STRANGER) as stranger:
        for _ in range(3):
            await sign_in(stranger, alice, "a wrong guess")
        counters.cache_clear()  # as another process would start
        expected = 429 if database.redis_url else 401
        assert (await sign_in(stranger, alice, "a wrong guess")).status_code == expected
