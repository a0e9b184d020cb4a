"""Nothing is lost and nothing doubled: tabs, people, outages, reloads and kills, seen from the editor."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from playwright.async_api import BrowserContext, Page, async_playwright, expect
from playwright.async_api import Error as PlaywrightError

from tests.e2e.conftest import FLAGS, Account, Faults, OpenPage
from tests.e2e.program import ROOT, LiveWriters
from tests.e2e.writing import (
    add_member,
    address,
    becomes,
    make_document,
    make_project,
    read_text,
    ready,
    saved,
    text_on,
    write,
)

Register = Callable[[str], Account]
Clients = Callable[[Account], httpx.Client]

LOST_CONNECTION = r"ERR_CONNECTION|WebSocket|websocket|ERR_EMPTY|ERR_NETWORK|Failed to fetch|502|503"


def hold(live: LiveWriters, sent: signal.Signals) -> None:
    """Stop every web process where it stands, or let all go on."""
    for program in live.programs:
        if program.startswith("web"):
            live.signal(program, sent)


async def second_tab(page: Page) -> Page:
    tab = await page.context.new_page()
    await tab.goto(page.url)
    await ready(tab)
    return tab


async def test_two_tabs_converge(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project)
    first = await open_page(address(project, document), as_=alice)
    await ready(first)
    second = await second_tab(first)
    await write(first, "from one")
    await becomes(second, "from one")
    await write(second, ", from two")
    await becomes(first, "from one, from two")
    await saved(first)
    await saved(second)
    assert read_text(client(alice), document) == "from one, from two"


async def test_undo_takes_back_only_ones_own(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice, bob = register("Alice"), register("Bob")
    project = make_project(client(alice))
    add_member(client(alice), project, bob.email, "editor")
    document = make_document(client(alice), project)
    hers = await open_page(address(project, document), as_=alice)
    his = await open_page(address(project, document), as_=bob)
    await ready(hers)
    await ready(his)
    await write(hers, "Hers. ")
    await becomes(his, "Hers.")
    await write(his, "His.")
    await becomes(hers, "Hers. His.")
    await expect(hers.locator(".caret-name")).to_have_text("Bob")
    await hers.keyboard.press("Control+z")
    await becomes(his, "His.")


async def test_what_is_written_during_an_outage_arrives_once(
    open_page: OpenPage, register: Register, client: Clients, live: LiveWriters, faults: Faults
) -> None:
    faults.allow(LOST_CONNECTION)
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project)
    page = await open_page(address(project, document), as_=alice)
    await ready(page)
    await write(page, "Before")
    await saved(page)
    for program in live.programs:
        if program.startswith("web"):
            live.kill(program)
    await page.keyboard.type(", during")
    await expect(page.locator(".save-text")).not_to_have_text("Saved")
    await live.until_ready()
    await page.keyboard.type(", after")
    await saved(page)
    assert read_text(client(alice), document) == "Before, during, after"


async def test_the_status_says_how_much_waits_on_this_device(
    open_page: OpenPage, register: Register, client: Clients, live: LiveWriters, faults: Faults
) -> None:
    faults.allow(LOST_CONNECTION)
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project)
    page = await open_page(address(project, document), as_=alice)
    await ready(page)
    await page.context.set_offline(True)
    await write(page, "abc")
    await expect(page.locator(".save-text")).to_have_text("Offline, kept on this device (3 changes)")
    await page.context.set_offline(False)
    await saved(page)
    assert read_text(client(alice), document) == "abc"


@asynccontextmanager
async def away(live: LiveWriters) -> AsyncIterator[None]:
    """The whole program is stopped for as long as the block lasts: sockets break, and new ones are refused."""
    await asyncio.to_thread(live.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(live.start)


async def test_a_line_says_that_the_server_is_away_and_covers_nothing(
    open_page: OpenPage, register: Register, client: Clients, live: LiveWriters, faults: Faults
) -> None:
    faults.allow(LOST_CONNECTION)
    alice = register("Alice")
    project = make_project(client(alice))
    documents = [make_document(client(alice), project) for _ in range(2)]
    wide = await open_page(address(project, documents[0]), as_=alice)
    phone = await open_page(address(project, documents[1]), as_=alice, width=390, height=780, touch=True)
    for page in (wide, phone):
        await ready(page)
        await expect(page.locator(".connection")).to_have_count(0)
    async with away(live):
        for page in (wide, phone):
            await expect(page.locator(".connection")).to_contain_text("No connection to the server")
            await write(page, "abc")
            await expect(page.locator(".save-text")).to_contain_text("kept on this device (3 changes)")
            line, status = [await page.locator(name).bounding_box() for name in (".connection", ".save-text")]
            assert line
            assert status
            assert line["y"] + line["height"] <= status["y"]
            middle = [status["x"] + status["width"] / 2, status["y"] + status["height"] / 2]
            seen = "(status, [x, y]) => status.contains(document.elementFromPoint(x, y))"
            assert await page.locator(".save-text").evaluate(seen, middle)
    for page, document in zip((wide, phone), documents, strict=True):
        await expect(page.locator(".connection")).to_have_count(0)
        await expect(page.locator("[data-connection]")).to_have_count(0)
        await saved(page)
        assert read_text(client(alice), document) == "abc"


async def test_a_server_that_does_not_confirm_is_told_of_and_leaving_asks(
    open_page: OpenPage, register: Register, client: Clients, live: LiveWriters, faults: Faults
) -> None:
    faults.allow(LOST_CONNECTION)
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project)
    page = await open_page(address(project, document), as_=alice)
    await ready(page)
    hold(live, signal.SIGSTOP)
    try:
        await write(page, "held")
        await expect(page.locator(".save-text")).to_have_text("Saving…")
        await expect(page.locator(".banner.warning")).to_contain_text("has not confirmed")
        async with page.expect_event("dialog") as asking:
            await page.close(run_before_unload=True)
        question = await asking.value
        assert question.type == "beforeunload"
        await question.dismiss()
    finally:
        hold(live, signal.SIGCONT)
    await saved(page)
    assert read_text(client(alice), document) == "held"


async def test_a_reload_in_the_middle_of_a_word_loses_nothing(
    open_page: OpenPage, register: Register, client: Clients
) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project)
    page = await open_page(address(project, document), as_=alice)
    await ready(page)
    written = ""
    for piece in ("a midd", "le of a w", "ord"):
        await write(page, piece)
        written += piece
        await page.reload()
        await ready(page)
        await becomes(page, written)
    await saved(page)
    assert read_text(client(alice), document) == written


@asynccontextmanager
async def mortal_browser(profile: Path) -> AsyncIterator[BrowserContext]:
    """A browser with its profile on disk, that a test may kill."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        launch = playwright.chromium.launch_persistent_context
        context = await launch(profile, executable_path=chromium, args=list(FLAGS), timeout=120_000)
        yield context
        with contextlib.suppress(PlaywrightError):
            await context.close()


