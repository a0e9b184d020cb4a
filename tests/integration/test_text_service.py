"""Summaries and titles by a text service that speaks OpenAI's protocol, over a socket: leave, retries, refusals."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from sqlmodel import select, update

from tests.conftest import forget_process_state
from tests.counterparts import Asked, Counterpart, Reply, counterpart
from tests.factories import Person, make_document, make_member, make_project
from worker.running import run_next
from writers_app import store
from writers_app.api.app import create_api
from writers_app.config import settings
from writers_app.db import reading, unit_of_work, utc_now
from writers_app.errors import SettingsError
from writers_app.formats.documents import from_text
from writers_app.integrations import text_api
from writers_app.models import Document, Project, Task
from writers_app.services import summaries
from writers_app.services.summaries import divide, list_titles

KEY = "sk-local"
MODEL = "tiny-1"


def speak(asked: Asked) -> Reply:
    """As a server of chat completions does, strict about what it is asked."""
    if asked.headers.get("authorization") != f"Bearer {KEY}":
        return Reply(401, {"error": {"message": "Incorrect API key provided.", "type": "invalid_request_error"}})
    if (asked.method, asked.target) != ("POST", "/v1/chat/completions"):
        return Reply(404, {"error": {"message": f"Unknown request URL: {asked.target}"}})
    body = asked.json
    if body["model"] != MODEL:
        return Reply(404, {"error": {"message": f"The model {body['model']} does not exist."}})
    roles = [message["role"] for message in body["messages"]]
    if roles != ["system", "user"] or not all(isinstance(one["content"], str) for one in body["messages"]):
        return Reply(400, {"error": {"message": "Invalid messages."}})
    instruction = body["messages"][0]["content"]
    said = "1. “The House”\n2. The Rain\n- The House" if "titles" in instruction else "A house.\n\nIt rains on it."
    return answer_with(said)


def answer_with(content: Any) -> Reply:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return Reply(200, {"id": "chatcmpl-1", "object": "chat.completion", "model": MODEL, "choices": [choice]})


@pytest.fixture
async def service(database: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Counterpart]:
    """This server has a text service."""
    async with counterpart(speak) as other:
        monkeypatch.setenv("WRITERS_TEXT_API_URL", f"{other.url}/v1/")
        monkeypatch.setenv("WRITERS_TEXT_API_KEY", KEY)
        monkeypatch.setenv("WRITERS_TEXT_API_MODEL", MODEL)
        forget_process_state()
        yield other
    forget_process_state()


@pytest.fixture
async def web(service: Counterpart) -> AsyncIterator[httpx.AsyncClient]:
    """REST as it is where a text service is configured."""
    address = settings().base_url
    transport = httpx.ASGITransport(app=create_api(), client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url=address, headers={"Origin": address}) as client:
        yield client


async def make_novel(owner: Person, *texts: str, language: str = "en") -> tuple[Project, list[Document]]:
    project = await make_project(owner, "The Novel", language=language)
    documents = []
    for number, text in enumerate(texts or ("It was a dark night. The house was empty.",), start=1):
        document = await make_document(project, f"Chapter {number}")
        async with unit_of_work() as session:
            await store.seed(session, document.id, from_text(text))
        documents.append(document)
    return project, documents


async def allow(web: httpx.AsyncClient, person: Person, project: Project, *, allowed: bool = True) -> httpx.Response:
    address = f"/api/v1/projects/{project.id}/text-service"
    return await web.put(address, headers=person.headers, json={"allowed": allowed})


async def ask(web: httpx.AsyncClient, person: Person, project: Project, **form: str) -> httpx.Response:
    data = {"kind": "summarize", "project_id": str(project.id), **form}
    return await web.post("/api/v1/tasks", headers=person.headers, data=data, files={"_": (None, b"")})


async def run(web: httpx.AsyncClient, person: Person, asked: httpx.Response) -> Any:
    assert asked.status_code == 202, asked.text
    assert await run_next("default", "test", lambda: False)
    return await look(web, person, asked)


async def look(web: httpx.AsyncClient, person: Person, asked: httpx.Response) -> Any:
    return (await web.get(asked.headers["Location"], headers=person.headers)).json()


async def read_result(web: httpx.AsyncClient, person: Person, asked: httpx.Response) -> Any:
    return (await web.get(f"{asked.headers['Location']}/result", headers=person.headers)).json()


async def test_a_summary_is_a_page_to_read(web: httpx.AsyncClient, service: Counterpart, alice: Person) -> None:
    project, [document] = await make_novel(alice)
    await allow(web, alice, project)
    asked = await ask(web, alice, project)
    task = await run(web, alice, asked)
    assert task["error"] is None
    found = await read_result(web, alice, asked)
    assert found["paragraphs"] == ["A house.", "It rains on it."]
    assert (found["model"], found["about"]) == (MODEL, "The Novel")
    assert found["host"] == service.url.removeprefix("http://")
    sent = service.asked[0].json["messages"]
    assert sent[1]["content"] == "Chapter 1\n\nIt was a dark night. The house was empty."
    assert "English" in sent[0]["content"]
    async with reading() as session:
        assert (await store.read_projection(session, document.id)).text.strip() == (
            "It was a dark night. The house was empty."
        )


async def test_titles_come_as_a_list_in_the_language_of_the_project(
    web: httpx.AsyncClient, service: Counterpart, alice: Person
) -> None:
    project, [first, _] = await make_novel(alice, "شب بود.", "باران می‌بارید.", language="fa")
    await allow(web, alice, project)
    asked = await ask(web, alice, project, document_id=str(first.id), options='{"want": "titles"}')
    await run(web, alice, asked)
    assert (await read_result(web, alice, asked))["titles"] == ["The House", "The Rain"]
    instruction, text = (message["content"] for message in service.asked[0].json["messages"])
    assert "Persian" in instruction
    assert "شب بود." in text
    assert "باران" not in text


async def test_nothing_is_sent_unless_the_owner_allows_it(
    web: httpx.AsyncClient, service: Counterpart, alice: Person, bob: Person
) -> None:
    project, _ = await make_novel(alice)
    await make_member(project, bob)
    refused = await ask(web, bob, project)
    assert refused.status_code == 403
    assert "has not allowed its texts to be sent to 127.0.0.1" in refused.json()["detail"]
    assert (await allow(web, bob, project)).status_code == 403
    assert (await allow(web, alice, project)).json()["allowed"] is True
    assert (await ask(web, bob, project)).status_code == 202
    assert service.asked == []


async def test_leave_that_was_taken_back_counts_for_what_waits(
    web: httpx.AsyncClient, service: Counterpart, alice: Person
) -> None:
    project, _ = await make_novel(alice)
    await allow(web, alice, project)
    asked = await ask(web, alice, project)
    await allow(web, alice, project, allowed=False)
    task = await run(web, alice, asked)
    assert task["state"] == "failed"
    assert "has not allowed" in task["error"]["detail"]
    assert service.asked == []


async def test_leave_for_one_place_is_none_for_another(
    web: httpx.AsyncClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, _ = await make_novel(alice)
    await allow(web, alice, project)
    monkeypatch.setenv("WRITERS_TEXT_API_URL", "https://elsewhere.example.org/v1")
    forget_process_state()
    found = await web.get(f"/api/v1/projects/{project.id}/text-service", headers=alice.headers)
    assert found.json() == {"host": "elsewhere.example.org", "model": MODEL, "allowed": False}


async def test_a_short_pause_that_the_service_asks_for_is_waited_out(
    web: httpx.AsyncClient, service: Counterpart, alice: Person
) -> None:
    project, _ = await make_novel(alice)
    await allow(web, alice, project)
    service.planned = [Reply(429, {"error": {"message": "Slow down."}}, {"Retry-After": "0.2"})]
    task = await run(web, alice, await ask(web, alice, project))
    assert (task["state"], task["attempts"], len(service.asked)) == ("succeeded", 1, 2)


@pytest.mark.parametrize("as_date", [False, True])
async def test_a_long_pause_puts_the_task_off_for_as_long(
    as_date: bool, web: httpx.AsyncClient, service: Counterpart, alice: Person
) -> None:
    project, _ = await make_novel(alice)
    await allow(web, alice, project)
    begun = utc_now()
    later = format_datetime(begun + timedelta(seconds=600), usegmt=True) if as_date else "600"
    service.planned = [Reply(429, {"error": {"message": "Slow down."}}, {"Retry-After": later})]
    asked = await ask(web, alice, project)
    task = await run(web, alice, asked)
    assert task["state"] == "queued"
    assert "The text service has too much to do just now. It will be asked again." in str(task["history"])
    async with reading() as session:
        due = (await session.exec(select(Task.due_at))).one()
    assert timedelta(seconds=590) < due - begun < timedelta(seconds=660)
    async with unit_of_work() as session:
        await session.exec(update(Task).values(due_at=utc_now()))
    assert (await run(web, alice, asked))["state"] == "succeeded"


@pytest.mark.parametrize("reply", [Reply(503, b"down"), Reply(500, {"error": "boom"}), Reply(200, b"", {}, slowly=5)])
async def test_what_may_pass_is_tried_again(
    reply: Reply, web: httpx.AsyncClient, service: Counterpart, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_api, "SECONDS", 0.5)
    project, _ = await make_novel(alice)
    await allow(web, alice, project)
    service.planned = [reply]
    task = await run(web, alice, await ask(web, alice, project))
    assert (task["state"], task["error"]) == ("queued", None)
    assert "The text service does not answer just now." in str(task["history"])


REFUSALS = {
    "a wrong key": (Reply(401, {"error": {"message": "Incorrect API key."}}), "does not accept this server's key"),
    "an unknown model": (Reply(404, {"error": {"message": "No such model."}}), "would not take this: No such model."),
    "too long a text": (Reply(413, b"<html>"), "would not take this: HTTP 413"),
    "a redirect": (Reply(302, b"", {"Location": "http://127.0.0.1:9/"}), "would not take this: HTTP 302"),
    "no JSON": (Reply(200, b"<html>It works!</html>"), "nothing that could be read"),
    "other JSON": (Reply(200, {"choices": []}), "nothing that could be read"),
    "a list": (Reply(200, [1, 2]), "nothing that could be read"),
    "no text": (answer_with(None), "nothing that could be read"),
    "an endless answer": (answer_with("a" * (text_api.LIMIT + 1)), "nothing that could be read"),
}


@pytest.mark.parametrize("what", REFUSALS)
async def test_what_will_not_pass_fails_with_a_sentence(
    what: str, web: httpx.AsyncClient, service: Counterpart, alice: Person
) -> None:
    reply, sentence = REFUSALS[what]
    project, _ = await make_novel(alice)
    await allow(web, alice, project)
    service.planned = [reply]
    task = await run(web, alice, await ask(web, alice, project))
    assert task["state"] == "failed"
    assert sentence in task["error"]["detail"]
    assert len(service.asked) == 1


async def test_a_long_book_is_read_in_portions(
    web: httpx.AsyncClient, service: Counterpart, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "PORTION", 400)
    project, _ = await make_novel(alice, "\n\n".join(f"Paragraph {number} of the book." for number in range(60)))
    await allow(web, alice, project)
    asked = await ask(web, alice, project)
    assert (await run(web, alice, asked))["state"] == "succeeded"
    sent = [request.json["messages"] for request in service.asked]
    assert all(len(messages[1]["content"]) <= 400 for messages in sent)
    read = "\n".join(messages[1]["content"] for messages in sent if "part of a longer work" in messages[0]["content"])
    assert all(f"Paragraph {number} of" in read for number in range(60))
    assert "at most 400 words" in sent[-1][0]["content"]


async def test_an_empty_project_is_not_sent(web: httpx.AsyncClient, service: Counterpart, alice: Person) -> None:
    project = await make_project(alice)
    await allow(web, alice, project)
    task = await run(web, alice, await ask(web, alice, project))
    assert task["error"]["detail"] == "There is no text to read yet. Write or import something first."
    assert service.asked == []


async def test_without_a_service_nothing_of_it_is_there(api: httpx.AsyncClient, alice: Person) -> None:
    project = await make_project(alice)
    kinds = (await api.get("/api/v1/tasks/kinds", headers=alice.headers)).json()
    assert "summarize" not in {kind["name"] for kind in kinds}
    assert "text-service" not in (await api.get("/api/openapi.json")).text
    found = await api.get(f"/api/v1/projects/{project.id}/text-service", headers=alice.headers)
    assert found.status_code == 404
    assert (await ask(api, alice, project)).status_code == 422


def test_an_address_without_a_model_is_said_to_be_unfinished(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITERS_TEXT_API_URL", "https://llm.example.org/v1")
    settings.cache_clear()
    with pytest.raises(SettingsError, match="needs WRITERS_TEXT_API_MODEL"):
        settings()


def test_portions_lose_nothing_and_break_between_paragraphs() -> None:
    paragraphs = [f"{number} " + "x" * 30 for number in range(20)]
    portions = list(divide(["\n\n".join(paragraphs)], 100))
    assert max(map(len, portions)) <= 100
    assert "\n\n".join(portions).split("\n\n") == paragraphs
    assert "".join(divide(["y" * 250], 100)).replace("\n\n", "") == "y" * 250


def test_titles_lose_what_models_hang_on_them() -> None:
    said = "1. “One”\n۲) «دو»\n* **Three**\n\n- One\n1984 and after"
    assert list_titles(said) == ["One", "دو", "Three", "1984 and after"]
