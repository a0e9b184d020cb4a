"""The REST API against its own description: schemathesis sends what the schema allows and what it does not, to each
operation and along chains of them, and finds no server error and no answer that is not described.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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
