"""What a server offers that has everything set up, in a browser: recordings, summaries, text messages, buying room."""

import asyncio
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.counterparts import Asked, Counterpart, Reply, counterpart
from tests.e2e.conftest import Account, Faults, OpenPage
from tests.e2e.program import LiveWriters, live_writers
from tests.e2e.test_accessibility import find_faults, look
from tests.e2e.writing import make_document, make_project, paragraphs, put_content
from tests.recordings import make_model, make_recording

Register = Callable[[str], Account]
ClientOf = Callable[[Account], httpx.Client]
SECRET = "whsec_local"
SHELF = {"name": "shelf", "title": "Shelf", "storage_mb": 10240, "days": 365, "amount": 1200, "currency": "eur"}


def answer(asked: Asked) -> Reply:
    """The text service, the gateway for text messages and the payment service in one."""
    match asked.target.partition("?")[0]:
        case "/v1/chat/completions":
            said = {"role": "assistant", "content": "A house stands empty.\n\nRain falls on it."}
            return Reply(200, {"choices": [{"index": 0, "message": said}]})
        case "/v1/checkout/sessions":
            return Reply(200, {"id": "cs_1", "url": f"http://{asked.headers['host']}/pay"})
        case "/pay":
            page = b"<!doctype html><title>Pay</title><link rel=icon href=data:,><h1>Pay here</h1>"
            return Reply(200, page, {"Content-Type": "text/html"})
        case "/sms":
            return Reply(204)
    return Reply(404)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def outside() -> AsyncIterator[Counterpart]:
    async with counterpart(answer) as other:
        yield other


@pytest.fixture(scope="module")
def live(outside: Counterpart, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveWriters]:
    settings = {
        "WRITERS_WHISPER_MODEL_DIR": str(make_model(tmp_path_factory.mktemp("models") / "en")),
        "WRITERS_TEXT_API_URL": f"{outside.url}/v1",
        "WRITERS_TEXT_API_MODEL": "tiny-1",
        "WRITERS_SMS_URL": f"{outside.url}/sms",
        "WRITERS_QUOTA_STORAGE_MB": "100",
        "WRITERS_PAYMENTS_URL": outside.url,
        "WRITERS_PAYMENTS_KEY": "sk_test",
        "WRITERS_PAYMENTS_WEBHOOK_SECRET": SECRET,
        "WRITERS_PLANS": json.dumps([SHELF]),
    }
    with live_writers("embedded", tmp_path_factory.mktemp("live-adapters"), **settings) as started:
        yield started


def make_novel(client: httpx.Client) -> tuple[str, str]:
    project = make_project(client, "The House", "en")
    document = make_document(client, project, "Chapter 1")
    put_content(client, document, paragraphs("It was a dark night. The house was empty."))
    return project, document


async def allow_text_service(page: Page) -> None:
    await page.get_by_role("button", name="More about this project").click()
    await page.get_by_role("menuitem", name="Text service").click()
    box = page.get_by_label("Texts of this project may be sent there")
    await box.click()
    await expect(box).to_be_checked()


async def test_a_recording_is_dropped_and_written_down(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/upload", as_=register("Alice"))
    recording: Any = {
        "name": "With Sara.mp3",
        "mimeType": "audio/mpeg",
        "buffer": make_recording(5, "mp3", "libmp3lame"),
    }
    await page.locator("input[type=file]").set_input_files(recording)
    await expect(page.get_by_text("MP3 recording")).to_be_visible()
    await expect(page.get_by_label("Each top heading")).to_have_count(0)
    await page.get_by_label("Each paragraph begins with the time").check()
    await page.get_by_label("Listen only where somebody speaks").uncheck()
    await page.get_by_role("button", name="Bring in 1 file").click()
    await page.get_by_role("list", name="Your files").get_by_role("link", name="Open").click()
    await expect(page.locator(".ProseMirror")).to_contain_text("[0:00:00] Once upon a time. The end.")


async def test_an_owner_allows_the_text_service_and_reads_a_summary(
    open_page: OpenPage, register: Register, client: ClientOf, outside: Counterpart
) -> None:
    alice = register("Alice")
    project, document = make_novel(client(alice))
    page = await open_page(f"/projects/{project}/{document}", as_=alice)
    await allow_text_service(page)
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text(f"is sent to \u2068{outside.url.removeprefix('http://')}\u2069")
    await dialog.get_by_role("link", name="Summarise, or find a title").click()
    await expect(page.get_by_role("radio", name="Summarise, or find a title")).to_be_checked()
    await page.get_by_role("button", name="Begin").click()
    await expect(page.get_by_text("A house stands empty.")).to_be_visible()
    await expect(page.get_by_text("not by a person", exact=False)).to_be_visible()


async def test_without_leave_the_page_says_who_could_give_it(
    open_page: OpenPage, register: Register, client: ClientOf, faults: Faults
) -> None:
    faults.allow("403")
    alice = register("Alice")
    project, _ = make_novel(client(alice))
    page = await open_page(f"/tasks/new?kind=summarize&project={project}", as_=alice)
    await page.get_by_role("button", name="Begin").click()
    await expect(page.get_by_text("has not allowed its texts to be sent", exact=False)).to_be_visible()


async def test_a_number_is_proved_and_chosen_for_news(
    open_page: OpenPage, register: Register, outside: Counterpart, faults: Faults
) -> None:
    faults.allow("422")
    page = await open_page("/account", as_=register("Alice"))
    told = page.get_by_label("Long work is finished")
    await expect(told.get_by_role("option", name="Here and by text message")).to_have_count(0)
    await page.get_by_label("Number for text messages").fill("+98 912 345 6789")
    await page.get_by_role("button", name="Send a code").click()
    await expect(page.get_by_text("A code is on its way")).to_be_visible()
    code = next(asked for asked in reversed(outside.asked) if asked.target == "/sms").json["text"].split(" ")[0]
    await page.get_by_label("The code").fill("000000" if code != "000000" else "111111")
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_text("This is not the code", exact=False)).to_be_visible()
    await page.get_by_label("The code").fill(code)
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_text("Text messages go to")).to_be_visible()
    await told.select_option("text")
    await page.reload()
    await expect(told).to_have_value("text")


