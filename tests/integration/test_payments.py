"""Room for files and buying more of it, through a payment service that speaks Stripe's protocol over a real socket."""

import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import httpx
import pytest
from sqlmodel import select, update

from tests.conftest import forget_process_state
from tests.counterparts import Asked, Counterpart, Reply, counterpart
from tests.factories import Person, make_project
from writers_app.api.app import create_api
from writers_app.config import settings
from writers_app.db import reading, unit_of_work, utc_now
from writers_app.errors import SettingsError
from writers_app.integrations.payments import ForgedEventError, read_event
from writers_app.models import File, FilePurpose, Purchase, PurchaseState
from writers_app.services import quotas

KEY, SECRET = "sk_test_local", "whsec_local"
SHELF = {"name": "shelf", "title": "Shelf", "storage_mb": 10, "days": 30, "amount": 1200, "currency": "eur"}
MB = 1024 * 1024
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


def serve_checkouts(asked: Asked) -> Reply:
    """As Stripe's API does: a key, a form with nested names, one session for each idempotency key."""
    if asked.headers.get("authorization") != f"Bearer {KEY}":
        return Reply(401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided."}})
    if (asked.method, asked.target) != ("POST", "/v1/checkout/sessions"):
        return Reply(404, {"error": {"message": f"Unrecognized request URL ({asked.target})."}})
    form = read_form(asked)
    needed = {"mode", "success_url", "line_items[0][quantity]", "line_items[0][price_data][currency]"}
    needed |= {"line_items[0][price_data][unit_amount]", "line_items[0][price_data][product_data][name]"}
    if missing := needed - form.keys():
        return Reply(400, {"error": {"message": f"Missing required param: {min(missing)}."}})
    number = f"cs_test_{sha256(asked.headers['idempotency-key'].encode()).hexdigest()[:24]}"
    return Reply(200, {"id": number, "object": "checkout.session", "url": f"https://checkout.example.org/c/{number}"})


def read_form(asked: Asked) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}


@pytest.fixture(autouse=True)
def _fresh_settings() -> Iterator[None]:
    yield
    settings.cache_clear()


@pytest.fixture
async def till(database: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Counterpart]:
    """This server gives everybody 1 MB and sells 10 more."""
    async with counterpart(serve_checkouts) as other:
        monkeypatch.setenv("WRITERS_QUOTA_STORAGE_MB", "1")
        monkeypatch.setenv("WRITERS_PAYMENTS_URL", other.url)
        monkeypatch.setenv("WRITERS_PAYMENTS_KEY", KEY)
        monkeypatch.setenv("WRITERS_PAYMENTS_WEBHOOK_SECRET", SECRET)
        monkeypatch.setenv("WRITERS_PLANS", json.dumps([SHELF]))
        forget_process_state()
        yield other
    forget_process_state()


@pytest.fixture
async def web(till: Counterpart) -> AsyncIterator[httpx.AsyncClient]:
    """REST as it is where room is sold."""
    address = settings().base_url
    transport = httpx.ASGITransport(app=create_api(), client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url=address, headers={"Origin": address}) as client:
        yield client


async def buy(web: httpx.AsyncClient, person: Person, plan: str = "shelf") -> httpx.Response:
    return await web.post("/api/v1/purchases", headers=person.headers, json={"plan": plan})


async def usage(web: httpx.AsyncClient, person: Person) -> Any:
    return (await web.get("/api/v1/usage", headers=person.headers)).json()


def session_of(till: Counterpart, **more: Any) -> dict[str, Any]:
    """The checkout session that the last purchase opened, as its events show it once it is paid."""
    form = read_form(till.asked[-1])
    return {
        "id": "cs_test_1",
        "object": "checkout.session",
        "client_reference_id": form["client_reference_id"],
        "amount_total": int(form["line_items[0][price_data][unit_amount]"]),
        "currency": form["line_items[0][price_data][currency]"],
        "payment_status": "paid",
        "payment_intent": "pi_1",
        **more,
    }


def event_of(about: dict[str, Any], kind: str = "checkout.session.completed", number: str = "evt_1") -> bytes:
    event = {"id": number, "object": "event", "type": kind, "created": int(time.time()), "data": {"object": about}}
    return json.dumps(event).encode()


