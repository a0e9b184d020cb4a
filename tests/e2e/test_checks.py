"""Checks while one writes: Persian suggestions, English findings, what is remembered, the house style."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Account, OpenPage
from tests.e2e.writing import (
    add_member,
    address,
    becomes,
    make_document,
    make_project,
    paragraphs,
    put_content,
    read_content,
    read_text,
    ready,
    saved,
    until,
    write,
)

pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)

Register = Callable[[str], Account]
ClientOf = Callable[[Account], httpx.Client]
PERSIAN = "مي روم به كتابخانه و می‌آیم ."


class Desk:
    def __init__(self, page: Page, rest: httpx.Client, project: str, document: str) -> None:
        self.page, self.rest, self.project, self.document = page, rest, project, document

    @property
    def panel(self) -> Locator:
        return self.page.locator(".checks")

    def kind(self, name: str) -> Locator:
        return self.panel.locator(f"[data-kind={name}]")

    def drawn(self, kind: str) -> Locator:
        return self.page.locator(f".manuscript [data-check={kind}]")


Sit = Callable[..., Any]


@pytest.fixture
def sit(open_page: OpenPage, register: Register, client: ClientOf) -> Sit:
    """Opens a text with its checks: `desk = await sit("One paragraph.", language="fa")`."""

    async def sit_down(*written: str, language: str = "en", **options: Any) -> Desk:
        alice = register("Alice")
        rest = client(alice)
        project = make_project(rest, language=language)
        document = make_document(rest, project, "Chapter one")
        if written:
            put_content(rest, document, paragraphs(*written))
        page = await open_page(address(project, document), as_=alice, **options)
        await ready(page)
        await page.keyboard.press("F7")
        desk = Desk(page, rest, project, document)
        await expect(desk.panel).to_be_visible()
        return desk

    return sit_down


async def test_a_persian_suggestion_is_seen_accepted_and_undone(sit: Sit) -> None:
    desk = await sit(language="fa", locale="fa")
    await write(desk.page, "من مي روم")
    await expect(desk.drawn("half_space").first).to_be_visible()
    await desk.kind("half_space").locator("summary").first.click()
    await desk.kind("half_space").get_by_role("button", name="پذیرفتن", exact=True).click()
    await becomes(desk.page, "من مي‌روم")
    await expect(desk.drawn("half_space")).to_have_count(0)
    await desk.page.locator(".manuscript").focus()
    await desk.page.keyboard.press("Control+z")
    await becomes(desk.page, "من مي روم")
    await expect(desk.kind("half_space").locator(".badge")).to_have_text("۱")
    await desk.panel.get_by_role("button", name="پذیرفتن هر ۲ پیشنهاد").click()
    await becomes(desk.page, "من می‌روم")
    await expect(desk.page.locator(".save-state")).to_have_attribute("data-state", "saved")
    assert read_text(desk.rest, desk.document) == "من می‌روم"


async def test_all_of_a_kind_are_accepted_at_once_and_undone_at_once(sit: Sit) -> None:
    desk = await sit(PERSIAN, PERSIAN, language="fa")
    await desk.kind("arabic_letter").locator("summary").first.click()
    await desk.kind("arabic_letter").get_by_role("button", name="Accept all of this kind").click()
    corrected = PERSIAN.replace("ي", "ی").replace("ك", "ک")
    await becomes(desk.page, f"{corrected}\n{corrected}")
    await expect(desk.kind("arabic_letter")).to_have_count(0)
    await expect(desk.kind("spacing")).to_be_visible()
    await desk.page.locator(".manuscript").focus()
    await desk.page.keyboard.press("Control+z")
    await becomes(desk.page, f"{PERSIAN}\n{PERSIAN}")


async def test_what_is_accepted_keeps_its_marks_and_footnotes(sit: Sit) -> None:
    desk = await sit(language="fa")
    bold: list[dict[str, Any]] = [{"type": "bold"}]
    note = {"type": "footnote", "content": [{"type": "text", "text": "كتاب"}]}
    block = {
        "type": "paragraph",
        "content": [{"type": "text", "text": "كت", "marks": bold}, note, {"type": "text", "text": "اب علي"}],
    }
    put_content(desk.rest, desk.document, {"type": "doc", "content": [block]})
    await desk.panel.get_by_role("button", name="Accept all 3 suggestions").click()
    await until(desk.page, "() => document.querySelector('.manuscript').textContent.includes('علی')")
    await saved(desk.page)
    [stored] = read_content(desk.rest, desk.document)
    assert stored["content"][0] == {"type": "text", "text": "کت", "marks": bold}
    assert stored["content"][1]["content"] == [{"type": "text", "text": "کتاب"}]
    assert stored["content"][2] == {"type": "text", "text": "اب علی"}


async def test_what_is_accepted_while_suggesting_is_only_suggested(sit: Sit) -> None:
    desk = await sit("مي روم", "مي آیم", language="fa", width=1800)
    await desk.page.locator("[data-tool=suggest]").click()
    await desk.panel.get_by_role("button", name="Accept all 4 suggestions").click()
    await expect(desk.page.locator(".manuscript del")).to_have_count(4)
    await expect(desk.page.locator(".manuscript ins")).to_have_count(4)
    await expect(desk.panel.get_by_role("status")).to_have_text("Nothing to remark.")
    await desk.page.locator(".manuscript").focus()
    await desk.page.keyboard.press("Control+z")
    await becomes(desk.page, "مي روم\nمي آیم")


async def test_an_english_echo_is_found_explained_and_jumped_to(sit: Sit) -> None:
    filling = [f"Paragraph number {number} stands here." for number in range(40)]
    desk = await sit(*filling, "A lantern swung above the door.", "Then somebody took the lantern away.")
    await expect(desk.kind("echo")).to_be_visible()
    await desk.kind("echo").locator("summary").first.click()
    await desk.kind("echo").get_by_text("What is this?").click()
    await expect(desk.kind("echo").get_by_text("distance to the earlier use", exact=False)).to_be_visible()
    await expect(desk.drawn("echo").filter(has_text="lantern")).not_to_be_in_viewport()
    await desk.kind("echo").get_by_role("button", name="lantern").click()
    await expect(desk.drawn("echo").filter(has_text="lantern")).to_be_in_viewport()
    await until(desk.page, "() => getSelection().toString() === 'lantern'")


async def test_only_what_was_touched_is_asked_for_again(sit: Sit) -> None:
    desk = await sit(*[f"He walked slowly by the sea {number}." for number in range(30)])
    await expect(desk.panel.get_by_role("status")).to_contain_text("to look at")
    asked: list[int] = []
    desk.page.on(
        "request",
        lambda request: asked.append(len(request.post_data_json["paragraphs"])) if "/checks" in request.url else None,
    )
    await write(desk.page, " Suddenly.")
    await expect(desk.drawn("adverb").filter(has_text="Suddenly")).to_be_visible()
    assert asked
    assert all(count < 10 for count in asked)


async def test_kinds_are_turned_off_and_places_ignored_in_this_browser(sit: Sit) -> None:
    desk = await sit("He walked slowly. The lantern swung; the lantern fell.")
    await desk.kind("adverb").locator("summary").first.click()
    await desk.kind("adverb").get_by_role("button", name="Don't show these").click()
    await expect(desk.drawn("adverb")).to_have_count(0)
    await desk.kind("echo").locator("summary").first.click()
    await desk.kind("echo").get_by_role("button", name="Ignore", exact=True).click()
    await expect(desk.panel.get_by_role("status")).to_have_text("Nothing to remark.")
    await desk.page.reload()
    await ready(desk.page)
    await expect(desk.panel.get_by_role("status")).to_have_text("Nothing to remark.")
    await desk.panel.get_by_role("button", name="Show").click()
    await expect(desk.drawn("adverb")).to_have_text("slowly")


async def test_a_word_is_ignored_in_the_whole_project(sit: Sit) -> None:
    desk = await sit("علي آمد", language="fa")
    await desk.kind("arabic_letter").locator("summary").first.click()
    await desk.kind("arabic_letter").get_by_role("button", name="Ignore in the project").click()
    await expect(desk.panel.get_by_role("status")).to_have_text("Nothing to remark.")
    assert desk.rest.get(f"/api/v1/projects/{desk.project}").json()["house_style"]["terms"] == ["علي"]


async def test_the_house_style_is_changed_and_the_checks_follow(sit: Sit) -> None:
    desk = await sit("The grey harbour -- so it was.")
    await expect(desk.panel.get_by_role("status")).to_have_text("Nothing to remark.")
    await desk.page.get_by_role("button", name="More about this project").click()
    await desk.page.get_by_role("menuitem", name="House style").click()
    await desk.page.get_by_label("Spelling").select_option("american")
    await desk.page.get_by_label("Dashes within sentences").select_option("em")
    await desk.page.get_by_label("Words that are right as they are").fill("harbour")
    await desk.page.get_by_role("button", name="Keep this style").click()
    await desk.panel.get_by_role("button", name="Accept all 2 suggestions").click()
    await becomes(desk.page, "The gray harbour—so it was.")


async def test_a_persian_house_style_asks_for_less(sit: Sit) -> None:
    desk = await sit("میخواهم 12 کتاب", language="fa")
    await expect(desk.panel.get_by_role("status")).to_have_text("2 places to look at")
    await desk.page.get_by_role("button", name="More about this project").click()
    await desk.page.get_by_role("menuitem", name="House style").click()
    await desk.page.get_by_label("Half-spaces").uncheck()
    await desk.page.get_by_label("Figures").select_option("")
    await desk.page.get_by_role("button", name="Keep this style").click()
    await expect(desk.panel.get_by_role("status")).to_have_text("Nothing to remark.")
    style = desk.rest.get(f"/api/v1/projects/{desk.project}").json()["house_style"]
    assert (style["half_spaces"], style["letters"], style["digits"], style["he_ye"]) == (False, True, None, "hamza")


async def test_a_reader_sees_suggestions_and_cannot_accept_them(
    open_page: OpenPage, register: Register, client: ClientOf
) -> None:
    alice, bob = register("Alice"), register("Bob")
    project = make_project(client(alice), language="fa")
    document = make_document(client(alice), project, "Chapter one")
    put_content(client(alice), document, paragraphs(PERSIAN))
    add_member(client(alice), project, bob.email, "reader")
    page = await open_page(address(project, document), as_=bob)
    await ready(page)
    await page.get_by_role("button", name="Check the text").click()
    await page.locator(".checks [data-kind=arabic_letter] summary").first.click()
    await expect(page.locator(".checks").get_by_role("button", name="Ignore", exact=True).first).to_be_visible()
    await expect(page.locator(".checks").get_by_role("button", name="Accept")).to_have_count(0)


async def test_on_a_phone_the_panel_stands_under_the_text(sit: Sit) -> None:
    desk = await sit("He walked slowly.", width=390, height=780, touch=True)
    await expect(desk.drawn("adverb")).to_be_in_viewport()
    boxes = [await desk.page.locator(f".editor > {name}").bounding_box() for name in (".manuscript-page", ".checks")]
    page, panel = boxes[0], boxes[1]
    assert page
    assert panel
    assert page["y"] + page["height"] <= panel["y"] + 1
    assert panel["width"] > 380
    await desk.kind("adverb").locator("summary").first.click()
    await desk.kind("adverb").get_by_role("button", name="slowly").click()
    await expect(desk.drawn("adverb")).to_be_in_viewport()
