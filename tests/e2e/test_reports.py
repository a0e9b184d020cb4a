"""A report to read, to take along and to set beside others, in the browser."""

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Account, OpenPage
from tests.e2e.writing import address, make_document, make_project, paragraphs, put_content, ready

Register = Callable[[str], Account]
ClientOf = Callable[[Account], httpx.Client]

pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)
PATIENCE = 60.0


def make_report(client: httpx.Client, project: str) -> str:
    answer = client.post("/api/v1/tasks", files={"kind": (None, "analyze"), "project_id": (None, project)})
    assert answer.status_code == 202, answer.text
    task = answer.json()["id"]
    until = time.monotonic() + PATIENCE
    while client.get(f"/api/v1/tasks/{task}").json()["state"] != "succeeded":
        assert time.monotonic() < until
        time.sleep(0.2)
    return str(task)


async def test_a_report_says_what_its_charts_show_and_is_taken_along(
    open_page: OpenPage, register: Register, client: ClientOf, tmp_path: Path
) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    for title in ("One", "Two"):
        document = make_document(client(alice), project, title)
        put_content(client(alice), document, paragraphs("She slowly went home. “Stay,” he said.", "It rained."))
    task = make_report(client(alice), project)
    page = await open_page(f"/tasks/{task}", as_=alice)
    await expect(page.locator(".report-summary")).to_contain_text("The text has 18 words")
    scenes = page.locator("figure", has_text="How scenes open and close")
    await expect(scenes.get_by_role("row")).to_have_count(3)
    await scenes.get_by_text("What is this?").click()
    await expect(scenes).to_contain_text("How it is worked out")
    await expect(page.get_by_text("Even: their balance is 0.")).to_be_visible()
    await page.locator(".figure", has_text="Words").first.locator("summary").click()
    await expect(page.locator(".figure", has_text="Words").first).to_contain_text("Unicode Standard Annex 29")
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Web page").click()
    file = tmp_path / "report.html"
    await (await coming.value).save_as(file)
    assert '<html lang="en" dir="ltr">' in file.read_text(encoding="utf-8")
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Table of scenes").click()
    await (await coming.value).save_as(file)
    assert len(file.read_text(encoding="utf-8-sig").splitlines()) == 3


async def test_a_person_has_one_row_and_it_says_what_it_counts(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    for title in ("One", "Two"):
        document = make_document(client(alice), project, title)
        put_content(
            client(alice), document, paragraphs("So Sara Holt met Edmund. Did Sara Holt? Did Sara? Did Edmund?")
        )
    task = make_report(client(alice), project)
    page = await open_page(f"/tasks/{task}", as_=alice, locale="fa")
    people = page.locator("figure", has_text="چه کسی کجا هست")
    await expect(people.get_by_role("rowheader")).to_have_text(["Sara Holt", "Edmund"])
    await people.get_by_text("نام‌هایی که باهم شمرده می‌شوند").click()
    await expect(people.locator("dt")).to_have_text(["Sara Holt"])
    await expect(people.locator("dd")).to_have_text(["Sara Holt ۴", "Sara ۲"])


async def test_on_a_phone_findings_stand_in_their_words_and_wide_tables_scroll(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    project = make_project(client(alice), "کتاب", "fa")
    for title in ("یک", "دو"):
        document = make_document(client(alice), project, title)
        put_content(client(alice), document, paragraphs("باران می‌بارید. او <b>خیلی</b> خسته بود.", "Sara خیلی خندید."))
    task = make_report(client(alice), project)
    page = await open_page(f"/tasks/{task}", as_=alice, locale="fa", width=390)
    await page.get_by_text("قیدها", exact=True).last.click()
    found = page.locator(".findings[open] li").first.get_by_role("link")
    await expect(found).to_have_text("باران می‌بارید. او <b>خیلی</b> خسته بود.")
    await expect(found.locator("mark")).to_have_text("خیلی")
    await expect(page.locator(".findings[open] .in-context", has_text="Sara").first).to_have_css("direction", "rtl")
    scenes = page.get_by_role("region", name="صحنه‌ها چگونه باز و بسته می‌شوند")
    await expect(page.locator("figure", has=scenes)).to_contain_text("به پهلو بکشید")
    await scenes.focus()
    await page.keyboard.press("ArrowLeft")
    await page.wait_for_function("box => box.scrollLeft < 0", arg=await scenes.element_handle())
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_trends_begin_with_what_to_do_and_grow_by_reports(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    project = make_project(client(alice), "کتاب", "fa")
    document = make_document(client(alice), project, "صحنه")
    page = await open_page(f"/trends/{project}", as_=alice, locale="fa", width=390)
    await expect(page.get_by_role("heading", name="هنوز گزارشی نیست")).to_be_visible()
    put_content(client(alice), document, paragraphs("باران می‌بارید. نامه نوشته شد."))
    make_report(client(alice), project)
    put_content(client(alice), document, paragraphs("باران می‌بارید. سارا نامه را نوشت و رفت."))
    make_report(client(alice), project)
    await page.reload()
    await expect(page.locator("figure", has_text="واژه‌ها، روز به روز")).to_contain_text("۸")
    length = page.locator("figure", has_text="طول جمله").first
    await expect(length).to_contain_text("+۱٫۵")
    await page.get_by_text("همهٔ نقطه‌ها در یک جدول").click()
    await expect(page.get_by_role("row")).to_have_count(3)
    await page.get_by_label("دربارهٔ").select_option(label="صحنه")
    await expect(page.get_by_role("heading", name="هنوز گزارشی نیست")).to_be_visible()


async def test_the_project_leads_to_its_trends(open_page: OpenPage, register: Register, client: ClientOf) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    make_document(client(alice), project, "Scene")
    page = await open_page(f"/projects/{project}", as_=alice)
    await ready(page)  # it goes on to its only scene, and a new page's menus are closed
    await page.get_by_role("button", name="More about this project").click()
    await page.get_by_role("menuitem", name="Trends").click()
    await page.wait_for_url(f"**/trends/{project}")
    await expect(page.get_by_role("heading", name="Trends")).to_be_visible()


async def test_what_is_selected_is_measured(open_page: OpenPage, register: Register, client: ClientOf) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project, "Scene")
    put_content(client(alice), document, paragraphs("She slowly went home. “Stay,” he said."))
    page = await open_page(address(project, document), as_=alice)
    await ready(page)
    figures = page.get_by_role("button", name="Figures of the selection")
    await expect(figures).to_have_count(0)
    await page.locator(".manuscript").click()
    await page.keyboard.press("Control+a")
    await figures.click()
    panel = page.get_by_role("dialog", name="Figures of the selection")
    await expect(panel).to_contain_text("Sentence length3.5")
    await expect(panel).to_contain_text("Adverbs1")
    await page.keyboard.press("Escape")
    await expect(panel).to_have_count(0)
