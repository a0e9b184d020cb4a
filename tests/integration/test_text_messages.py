"""Text messages through a gateway over a socket: proving a number, news of long work, limits, shapes of gateways."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import select, update

from tests.conftest import forget_process_state
from tests.counterparts import Asked, Counterpart, Reply, counterpart
from tests.factories import Person
from worker.telling import send_texts
from writers_app.api.app import create_api
from writers_app.config import settings
from writers_app.db import reading, unit_of_work, utc_now
from writers_app.errors import InvalidError, SettingsError, UnavailableError
from writers_app.integrations.sms import TextMessage, configured_gateway, deliver
from writers_app.models import Notification, Phone, User
from writers_app.services import notifications, phones, rates

NUMBER = "+989123456789"
TOKEN = "Bearer gateway-secret"


def take(asked: Asked) -> Reply:
    """As gateways do: the right key, a number and a text, or a refusal."""
    if asked.headers.get("authorization") != TOKEN:
        return Reply(401, {"error": "unauthorized"})
    return Reply(200, {"id": "1"}) if {"to", "text"} <= asked.json.keys() else Reply(422, {"error": "missing"})


@pytest.fixture(autouse=True)
def _fresh_settings() -> Iterator[None]:
    yield
    settings.cache_clear()


@pytest.fixture
async def gateway(database: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Counterpart]:
    """This server can send text messages."""
    async with counterpart(take) as other:
        monkeypatch.setenv("WRITERS_SMS_URL", f"{other.url}/send")
        monkeypatch.setenv("WRITERS_SMS_HEADERS", json.dumps({"Authorization": TOKEN}))
        forget_process_state()
        yield other
    forget_process_state()


@pytest.fixture
async def web(gateway: Counterpart) -> AsyncIterator[httpx.AsyncClient]:
    """REST as it is where a gateway is configured."""
    address = settings().base_url
    transport = httpx.ASGITransport(app=create_api(), client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url=address, headers={"Origin": address}) as client:
        yield client


async def give(web: httpx.AsyncClient, person: Person, number: str = NUMBER) -> httpx.Response:
    return await web.put("/api/v1/phone", headers=person.headers, json={"number": number})


async def prove(web: httpx.AsyncClient, person: Person, code: str) -> httpx.Response:
    return await web.post("/api/v1/phone/verification", headers=person.headers, json={"code": code})


def sent_code(gateway: Counterpart) -> str:
    return str(gateway.asked[-1].json["text"].split(" ")[0])


async def own_number(web: httpx.AsyncClient, gateway: Counterpart, person: Person) -> None:
    """The person has proved a number and wants text messages when work is finished."""
    await give(web, person)
    await prove(web, person, sent_code(gateway))
    gateway.asked.clear()
    wanted = {"preferences": {"notifications": {"task.succeeded": "text"}}}
    assert (await web.patch("/api/v1/auth/me", headers=person.headers, json=wanted)).status_code == 200


async def finish(person: Person, title: str = "Dune") -> None:
    async with unit_of_work() as session:
        await notifications.notify(session, person.id, "task.succeeded", {"title": title}, link="/tasks/1")


async def waiting() -> list[Notification]:
    async with reading() as session:
        return [row for row in await session.exec(select(Notification)) if row.text_due_at]


async def test_a_number_is_proved_by_the_code_that_was_sent_to_it(
    web: httpx.AsyncClient, gateway: Counterpart, alice: Person
) -> None:
    assert (await web.get("/api/v1/phone", headers=alice.headers)).json() is None
    given = await give(web, alice, "۰۰۹۸ (912) 345-6789")
    assert (given.status_code, given.json()) == (202, {"number": NUMBER, "verified": False})
    assert gateway.asked[0].json["to"] == NUMBER
    code = sent_code(gateway)
    wrong = await prove(web, alice, f"{(int(code) + 1) % 1_000_000:06}")
    assert wrong.status_code == 422
    assert (await prove(web, alice, f" {code[:3]} {code[3:]} ")).json() == {"number": NUMBER, "verified": True}
    assert (await prove(web, alice, code)).status_code == 422  # once


async def test_a_code_is_good_for_its_time_its_person_and_its_number(
    web: httpx.AsyncClient, gateway: Counterpart, alice: Person, bob: Person
) -> None:
    await give(web, alice)
    code = sent_code(gateway)
    await give(web, bob)
    assert (await prove(web, bob, code)).status_code == 422
    await give(web, alice, "+14155550100")
    assert (await prove(web, alice, code)).status_code == 422
    newer = sent_code(gateway)
    async with unit_of_work() as session:
        await session.exec(update(Phone).values(code_expires_at=utc_now()))
    assert (await prove(web, alice, newer)).status_code == 422


async def test_another_number_must_be_proved_anew(web: httpx.AsyncClient, gateway: Counterpart, alice: Person) -> None:
    await own_number(web, gateway, alice)
    await give(web, alice, "+14155550100")
    async with reading() as session:
        assert await phones.proved_number(session, alice.id) is None


async def test_codes_can_not_be_asked_for_without_end(
    web: httpx.AsyncClient, gateway: Counterpart, alice: Person, bob: Person
) -> None:
    statuses = [(await give(web, alice)).status_code for _ in range(4)]
    assert statuses == [202, 202, 202, 429]
    assert (await give(web, bob)).status_code == 429  # the same number, whoever asks
    assert len(gateway.asked) == 3


async def test_codes_can_not_be_guessed_without_end(
    web: httpx.AsyncClient, gateway: Counterpart, alice: Person
) -> None:
    await give(web, alice)
    right = sent_code(gateway)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    statuses = [(await prove(web, alice, wrong)).status_code for _ in range(6)]
    assert statuses == [422, 422, 422, 422, 422, 429]
    assert (await prove(web, alice, right)).status_code == 429


async def test_a_gateway_that_refuses_is_said_to_the_person(
    web: httpx.AsyncClient, gateway: Counterpart, alice: Person
) -> None:
    gateway.planned = [Reply(500, b"down")]
    answer = await give(web, alice)
    assert answer.status_code == 503
    assert answer.json()["detail"] == "The text message could not be sent. Try again in a few minutes."


async def test_the_end_of_long_work_is_told_by_text_message_once(
    web: httpx.AsyncClient, gateway: Counterpart, alice: Person
) -> None:
    await own_number(web, gateway, alice)
    await finish(alice)
    await send_texts()
    await send_texts()
    [asked] = gateway.asked
    assert asked.json == {"to": NUMBER, "text": f"“Dune” is ready.\n{settings().base_url}/tasks/1"}


async def test_text_messages_are_short_and_in_the_readers_language(
    web: httpx.AsyncClient, gateway: Counterpart, alice: Person
) -> None:
    await own_number(web, gateway, alice)
    async with unit_of_work() as session:
        user = await session.get_one(User, alice.id)
        user.preferences = {**user.preferences, "locale": "fa"}
    await finish(alice, "بوف کور " * 60)
    await send_texts()
    text = gateway.asked[0].json["text"].split("\n")[0]
    assert "بوف کور" in text
    assert "ready" not in text
    assert len(text) <= 140


async def test_a_message_that_the_gateway_does_not_take_is_tried_again_until_it_is_stale(
    web: httpx.AsyncClient, gateway: Counterpart, alice: Person
) -> None:
    await own_number(web, gateway, alice)
    await finish(alice)
    gateway.planned = [Reply(503, b"")]
    await send_texts()
    assert len(await waiting()) == 1
    async with unit_of_work() as session:
        await session.exec(update(Notification).values(text_due_at=utc_now()))
    await send_texts()
    assert (await waiting(), len(gateway.asked)) == ([], 2)
    await finish(alice)
    async with unit_of_work() as session:
        await session.exec(update(Notification).values(created_at=utc_now() - timedelta(hours=2)))
    await send_texts()
    assert (await waiting(), len(gateway.asked)) == ([], 2)


async def test_nobody_gets_more_than_a_days_share(
    web: httpx.AsyncClient, gateway: Counterpart, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "TEXTS_A_DAY", 2)
    await own_number(web, gateway, alice)
    for _ in range(4):
        await finish(alice)
    await send_texts()
    assert (await waiting(), len(gateway.asked)) == ([], 2)


async def test_without_a_proved_number_the_news_stay_in_the_app(
    web: httpx.AsyncClient, gateway: Counterpart, alice: Person
) -> None:
    await own_number(web, gateway, alice)
    assert (await web.delete("/api/v1/phone", headers=alice.headers)).status_code == 204
    await finish(alice)
    assert await waiting() == []
    async with reading() as session:
        assert await notifications.count_unread(session, alice.actor) == 1


async def test_without_a_gateway_nothing_of_it_is_there(api: httpx.AsyncClient, alice: Person) -> None:
    assert (await give(api, alice)).status_code == 404
    assert "/phone" not in (await api.get("/api/openapi.json")).text


GATEWAYS = {
    "a form": {"WRITERS_SMS_BODY": "to={to}&text={text}&from=Writers"},
    "an address": {"WRITERS_SMS_URL": "?receptor={to}&message={text}", "WRITERS_SMS_METHOD": "GET"},
}


@pytest.mark.parametrize("shape", GATEWAYS)
@pytest.mark.parametrize("text", ["شب بود & «باران» {to}=1", 'say "so"\nand\\or'])
async def test_gateways_of_other_shapes_get_what_was_written(
    shape: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with counterpart(lambda asked: Reply(204)) as other:
        chosen = dict(GATEWAYS[shape])
        monkeypatch.setenv("WRITERS_SMS_URL", f"{other.url}/send{chosen.pop('WRITERS_SMS_URL', '')}")
        for name, value in chosen.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        await deliver(TextMessage(NUMBER, text))
        [asked] = other.asked
    query = asked.body.decode() if shape == "a form" else urlsplit(asked.target).query
    found = {name: values[0] for name, values in parse_qs(query).items()}
    if shape == "a form":
        assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
        assert found == {"to": NUMBER, "text": text, "from": "Writers"}
    else:
        assert (asked.method, asked.body, found) == ("GET", b"", {"receptor": NUMBER, "message": text})


async def test_a_gateway_that_is_away_is_an_error_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITERS_SMS_URL", "http://127.0.0.1:9/send")
    settings.cache_clear()
    with pytest.raises(UnavailableError):
        await deliver(TextMessage(NUMBER, "Hello"))


@pytest.mark.parametrize(("url", "body"), [("https://sms.example.org/send", "{}"), ("ftp://sms.example.org", "")])
def test_a_gateway_that_can_not_work_is_said_to_the_operator(
    url: str, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITERS_SMS_URL", url)
    monkeypatch.setenv("WRITERS_SMS_BODY", body)
    settings.cache_clear()
    with pytest.raises(SettingsError, match="WRITERS_SMS_URL"):
        configured_gateway()


@pytest.mark.parametrize("text", ["0912 345 6789", "+0912345678", "+98", "+98 912 CALL NOW", "", "+1234567890123456"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidError, match="code of its country"):
        phones.parse_number(text)
