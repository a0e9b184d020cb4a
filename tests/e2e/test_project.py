"""The project page: binder by mouse and keyboard, inspector, members, panes, empty projects, both languages, phones."""

from collections.abc import Callable

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Account, OpenPage
from tests.e2e.writing import add_member, address, make_document, make_project, ready, saved, write

Register = Callable[[str], Account]
Clients = Callable[[Account], httpx.Client]


def titles(client: httpx.Client, project: str) -> list[str]:
    return [one["title"] for one in client.get(f"/api/v1/projects/{project}/documents").json()["items"]]


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("treeitem", name=title)


async def test_an_empty_project_says_what_to_do_and_does_it(
    open_page: OpenPage, register: Register, client: Clients
) -> None:
    alice = register("Alice")
    project = make_project(client(alice), "The Long Road")
    page = await open_page(f"/projects/{project}", as_=alice)
    await page.get_by_role("button", name="Write the first scene").click()
    name = page.get_by_role("textbox", name="Title")
    await name.fill("Departure")
    await name.press("Enter")
    await ready(page)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Departure")
    await write(page, "She left.")
    await saved(page)
    await expect(row(page, "Departure")).to_contain_text("2")
    assert titles(client(alice), project) == ["Departure"]


async def test_the_address_of_a_project_leads_to_its_first_text(
    open_page: OpenPage, register: Register, client: Clients
) -> None:
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest)
    folder = make_document(rest, project, "Part", "folder")
    scene = make_document(rest, project, "Scene", parent=folder)
    page = await open_page(f"/projects/{project}", as_=alice)
    await ready(page)
    assert page.url.endswith(address(project, scene))


async def test_documents_are_renamed_in_place(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    scene = make_document(client(alice), project, "Old")
    page = await open_page(address(project, scene), as_=alice)
    await ready(page)
    await row(page, "Old").focus()
    await page.keyboard.press("F2")
    await page.get_by_role("textbox", name="Title").fill("New")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("New")
    await expect(row(page, "New")).to_be_focused()
    await row(page, "New").dblclick()
    await page.get_by_role("textbox", name="Title").fill("Never mind")
    await page.keyboard.press("Escape")
    await expect(row(page, "New")).to_be_visible()
    assert titles(client(alice), project) == ["New"]


async def test_keys_move_documents_in_the_binder(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest)
    make_document(rest, project, "Part", "folder")
    one = make_document(rest, project, "One")
    make_document(rest, project, "Two")
    page = await open_page(address(project, one), as_=alice)
    await ready(page)
    await row(page, "One").focus()
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.locator(".binder-row .binder-title")).to_have_text(["Part", "Two", "One"])
    await expect(row(page, "One")).to_be_focused()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.locator(".binder-row .binder-title")).to_have_text(["Part", "One", "Two"])
    await page.keyboard.press("Alt+ArrowRight")
    await expect(row(page, "One")).to_have_attribute("aria-level", "2")
    await page.keyboard.press("Alt+ArrowLeft")
    await expect(row(page, "One")).to_have_attribute("aria-level", "1")
    assert titles(rest, project) == ["Part", "One", "Two"]


async def test_arrows_walk_fold_and_open_the_binder(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest)
    folder = make_document(rest, project, "Part", "folder")
    inner = make_document(rest, project, "Inner", parent=folder)
    outer = make_document(rest, project, "Outer")
    page = await open_page(address(project, outer), as_=alice)
    await ready(page)
    await row(page, "Outer").focus()
    await page.keyboard.press("Home")
    await expect(row(page, "Part")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(row(page, "Inner")).to_have_count(0)
    await page.reload()
    await ready(page)
    await expect(row(page, "Part")).to_have_attribute("aria-expanded", "false")
    await row(page, "Part").focus()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{address(project, inner)}")
    await expect(row(page, "Inner")).to_have_attribute("aria-selected", "true")


async def test_documents_are_dragged(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest)
    make_document(rest, project, "Part", "folder")
    one = make_document(rest, project, "One")
    make_document(rest, project, "Two")
    page = await open_page(address(project, one), as_=alice)
    await ready(page)
    await row(page, "Two").drag_to(row(page, "Part"))
    await expect(row(page, "Two")).to_have_attribute("aria-level", "2")
    await row(page, "One").drag_to(row(page, "Part"), target_position={"x": 60, "y": 2})
    await expect(page.locator(".binder-row .binder-title")).to_have_text(["One", "Part", "Two"])
    assert titles(rest, project) == ["One", "Part", "Two"]


async def test_the_trash_takes_and_gives_back(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest)
    make_document(rest, project, "Stays")
    gone = make_document(rest, project, "Goes")
    page = await open_page(address(project, gone), as_=alice)
    await ready(page)
    await row(page, "Goes").hover()
    await row(page, "Goes").get_by_role("button").click()
    await page.get_by_role("menuitem", name="Move to the trash").click()
    await expect(row(page, "Goes")).to_have_count(0)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Stays")
    await page.locator(".binder-trash summary").click()
    await page.get_by_role("button", name="Restore").click()
    await expect(row(page, "Goes")).to_be_visible()
    assert titles(rest, project) == ["Stays", "Goes"]


async def test_the_inspector_keeps_synopsis_status_and_target(
    open_page: OpenPage, register: Register, client: Clients
) -> None:
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest)
    scene = make_document(rest, project, "Scene")
    page = await open_page(address(project, scene), as_=alice)
    await ready(page)
    await page.get_by_role("button", name="Inspector").click()
    await page.get_by_label("Synopsis").fill("She leaves.")
    await page.get_by_label("Status").select_option("draft")
    await page.get_by_label("Words aimed at").fill("1200")
    await page.locator(".manuscript").click()
    await expect(page.locator(".target-line")).to_have_text("0 of 1,200 words")
    await page.reload()
    await ready(page)
    await expect(page.get_by_label("Synopsis")).to_have_value("She leaves.")
    details = rest.get(f"/api/v1/documents/{scene}").json()["details"]
    assert details == {"synopsis": "She leaves.", "status": "draft", "target": 1200}


