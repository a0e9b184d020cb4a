"""Many manuscripts at once, and work that is repeated by the clock, as a person does it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Account, Faults, OpenPage

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


WORDS = {
    "en": {
        "edit": "Edit",
        "save": "Save",
        "cancel": "Cancel",
        "name": "Name",
        "project": "Project",
        "often": "How often",
        "day": "Day of the month",
        "at": "Time of day",
        "zone": "Time zone",
        "wrong day": "Choose a day from 1 to 31.",
        "wrong zone": "The server does not know this time zone. Choose another one.",
        "gone": "There is no such project, or it is not shared with you.",
        "sentence": "On day 15 of every month at 21:45",
        "next": r"^Next: 15 .*, 21:45$",
        "leave": "Leave the changes that are not kept?",
    },
    "fa": {
        "edit": "ویرایش",
        "save": "ذخیره",
        "cancel": "لغو",
        "name": "نام",
        "project": "پروژه",
        "often": "هر چند وقت",
        "day": "روز ماه میلادی",
        "at": "ساعت",
        "zone": "منطقهٔ زمانی",
        "wrong day": "روزی از ۱ تا ۳۱ برگزینید.",
        "wrong zone": "سرور این منطقهٔ زمانی را نمی‌شناسد. یکی دیگر برگزینید.",
        "gone": "چنین پروژه‌ای نیست یا با شما به اشتراک گذاشته نشده است.",
        "sentence": "روز ۱۵ هر ماه میلادی، ساعت ۲۱:۴۵",
        "next": r"^نوبت بعد: .*، ۲۱:۴۵$",
        "leave": "تغییرهایی که نگه داشته نشده‌اند رها شوند؟",
    },
}


@pytest.mark.parametrize("locale", WORDS)
async def test_a_repeated_task_is_changed_where_it_is_listed(
    open_page: OpenPage, register: Register, client: Callable[[Account], httpx.Client], locale: str
) -> None:
    said = WORDS[locale]
    alice = register("Alice")
    rest = client(alice)
    project = rest.post("/api/v1/projects", json={"title": "Dunes"}).json()["id"]
    rule = {"every": "week", "weekday": 5, "at": "07:30", "zone": "Pacific/Kiritimati"}
    fine = {"format": "epub", "font_size": 12}
    new = {"rule": rule, "kind": "export", "project_id": project, "title": "Dunes", "options": fine}
    made = rest.post("/api/v1/schedules", json=new).json()

    page = await open_page("/tasks/repeating", as_=alice, locale=locale, width=390, touch=True)
    edit = page.get_by_role("button", name=said["edit"], exact=True)
    await edit.focus()
    await page.keyboard.press("Enter")
    form = page.get_by_role("form")
    name = form.get_by_label(said["name"], exact=True)
    await expect(name).to_be_focused()
    await expect(name).to_have_value("Dunes")
    await expect(form.get_by_label(said["at"], exact=True)).to_have_value("07:30")
    await expect(form.get_by_label(said["zone"])).to_have_value("Pacific/Kiritimati")
    await page.keyboard.type(" by night")
    await form.get_by_label(said["often"]).select_option("month")
    day = form.get_by_label(said["day"])
    await day.fill("32")
    await form.get_by_label(said["at"], exact=True).fill("")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text=said["wrong day"])).to_be_visible()
    await expect(day).to_be_focused()
    await expect(day).to_have_accessible_description(re.compile(re.escape(said["wrong day"])))

    await day.press("ControlOrMeta+a")
    await page.keyboard.type("15")
    await expect(day).to_be_focused()
    await expect(day).to_have_value("15")
    await form.get_by_label(said["at"], exact=True).fill("21:45")
    await page.get_by_role("button", name=said["save"], exact=True).click()
    await expect(page.get_by_text(said["sentence"])).to_be_visible()
    await expect(page.get_by_text(re.compile(said["next"]))).to_be_visible()
    await expect(edit).to_be_focused()
    kept = rest.get(f"/api/v1/schedules/{made['id']}").json()
    assert kept["title"] == "Dunes by night"
    assert (kept["rule"]["every"], kept["rule"]["day"], kept["rule"]["at"]) == ("month", 15, "21:45")
    assert kept["options"] == made["options"]
    assert datetime.fromisoformat(kept["next_at"]).astimezone(UTC).strftime("%d %H:%M") == "15 07:45"
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("locale", WORDS)
async def test_a_change_that_the_server_refuses_is_explained_beside_its_field(
    open_page: OpenPage, register: Register, client: Callable[[Account], httpx.Client], faults: Faults, locale: str
) -> None:
    said = WORDS[locale]
    alice, bob = register("Alice"), register("Bob")
    rest, bobs = client(alice), client(bob)
    dunes = rest.post("/api/v1/projects", json={"title": "Dunes"}).json()["id"]
    sea = bobs.post("/api/v1/projects", json={"title": "Sea"}).json()["id"]
    shared = bobs.post(f"/api/v1/projects/{sea}/members", json={"email": alice.email, "role": "reader"}).json()
    rule = {"every": "day", "at": "07:30", "zone": "UTC"}
    made = rest.post("/api/v1/schedules", json={"rule": rule, "kind": "analyze", "project_id": dunes}).json()

    page = await open_page("/tasks/repeating", as_=alice, locale=locale)
    faults.allow("status of 4(04|22)")
    await page.add_init_script("Intl.supportedValuesOf = () => ['Mars/Olympus_Mons']")  # newer than the server's list
    await page.reload()
    await page.get_by_role("button", name=said["edit"], exact=True).click()
    form = page.get_by_role("form")
    save = page.get_by_role("button", name=said["save"], exact=True)
    zone, project = form.get_by_label(said["zone"]), form.get_by_label(said["project"], exact=True)
    await zone.select_option("Mars/Olympus_Mons")
    await save.click()
    await expect(zone).to_have_accessible_description(said["wrong zone"])
    await zone.select_option("UTC")
    await project.select_option(sea)
    assert bobs.delete(f"/api/v1/projects/{sea}/members/{shared['user_id']}").status_code == 204
    await save.click()
    await expect(project).to_have_accessible_description(said["gone"])
    await expect(project).to_be_focused()

    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept())[1])
    await page.get_by_role("button", name=said["cancel"], exact=True).click()
    await expect(page.get_by_role("button", name=said["edit"], exact=True)).to_be_focused()
    assert asked == [said["leave"]]
    assert rest.get(f"/api/v1/schedules/{made['id']}").json() == made
