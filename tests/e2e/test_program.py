"""The program as a whole: it starts, serves its pages, survives the death of a process, and leaves nothing behind."""

import os
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.e2e.program import LiveWriters, live_writers


async def test_stranger_sees_the_landing_page(page: Page) -> None:
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_pages_and_rest_come_with_security_headers(live: LiveWriters) -> None:
    page, schema = httpx.get(live.url), httpx.get(f"{live.url}/api/openapi.json")
    assert "script-src 'self' 'sha256-" in page.headers["content-security-policy"]
    assert "unsafe-eval" not in page.headers["content-security-policy"]
    for answer in (page, schema):
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert len(answer.headers["x-request-id"]) == 32


def test_bundles_are_compressed_and_kept_by_browsers(live: LiveWriters) -> None:
    text = httpx.get(live.url).text
    bundle = text.split('"/assets/', 1)[1].split('"', 1)[0]
    answer = httpx.get(f"{live.url}/assets/{bundle}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


def test_metrics_cover_every_process(live: LiveWriters) -> None:
    for _ in range(20):
        httpx.get(f"{live.url}/api/openapi.json")
    text = httpx.get(f"{live.url}/metrics").text
    assert 'writers_requests_total{method="GET",route="unknown",status="200"}' in text
    assert "writers_open_rooms" in text


@pytest.mark.parametrize("flavour", ["embedded"])
def test_killed_processes_are_started_again_and_none_is_left(flavour: str, tmp_path: Path) -> None:
    with live_writers(flavour, tmp_path) as live:
        for program in live.programs:
            live.kill(program)
        live.wait_until_ready()
        leaders = [live.pid(program) for program in live.programs]
        assert live.stop() == 0
    assert [pid for pid in leaders if group_lives(pid)] == []


@pytest.mark.parametrize("flavour", ["embedded"])
def test_second_program_on_the_same_data_is_refused(flavour: str, tmp_path: Path) -> None:
    with live_writers(flavour, tmp_path) as live:
        second = LiveWriters("embedded", tmp_path, {"WRITERS_DATA_DIR": str(live.data)})
        with pytest.raises(AssertionError, match="already runs on"):
            second.start()


def group_lives(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True
