"""Several web processes, workers and REST write into the same document: everybody sees everything."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import Person
from tests.sync.conftest import Server, WebProcess, stored_text
from tests.sync.test_editing import Open
from writers_app import store
from writers_app.db import reading, unit_of_work
from writers_app.models import Document, Projection


def text_of(*paragraphs: str) -> dict[str, Any]:
    blocks = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in paragraphs]
    return {"type": "doc", "content": blocks}


@pytest.fixture
def second(open_process: Callable[[], WebProcess]) -> WebProcess:
    return open_process()


async def test_two_processes_share_a_document(
    server: Server, second: WebProcess, document: Document, alice: Person, bob: Person
) -> None:
    her = await server.writer(document.id, alice.headers).open()
    his = await second.writer(document.id, bob.headers).open()
    her.write("from the first")
    await her.until_saved()
    await his.until(lambda: his.text == "from the first")
    his.write(", from the second")
    await his.until_saved()
    await her.until(lambda: her.text == "from the first, from the second")
    assert await stored_text(document.id) == her.text


async def test_writers_at_two_processes_at_once_lose_nothing(
    server: Server, second: WebProcess, document: Document, alice: Person, bob: Person
) -> None:
    her = await server.writer(document.id, alice.headers).open()
    his = await second.writer(document.id, bob.headers).open()
    her.write("|")
    await her.until_saved()
    await his.until(lambda: his.text == "|")
    for number in range(30):
        her.write(f"a{number}.")
        his.write(f"b{number}.")
        await her.flush()
        await his.flush()
    await her.until_saved()
    await his.until_saved()
    everything = {f"a{number}." for number in range(30)} | {f"b{number}." for number in range(30)}
    await her.until(lambda: all(word in her.text for word in everything))
    await his.until(lambda: his.text == her.text)
    assert await stored_text(document.id) == her.text


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_cursors_are_seen_at_the_other_process(
    server: Server, second: WebProcess, document: Document, alice: Person, bob: Person
) -> None:
    her = await server.writer(document.id, alice.headers).open()
    await her.show({"cursor": {"anchor": 1}})
    his = await second.writer(document.id, bob.headers).open()
    await his.until(lambda: any(state and state["user"]["name"] == "Alice" for state in his.others().values()))


async def test_replacement_by_a_service_reaches_an_open_tab(
    open_writer: Open, document: Document, alice: Person
) -> None:
    writer = await open_writer(alice)
    writer.write("first")
    await writer.until_saved()
    async with unit_of_work() as session:
        text = await store.read_projection(session, document.id)
        await store.replace(session, document.id, text_of("first, changed by a program"), based_on=text.seq)
    await writer.until(lambda: writer.text == "first, changed by a program")


async def test_seeded_text_is_there_once_for_everybody(
    server: Server, document: Document, alice: Person, bob: Person
) -> None:
    async with unit_of_work() as session:
        await store.seed(session, document.id, text_of("یک", "دو"))
    her = await server.writer(document.id, alice.headers).open()
    his = await server.writer(document.id, bob.headers).open()
    assert (her.text, his.text) == ("یکدو", "یکدو")


async def test_tab_with_an_old_epoch_is_told_to_resynchronise(
    server: Server, document: Document, alice: Person, bob: Person
) -> None:
    her = await server.writer(document.id, alice.headers).open()
    his = await server.writer(document.id, bob.headers).open()
    her.write("once")
    await her.until_saved()
    await his.until(lambda: his.text == "once")
    async with unit_of_work() as session:
        epoch = await store.rebuild(session, document.id, text_of("once"))
    assert await his.closed() == 4409  # open tabs
    assert await (await her.open(wait=False)).closed() == 4409  # and those that come back with their old copy
    assert her.socket is not None
    assert her.socket.close_reason == f"epoch {epoch}"
    anew = await server.writer(document.id, alice.headers).open()
    assert (anew.text, anew.epoch) == ("once", epoch)
    assert await stored_text(document.id) == "once"


async def test_copy_without_an_epoch_is_not_merged(server: Server, document: Document, alice: Person) -> None:
    stray = server.writer(document.id, alice.headers)
    stray.write("from nowhere")
    await stray.open(wait=False)
    assert await stray.closed() == 4409
    assert await stored_text(document.id) == ""


async def test_hour_offline_merges_on_return(
    web_process: WebProcess, document: Document, alice: Person, bob: Person
) -> None:
    her = await web_process.writer(document.id, alice.headers).open()
    her.write("together ")
    await her.until_saved()
    his = await web_process.writer(document.id, bob.headers).open()
    await his.leave()
    for number in range(200):
        his.write(f"off{number} ")
        her.write(f"on{number} ")
        await her.flush()
    await her.until_saved()
    web_process.kill()
    web_process.start()
    await his.open()
    await his.until_saved()
    await her.open()
    words = her.text.split()
    assert sorted(words) == sorted(["together", *(f"{w}{n}" for n in range(200) for w in ("on", "off"))])
    assert [word for word in words if word.startswith("off")] == [f"off{number}" for number in range(200)]
    assert his.text == her.text == await stored_text(document.id)


async def test_edits_are_projected_for_those_who_only_read(
    open_writer: Open, document: Document, alice: Person
) -> None:
    writer = await open_writer(alice)
    writer.write("کتاب‌ها و سه واژه")
    await writer.until_saved()
    async with asyncio.timeout(20):
        while (kept := await kept_projection(document)) is None:  # noqa: ASYNC110  # another process writes it
            await asyncio.sleep(0.05)
    assert (kept.text, kept.words) == ("کتاب‌ها و سه واژه", 4)
    assert kept.content == text_of("کتاب‌ها و سه واژه")


async def kept_projection(document: Document) -> Projection | None:
    async with reading() as session:
        return await session.get(Projection, document.id)
