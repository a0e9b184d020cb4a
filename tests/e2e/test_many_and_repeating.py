"""Many manuscripts at once, and work that is repeated by the clock, as a person does it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
from playwright.async_api import expect

from tests.e2e.conftest import Account, OpenPage

Register = Callable[[str], Account]


def file(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


async def test_many_manuscripts_go_through_the_same_steps(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/tasks/many", as_=register("Alice"))
    files = [file("Ada.md", b"# One\n\nIt began.\n"), file("cut.docx", b"PK\x03\x04 cut short")]
    await page.locator("input[type=file][multiple]").set_input_files(files)  # type: ignore[arg-type]
    await page.get_by_label("Then export each").select_option("docx")
    await page.get_by_role("button", name="Begin").click()
    await page.wait_for_url("**/tasks/*-*")
    await expect(page.get_by_role("heading", name="Its parts")).to_be_visible()
    await expect(page.get_by_role("link", name="Download", exact=True)).to_be_visible()
    await expect(page.get_by_text("The file is damaged or was cut short", exact=False).first).to_be_visible()
    async with page.expect_download() as started:
        await page.get_by_role("link", name="Download all as a zip").click()
    assert (await started.value).suggested_filename.endswith(".zip")


async def test_a_folder_is_handed_over_without_what_the_system_left_in_it(
    open_page: OpenPage, register: Register, tmp_path: Path
) -> None:
    (tmp_path / "drafts").mkdir()
    for name in ("Ada.md", "drafts/Bea.md", ".DS_Store"):
        (tmp_path / name).write_text("It began.", encoding="utf-8")
    page = await open_page("/tasks/many", as_=register("Alice"))
    await page.locator("input[webkitdirectory]").set_input_files(tmp_path)
    await expect(page.get_by_text("2 files")).to_be_visible()
    await page.get_by_role("button", name="Begin").click()
    await page.wait_for_url("**/tasks/*-*")
    await expect(page.locator(".rows .row-title")).to_have_text(["Ada.md", "Bea.md"])


async def test_chosen_texts_of_a_project_go_through_the_same_steps(
    open_page: OpenPage, register: Register, client: Callable[[Account], httpx.Client]
) -> None:
    alice = register("Alice")
    rest = client(alice)
    project = rest.post("/api/v1/projects", json={"title": "Dunes"}).json()["id"]
    make_document(rest, project, "Notes")
    part = make_document(rest, project, "Part one", kind="folder")
    for title in ("Dawn", "Dusk"):
        make_document(rest, project, title, parent_id=part)

    page = await open_page(f"/tasks/new?project={project}", as_=alice)
    await page.get_by_role("link", name="Choose several documents").click()
    await expect(page.get_by_role("button", name="Begin")).to_be_disabled()
    await page.get_by_label("Part one").check()
    await expect(page.get_by_label("Dusk")).to_be_checked()
    await expect(page.get_by_label("Notes")).not_to_be_checked()
    await page.get_by_label("Dusk").uncheck()
    await expect(page.get_by_label("Part one")).not_to_be_checked()
    await page.get_by_role("button", name="All", exact=True).click()
    await page.get_by_label("Notes").uncheck()
    await page.get_by_label("Make a report on each").uncheck()
    await page.get_by_label("Export each").select_option("md")
    await page.get_by_role("button", name="Begin").click()

    await page.wait_for_url("**/tasks/*-*")
    await expect(page.get_by_role("heading", name="2 documents")).to_be_visible()
    await expect(page.get_by_role("link", name="Download", exact=True)).to_have_count(2)
    titles = await page.locator(".rows .row-title").all_inner_texts()
    assert titles == ["Dawn", "Dusk"]


def make_document(rest: httpx.Client, project: str, title: str, **more: object) -> str:
    made = rest.post(f"/api/v1/projects/{project}/documents", json={"title": title, "kind": "scene", **more}).json()
    if "kind" not in more:
        content = {"format": "markdown", "content": f"It was {title.lower()} over the sea."}
        etag = rest.get(f"/api/v1/documents/{made['id']}/content").headers["etag"]
        said = rest.post(f"/api/v1/documents/{made['id']}/content", json=content, headers={"If-Match": etag})
        assert said.status_code == 204, said.text
    return str(made["id"])


async def test_a_report_is_repeated_paused_and_removed(open_page: OpenPage, register: Register) -> None:
    alice = register("Alice")
    page = await open_page("/dashboard", as_=alice)
    made = await page.request.post(
        "/api/v1/projects", data={"title": "Dunes"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert made.status == 201
    await page.goto("/tasks/repeating")
    await page.get_by_label("How often").select_option("week")
    await page.get_by_label("Day of the week").select_option("5")
    here = await page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    await expect(page.get_by_label("Time zone")).to_have_value(here)
    await page.get_by_label("Time zone").select_option(
        "Pacific/Kiritimati"
    )  # 14 hours ahead of UTC: on no device's clock
    await page.get_by_role("button", name="Repeat it").click()
    await expect(page.get_by_text("Every Saturday at 02:00")).to_be_visible()
    await expect(page.locator("main").get_by_role("listitem").get_by_text("Pacific/Kiritimati")).to_be_visible()
    await expect(page.get_by_text(re.compile(r"^Next: .*, 02:00"))).to_be_visible()
    [kept] = (await (await page.request.get("/api/v1/schedules")).json())["items"]
    assert kept["rule"]["zone"] == "Pacific/Kiritimati"
    assert datetime.fromisoformat(kept["next_at"]).astimezone(UTC).strftime("%A %H:%M") == "Friday 12:00"
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_text("Paused")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("Nothing is repeated yet.", exact=False)).to_be_visible()