def kill_browser(profile: Path) -> None:
    """SIGKILL to every process of the browser with this profile, at once."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and f"--user-data-dir={profile}" in (folder / "cmdline").read_text():
                os.kill(int(folder.name), signal.SIGKILL)


async def open_in(context: BrowserContext, live: LiveWriters, account: Account, path: str) -> Page:
    login = {"email": account.email, "password": account.password}
    answer = await context.request.post(f"{live.url}/api/v1/auth/login", data=login, headers={"Origin": live.url})
    assert answer.ok, await answer.text()
    page = await context.new_page()
    await page.goto(f"{live.url}{path}")
    await ready(page)
    return page


async def test_a_killed_browser_keeps_what_the_server_never_got(
    register: Register, client: Clients, live: LiveWriters, tmp_path: Path
) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project)
    async with mortal_browser(tmp_path) as context:
        page = await open_in(context, live, alice, address(project, document))
        await write(page, "Acknowledged")
        await saved(page)
        hold(live, signal.SIGSTOP)
        try:
            await page.keyboard.type(", and not")
            await page.wait_for_timeout(300)
            kill_browser(tmp_path)
        finally:
            hold(live, signal.SIGCONT)
    async with mortal_browser(tmp_path) as context:
        page = await open_in(context, live, alice, address(project, document))
        await becomes(page, "Acknowledged, and not")
        await saved(page)
    assert read_text(client(alice), document) == "Acknowledged, and not"


async def test_a_reader_reads_and_cannot_write(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice, bob = register("Alice"), register("Bob")
    project = make_project(client(alice))
    add_member(client(alice), project, bob.email, "reader")
    document = make_document(client(alice), project)
    hers = await open_page(address(project, document), as_=alice)
    his = await open_page(address(project, document), as_=bob)
    await ready(his)
    await write(hers, "Only to be read.")
    await becomes(his, "Only to be read.")
    await expect(his.locator(".banner")).to_contain_text("You are reading")
    await expect(his.get_by_role("toolbar", name="Formatting")).to_be_hidden()
    await his.locator(".manuscript").click()
    await his.keyboard.type("no")
    assert await text_on(his) == "Only to be read."


async def test_a_removed_member_loses_the_text_and_keeps_no_pen(
    open_page: OpenPage, register: Register, client: Clients
) -> None:
    alice, bob = register("Alice"), register("Bob")
    project = make_project(client(alice))
    add_member(client(alice), project, bob.email, "editor")
    document = make_document(client(alice), project)
    page = await open_page(address(project, document), as_=bob)
    await ready(page)
    await write(page, "Bob was here")
    await saved(page)
    members = client(alice).get(f"/api/v1/projects/{project}/members").json()["items"]
    bobs_id = next(member["user_id"] for member in members if member["email"] == bob.email)
    assert client(alice).delete(f"/api/v1/projects/{project}/members/{bobs_id}").status_code == 204
    await expect(page.locator(".editor[data-editable=false], .empty").first).to_be_visible()


REBUILD = """
import asyncio, sys
from uuid import UUID
from writers_app import store
from writers_app.db import unit_of_work

