"""Earlier versions, news and webhooks, as a person uses them."""

from collections.abc import Callable

import httpx
import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Account, Faults, OpenPage
from tests.e2e.writing import add_member, make_document, make_project, paragraphs, put_content, read_text

Register = Callable[[str], Account]
ClientOf = Callable[[Account], httpx.Client]

pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)


async def test_a_version_is_named_compared_and_brought_back(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project, "Scene")
    put_content(client(alice), document, paragraphs("It rained.", "She left."))
    page = await open_page(f"/history/{document}", as_=alice)
    await page.get_by_label("A name for the text as it stands now").fill("First draft")
    await page.get_by_role("button", name="Keep this version").click()
    await expect(page.get_by_role("button", name="First draft")).to_be_visible()
    put_content(client(alice), document, paragraphs("It rained.", "She stayed."))
    await page.get_by_role("button", name="First draft").click()
    await expect(page.locator("del")).to_contain_text("She left.")
    await expect(page.locator("ins")).to_contain_text("She stayed.")
    await page.get_by_role("button", name="Bring this version back").click()
    await expect(page.get_by_role("status").filter(has_text="That version is back")).to_be_visible()
    assert "She left." in read_text(client(alice), document)
    await expect(page.get_by_role("button", name="Before an earlier version came back")).to_be_visible()


async def test_a_rewrite_is_told_in_figures(open_page: OpenPage, register: Register, client: ClientOf) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project, "Scene")
    put_content(client(alice), document, paragraphs("She slowly left.", "It rained."))
    keep_version(client(alice), document, "First draft")
    put_content(client(alice), document, paragraphs("She left.", "It rained and rained.", "Suddenly it stopped."))
    keep_version(client(alice), document, "Second draft")
    put_content(client(alice), document, paragraphs("It rained."))
    page = await open_page(f"/history/{document}", as_=alice)
    await page.get_by_role("button", name="First draft").click()
    await page.get_by_role("button", name="In figures").click()
    await expect(page.locator(".report-summary")).to_contain_text("2 words, 3 fewer than before")
    await page.get_by_label("Beside").select_option(label="Second draft")
    await expect(page.locator(".report-summary")).to_contain_text("9 words, 4 more than before")
    row = page.get_by_role("row", name="Words", exact=False).first
    await expect(row).to_contain_text("+4")
    await page.get_by_text("Adverbs").click()
    await expect(page.get_by_text("1 gone, 1 new")).to_be_visible()
    await expect(page.locator(".rewrite mark", has_text="slowly")).to_be_visible()


async def test_a_persian_rewrite_leads_to_what_is_new_in_the_text(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    project = make_project(client(alice), "کتاب", "fa")
    document = make_document(client(alice), project, "صحنه")
    put_content(client(alice), document, paragraphs("سارا نامه را نوشت."))
    keep_version(client(alice), document, "پیش‌نویس")
    put_content(client(alice), document, paragraphs("باران می‌بارید.", "نامه نوشته شد."))
    page = await open_page(f"/history/{document}", as_=alice, locale="fa", width=390)
    await page.get_by_role("button", name="پیش‌نویس").click()
    await page.get_by_role("button", name="در عددها").click()
    await expect(page.locator(".report-summary")).to_contain_text("۵ واژه دارد، ۱ واژه بیش از پیش")
    await page.locator(".rewrite summary").first.click()
    await page.get_by_role("link", name="نوشته شد").click()
    await page.wait_for_url(f"**/projects/{project}/{document}**")


def keep_version(client: httpx.Client, document: str, name: str) -> None:
    answer = client.post(f"/api/v1/documents/{document}/revisions", json={"name": name})
    assert answer.status_code == 201, answer.text


async def test_an_open_editor_follows_a_version_that_is_brought_back(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project, "Scene")
    put_content(client(alice), document, paragraphs("The first words."))
    kept = client(alice).post(f"/api/v1/documents/{document}/revisions", json={"name": "first"}).json()["id"]
    put_content(client(alice), document, paragraphs("Other words."))
    page = await open_page(f"/projects/{project}/{document}", as_=alice)
    await expect(page.locator(".ProseMirror")).to_contain_text("Other words.")
    assert client(alice).post(f"/api/v1/revisions/{kept}/restore").status_code == 200
    await expect(page.locator(".ProseMirror")).to_have_text("The first words.")


async def test_somebody_who_is_let_into_a_project_reads_it_in_the_news(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice, bob = register("Alice"), register("Bob")
    project = make_project(client(alice), "Dune")
    add_member(client(alice), project, bob.email, "reader")
    page = await open_page("/dashboard", as_=bob)
    await expect(page.get_by_role("link", name="News")).to_contain_text("1")
    await page.get_by_role("link", name="News").click()
    await page.get_by_role("button", name="Alice shares the project").click()
    await page.wait_for_url(f"**/projects/{project}**")
    await expect(page.get_by_role("link", name="News")).not_to_contain_text("1")


async def test_a_webhook_is_added_tried_and_removed(open_page: OpenPage, register: Register, faults: Faults) -> None:
    faults.allow("422")
    page = await open_page("/account/webhooks", as_=register("Alice"))
    await page.get_by_label("Address to send to").fill("http://127.0.0.1:9/hook")
    await page.get_by_role("button", name="Add the webhook").click()
    await expect(page.get_by_role("alert").filter(has_text="not a public one")).to_be_visible()
    await page.get_by_label("Address to send to").fill("https://writers.invalid/hook")
    await page.get_by_role("button", name="Add the webhook").click()
    await expect(page.get_by_text("whsec_")).to_be_visible()
    await page.get_by_role("button", name="Send a test").click()
    await expect(page.get_by_text("The connection failed", exact=False).first).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Remove", exact=True).click()
    await expect(page.get_by_text("No program is told anything yet.", exact=False)).to_be_visible()


async def test_one_chooses_what_one_is_told(open_page: OpenPage, register: Register, client: ClientOf) -> None:
    alice = register("Alice")
    page = await open_page("/account", as_=alice)
    await page.get_by_label("Work did not succeed").select_option("off")
    await page.reload()
    await expect(page.get_by_label("Work did not succeed")).to_have_value("off")
    assert client(alice).get("/api/v1/auth/me").json()["preferences"]["notifications"]["task.failed"] == "off"