def sign(payload: bytes, *, secret: str = SECRET, at: int | None = None) -> str:
    at = int(time.time()) if at is None else at
    mac = hmac.new(secret.encode(), f"{at}.".encode() + payload, sha256).hexdigest()
    return f"t={at},v1={mac},v0={'0' * 64}"


async def tell(web: httpx.AsyncClient, payload: bytes, signature: str | None = None) -> int:
    headers = {"Stripe-Signature": sign(payload) if signature is None else signature}
    answer = await web.post("/api/v1/payments/events", content=payload, headers=headers)
    return answer.status_code


async def purchase() -> Purchase:
    async with reading() as session:
        return (await session.exec(select(Purchase))).one()


async def store_file(person: Person, size: int) -> None:
    async with unit_of_work() as session:
        file = File(
            owner_id=person.id,
            purpose=FilePurpose.UPLOAD,
            name="a.txt",
            media_type="text/plain",
            size=size,
            sha256="0" * 64,
            key=uuid4().hex,
        )
        session.add(file)


async def send_picture(api: httpx.AsyncClient, person: Person) -> httpx.Response:
    data = {"project_id": str((await make_project(person)).id)}
    return await api.post("/api/v1/files", headers=person.headers, data=data, files={"file": ("a.png", PICTURE)})


async def test_a_purchase_opens_a_checkout_for_what_the_plan_says(
    web: httpx.AsyncClient, till: Counterpart, alice: Person
) -> None:
    begun = await buy(web, alice)
    assert begun.status_code == 201
    assert begun.json()["url"].startswith("https://checkout.example.org/c/cs_test_")
    form = read_form(till.asked[0])
    assert form["client_reference_id"] == till.asked[0].headers["idempotency-key"] == begun.json()["id"]
    assert (form["mode"], form["customer_email"]) == ("payment", alice.email)
    assert form["line_items[0][price_data][unit_amount]"] == "1200"
    assert form["line_items[0][price_data][product_data][name]"] == "Shelf"
    assert form["success_url"] == f"{settings().base_url}/account?bought={begun.json()['id']}"
    found = await usage(web, alice)
    assert (found["allowed_bytes"], found["purchases"]) == (MB, [])


async def test_what_was_paid_counts_for_its_time(web: httpx.AsyncClient, till: Counterpart, alice: Person) -> None:
    await buy(web, alice)
    assert await tell(web, event_of(session_of(till))) == 204
    found = await usage(web, alice)
    assert found["allowed_bytes"] == 11 * MB
    assert [(one["state"], one["title"]) for one in found["purchases"]] == [("paid", "Shelf")]
    bought = await purchase()
    assert bought.ends_at is not None
    assert bought.paid_at is not None
    assert bought.ends_at - bought.paid_at == timedelta(days=30)
    async with unit_of_work() as session:
        await session.exec(update(Purchase).values(ends_at=utc_now()))
    assert (await usage(web, alice))["allowed_bytes"] == MB


async def test_a_repeated_event_counts_once(web: httpx.AsyncClient, till: Counterpart, alice: Person) -> None:
    await buy(web, alice)
    payload = event_of(session_of(till))
    assert [await tell(web, payload) for _ in range(3)] == [204, 204, 204]
    first = (await purchase()).paid_at
    assert await tell(web, event_of(session_of(till), "checkout.session.async_payment_succeeded", "evt_2")) == 204
    assert (await purchase()).paid_at == first
    assert (await usage(web, alice))["allowed_bytes"] == 11 * MB


FORGERIES = {
    "no signature": lambda payload: "",
    "another secret": lambda payload: sign(payload, secret="whsec_guess"),
    "another payload": lambda payload: sign(payload + b" "),
    "an old signature": lambda payload: sign(payload, at=int(time.time()) - 360),
    "one from the future": lambda payload: sign(payload, at=int(time.time()) + 360),
    "no time": lambda payload: sign(payload).split(",", 1)[1],
    "two times": lambda payload: f"t={int(time.time())},{sign(payload, at=1)}",
    "a time that is none": lambda payload: sign(payload).replace("t=", "t=-"),
    "an old scheme": lambda payload: sign(payload).replace("v1=", "v0="),
    "letters": lambda payload: "t=1,v1=é",
}