async def test_panes_remember_their_width_and_whether_they_are_open(
    open_page: OpenPage, register: Register, client: Clients
) -> None:
    alice = register("Alice")
    project = make_project(client(alice))
    scene = make_document(client(alice), project, "Scene")
    page = await open_page(address(project, scene), as_=alice)
    await ready(page)
    handle = page.get_by_role("separator", name="Width of the binder")
    before = int(await handle.get_attribute("aria-valuenow") or 0)
    await handle.focus()
    await page.keyboard.press("ArrowRight")
    await expect(handle).to_have_attribute("aria-valuenow", str(before + 16))
    await page.reload()
    await ready(page)
    await expect(handle).to_have_attribute("aria-valuenow", str(before + 16))
    await page.get_by_role("button", name="Binder").click()
    await expect(page.get_by_role("tree")).to_be_hidden()
    await page.reload()
    await ready(page)
    await expect(page.get_by_role("tree")).to_be_hidden()


async def test_the_owner_adds_a_reader_makes_her_an_editor_and_removes_her(
    open_page: OpenPage, register: Register, client: Clients
) -> None:
    alice, bob = register("Alice"), register("Bob")
    project = make_project(client(alice))
    scene = make_document(client(alice), project, "Scene")
    page = await open_page(address(project, scene), as_=alice)
    await ready(page)
    await page.get_by_role("button", name="More about this project").click()
    await page.get_by_role("menuitem", name="Who shares it").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("E-mail of somebody").fill("nobody@example.org")
    await dialog.get_by_role("button", name="Add").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("nobody@example.org")
    await dialog.get_by_label("E-mail of somebody").fill(bob.email)
    await dialog.get_by_label("May").select_option("reader")
    await dialog.get_by_role("button", name="Add").click()
    role = dialog.get_by_label("Role of")
    await expect(role).to_have_value("reader")
    await role.select_option("editor")
    his = await open_page(address(project, scene), as_=bob)
    await ready(his)
    await expect(his.get_by_role("toolbar", name="Formatting")).to_be_visible()
    await dialog.get_by_role("button", name="Remove").click()
    await expect(role).to_have_count(0)
    await expect(his.locator(".editor[data-editable=false]")).to_be_visible()
    await expect(his.locator(".banner.danger")).to_contain_text("no longer shared")


async def test_a_reader_sees_the_binder_but_no_way_to_change_it(
    open_page: OpenPage, register: Register, client: Clients
) -> None:
    alice, bob = register("Alice"), register("Bob")
    project = make_project(client(alice))
    scene = make_document(client(alice), project, "Scene")
    add_member(client(alice), project, bob.email, "reader")
    page = await open_page(address(project, scene), as_=bob)
    await ready(page)
    await expect(row(page, "Scene")).to_be_visible()
    await expect(page.get_by_role("group", name="New")).to_have_count(0)
    await row(page, "Scene").focus()
    await page.keyboard.press("F2")
    await page.keyboard.press("Delete")
    await expect(row(page, "Scene")).to_be_visible()


async def test_a_stranger_finds_nothing(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice, charlie = register("Alice"), register("Charlie")
    project = make_project(client(alice))
    scene = make_document(client(alice), project, "Secret")
    page = await open_page(address(project, scene), as_=charlie)
    await expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    await expect(page.get_by_text("Secret")).to_have_count(0)


async def test_on_a_phone_the_binder_is_a_sheet(open_page: OpenPage, register: Register, client: Clients) -> None:
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest)
    first = make_document(rest, project, "First")
    second = make_document(rest, project, "Second")
    page = await open_page(address(project, first), as_=alice, width=390, height=780, touch=True)
    await ready(page)
    await expect(page.get_by_role("tree")).to_be_hidden()
    await page.get_by_role("button", name="Binder").tap()
    await row(page, "Second").tap()
    await page.wait_for_url(f"**{address(project, second)}")
    await expect(page.get_by_role("tree")).to_be_hidden()
    await page.get_by_role("button", name="Binder").tap()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("tree")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "fa"])
async def test_axe_finds_nothing_serious_on_the_project_page(
    open_page: OpenPage, register: Register, client: Clients, locale: str, theme: str
) -> None:
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest, "جادهٔ بلند" if locale == "fa" else "The Long Road", locale)
    folder = make_document(rest, project, "Part", "folder")
    scene = make_document(rest, project, "Scene", parent=folder)
    page = await open_page(address(project, scene), as_=alice, locale=locale, theme=theme)
    await ready(page)
    await write(page, "# Title\nText with `code` and ==light==.\n> Quote")
    await page.keyboard.press("Control+f")
    await page.locator(".pane-toggle.for-inspector").click()
    assert await serious(page) == []


async def serious(page: Page) -> list[str]:
    """What axe calls serious or critical on this page."""
    found = await Axe().run(page)
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in found.response["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
