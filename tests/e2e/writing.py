"""What a writer does in the editor, as steps of a test. Used by the tests of the editor and of the project page."""

from typing import Any

import httpx
from playwright.async_api import Page, expect

from tests.patience import eventually

Client = httpx.Client
expect.set_options(timeout=20_000)  # as long as the pages' own patience: machines under test are busy


def make_project(client: Client, title: str = "A book", language: str = "en") -> str:
    answer = client.post("/api/v1/projects", json={"title": title, "language": language})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def make_document(client: Client, project: str, title: str = "", kind: str = "scene", parent: str | None = None) -> str:
    wanted = {"title": title, "kind": kind, "parent_id": parent}
    answer = client.post(f"/api/v1/projects/{project}/documents", json=wanted)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def put_content(client: Client, document: str, content: dict[str, Any]) -> None:
    etag = client.get(f"/api/v1/documents/{document}/content").headers["ETag"]
    sent = {"format": "json", "content": content}
    answer = client.post(f"/api/v1/documents/{document}/content", json=sent, headers={"If-Match": etag})
    assert answer.status_code == 204, answer.text


def read_text(client: Client, document: str) -> str:
    return client.get(f"/api/v1/documents/{document}/content", params={"format": "text"}).text.strip()


def read_content(client: Client, document: str) -> list[dict[str, Any]]:
    """The blocks of the stored text, without the attributes that only say the default."""
    content = client.get(f"/api/v1/documents/{document}/content").json()["content"]
    return [plain(block) for block in content]


def plain(node: dict[str, Any]) -> dict[str, Any]:
    attributes = {name: value for name, value in node.get("attrs", {}).items() if value is not None}
    slim = {**node, "attrs": attributes} if attributes else {k: v for k, v in node.items() if k != "attrs"}
    if "content" in node:
        slim["content"] = [plain(child) for child in node["content"]]
    return slim


def add_member(client: Client, project: str, email: str, role: str) -> None:
    answer = client.post(f"/api/v1/projects/{project}/members", json={"email": email, "role": role})
    assert answer.status_code == 201, answer.text


def paragraphs(*texts: str) -> dict[str, Any]:
    return {
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": text}]} if text else {"type": "paragraph"}
            for text in texts
        ],
    }


def address(project: str, document: str) -> str:
    return f"/projects/{project}/{document}"


async def ready(page: Page) -> None:
    """Until the text is there and can be written in or read."""
    await expect(page.locator(".editor[data-ready=true]")).to_be_visible()


async def write(page: Page, text: str) -> None:
    """Type at the end of the text."""
    await page.locator(".manuscript").click()
    await page.keyboard.press("Control+End")
    await page.keyboard.type(text)


async def saved(page: Page) -> None:
    await expect(page.locator(".save-text")).to_have_text("Saved")


async def text_on(page: Page) -> str:
    """What stands on the page, without the carets of others."""
    text: str = await page.locator(".manuscript").evaluate("(dom) => dom.editor.getText({ blockSeparator: '\\n' })")
    return text.strip()


async def becomes(page: Page, text: str) -> None:
    """Until exactly this stands on the page."""
    same = """(wanted) => document.querySelector(".manuscript")?.editor
        .getText({ blockSeparator: "\\n" }).trim() === wanted"""
    await until(page, same, text)


async def until(page: Page, true: str, argument: Any = None) -> None:
    """Until a function holds in the page. Playwright's own wait evaluates strings there, which our policy forbids."""

    async def ask() -> bool:
        return bool(await page.evaluate(true, argument))

    await eventually(ask)


async def paste(page: Page, html: str) -> None:
    """As the browser does it when somebody pastes from another program."""
    await page.locator(".manuscript").evaluate(
        """(dom, html) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", html);
            dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        html,
    )