@pytest.mark.parametrize("how", FORGERIES)
async def test_a_forged_or_replayed_event_changes_nothing(
    how: str, web: httpx.AsyncClient, till: Counterpart, alice: Person
) -> None:
    await buy(web, alice)
    payload = event_of(session_of(till))
    headers = {"Stripe-Signature": FORGERIES[how](payload).encode("latin-1")}
    answer = await web.post("/api/v1/payments/events", content=payload, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["title"] == "Not a genuine event"
    assert (await purchase()).state is PurchaseState.BEGUN


async def test_a_time_that_is_changed_in_a_true_signature_is_noticed(
    web: httpx.AsyncClient, till: Counterpart, alice: Person
) -> None:
    """A replay that freshens the time of an event that was once signed."""
    await buy(web, alice)
    payload = event_of(session_of(till))
    old = int(time.time()) - 4000
    assert await tell(web, payload, sign(payload, at=old).replace(f"t={old}", f"t={int(time.time())}")) == 400


async def test_while_secrets_are_being_changed_one_of_two_signatures_is_enough(
    web: httpx.AsyncClient, till: Counterpart, alice: Person
) -> None:
    await buy(web, alice)
    payload = event_of(session_of(till))
    now = int(time.time())
    other = sign(payload, secret="whsec_new", at=now).split(",")[1]
    assert await tell(web, payload, f"t={now},{other},{sign(payload, at=now).split(',')[1]}") == 204
    assert (await purchase()).state is PurchaseState.PAID


OTHERS = {
    "not paid yet": {"payment_status": "unpaid"},
    "of nobody here": {"client_reference_id": str(uuid4())},
    "of another shop": {"client_reference_id": "order-17"},
    "without a reference": {"client_reference_id": None},
    "of a smaller amount": {"amount_total": 1},
    "in another currency": {"currency": "irr"},
}


@pytest.mark.parametrize("what", OTHERS)
async def test_an_event_that_pays_for_nothing_here_is_taken_and_does_nothing(
    what: str, web: httpx.AsyncClient, till: Counterpart, alice: Person
) -> None:
    await buy(web, alice)
    assert await tell(web, event_of(session_of(till, **OTHERS[what]))) == 204
    assert (await purchase()).state is PurchaseState.BEGUN


async def test_a_payment_that_takes_days_counts_when_it_arrives(
    web: httpx.AsyncClient, till: Counterpart, alice: Person
) -> None:
    await buy(web, alice)
    await tell(web, event_of(session_of(till, payment_status="unpaid")))
    assert (await usage(web, alice))["allowed_bytes"] == MB
    await tell(web, event_of(session_of(till), "checkout.session.async_payment_succeeded", "evt_2"))
    assert (await usage(web, alice))["allowed_bytes"] == 11 * MB


async def test_what_was_paid_back_counts_no_more(web: httpx.AsyncClient, till: Counterpart, alice: Person) -> None:
    await buy(web, alice)
    await tell(web, event_of(session_of(till)))
    partly = {"id": "ch_1", "object": "charge", "payment_intent": "pi_1", "refunded": False, "amount_refunded": 100}
    await tell(web, event_of(partly, "charge.refunded", "evt_2"))
    assert (await usage(web, alice))["allowed_bytes"] == 11 * MB
    await tell(web, event_of({**partly, "refunded": True}, "charge.refunded", "evt_3"))
    found = await usage(web, alice)
    assert (found["allowed_bytes"], found["purchases"][0]["state"]) == (MB, "refunded")
    await tell(web, event_of(session_of(till), number="evt_4"))  # late, and told anew
    assert (await usage(web, alice))["allowed_bytes"] == MB


@pytest.mark.parametrize("payload", [b"", b"[]", b"{", b'{"id":"evt_1"}', b'{"id":1,"type":2,"data":{"object":3}}'])
async def test_signed_nonsense_is_refused(payload: bytes, web: httpx.AsyncClient) -> None:
    assert await tell(web, payload) == 400


async def test_an_event_without_end_is_not_read_to_the_end(web: httpx.AsyncClient) -> None:
    payload = event_of({"padding": "x" * (300 * 1024)})
    assert await tell(web, payload) == 413


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (Reply(401, {"error": {"message": "Invalid API Key."}}), 502),
        (Reply(400, {"error": {"message": "No such currency."}}), 502),
        (Reply(200, b"<html>"), 502),
        (Reply(200, {"id": "cs_1", "url": "javascript:alert(1)"}), 502),
        (Reply(500, b""), 503),
        (Reply(429, b""), 503),
    ],
)
async def test_a_service_that_opens_no_checkout_is_said_to_the_person(
    reply: Reply, status: int, web: httpx.AsyncClient, till: Counterpart, alice: Person
) -> None:
    till.planned = [reply]
    answer = await buy(web, alice)
    assert answer.status_code == status
    assert "Nothing was paid" in answer.json()["detail"]