async def test_more_room_is_bought(
    open_page: OpenPage, register: Register, live: LiveWriters, outside: Counterpart
) -> None:
    page = await open_page("/account", as_=register("Alice"))
    await expect(page.get_by_text("of 100 MB.", exact=False)).to_be_visible()
    await expect(page.get_by_text("10 GB more for 365 days")).to_be_visible()
    await expect(page.get_by_text("€12.00")).to_be_visible()
    await page.get_by_role("button", name="Buy", exact=False).click()
    await expect(page.get_by_role("heading", name="Pay here")).to_be_visible()
    asked = next(asked for asked in reversed(outside.asked) if asked.target == "/v1/checkout/sessions")
    form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    await page.goto(form["success_url"])
    await expect(page.get_by_text("as soon as the payment has arrived", exact=False)).to_be_visible()
    assert await asyncio.to_thread(tell_paid, live, form["client_reference_id"]) == 204
    await expect(page.get_by_text("You have more room now.", exact=False)).to_be_visible()
    await expect(page.get_by_text("of 10.1 GB.", exact=False)).to_be_visible()


def tell_paid(live: LiveWriters, reference: str) -> int:
    about = {"id": "cs_1", "client_reference_id": reference, "payment_status": "paid", "payment_intent": "pi_1"}
    about |= {"amount_total": SHELF["amount"], "currency": SHELF["currency"]}
    event = {"id": f"evt_{reference}", "type": "checkout.session.completed", "data": {"object": about}}
    payload, now = json.dumps(event).encode(), int(time.time())
    mac = hmac.new(SECRET.encode(), f"{now}.".encode() + payload, sha256).hexdigest()
    headers = {"Stripe-Signature": f"t={now},v1={mac}"}
    return httpx.post(f"{live.url}/api/v1/payments/events", content=payload, headers=headers).status_code


@pytest.mark.parametrize(("locale", "theme"), [("en", "light"), ("fa", "dark")])
async def test_axe_finds_nothing_on_what_is_offered(
    open_page: OpenPage, register: Register, client: ClientOf, locale: str, theme: str
) -> None:
    alice = register("Alice")
    project, document = make_novel(client(alice))
    allowed = client(alice).put(f"/api/v1/projects/{project}/text-service", json={"allowed": True})
    assert allowed.json()["allowed"] is True
    asked = {"kind": (None, "summarize"), "title": (None, "The House"), "project_id": (None, project)}
    task = client(alice).post("/api/v1/tasks", files=asked).json()["id"]
    page = await open_page("/account", as_=alice, locale=locale, theme=theme)
    await expect(page.get_by_role("meter")).to_be_visible()
    found = await look(page, "/account")
    for path in ("/upload", "/tasks/new?kind=summarize"):
        found += await find_faults(page, path)
    await page.goto(f"/tasks/{task}")
    await expect(page.get_by_text("Rain falls on it.")).to_be_visible()
    found += await look(page, "a summary")
    await page.goto(f"/projects/{project}/{document}")
    await page.locator(".binder button.icon-only").first.click()
    found += await look(page, "the menu of a project")
    assert found == []
