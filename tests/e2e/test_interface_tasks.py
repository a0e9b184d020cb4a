"""A manuscript comes in by the upload page; its task, a report and an export are followed and read."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.async_api import expect

from tests.e2e.conftest import Account, OpenPage
from tests.e2e.writing import add_member, make_document, make_project, paragraphs, put_content, until

Register = Callable[[str], Account]
ClientOf = Callable[[Account], httpx.Client]

MANUSCRIPT = "# Dunes\n\nThe road ran white. “Leave it,” he said.\n\n# Wind\n\nOn the fourth morning the wind fell.\n"
PERSIAN = "می‌خواهم کتاب‌های نو بخوانم. باران که گرفت، پدربزرگ چراغ را خاموش کرد."


async def test_manuscript_becomes_chapters(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/upload", as_=register("Alice"))
    file = {"name": "the_salt-road.md", "mimeType": "text/markdown", "buffer": MANUSCRIPT.encode()}
    await page.locator("input[type=file]").set_input_files(file)
    await expect(page.get_by_text("Markdown", exact=True)).to_be_visible()
    await expect(page.get_by_role("textbox", name=re.compile("Title for"))).to_have_value("the salt road")
    await page.get_by_role("button", name="Bring in 1 file").click()
    await expect(page.get_by_text(re.compile("2 documents"))).to_be_visible()
    await page.get_by_role("list", name="Your files").get_by_role("link", name="Open").click()
    await page.wait_for_url("**/projects/**")
    await expect(page.get_by_text("Dunes").first).to_be_visible()
    await expect(page.get_by_text("Wind").first).to_be_visible()


async def test_what_writers_cannot_read_is_said_before_it_is_sent(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/upload", as_=register("Alice"))
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 pages"}
    empty = {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}
    await page.locator("input[type=file]").set_input_files([scan, empty])
    await expect(page.get_by_role("alert").get_by_text("A PDF holds pages")).to_be_visible()
    await expect(page.get_by_role("alert").get_by_text("The file is empty.")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("Bring in"))).to_have_count(0)


async def test_several_files_become_one_project(open_page: OpenPage, register: Register, client: ClientOf) -> None:
    alice = register("Alice")
    page = await open_page("/upload", as_=alice)
    files = [
        {"name": f"chapter {n}.txt", "mimeType": "text/plain", "buffer": f"Chapter {n}.\n\nSome words.".encode()}
        for n in (1, 2, 3)
    ]
    await page.locator("input[type=file]").set_input_files(files)
    await page.get_by_label("Put it into").select_option(label="One new project for all of them")
    await page.get_by_label("Title of the project").fill("All together")
    await page.get_by_role("button", name="Bring in 3 files").click()
    await expect(page.get_by_role("list", name="Your files").get_by_role("link", name="Open")).to_have_count(3)
    shelf = client(alice).get("/api/v1/projects").json()["items"]
    assert [(project["title"], project["documents"]) for project in shelf] == [("All together", 3)]


async def test_failed_task_says_why_and_can_be_tried_again(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    make_project(client(alice), "Nothing in it")
    page = await open_page("/tasks/new?kind=analyze", as_=alice)
    await page.get_by_role("button", name="Begin").click()
    await page.wait_for_url(re.compile("/tasks/[0-9a-f-]{36}"))
    await expect(page.get_by_role("alert").get_by_text("There is no text to analyse yet.")).to_be_visible()
    await page.goto("/tasks")
    await expect(page.get_by_role("heading", name="Needs a look")).to_be_visible()
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_text("There is no text to analyse yet.")).to_be_visible()


async def test_task_without_a_title_is_called_by_its_kind_in_the_readers_language(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    form = {"kind": "analyze", "project_id": make_project(client(alice), "باغ", "fa")}
    made = client(alice).post("/api/v1/tasks", data=form, files={"_": (None, b"")})
    assert made.status_code == 202, made.text
    page = await open_page("/tasks", as_=alice, locale="fa")
    await page.get_by_role("link", name="واکاوی متن").click()
    await expect(page.get_by_role("heading", name="واکاوی متن")).to_be_visible()
    await expect(page).to_have_title(re.compile("^واکاوی متن"))


async def test_report_is_read_in_the_readers_language(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    document = make_document(client(alice), make_project(client(alice), "باغ", "fa"), "باران")
    put_content(client(alice), document, paragraphs(PERSIAN))
    page = await open_page("/tasks/new?kind=analyze", as_=alice, locale="fa")
    await page.get_by_role("button", name="آغاز").click()
    await expect(page.get_by_text("متن ۱۲ واژه دارد")).to_be_visible()
    await expect(page.get_by_role("figure").first).to_be_visible()
    assert await page.evaluate("getComputedStyle(document.querySelector('.report')).direction") == "rtl"
    await page.get_by_role("button", name="English").first.click()
    await expect(page.get_by_text("The text has 12 words")).to_be_visible()


async def test_finding_leads_to_its_place_in_the_text(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    document = make_document(client(alice), make_project(client(alice), "The Salt Road"), "Dunes")
    filler = [f"On day {n} they walked on and said little to each other." for n in range(60)]
    put_content(client(alice), document, paragraphs(*filler, "The lantern swung. Nobody had lit the lantern."))
    page = await open_page("/tasks/new?kind=analyze", as_=alice)
    await page.get_by_role("button", name="Begin").click()
    await page.locator("details.findings", has_text="Echo").locator("summary").click()
    await page.locator("details.findings[open]").get_by_role("link", name="lantern").first.click()
    await page.wait_for_url(f"**/{document}")
    await until(page, "() => getSelection().toString() === 'lantern'")
    await expect(page.get_by_text("Nobody had lit the lantern")).to_be_in_viewport()


async def test_export_is_downloaded_from_its_task(
    open_page: OpenPage, register: Register, client: ClientOf, tmp_path: Path
) -> None:
    alice = register("Alice")
    document = make_document(client(alice), make_project(client(alice), "The Salt Road"), "Dunes")
    put_content(client(alice), document, paragraphs("The road ran white."))
    page = await open_page("/tasks/new?kind=export", as_=alice)
    await page.get_by_label("Format").select_option("md")
    await page.get_by_role("button", name="Begin").click()
    async with page.expect_download() as coming:
        await page.get_by_role("link", name=re.compile("The Salt Road.md")).click()
    download = await coming.value
    await download.save_as(tmp_path / "book.md")
    assert "The road ran white." in (tmp_path / "book.md").read_text(encoding="utf-8")


async def test_task_shows_its_progress_by_itself_and_after_a_reload(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice = register("Alice")
    page = await open_page("/tasks", as_=alice)
    await expect(page.get_by_text("Nothing has been asked for yet.")).to_be_visible()
    made = client(alice).post(
        "/api/v1/tasks", data={"kind": "import", "title": "Dunes"}, files={"file": ("dunes.md", MANUSCRIPT.encode())}
    )
    assert made.status_code == 202, made.text
    await page.reload()
    await expect(page.get_by_role("link", name="Dunes")).to_be_visible()
    await expect(page.get_by_text("Finished").first).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("link", name="Dunes")).to_be_visible()


async def test_the_bell_rings_on_an_open_page_that_does_not_look_by_itself(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice, bob = register("Alice"), register("Bob")
    page = await open_page("/tasks", as_=bob)
    await page.add_init_script("window.setInterval = () => 0")  # by which pages look every ten seconds
    await page.reload()
    await expect(page.get_by_text("Nothing has been asked for yet.")).to_be_visible()
    await page.wait_for_timeout(2000)  # the look with which the page begins has been answered
    news = page.get_by_role("link", name="News")
    await expect(news).not_to_contain_text("1")
    add_member(client(alice), make_project(client(alice), "Dune"), bob.email, "reader")
    await expect(news).to_contain_text("1")
