"""A book is made of a project's texts: presets, the first pages while they are chosen, and the file."""

from collections.abc import Callable

import httpx
import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Account, OpenPage
from tests.e2e.writing import add_member, make_document, make_project, paragraphs, put_content

Register = Callable[[str], Account]
ClientOf = Callable[[Account], httpx.Client]

pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)


async def test_a_preset_is_begun_changed_and_makes_a_file(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    project = make_project(client(alice), "The Lake")
    document = make_document(client(alice), project, "Rain")
    put_content(client(alice), document, paragraphs("It rained."))
    page = await open_page(f"/projects/{project}/{document}", as_=alice)
    await expect(page.get_by_role("treeitem", name="Rain")).to_be_visible()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("Make the book")
    await expect(page.get_by_role("option", name="Make the book")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Manuscript for an editor").click()
    await expect(page.get_by_alt_text("Page 1")).to_be_visible()
    await page.get_by_label("Format").select_option("txt")
    await page.get_by_label("Numbers of chapters").select_option("chapters")
    await page.get_by_label("Dedication").fill("For Maryam")
    await expect(page.locator(".preview-text")).to_contain_text("For Maryam")
    await expect(page.locator(".preview-text")).to_contain_text("Chapter 1: Rain")
    await page.get_by_role("button", name="Make the file").click()
    await page.wait_for_url("**/tasks/*")
    download = page.get_by_role("link", name="The Lake.txt")
    made = client(alice).get(str(await download.get_attribute("href"))).text
    assert "For Maryam" in made
    await page.goto(f"/compile/{project}")
    await expect(page.get_by_label("Dedication")).to_have_value("For Maryam")


async def test_a_reader_looks_and_makes_but_changes_nothing(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice, rob = register("Alice"), register("Rob")
    project = make_project(client(alice), "باغ", "fa")
    add_member(client(alice), project, rob.email, "reader")
    new = {"title": "کتاب چاپی", "settings": {"format": "pdf", "paper": "roqi"}}
    assert client(alice).post(f"/api/v1/projects/{project}/presets", json=new).status_code == 201
    page = await open_page(f"/compile/{project}", as_=rob, locale="fa", width=390, height=800, touch=True)
    await expect(page.get_by_alt_text("صفحهٔ ۱", exact=True)).to_be_visible()
    await expect(page.get_by_label("نام الگو")).to_be_disabled()
    await expect(page.get_by_role("button", name="نگه داشتن تغییرها")).to_have_count(0)
    await page.get_by_role("button", name="ساختن پرونده").click()
    await page.wait_for_url("**/tasks/*")
    await expect(page.get_by_text("باغ.pdf")).to_be_visible()
