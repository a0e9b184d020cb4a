"""Recordings become texts by REST and the real run of a task where a model is configured, and nowhere else."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import forget_process_state
from tests.factories import Person, make_project
from tests.recordings import make_model, make_recording, make_wav
from worker.running import run_next


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "en")


@pytest.fixture
def listens(database: Any, model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server has a model for speech."""
    monkeypatch.setenv("WRITERS_WHISPER_MODEL_DIR", str(model))
    forget_process_state()
    yield
    forget_process_state()


async def ask(api: httpx.AsyncClient, person: Person, name: str, data: bytes, **form: str) -> httpx.Response:
    return await api.post(
        "/api/v1/tasks", headers=person.headers, data={"kind": "transcribe", **form}, files={"file": (name, data)}
    )


async def write_down(api: httpx.AsyncClient, person: Person, name: str, data: bytes, **form: str) -> Any:
    answer = await ask(api, person, name, data, **form)
    assert answer.status_code == 202, answer.text
    assert await run_next("heavy", "test", lambda: False)
    return (await api.get(answer.headers["Location"], headers=person.headers)).json()


async def read_text(api: httpx.AsyncClient, person: Person, document_id: str) -> str:
    answer = await api.get(f"/api/v1/documents/{document_id}/content?format=text", headers=person.headers)
    return answer.text.strip()


async def kinds(api: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    answer = await api.get("/api/v1/tasks/kinds", headers=person.headers)
    return {kind["name"]: kind for kind in answer.json()}


@pytest.mark.usefixtures("listens")
async def test_a_recording_becomes_a_document_of_the_project_that_was_named(
    api: httpx.AsyncClient, alice: Person
) -> None:
    project = await make_project(alice, "Interviews")
    recording = make_recording(5, "mp3", "libmp3lame")
    options = '{"skip_silence": false, "times": true}'
    task = await write_down(api, alice, "With_Sara.mp3", recording, project_id=str(project.id), options=options)
    assert task["error"] is None
    result = task["result"]
    assert (result["project_id"], result["heard_language"]) == (str(project.id), "en")
    assert result["seconds"] == pytest.approx(5, abs=0.2)
    [document] = result["documents"]
    assert document["title"] == "With Sara"
    assert await read_text(api, alice, document["id"]) == "[0:00:00] Once upon a time. The end."


@pytest.mark.usefixtures("listens")
async def test_without_a_project_a_new_one_is_made_in_the_language_that_was_asked_for(
    api: httpx.AsyncClient, alice: Person
) -> None:
    options = '{"skip_silence": false, "language": "fa"}'
    task = await write_down(api, alice, "talk.wav", make_wav(3), options=options, title="گفت‌وگو")
    project = await api.get(f"/api/v1/projects/{task['result']['project_id']}", headers=alice.headers)
    assert (project.json()["title"], project.json()["language"]) == ("گفت‌وگو", "fa")


@pytest.mark.usefixtures("listens")
async def test_recordings_go_through_steps_like_manuscripts(api: httpx.AsyncClient, alice: Person) -> None:
    hear = {"kind": "transcribe", "options": {"skip_silence": False}}
    steps = [hear, {"kind": "export", "options": {"format": "md"}}]
    files = [("file", (f"talk{number}.wav", make_wav(3))) for number in (1, 2)]
    form = {"kind": "batch", "options": json.dumps({"steps": steps})}
    answer = await api.post("/api/v1/tasks", headers=alice.headers, data=form, files=files)
    for queue in ("interactive", "default", "heavy", "default", "interactive"):
        while await run_next(queue, "test", lambda: False):
            pass
    whole = (await api.get(answer.headers["Location"], headers=alice.headers)).json()
    assert (whole["error"], whole["result"]["parts"]) == (None, {"succeeded": 4})


@pytest.mark.usefixtures("listens")
async def test_a_recording_in_which_nobody_speaks_ends_in_a_sentence(api: httpx.AsyncClient, alice: Person) -> None:
    task = await write_down(api, alice, "hum.wav", make_wav(3))
    assert task["state"] == "failed"
    assert task["error"]["detail"].startswith("Nobody can be heard speaking in this recording.")


@pytest.mark.usefixtures("listens")
async def test_what_is_no_recording_is_refused_before_there_is_a_task(api: httpx.AsyncClient, alice: Person) -> None:
    answer = await ask(api, alice, "novel.mp3", b"It was a dark night, and this is no sound.")
    assert answer.status_code == 415
    assert answer.json()["detail"].startswith("This is not a recording that Writers understands.")


@pytest.mark.usefixtures("listens")
async def test_a_recording_that_is_being_heard_can_be_cancelled(api: httpx.AsyncClient, alice: Person) -> None:
    answer = await ask(api, alice, "long.wav", make_wav(1800), options='{"skip_silence": false}')
    address = answer.headers["Location"]
    running = asyncio.create_task(run_next("heavy", "test", lambda: False))
    while (task := (await api.get(address, headers=alice.headers)).json())["items_done"] == 0:
        assert task["state"] in ("queued", "running"), task
        await asyncio.sleep(0.05)
    assert (task["items_total"], task["step"]) == (1800, "Listening")
    await api.post(f"{address}/cancel", headers=alice.headers)
    await running
    assert (await api.get(address, headers=alice.headers)).json()["state"] == "cancelled"


@pytest.mark.usefixtures("listens")
async def test_the_kind_is_offered_where_a_model_is_configured(api: httpx.AsyncClient, alice: Person) -> None:
    offered = await kinds(api, alice)
    assert offered["transcribe"]["reads"] == "recordings"
    assert offered["import"]["reads"] == "manuscripts"
    assert offered["analyze"]["reads"] is None
    assert set(offered["transcribe"]["options"]["properties"]) == {"language", "times", "skip_silence"}


async def test_the_kind_is_not_offered_without_a_model(api: httpx.AsyncClient, alice: Person) -> None:
    assert "transcribe" not in await kinds(api, alice)
    answer = await ask(api, alice, "talk.wav", make_wav(1))
    assert answer.status_code == 422
    assert "transcribe" in answer.json()["detail"]


async def test_a_directory_without_a_model_offers_nothing(
    api: httpx.AsyncClient, alice: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITERS_WHISPER_MODEL_DIR", str(tmp_path))
    forget_process_state()
    assert "transcribe" not in await kinds(api, alice)
