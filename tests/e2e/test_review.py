"""A book goes to an editor and comes back; suggestions are decided on and comments talked over in the editor."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
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
    text_on,
    until,
)
from tests.patience import eventually
from tests.word_edits import WordFile

Register = Callable[[str], Account]
ClientOf = Callable[[Account], httpx.Client]

STORY = "The old house stood on the hill. Nobody lived there."
PERSIAN = "می‌خواهم کتاب‌های نو بخوانم."


def change(kind: str, text: str, number: int, author: str = "Eve") -> dict[str, Any]:
    attrs = {"id": f"s{number}", "author": author, "date": "2026-05-06T07:08:09Z"}
    return {"type": "text", "text": text, "marks": [{"type": kind, "attrs": attrs}]}


def plain(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def document(*lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "doc", "content": [{"type": "paragraph", "content": line} for line in lines]}


SUGGESTED = document(
    [plain("The "), change("deletion", "old", 1), change("insertion", "ancient", 2), plain(" house stood.")],
    [change("insertion", "A whole new line.", 3)],
    [plain("Nobody"), change("deletion", " ever", 4, "Max"), plain(" lived there.")],
)


def cards(page: Page) -> Locator:
    return page.locator(".review-card")


async def open_panel(page: Page) -> None:
    await page.get_by_role("button", name=re.compile("^Suggestions and comments|^پیشنهادها و نظرها")).click()
    await expect(page.locator(".review")).to_be_visible()


async def caret_is_at(page: Page, place: int) -> None:
    """The browser tells the editor of its selection a moment later."""
    await until(page, "(at) => document.querySelector('.manuscript').editor.state.selection.head === at", place)


async def caret_is_at_the_end(page: Page) -> None:
    end = "(dom) => dom.editor.state.selection.head === dom.editor.state.doc.content.size - 1"
    await until(page, f"() => ({end})(document.querySelector('.manuscript'))")


async def export(page: Page, project: str, begin: str, tick: str) -> bytes:
    """By the form, as a file that is to come back."""
    await page.goto(f"/tasks/new?kind=export&project={project}")
    await page.get_by_label(tick).check()
    await page.get_by_role("button", name=begin).click()
    async with page.expect_download() as coming:
        await page.locator("a.download").click()
    return (await (await coming.value).path()).read_bytes()


@pytest.mark.parametrize("locale", ["en", "fa"])
async def test_the_whole_trip(open_page: OpenPage, register: Register, client: ClientOf, locale: str) -> None:
    says = SAYS[locale]
    alice = register("Alice")
    rest = client(alice)
    project = make_project(rest, "The House", locale)
    scene = make_document(rest, project, "Scene")
    text, words = (STORY, ("old", "ancient", "hill", "Nobody")) if locale == "en" else (
        PERSIAN, ("نو", "تازه", "می‌خواهم", "بخوانم")
    )  # fmt: skip
    put_content(rest, scene, paragraphs(text))
    page = await open_page("/dashboard", as_=alice, locale=locale)
    file = WordFile(await export(page, project, says["begin"], says["round_trip"]))
    file.replace_tracked(words[0], words[1])
    file.comment(words[2], "Which one?")
    file.replace_tracked(words[3], "")

    await page.goto(address(project, scene))
    await ready(page)
    await page.get_by_role("button", name=says["menu"]).first.click()
    await page.get_by_role("menuitem", name=says["take_back"]).click()
    await page.get_by_label(says["file"], exact=True).set_input_files(
        {"name": "back.docx", "mimeType": "application/octet-stream", "buffer": file.data()}
    )
    await page.get_by_role("button", name=says["begin"]).click()
    await page.locator("ol.made").get_by_role("link").click()
    await ready(page)
    await expect(cards(page)).to_have_count(3)

    first = cards(page).filter(has_text=words[0])
    await expect(first.locator("del")).to_have_text(words[0])
    await expect(first.locator("ins")).to_have_text(words[1])
    await first.get_by_role("button", name=says["accept"]).click()
    await cards(page).filter(has_text=words[3]).get_by_role("button", name=says["reject"]).click()
    await becomes(page, text.replace(words[0], words[1], 1))

    thread = cards(page).filter(has_text="Which one?")
    await thread.get_by_role("button", name=says["answer"]).click()
    await thread.get_by_role("textbox").fill("This one.")
    await thread.get_by_role("button", name=says["answer"]).click()
    await expect(thread.get_by_text("This one.")).to_be_visible()
    await expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")

    again = WordFile(await export(page, project, says["begin"], says["round_trip"]))
    remarks = again.files["word/comments.xml"].decode()
    assert "Which one?" in remarks
    assert "This one." in remarks
    assert words[1] in again.body
    assert "<w:ins " not in again.body
    assert "<w:del " not in again.body


SAYS = {
    "en": {
        "begin": "Begin", "round_trip": "To be returned by an editor", "menu": "More about this project",
        "take_back": "Take back a Word file from an editor", "file": "The file", "accept": "Accept", "reject": "Reject",
        "answer": "Answer",
    },
    "fa": {
        "begin": "آغاز", "round_trip": "برای ویراستار، که برمی‌گرداند", "menu": "بیشتر دربارهٔ این پروژه",
        "take_back": "پس گرفتن پروندهٔ Word از ویراستار", "file": "پرونده", "accept": "پذیرفتن", "reject": "رد کردن",
        "answer": "پاسخ",
    },
}  # fmt: skip


class Desk:
    """Alice's open text with suggestions in it."""

    def __init__(self, page: Page, rest: httpx.Client, project: str, document: str) -> None:
        self.page, self.rest, self.project, self.document = page, rest, project, document

    def text(self) -> str:
        return read_text(self.rest, self.document)

    def comments(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.rest.get(f"/api/v1/documents/{self.document}/comments").json()["items"]
        return found


Sit = Callable[..., Any]


@pytest.fixture
def sit(open_page: OpenPage, register: Register, client: ClientOf) -> Sit:
    async def sit_down(content: dict[str, Any] = SUGGESTED, **options: Any) -> Desk:
        alice = register("Alice")
        rest = client(alice)
        project = make_project(rest)
        scene = make_document(rest, project, "Scene")
        put_content(rest, scene, content)
        page = await open_page(address(project, scene), as_=alice, **options)
        await ready(page)
        return Desk(page, rest, project, scene)

    return sit_down


async def test_suggestions_are_listed_with_their_authors_and_told_apart_in_the_text(sit: Sit) -> None:
    desk = await sit()
    await open_panel(desk.page)
    await expect(desk.page.locator(".review [role=status]")).to_have_text("3 suggestions, 0 comments")
    await expect(cards(desk.page).first).to_contain_text("Eve")
    await expect(cards(desk.page).first).to_contain_text("Replacement")
    lines = "(dom) => getComputedStyle(dom).textDecorationLine"
    assert await desk.page.locator(".manuscript ins").first.evaluate(lines) == "underline"
    assert await desk.page.locator(".manuscript del").first.evaluate(lines) == "line-through"
    await desk.page.locator(".manuscript del").last.hover()
    await expect(desk.page.get_by_role("tooltip")).to_have_text("Deleted by ⁨Max⁩ · 6 May 2026")
    counts = desk.page.locator("[data-count=words]")
    await expect(counts).to_have_text("11 words")


async def test_all_are_accepted_or_rejected_and_undo_brings_them_back(sit: Sit) -> None:
    desk = await sit()
    page = desk.page
    await open_panel(page)
    await page.get_by_role("button", name="Accept all").click()
    await becomes(page, "The ancient house stood.\nA whole new line.\nNobody lived there.")
    await expect(cards(page)).to_have_count(0)
    await page.locator(".manuscript").click()
    await page.keyboard.press("Control+z")
    await expect(cards(page)).to_have_count(3)
    await page.get_by_role("button", name="Reject all").click()
    await becomes(page, "The old house stood.\nNobody ever lived there.")
    await saved(page)
    assert desk.text() == "The old house stood.\n\nNobody ever lived there."


async def test_suggestions_are_decided_on_by_keys_alone(sit: Sit) -> None:
    desk = await sit()
    page = desk.page
    await page.locator(".manuscript").click()
    await page.keyboard.press("Control+Home")
    await page.keyboard.press("F8")
    await page.keyboard.press("Alt+Shift+Enter")
    await becomes(page, "The ancient house stood.\nA whole new line.\nNobody ever lived there.")
    await page.keyboard.press("Alt+Shift+Backspace")
    await becomes(page, "The ancient house stood.\nNobody ever lived there.")
    await page.keyboard.press("Alt+Shift+Enter")
    await becomes(page, "The ancient house stood.\nNobody lived there.")


async def test_what_one_types_within_a_suggestion_is_ones_own(sit: Sit) -> None:
    desk = await sit(document([plain("One "), change("deletion", "two three", 1), plain(" four.")]))
    page = desk.page
    await page.locator(".manuscript").click()
    await page.keyboard.press("Control+Home")
    for _ in range(len("One two")):
        await page.keyboard.press("ArrowRight")
    await caret_is_at(page, 1 + len("One two"))
    await page.keyboard.type(" and a half")
    await open_panel(page)
    await cards(page).get_by_role("button", name="Accept").click()
    await expect(cards(page)).to_have_count(0)
    assert await text_on(page) == "One  and a half four."


async def test_lists_and_tables_go_with_what_was_suggested_of_them(sit: Sit) -> None:
    def item(*line: dict[str, Any]) -> dict[str, Any]:
        return {"type": "listItem", "content": [{"type": "paragraph", "content": list(line)}]}

    content = document([plain("Before.")])
    content["content"] += [
        {"type": "bulletList", "content": [item(change("deletion", "one", 1)), item(change("deletion", "two", 1))]},
        {"type": "bulletList", "content": [item(plain("stays")), item(change("deletion", "goes", 2))]},
    ]
    desk = await sit(content)
    await open_panel(desk.page)
    await expect(cards(desk.page)).to_have_count(2)
    await desk.page.get_by_role("button", name="Accept all").click()
    await saved(desk.page)
    lists = [block["content"] for block in read_content(desk.rest, desk.document) if block["type"] == "bulletList"]
    assert [len(items) for items in lists] == [1]


async def test_words_are_commented_on_and_talked_over(sit: Sit) -> None:
    desk = await sit(paragraphs(STORY))
    page = desk.page
    await page.locator(".manuscript").click()
    await page.keyboard.press("Control+Home")
    for _ in range(len("The old")):
        await page.keyboard.press("Shift+ArrowRight")
    await caret_is_at(page, 1 + len("The old"))
    await page.keyboard.press("Control+Alt+m")
    await page.get_by_role("textbox", name="Comment").fill("How old?")
    await page.keyboard.press("Control+Enter")
    thread = cards(page).filter(has_text="How old?")
    await expect(thread).to_contain_text("The old")
    await expect(page.locator(".manuscript [data-review=comment]")).to_have_text("The old")
    await thread.get_by_role("button", name="Answer").click()
    await thread.get_by_role("textbox", name="Answer").fill("Very.")
    await thread.get_by_role("button", name="Answer").click()
    await expect(thread).to_contain_text("Very.")
    await thread.get_by_role("button", name="Resolve").click()
    await expect(cards(page)).to_have_count(0)
    await page.get_by_label("Show resolved comments (1)").check()
    await saved(page)
    first, second = desk.comments()
    assert (first["text"], first["author"], first["quote"], first["resolved"], first["placed"]) == (
        "How old?", "Alice", "The old", True, True,
    )  # fmt: skip
    assert (second["text"], second["parent"]) == ("Very.", first["id"])
    await cards(page).get_by_role("button", name="Delete").first.click()
    await cards(page).get_by_role("button", name="Delete").last.click()
    await expect(cards(page)).to_have_count(0)
    await saved(page)
    assert desk.comments() == []
    assert "comment" not in str(read_content(desk.rest, desk.document))
    await page.locator(".manuscript").click()
    await page.keyboard.press("Control+z")
    await expect(cards(page).filter(has_text="How old?")).to_be_visible()
    await expect(page.locator(".manuscript [data-review=comment]")).to_have_text("The old")


async def test_comments_arrive_with_others_and_outlive_their_words(
    sit: Sit, open_page: OpenPage, register: Register
) -> None:
    desk = await sit(paragraphs(STORY))
    bob = register("Bob")
    add_member(desk.rest, desk.project, bob.email, "editor")
    other = await open_page(address(desk.project, desk.document), as_=bob)
    await ready(other)
    await other.locator(".manuscript").click()
    await other.keyboard.press("Control+a")
    await other.keyboard.press("Control+Alt+m")
    await other.get_by_role("textbox", name="Comment").fill("All of it?")
    await other.get_by_role("button", name="Comment", exact=True).last.click()
    await open_panel(desk.page)
    await expect(cards(desk.page).filter(has_text="All of it?")).to_contain_text("Bob")
    await expect(cards(desk.page).get_by_role("button", name="Edit")).to_have_count(0)
    await desk.page.locator(".manuscript").click()
    await desk.page.keyboard.press("Control+a")
    await desk.page.keyboard.press("Delete")
    await expect(cards(desk.page)).to_contain_text("These words are no longer in the text.")
    await expect(cards(desk.page)).to_contain_text("Nobody lived there.")


async def test_who_only_reads_sees_everything_and_decides_nothing(
    sit: Sit, open_page: OpenPage, register: Register
) -> None:
    desk = await sit()
    rob = register("Rob")
    add_member(desk.rest, desk.project, rob.email, "reader")
    desk.rest.post(f"/api/v1/documents/{desk.document}/comments", json={"text": "On all of this."})
    page = await open_page(address(desk.project, desk.document), as_=rob)
    await ready(page)
    await open_panel(page)
    await expect(cards(page)).to_have_count(4)
    assert await page.locator(".review-card .review-acts button").count() == 0
    await expect(page.get_by_role("button", name="Accept all")).to_have_count(0)
    await page.locator(".manuscript").click()
    await page.keyboard.press("Alt+Shift+Enter")
    assert desk.text() == "The ancient house stood.\n\nA whole new line.\n\nNobody lived there."


async def test_an_open_text_follows_what_comes_back_while_one_writes(sit: Sit) -> None:
    desk = await sit(paragraphs(STORY))
    page = desk.page
    form = {"kind": "export", "project_id": desk.project, "options": '{"round_trip": true}'}
    sent = desk.rest.post("/api/v1/tasks", data=form, files={"_": (None, b"")}).json()
    file = WordFile(await _result(desk, sent["id"]))
    file.replace_tracked("old", "ancient")
    await page.locator(".manuscript").click()
    await page.keyboard.press("Control+End")
    await page.keyboard.type(" And I write on.")
    await saved(page)
    form = {"kind": "return", "project_id": desk.project}
    desk.rest.post("/api/v1/tasks", data=form, files={"file": ("back.docx", file.data())})
    await expect(page.locator(".manuscript ins")).to_have_text("ancient")
    await expect(page.locator(".manuscript del")).to_have_text("old")
    await expect(page.locator(".manuscript")).to_contain_text("And I write on.")


async def _result(desk: Desk, task: str) -> bytes:
    async def has_ended() -> bool:
        return bool(desk.rest.get(f"/api/v1/tasks/{task}").json()["state"] == "succeeded")

    await eventually(has_ended)
    return desk.rest.get(f"/api/v1/tasks/{task}/result", follow_redirects=True).content


@pytest.mark.parametrize(("locale", "theme"), [("en", "dark"), ("fa", "light")])
async def test_axe_finds_nothing_serious_in_the_panel(sit: Sit, locale: str, theme: str) -> None:
    desk = await sit(locale=locale, theme=theme)
    desk.rest.post(f"/api/v1/documents/{desk.document}/comments", json={"text": "On all of this."})
    await open_panel(desk.page)
    await expect(cards(desk.page)).to_have_count(4)
    found = (await Axe().run(desk.page, options={"resultTypes": ["violations"]})).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []


async def test_the_panel_is_used_on_a_phone(sit: Sit) -> None:
    desk = await sit(width=390, height=844, touch=True)
    await open_panel(desk.page)
    await expect(cards(desk.page).first).to_be_in_viewport()
    assert await desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await desk.page.get_by_role("button", name="Accept all").tap()
    await becomes(desk.page, "The ancient house stood.\nA whole new line.\nNobody lived there.")


async def test_clearing_looks_decides_on_nothing(sit: Sit) -> None:
    desk = await sit()
    page = desk.page
    await page.locator(".manuscript").click()
    await page.keyboard.press("Control+a")
    await page.locator("[data-tool=more]").click()
    await page.get_by_role("menuitem", name="Clear formatting").click()
    await open_panel(page)
    await expect(cards(page)).to_have_count(3)


async def turn_suggesting(page: Page) -> None:
    """In the toolbar, or where the bar is too narrow for it."""
    tool = page.locator("[data-tool=suggest]")
    if await tool.count() == 0:
        await page.locator("[data-tool=more]").click()
        tool = page.get_by_role("menuitemcheckbox", name="Suggest instead of changing")
    await tool.click()


async def test_who_suggests_changes_nothing_until_it_is_accepted(sit: Sit) -> None:
    desk = await sit(paragraphs(STORY))
    page = desk.page
    await turn_suggesting(page)
    await expect(page.locator(".editor-message")).to_have_text("What you change is only suggested now.")
    await page.keyboard.press("Control+Home")
    for _ in range(len("The old")):
        await page.keyboard.press("ArrowRight")
    await caret_is_at(page, 1 + len("The old"))
    for _ in range(len("old")):
        await page.keyboard.press("Backspace")
    await page.keyboard.type("ancient")
    await expect(page.locator(".manuscript del")).to_have_text("old")
    await expect(page.locator(".manuscript ins")).to_have_text("ancient")
    await page.keyboard.press("Control+End")
    await caret_is_at_the_end(page)
    await page.keyboard.type(" Or so they said.")
    await turn_suggesting(page)
    await page.keyboard.press("Control+End")
    await caret_is_at_the_end(page)
    await page.keyboard.type(" Indeed.")
    await saved(page)
    await open_panel(page)
    await expect(cards(page)).to_have_count(2)
    await expect(cards(page).first).to_contain_text("Alice")
    await page.get_by_role("button", name="Reject all").click()
    await becomes(page, STORY + " Indeed.")
