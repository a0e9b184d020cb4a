"""What browsers are told a page may do."""

from pathlib import Path

import httpx
import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from writers_app.api.security import SecurityHeaders


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    answers = {
        "/page": HTMLResponse("<p>text</p>"),
        "/data": JSONResponse({}),
        "/unchanged": Response(status_code=304),
    }
    await answers[scope["path"]](scope, receive, send)


async def ask(pages: Path, path: str) -> httpx.Response:
    app = SecurityHeaders(answer, pages=pages, by_tls=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get(path)


async def test_a_page_may_run_its_own_inline_scripts_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<script>one()</script>")
    policy = (await ask(tmp_path, "/page")).headers["content-security-policy"]
    assert policy.count("'sha256-") == 1
    assert "unsafe-eval" not in policy


async def test_data_may_run_nothing(tmp_path: Path) -> None:
    assert "default-src 'none'" in (await ask(tmp_path, "/data")).headers["content-security-policy"]


async def test_an_unchanged_page_keeps_the_policy_it_came_with(tmp_path: Path) -> None:
    assert "content-security-policy" not in (await ask(tmp_path, "/unchanged")).headers


@pytest.mark.parametrize("path", ["/page", "/data"])
async def test_nothing_is_framed_by_other_sites(tmp_path: Path, path: str) -> None:
    assert "frame-ancestors 'none'" in (await ask(tmp_path, path)).headers["content-security-policy"]