async def main():
    text = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Restored"}]}]}
    async with unit_of_work() as session:
        await store.rebuild(session, UUID(sys.argv[1]), text)

asyncio.run(main())
"""


async def rebuild(live: LiveWriters, document: str) -> None:
    """Give the text another life, as restoring it from a backup does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WRITERS_")}
    environment = {**kept, "WRITERS_DATA_DIR": str(live.data), **live.settings}
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", REBUILD, document, env=environment, cwd=ROOT)
    assert await process.wait() == 0


async def test_a_text_with_another_life_is_read_anew(
    open_page: OpenPage, register: Register, client: Clients, live: LiveWriters
) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    document = make_document(client(alice), project)
    page = await open_page(address(project, document), as_=alice)
    await ready(page)
    await write(page, "First")
    await saved(page)
    await rebuild(live, document)
    await becomes(page, "Restored")
    await write(page, ", and on")
    await saved(page)
    assert read_text(client(alice), document) == "Restored, and on"


async def test_unsent_writing_survives_another_life_of_its_text_as_a_copy(
    open_page: OpenPage, register: Register, client: Clients, live: LiveWriters, faults: Faults
) -> None:
    faults.allow(LOST_CONNECTION)
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest)
    document = make_document(rest, project, "Chapter")
    page = await open_page(address(project, document), as_=alice)
    await ready(page)
    await write(page, "First")
    await saved(page)
    await page.context.set_offline(True)
    await page.keyboard.type(", more")
    await expect(page.locator(".save-text")).to_have_text("Offline, kept on this device (6 changes)")
    await rebuild(live, document)
    await page.context.set_offline(False)
    await becomes(page, "Restored")
    await expect(page.locator(".banner a")).to_have_text("Chapter (my copy)")
    listed = rest.get(f"/api/v1/projects/{project}/documents").json()["items"]
    copy = next(one["id"] for one in listed if one["title"] == "Chapter (my copy)")
    assert read_text(rest, copy) == "First, more"
    assert read_text(rest, document) == "Restored"
