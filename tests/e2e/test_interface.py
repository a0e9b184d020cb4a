"""The frame around every page: languages, modes, palette, keyboard, addresses, phones."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Account, Faults, OpenPage
from tests.e2e.program import LiveWriters
from tests.e2e.writing import make_document, make_project, paragraphs, put_content, until

Register = Callable[[str], Account]
ClientOf = Callable[[Account], httpx.Client]

pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)

ROOT = "document.documentElement"
PERSIAN_OF_PROJECTS = "پروژه‌ها"


async def choose_language(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).first.click()


async def test_language_changes_in_place_and_stays(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/search", as_=register("Alice"))
    field = page.get_by_role("searchbox")
    await field.fill("half a thought")
    await page.evaluate("window.sameDocument = true")
    await choose_language(page, "فارسی")
    await expect(page.get_by_role("heading", name="جست‌وجو")).to_be_visible()
    await expect(field).to_have_value("half a thought")
    assert await page.evaluate(f"[{ROOT}.lang, {ROOT}.dir, window.sameDocument]") == ["fa", "rtl", True]
    await page.goto("/dashboard")
    await expect(page.get_by_role("link", name=PERSIAN_OF_PROJECTS).first).to_be_visible()


async def test_no_other_language_is_seen_before_the_chosen_one(open_page: OpenPage, live: LiveWriters) -> None:
    page = await open_page("/login")
    await page.context.add_cookies([{"name": "writers_locale", "value": "fa", "url": live.url}])
    await page.add_init_script(
        """window.seen = [];
        const look = () => {
          const heading = document.querySelector("h1");
          if (heading && getComputedStyle(heading).visibility === "visible") window.seen.push(heading.textContent);
          requestAnimationFrame(look);
        };
        look();"""
    )
    await page.goto("/", wait_until="commit")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("اتاقی آرام")
    await until(page, "() => window.seen.length > 0")
    seen = await page.evaluate("window.seen")
    assert all("اتاقی" in text for text in seen)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_mode_follows_the_device_until_one_is_chosen(open_page: OpenPage, theme: str) -> None:
    page = await open_page("/", theme=theme)
    other = "Light" if theme == "dark" else "Dark"
    await expect(page.locator("html")).to_contain_class(theme)
    await page.get_by_role("button", name="Appearance").click()
    await page.get_by_role("menuitemradio", name=other).click()
    await expect(page.locator("html")).to_contain_class(other.lower())
    await page.reload()
    await expect(page.locator("html")).to_contain_class(other.lower())


async def test_nothing_is_asked_of_other_hosts(open_page: OpenPage, register: Register, live: LiveWriters) -> None:
    page = await open_page("/", as_=register("Alice"), locale="fa")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/dashboard", "/upload", "/tasks", "/account"):
        await page.goto(path)
        await expect(page.get_by_role("heading").first).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith((live.url, "data:", "blob:"))] == []


@pytest.mark.parametrize("path", ["/dashboard", "/upload", "/tasks", "/tasks/new", "/search", "/account"])
async def test_stranger_is_sent_to_sign_in_and_would_come_back(open_page: OpenPage, path: str) -> None:
    page = await open_page(path)
    await page.wait_for_url(lambda url: "/login" in url)
    assert path.replace("/", "%2F") in page.url


async def test_first_project_begins_with_a_title(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/dashboard", as_=register("Alice"))
    await page.get_by_role("button", name="Start a book").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Title")).to_be_focused()
    await dialog.get_by_label("Title").fill("The Salt Road")
    await dialog.get_by_role("button", name="Start writing").click()
    await page.wait_for_url("**/projects/**")


async def test_trashed_project_leaves_the_shelf(open_page: OpenPage, register: Register, client: ClientOf) -> None:
    alice = register("Alice")
    make_project(client(alice), "Keep")
    make_project(client(alice), "Drop")
    page = await open_page("/dashboard", as_=alice)
    await page.get_by_role("button", name=re.compile("More about .*Drop")).click()
    await page.get_by_role("menuitem", name="Move to the trash").click()
    await expect(page.get_by_role("link", name="Drop")).to_have_count(0)
    await expect(page.get_by_role("link", name="Keep")).to_be_visible()
    await expect(page.get_by_role("status").get_by_text("is in the trash")).to_be_visible()


async def test_palette_reaches_a_text_by_keys_alone(open_page: OpenPage, register: Register, client: ClientOf) -> None:
    alice = register("Alice")
    project = make_project(client(alice), "The Salt Road")
    document = make_document(client(alice), project, "Dunes")
    put_content(client(alice), document, paragraphs("The road ran white between the dunes."))
    page = await open_page("/tasks", as_=alice)
    await expect(page.get_by_role("heading", name="Tasks")).to_be_visible()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("dunes")
    await expect(page.get_by_role("option", name="Dunes")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/projects/{project}/{document}")


async def test_search_finds_persian_however_it_is_typed(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    document = make_document(client(alice), make_project(client(alice), "باغ", "fa"), "باران")
    put_content(client(alice), document, paragraphs("می‌خواهم کتاب‌های نو بخوانم."))
    page = await open_page("/search", as_=alice, locale="fa")
    await page.get_by_role("searchbox").fill("كتاب هاي")
    await expect(page.get_by_role("link", name="باران")).to_be_visible()


async def test_question_mark_shows_the_shortcuts_but_not_while_writing(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/search", as_=register("Alice"))
    await page.get_by_role("searchbox").press("?")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("heading", name="Search").click()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("t")
    await page.wait_for_url("**/tasks")


async def test_first_key_leads_past_the_frame(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/tasks", as_=register("Alice"))
    await expect(page.get_by_role("heading", name="Tasks")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()


async def test_rail_stays_folded(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/tasks", as_=register("Alice"))
    await page.get_by_role("button", name="Fold the side rail").click()
    await page.reload()
    await expect(page.get_by_role("button", name="Unfold the side rail")).to_have_attribute("aria-expanded", "false")
    box = await page.get_by_role("navigation", name="Main").first.bounding_box()
    assert box
    assert box["width"] < 100


async def test_missing_page_says_so_in_the_readers_language(open_page: OpenPage, faults: Faults) -> None:
    faults.allow("404")
    page = await open_page("/no/such/page", locale="fa")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("در این نشانی چیزی نیست")


@pytest.mark.parametrize("locale", ["en", "fa"])
async def test_no_page_is_wider_than_a_phone(open_page: OpenPage, register: Register, locale: str) -> None:
    page = await open_page("/", as_=register("Alice"), locale=locale, width=390, height=844, touch=True)
    too_wide = []
    for path in (
        "/",
        "/dashboard",
        "/upload",
        "/tasks",
        "/tasks/new",
        "/tasks/many",
        "/search",
        "/news",
        "/more",
        "/account",
    ):
        await page.goto(path)
        await expect(page.get_by_role("heading").first).to_be_visible()
        if await page.evaluate(f"{ROOT}.scrollWidth > {ROOT}.clientWidth"):
            too_wide.append(path)
    assert too_wide == []
