"""What a project's book says about itself: told on the project page, refused with a sentence, seen by readers."""

from collections.abc import Callable

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Account, OpenPage
from tests.e2e.test_project import serious
from tests.e2e.writing import add_member, make_project

Register = Callable[[str], Account]
Clients = Callable[[Account], httpx.Client]

pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)


async def open_form(page: Page, more: str = "More about this project", item: str = "About the book") -> Locator:
    await page.get_by_role("button", name=more).click()
    await page.get_by_role("menuitem", name=item).click()
    form = page.get_by_role("dialog", name=item)
    await expect(form.get_by_role("textbox").first).to_be_visible()
    return form


async def test_a_writer_tells_about_the_book(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest)
    page = await open_page(f"/projects/{project}", as_=alice)
    form = await open_form(page)
    await form.get_by_label("Author").fill("می‌نا رازی")
    await form.get_by_label("Keywords").fill("sea,\tharbour")
    await form.get_by_label("Description").fill("d" * 4001)
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_contain_text("at most 200 characters")
    await expect(form.get_by_label("Author")).to_have_value("می‌نا رازی")
    await form.get_by_label("Description").fill("One.\nTwo.")
    assert await serious(page) == []
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_be_hidden()
    told = rest.get(f"/api/v1/projects/{project}").json()["properties"]
    kept = {"author": "می‌نا رازی", "subject": "", "keywords": "sea, harbour", "description": "One.\nTwo."}
    assert told == kept
    await page.reload()
    form = await open_form(page)
    await expect(form.get_by_label("Description")).to_have_value("One.\nTwo.")
    await expect(form.get_by_role("alert")).to_have_count(0)


async def test_a_reader_sees_it_and_changes_nothing(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice, bob = register("Alice"), register("Bob")
    project = make_project(client(alice))
    client(alice).patch(f"/api/v1/projects/{project}", json={"properties": {"author": "A. Pen"}})
    add_member(client(alice), project, bob.email, "reader")
    page = await open_page(f"/projects/{project}", as_=bob)
    form = await open_form(page)
    await expect(form.get_by_label("Author")).to_have_value("A. Pen")
    await expect(form.get_by_label("Author")).not_to_be_editable()
    await expect(form.get_by_role("button", name="Save")).to_have_count(0)


async def test_the_form_is_persian_on_a_phone(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice = register("Alice")
    project = make_project(client(alice), "جادهٔ بلند", "fa")
    page = await open_page(f"/projects/{project}", as_=alice, locale="fa", width=360, height=740, touch=True)
    await page.locator(".pane-toggle.for-binder").first.click()
    form = await open_form(page, "بیشتر دربارهٔ این پروژه", "دربارهٔ کتاب")
    await form.get_by_label("کلیدواژه‌ها").fill("دریا، کتاب‌های نو")
    assert await form.get_by_label("کلیدواژه‌ها").evaluate("field => getComputedStyle(field).direction") == "rtl"
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await serious(page) == []
    await form.get_by_role("button", name="ذخیره").click()
    await expect(form).to_be_hidden()
    told = client(alice).get(f"/api/v1/projects/{project}").json()["properties"]
    assert told["keywords"] == "دریا، کتاب‌های نو"
