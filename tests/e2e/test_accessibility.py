"""axe finds nothing serious on any page, in either language and in either mode."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.e2e.conftest import Account, Faults, OpenPage
from tests.e2e.writing import make_document, make_project, paragraphs, put_content, ready

Register = Callable[[str], Account]
ClientOf = Callable[[Account], httpx.Client]

SERIOUS = {"serious", "critical"}
OPTIONS = {"resultTypes": ["violations"]}

pytestmark = [
    pytest.mark.parametrize("live", ["embedded"], indirect=True),
    pytest.mark.parametrize(("locale", "theme"), [("en", "dark"), ("fa", "light")]),
]


async def find_faults(page: Page, path: str) -> list[str]:
    await page.goto(path)
    await expect(page.get_by_role("heading").first).to_be_visible()
    await expect(page.locator(".skeletons")).to_have_count(0)
    return await look(page, path)


async def look(page: Page, where: str) -> list[str]:
    found: list[dict[str, Any]] = (await Axe().run(page, options=OPTIONS)).response["violations"]
    return [
        f"{where}: {fault['id']} at {[node['target'] for node in fault['nodes'][:3]]}"
        for fault in found
        if fault["impact"] in SERIOUS
    ]


async def test_pages_for_strangers(open_page: OpenPage, faults: Faults, locale: str, theme: str) -> None:
    faults.allow("404")
    page = await open_page("/", locale=locale, theme=theme)
    paths = ("/", "/login", "/register", "/reset", "/nowhere")
    assert [fault for path in paths for fault in await find_faults(page, path)] == []


async def test_pages_of_a_new_writer(open_page: OpenPage, register: Register, locale: str, theme: str) -> None:
    page = await open_page("/", as_=register("Alice"), locale=locale, theme=theme)
    paths = ("/dashboard", "/upload", "/tasks", "/search", "/more", "/account", "/news", "/account/webhooks")
    assert [fault for path in paths for fault in await find_faults(page, path)] == []


async def test_pages_with_texts_and_tasks(
    open_page: OpenPage, register: Register, client: ClientOf, locale: str, theme: str
) -> None:
    alice = register("Alice")
    project = make_project(client(alice), "باغ‌های خاموش", "fa")
    document = make_document(client(alice), project, "فصل یکم")
    put_content(client(alice), document, paragraphs("باران که گرفت، چراغ را خاموش کرد. باران باز گرفت."))
    asked = {"kind": (None, "analyze"), "title": (None, "باغ"), "project_id": (None, project)}
    task = client(alice).post("/api/v1/tasks", files=asked).json()["id"]
    page = await open_page(f"/tasks/{task}", as_=alice, locale=locale, theme=theme)
    await expect(page.locator(".report-summary")).to_be_visible()
    found = await look(page, "report")
    waiting = ("/tasks", "/tasks/new", "/tasks/many", "/tasks/repeating")
    for path in (
        "/dashboard",
        *waiting,
        f"/projects/{project}/{document}",
        f"/history/{document}",
    ):
        found += await find_faults(page, path)
    rule = {"every": "month", "day": 31, "at": "07:30", "zone": "Asia/Tehran"}
    repeated = {"rule": rule, "kind": "export", "project_id": project, "document_id": document}
    client(alice).post("/api/v1/schedules", json=repeated).raise_for_status()
    await page.goto("/tasks/repeating")
    await page.locator(".rows .actions button").first.click()
    await page.locator(".row-open [name=day]").fill("32")
    await page.keyboard.press("Enter")
    await expect(page.locator(".row-open [name=day]")).to_have_attribute("aria-invalid", "true")
    found += await look(page, "a change of what repeats")
    await page.goto(f"/projects/{project}/{document}")
    await ready(page)
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox")).to_be_focused()
    found += await look(page, "palette")
    found += await find_faults(page, f"/trends/{project}")
    client(alice).post(f"/api/v1/documents/{document}/revisions", json={"name": "1"}).raise_for_status()
    put_content(client(alice), document, paragraphs("باران که گرفت، چراغ را ناگهان خاموش کرد."))
    await page.goto(f"/history/{document}")
    await page.locator(".version").first.click()
    await page.locator(".comparison-choices .segments button").last.click()
    await expect(page.locator(".rewrite table")).to_be_visible()
    found += await look(page, "a rewrite in figures")
    found += await find_faults(page, f"/compile/{project}")
    await page.locator(".beginning").first.click()
    await expect(page.locator(".preview-pages img").first).to_be_visible()
    found += await look(page, "a preset")
    await page.goto(f"/projects/{project}/{document}")
    await ready(page)
    await page.keyboard.press("F7")
    await page.locator(".check-kind summary").first.click()
    await page.locator(".check-place").first.click()
    found += await look(page, "checks")
    assert found == []
