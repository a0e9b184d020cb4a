"""The REST API against its own description: schemathesis sends what the schema allows and what it does not, to each
operation and along chains of them, and finds no server error and no answer that is not described.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Database
from tests.factories import Person
from tests.servers import answers, free_port, start, stop, wait_until

ROOT = Path(__file__).parents[2]
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
LEAVES = r"/auth/(logout|sessions|password|refresh|me/deletion)"
"""Operations that end the session by which all others are asked."""
ENDLESS = r"/tasks/events"


@pytest.fixture
def live_api(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The REST API as a process, with the test's database."""
    port = free_port()
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("WRITERS_PORT", str(port))
    for rate in ("REGISTER", "LOGIN"):
        monkeypatch.setenv(f"WRITERS_{rate}_RATE", "100000/minute")
    command = [sys.executable, "-m", "tests.sync.server", "--port", str(port)]
    process = start(command, log=tmp_path / "server.log")
    try:
        wait_until(lambda: answers(port), "the API", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


def fuzz(address: str, person: Person, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("schemathesis")
    command = [
        str(program),
        "run",
        f"{address}/api/openapi.json",
        f"--header=Authorization: Bearer {person.tokens.access}",
        f"--checks={','.join(CHECKS)}",
        f"--exclude-path-regex={LEAVES}|{ENDLESS}",
        "--continue-on-failure",
        "--request-timeout=20",
        "--generation-database=none",
        *arguments,
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ, timeout=300)


@pytest.mark.timeout(300)
def test_no_request_finds_a_server_error_or_an_answer_that_is_not_described(
    live_api: str, alice: Person, tmp_path: Path
) -> None:
    """A longer look: `--max-time 300` and another seed instead of these."""
    found = fuzz(live_api, alice, tmp_path, "--seed=1", "--max-examples=6", "--phases=fuzzing,stateful", "--no-shrink")

    assert found.returncode == 0, found.stdout[-6000:]
    assert httpx.get(f"{live_api}/api/v1/auth/me", headers=alice.headers).status_code == 200


async def test_every_kind_of_task_is_in_the_description(api: httpx.AsyncClient, alice: Person) -> None:
    described = (await api.get("/api/openapi.json")).json()
    kinds = (await api.get("/api/v1/tasks/kinds", headers=alice.headers)).json()

    form = described["paths"]["/api/v1/tasks"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["kind"]["enum"] == [kind["name"] for kind in kinds]
    for kind in kinds:
        shape = described["components"]["schemas"][f"{kind['name']}-options"]
        assert shape["properties"].keys() == kind["options"].get("properties", {}).keys()


def cursor(*keys: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode()


DEEP = "[" * 9000
UNKNOWN = "00000000-0000-0000-0000-000000000001"
JSON = {"Content-Type": "application/json"}
BOUNDARY = {"Content-Type": "multipart/form-data; boundary=" + "x" * 300}
MEAN: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a cursor without end": ("GET", "/tasks", {"params": {"cursor": base64.urlsafe_b64encode(DEEP.encode()).decode()}}),
    "a cursor before time": ("GET", "/tasks", {"params": {"cursor": cursor("0001-01-01T00:00:00+23:59", UNKNOWN)}}),
    "a cursor far away": ("GET", "/projects", {"params": {"cursor": cursor(10**40)}}),
    "options without end": ("POST", "/tasks", {"files": {"kind": (None, "export"), "options": (None, DEEP)}}),
    "an endless boundary": ("POST", "/tasks", {"content": b"--x\r\n", "headers": BOUNDARY}),
    "JSON without end": ("POST", "/projects", {"content": DEEP.encode(), "headers": JSON}),
    "half a character": ("POST", "/projects", {"content": b'{"title": "\\ud800"}', "headers": JSON}),
    "bytes that are no text": ("POST", "/projects", {"content": b'{"title": "\xff"}', "headers": JSON}),
    "an address with NUL": ("POST", "/webhooks", {"json": {"url": "https://example.org/\0", "events": ["task.dead"]}}),
}  # fmt: skip


@pytest.mark.parametrize("name", MEAN)
async def test_request_made_to_harm_is_refused_with_a_problem(api: httpx.AsyncClient, alice: Person, name: str) -> None:
    method, path, more = MEAN[name]
    more = {**more, "headers": alice.headers | more.get("headers", {})}
    answer = await api.request(method, f"/api/v1{path}", **more)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/tasks?kind=%00", "/search?q=%00", "/search?q=%ed%a0%80"])
async def test_search_for_what_no_text_can_hold_finds_nothing(api: httpx.AsyncClient, alice: Person, path: str) -> None:
    answer = await api.get(f"/api/v1{path}", headers=alice.headers)
    assert answer.status_code == 422 or answer.json()["items"] == []
