"""Writing in the editor: letters, marks, blocks, menus, Persian, finding, counting, pictures."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Account, OpenPage
from tests.e2e.writing import (
    address,
    becomes,
    make_document,
    make_project,
    paragraphs,
    paste,
    put_content,
    read_content,
    read_text,
    ready,
    saved,
    text_on,
    until,
    write,
)

WORD_COUNTS = Path(__file__).parents[1] / "data" / "text" / "word_counts.json"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
    "550000000049454e44ae426082"
)
HALF_SPACE = "\u200c"


class Desk:
    """A writer with an open, empty text."""

    def __init__(self, page: Page, rest: httpx.Client, project: str, document: str) -> None:
        self.page, self.rest, self.project, self.document = page, rest, project, document

    async def stored(self) -> list[dict[str, Any]]:
        await saved(self.page)
        return read_content(self.rest, self.document)


Sit = Callable[..., Any]


@pytest.fixture
def sit(open_page: OpenPage, register: Callable[[str], Account], client: Callable[[Account], httpx.Client]) -> Sit:
    """Opens a text: `desk = await sit(language="fa", content=…)`; further options as of open_page."""

    async def sit_down(*, language: str = "en", content: dict[str, Any] | None = None, **options: Any) -> Desk:
        alice = register("Alice")
        rest = client(alice)
        project = make_project(rest, language=language)
        document = make_document(rest, project, "Chapter one")
        if content:
            put_content(rest, document, content)
        page = await open_page(address(project, document), as_=alice, **options)
        await ready(page)
        return Desk(page, rest, project, document)

    return sit_down


def text(value: str, *marks: str) -> dict[str, Any]:
    node: dict[str, Any] = {"type": "text", "text": value}
    return {**node, "marks": [{"type": mark} for mark in marks]} if marks else node


async def test_what_is_typed_is_stored(sit: Sit) -> None:
    desk = await sit()
    await write(desk.page, "It was a dark and stormy night.\nThe rain fell.")
    await saved(desk.page)
    assert read_text(desk.rest, desk.document) == "It was a dark and stormy night.\n\nThe rain fell."


async def test_persian_is_typed_with_half_spaces_and_runs_from_the_right(sit: Sit) -> None:
    desk = await sit(language="fa")
    await write(desk.page, "می")
    await desk.page.keyboard.press("Shift+Space")
    await desk.page.keyboard.type("خواهم کتاب")
    await desk.page.keyboard.press("Control+Shift+Digit2")
    await desk.page.keyboard.type("های نو بخوانم")
    assert await desk.stored() == [
        {"type": "paragraph", "content": [text(f"می{HALF_SPACE}خواهم کتاب{HALF_SPACE}های نو بخوانم")]}
    ]
    await expect(desk.page.locator("[data-count=words]")).to_contain_text("4")
    direction = await desk.page.locator(".manuscript p").evaluate("(p) => getComputedStyle(p).direction")
    assert direction == "rtl"


async def test_shift_space_is_a_space_in_english(sit: Sit) -> None:
    desk = await sit()
    await write(desk.page, "one")
    await desk.page.keyboard.press("Shift+Space")
    await desk.page.keyboard.type("two")
    assert await text_on(desk.page) == "one two"


async def test_shortcuts_set_marks(sit: Sit) -> None:
    desk = await sit()
    await desk.page.locator(".manuscript").click()
    for key, word in (("b", "bold"), ("i", "italic"), ("u", "underline"), ("Shift+s", "strike")):
        await desk.page.keyboard.press(f"Control+{key}")
        await desk.page.keyboard.type(word)
        await desk.page.keyboard.press(f"Control+{key}")
    [block] = await desk.stored()
    assert block["content"] == [text(word, word) for word in ("bold", "italic", "underline", "strike")]


async def test_markdown_becomes_formatting_while_one_types(sit: Sit) -> None:
    desk = await sit()
    await write(desk.page, "## Night\nA **dark** *storm* with [rain](https://example.org) \n")
    await desk.page.keyboard.type("> quoted\n\n- one\ntwo\n\n[ ] to do\n\n---")
    blocks = await desk.stored()
    assert [block["type"] for block in blocks[:5]] == ["heading", "paragraph", "blockquote", "bulletList", "taskList"]
    assert "horizontalRule" in {block["type"] for block in blocks}
    assert blocks[0]["attrs"] == {"level": 2}
    assert text("dark", "bold") in blocks[1]["content"]
    assert text("storm", "italic") in blocks[1]["content"]
    link = {"type": "link", "attrs": {"href": "https://example.org"}}
    assert {"type": "text", "text": "rain", "marks": [link]} in blocks[1]["content"]
    assert len(blocks[3]["content"]) == 2


async def test_a_persian_number_begins_a_list(sit: Sit) -> None:
    desk = await sit(language="fa")
    await write(desk.page, "۳. سوم")
    [block] = await desk.stored()
    assert (block["type"], block["attrs"]["start"]) == ("orderedList", 3)


async def test_the_slash_menu_is_searched_and_chosen_by_keys(sit: Sit) -> None:
    desk = await sit()
    await write(desk.page, "/num")
    await expect(desk.page.get_by_role("option")).to_have_text(["Numbered listCtrl+Shift+7"])
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.type("first")
    [block] = await desk.stored()
    assert block["type"] == "orderedList"
    await desk.page.keyboard.type("\n\nsome/thing /")
    await expect(desk.page.get_by_role("listbox")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.get_by_role("listbox")).to_be_hidden()


async def test_the_toolbar_is_one_stop_and_arrows_move_in_it(sit: Sit) -> None:
    desk = await sit()
    await write(desk.page, "word")
    await desk.page.keyboard.press("Control+a")
    await desk.page.keyboard.press("Alt+F10")
    bar = desk.page.get_by_role("toolbar", name="Formatting")
    await expect(bar.locator('button[tabindex="0"]')).to_have_count(1)
    bold = bar.get_by_role("button", name="Bold")
    for _ in range(12):
        if await bold.evaluate("(button) => button === document.activeElement"):
            break
        await desk.page.keyboard.press("ArrowRight")
    await desk.page.keyboard.press("Enter")
    await expect(bold).to_have_attribute("aria-pressed", "true")
    [block] = await desk.stored()
    assert block["content"] == [text("word", "bold")]


async def test_a_footnote_is_written_in_place_and_folds_to_its_number(sit: Sit) -> None:
    desk = await sit()
    await write(desk.page, "A claim")
    await desk.page.keyboard.press("Control+Alt+f")
    await desk.page.keyboard.type("Its source")
    await expect(desk.page.locator(".footnote-text")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.locator(".footnote-text")).to_be_hidden()
    await desk.page.keyboard.type(", doubted.")
    [block] = await desk.stored()
    note = {"type": "footnote", "attrs": {"kind": "footnote"}, "content": [text("Its source")]}
    assert block["content"] == [text("A claim"), note, text(", doubted.")]


async def test_a_footnote_is_entered_by_arrow_and_click_and_not_deleted_by_one_key(sit: Sit) -> None:
    desk = await sit()
    await write(desk.page, "A claim")
    await desk.page.keyboard.press("Control+Alt+f")
    await desk.page.keyboard.type("source")
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.press("Backspace")
    await expect(desk.page.locator(".footnote-text")).to_be_visible()
    await desk.page.keyboard.type("s")
    await desk.page.keyboard.press("ArrowRight")
    await expect(desk.page.locator(".footnote-text")).to_be_hidden()
    await desk.page.locator(".footnote-mark").click()
    await desk.page.keyboard.type("!")
    [block] = await desk.stored()
    assert block["content"][1]["content"] == [text("sources!")]


async def test_ctrl_shift_sets_the_direction_of_a_paragraph(sit: Sit) -> None:
    desk = await sit(language="fa")
    await write(desk.page, "An English line")
    for key in ("Control", "ShiftLeft"):
        await desk.page.keyboard.down(key)
    for key in ("ShiftLeft", "Control"):
        await desk.page.keyboard.up(key)
    assert (await desk.stored())[0]["attrs"] == {"dir": "ltr"}
    await desk.page.get_by_role("button", name="Right to left").click()
    assert "attrs" not in (await desk.stored())[0]


async def test_find_folds_persian_letters_and_replaces_all(sit: Sit) -> None:
    desk = await sit(language="fa", content=paragraphs("كتابي خواندم", f"کتابی{HALF_SPACE}های ۱۲", "هیچ"))
    await desk.page.locator(".manuscript").click()
    await desk.page.keyboard.press("Control+f")
    await desk.page.get_by_label("Find", exact=True).fill("کتابی")
    await expect(desk.page.locator(".finder-tally")).to_have_text("1 of 2")
    await desk.page.get_by_label("Letters that look alike").click()
    await expect(desk.page.locator(".finder-tally")).to_have_text("1 of 1")
    await desk.page.get_by_label("Letters that look alike").click()
    await desk.page.get_by_label("Replace with").fill("دفتر")
    await desk.page.get_by_role("button", name="All", exact=True).click()
    await expect(desk.page.locator(".finder-tally")).to_have_text("Not found")
    assert await text_on(desk.page) == f"دفتر خواندم\nدفتر{HALF_SPACE}های ۱۲\nهیچ"


async def test_find_by_case_and_whole_words_and_replace_one(sit: Sit) -> None:
    desk = await sit(content=paragraphs("Cat cat category"))
    await desk.page.locator(".manuscript").click()
    await desk.page.keyboard.press("Control+f")
    tally = desk.page.locator(".finder-tally")
    await desk.page.get_by_label("Find", exact=True).fill("cat")
    await expect(tally).to_have_text("1 of 3")
    await desk.page.get_by_label("Whole words").click()
    await expect(tally).to_have_text("1 of 2")
    await desk.page.get_by_label("Match case").click()
    await expect(tally).to_have_text("1 of 1")
    await desk.page.get_by_label("Replace with").fill("dog")
    await desk.page.get_by_role("button", name="Replace", exact=True).click()
    await becomes(desk.page, "Cat dog category")
    await desk.page.keyboard.press("Escape")
    await expect(tally).to_be_hidden()


async def test_the_browser_counts_as_the_server_does(sit: Sit) -> None:
    cases = json.loads(WORD_COUNTS.read_text(encoding="utf-8"))
    lines = [case for case in cases if "\n" not in case[0] and "\r" not in case[0] and case[0]]
    desk = await sit(content=paragraphs(*(line for line, _, _ in lines)))
    words, characters = sum(case[1] for case in lines), sum(case[2] for case in lines)
    await expect(desk.page.locator("[data-count=words]")).to_have_text(f"{words:,} words")
    await expect(desk.page.locator("[data-count=characters]")).to_have_text(f"{characters:,} characters")


async def test_a_selection_is_counted(sit: Sit) -> None:
    desk = await sit(content=paragraphs("one two three", "four five"))
    await desk.page.locator(".manuscript p").first.dblclick(position={"x": 8, "y": 10})
    await expect(desk.page.locator("[data-count=words]")).to_have_text("1 of 5 words")
    await desk.page.keyboard.press("Control+a")
    await expect(desk.page.locator("[data-count=words]")).to_have_text("5 of 5 words")


async def test_a_picture_is_uploaded_and_shown(sit: Sit) -> None:
    desk = await sit(width=1600)  # where the bar has room for it
    await write(desk.page, "Before")
    async with desk.page.expect_file_chooser() as choosing:
        await desk.page.get_by_role("button", name="Picture").click()
    chooser = await choosing.value
    await chooser.set_files({"name": "harbour.png", "mimeType": "image/png", "buffer": PIXEL})
    picture = desk.page.locator(".manuscript img")
    await expect(picture).to_have_attribute("alt", "harbour")
    await expect(picture).to_have_js_property("naturalWidth", 1)
    image = next(block for block in await desk.stored() if block["type"] == "image")
    assert image["attrs"]["src"].startswith("/api/v1/files/")


async def test_pasting_from_word_keeps_the_text_and_drops_the_rest(sit: Sit) -> None:
    desk = await sit()
    await desk.page.locator(".manuscript").click()
    await paste(
        desk.page,
        """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{color:red}</style></head><body>
        <!--StartFragment--><p class=MsoNormal style="text-align:left;background:yellow">Plain <b>bold</b><o:p></o:p>
        <a href="#_ftn1" name="_ftnref1">[1]</a></p>
        <p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">1.</span>first</p>
        <p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">2.</span>second</p>
        <img src="file:///C:/secret.png"><div style="mso-element:footnote-list">
        <div style="mso-element:footnote" id=ftn1>
        <p><a href="#_ftnref1">[1]</a> The note</p></div></div><!--EndFragment--></body></html>""",
    )
    blocks = await desk.stored()
    assert [block["type"] for block in blocks[:2]] == ["paragraph", "orderedList"]
    assert text("bold", "bold") in blocks[0]["content"]
    [note] = [node for node in blocks[0]["content"] if node["type"] == "footnote"]
    assert note["content"] == [text("The note")]
    assert len(blocks[1]["content"]) == 2
    assert "image" not in {block["type"] for block in blocks}


async def test_a_link_is_made_changed_and_removed(sit: Sit) -> None:
    desk = await sit()
    await write(desk.page, "here")
    await desk.page.keyboard.press("Control+a")
    await desk.page.keyboard.press("Control+k")
    await desk.page.get_by_label("Address of the link").fill("example.org/page")
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.locator(".manuscript a")).to_have_attribute("href", "https://example.org/page")
    await desk.page.locator(".manuscript a").click()
    await desk.page.get_by_role("button", name="Link", exact=True).first.click()
    await desk.page.get_by_role("button", name="Remove").click()
    await expect(desk.page.locator(".manuscript a")).to_have_count(0)
    assert await text_on(desk.page) == "here"


async def test_tables_grow_and_go(sit: Sit) -> None:
    desk = await sit()
    await write(desk.page, "/table")
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.locator(".manuscript tr")).to_have_count(3)
    await desk.page.get_by_role("button", name="Table").click()
    await desk.page.get_by_role("menuitem", name="Row below").click()
    await expect(desk.page.locator(".manuscript tr")).to_have_count(4)
    await desk.page.get_by_role("button", name="Table").click()
    await desk.page.get_by_role("menuitem", name="Delete the table").click()
    await expect(desk.page.locator(".manuscript table")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_every_tool_is_whole_at_every_width(sit: Sit, language: str) -> None:
    desk = await sit(language=language)
    cut = """() => {
        const bar = document.querySelector(".toolbar").getBoundingClientRect();
        const tools = [...document.querySelectorAll(".toolbar .tool")].filter((tool) => tool.offsetParent);
        const boxes = tools.map((tool) => tool.getBoundingClientRect()).sort((one, other) => one.left - other.left);
        return boxes.some((box) => box.left < bar.left || box.right > bar.right)
            || boxes.some((box, number) => number > 0 && box.left < boxes[number - 1].right);
    }"""
    for width in (360, 700, 800, 1024, 1180, 1280, 1366, 1440, 1600, 1920):
        await desk.page.set_viewport_size({"width": width, "height": 800})
        await until(desk.page, f"() => !({cut})()")
        assert await desk.page.locator(".toolbar .tool:visible").count() >= 5, width


async def test_comments_and_tracked_changes_of_a_word_file_are_kept(sit: Sit) -> None:
    insertion = {"type": "insertion", "attrs": {"id": "1", "author": "Ed", "date": "2026-01-02T03:04:05Z"}}
    comments = [{"type": "comment", "attrs": {"id": "7"}}, {"type": "comment", "attrs": {"id": "8"}}]
    content = paragraphs("x")
    content["content"][0]["content"] = [
        {"type": "text", "text": "added", "marks": [insertion]},
        {"type": "text", "text": " and said", "marks": comments},
    ]
    desk = await sit(content=content)
    await desk.page.locator("ins").hover()
    await expect(desk.page.get_by_role("tooltip")).to_have_text("Inserted by \u2068Ed\u2069 · 2 January 2026")
    await write(desk.page, "!")
    [block] = await desk.stored()
    assert block["content"][0] == {"type": "text", "text": "added", "marks": [insertion]}
    assert sorted(mark["attrs"]["id"] for mark in block["content"][1]["marks"]) == ["7", "8"]


async def test_focus_mode_shows_only_the_page_and_escape_returns(sit: Sit) -> None:
    desk = await sit(content=paragraphs("One. Two.", "Three."))
    await desk.page.locator(".manuscript p").first.click()
    await desk.page.get_by_role("button", name="Focus mode").click()
    await expect(desk.page.get_by_role("toolbar", name="Formatting")).to_be_hidden()
    await expect(desk.page.get_by_role("tree")).to_be_hidden()
    await expect(desk.page.locator(".manuscript > .is-current")).to_have_count(1)
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    await expect(desk.page.locator(".manuscript > .is-current")).to_have_count(0)


async def test_on_a_phone_the_rest_of_the_tools_is_under_more(sit: Sit) -> None:
    desk = await sit(width=390, height=780, touch=True)
    await desk.page.locator(".manuscript").tap()
    await desk.page.keyboard.type("phone")
    await desk.page.get_by_role("button", name="More", exact=True).tap()
    await desk.page.get_by_role("menuitemcheckbox", name="Quotation").tap()
    [block] = await desk.stored()
    assert block["type"] == "blockquote"


async def test_words_are_told_their_language_and_a_page_is_ended(sit: Sit) -> None:
    desk = await sit()
    await write(desk.page, "He said déjà vu")
    for _ in range(7):
        await desk.page.keyboard.press("Shift+ArrowLeft")
    await desk.page.locator("[data-tool=languages], [data-tool=more]").first.click()
    await (
        desk.page.get_by_role("menuitemradio", name="In French")
        .or_(desk.page.get_by_role("menuitemcheckbox", name="In French"))
        .click()
    )
    await expect(desk.page.locator(".manuscript span[lang=fr]")).to_have_text("déjà vu")
    await expect(desk.page.locator(".manuscript")).to_be_focused()
    await desk.page.keyboard.press("Control+End")
    await until(desk.page, "() => document.querySelector('.manuscript').editor.state.selection.empty")
    await desk.page.keyboard.type("\n/page")
    await expect(desk.page.get_by_role("option")).to_have_text(["Page break"])
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.type("Next page")
    french = {"type": "language", "attrs": {"lang": "fr"}}
    blocks = await desk.stored()
    assert blocks[0]["content"] == [text("He said "), {"type": "text", "text": "déjà vu", "marks": [french]}]
    rules = [block for block in blocks if block["type"] == "horizontalRule"]
    assert rules == [{"type": "horizontalRule", "attrs": {"page": True}}]
    said = await desk.page.locator("hr.page-break").evaluate("(hr) => getComputedStyle(hr, '::before').content")
    assert said == '"Page break"'


async def test_pasted_words_keep_a_foreign_language_but_not_what_word_says_of_all(sit: Sit) -> None:
    desk = await sit()
    await desk.page.locator(".manuscript").click()
    await paste(desk.page, "<p><span lang=EN-GB>He said </span><span lang=FR>bonjour</span></p>")
    french = {"type": "language", "attrs": {"lang": "FR"}}
    [block] = await desk.stored()
    assert block["content"] == [text("He said "), {"type": "text", "text": "bonjour", "marks": [french]}]