async def test_a_plan_that_is_gone_can_not_be_bought(web: httpx.AsyncClient, till: Counterpart, alice: Person) -> None:
    assert (await buy(web, alice, "palace")).status_code == 404
    assert till.asked == []


async def test_ones_purchases_are_nobody_elses(
    web: httpx.AsyncClient, till: Counterpart, alice: Person, bob: Person
) -> None:
    await buy(web, alice)
    await tell(web, event_of(session_of(till)))
    found = await usage(web, bob)
    assert (found["allowed_bytes"], found["purchases"]) == (MB, [])


async def test_who_has_no_room_left_is_told_what_to_do(
    web: httpx.AsyncClient, till: Counterpart, alice: Person
) -> None:
    await store_file(alice, MB - 50)
    full = await send_picture(web, alice)
    assert full.status_code == 413
    assert full.json()["detail"].startswith("Your files take up 1 of the 1 MB that you have here")
    assert "you can get more room on your account page" in full.json()["detail"]
    form = {"data": {"kind": "import"}, "files": {"file": ("novel.md", b"# One\n\n" + b"word " * 100)}}
    assert (await web.post("/api/v1/tasks", headers=alice.headers, **form)).status_code == 413
    await buy(web, alice)
    await tell(web, event_of(session_of(till)))
    assert (await send_picture(web, alice)).status_code == 201
    assert (await usage(web, alice))["used_bytes"] == MB - 50 + len(PICTURE)


async def test_a_quota_alone_sells_nothing(
    api: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITERS_QUOTA_STORAGE_MB", "1")
    settings.cache_clear()
    await store_file(alice, MB)
    full = await send_picture(api, alice)
    assert full.status_code == 413
    assert "account page" not in full.json()["detail"]
    assert (await usage(api, alice))["plans"] == []


async def test_without_settings_there_is_no_limit_and_nothing_to_buy(api: httpx.AsyncClient, alice: Person) -> None:
    await store_file(alice, 10**9)
    assert (await send_picture(api, alice)).status_code == 201
    found = await usage(api, alice)
    assert (found["allowed_bytes"], found["plans"], found["purchases"]) == (None, [], [])
    assert (await buy(api, alice)).status_code == 404
    assert await tell(api, event_of({})) == 404
    schema = (await api.get("/api/openapi.json")).text
    assert "/purchases" not in schema
    assert "/payments" not in schema


async def test_room_is_judged_by_ones_own_files(api: httpx.AsyncClient, alice: Person, bob: Person) -> None:
    await store_file(bob, 5 * MB)
    async with reading() as session:
        assert await quotas.used_bytes(session, alice.id) == 0
        assert await quotas.used_bytes(session, bob.id) == 5 * MB


@pytest.mark.parametrize("missing", ["QUOTA_STORAGE_MB", "PAYMENTS_KEY", "PAYMENTS_WEBHOOK_SECRET", "PLANS"])
def test_a_till_that_is_half_set_up_is_said_to_the_operator(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {
        "QUOTA_STORAGE_MB": "1",
        "PAYMENTS_KEY": KEY,
        "PAYMENTS_WEBHOOK_SECRET": SECRET,
        "PLANS": json.dumps([SHELF]),
    }
    for name, value in whole.items():
        if name != missing:
            monkeypatch.setenv(f"WRITERS_{name}", value)
    settings.cache_clear()
    with pytest.raises(SettingsError, match="all four"):
        settings()


def test_the_tolerance_is_five_minutes_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITERS_PAYMENTS_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("WRITERS_PAYMENTS_KEY", KEY)
    monkeypatch.setenv("WRITERS_PLANS", json.dumps([SHELF]))
    monkeypatch.setenv("WRITERS_QUOTA_STORAGE_MB", "1")
    settings.cache_clear()
    payload = event_of({})
    signature = sign(payload, at=1_000_000)
    assert read_event(payload, signature, now=1_000_300).id == "evt_1"
    assert read_event(payload, signature, now=999_700).id == "evt_1"
    for now in (1_000_301, 999_699):
        with pytest.raises(ForgedEventError):
            read_event(payload, signature, now=now)
