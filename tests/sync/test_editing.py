"""Writing together over real sockets: what one types another reads, acknowledged when it is durable."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlmodel import col, update
from websockets.asyncio.client import connect

from tests.factories import Person
from tests.sync.conftest import Server, stored_text
from tests.sync.writer import Writer, framed
from tests.updates import typed
from writers_app import store
from writers_app.config import settings
from writers_app.db import unit_of_work
from writers_app.models import Document, ManuscriptSnapshot
from writers_app.store import Append, Journal

Open = Callable[..., Awaitable[Writer]]


async def test_what_one_types_the_other_reads(open_writer: Open, alice: Person, bob: Person) -> None:
    her, his = await open_writer(alice), await open_writer(bob)
    her.write("سلام دنیا")
    await her.until_saved()
    await his.until(lambda: his.text == "سلام دنیا")
    his.write(" و hello")
    await his.until_saved()
    await her.until(lambda: her.text == "سلام دنیا و hello")


async def test_saved_means_that_another_process_reads_it_from_the_log(
    open_writer: Open, alice: Person, document: Document
) -> None:
    writer = await open_writer(alice)
    writer.write("kept")
    await writer.until_saved()
    assert await stored_text(document.id) == "kept"


async def test_updates_are_not_echoed_to_their_sender(open_writer: Open, alice: Person, bob: Person) -> None:
    her, his = await open_writer(alice), await open_writer(bob)
    for word in ("one ", "two ", "three "):
        her.write(word)
        await her.until_saved()
    await his.until(lambda: his.text == "one two three ")
    assert not [frame for frame in her.frames if frame[:2] == b"\x00\x02"]


async def test_acknowledgements_count_step_two_and_updates_and_deletions(open_writer: Open, alice: Person) -> None:
    writer = await open_writer(alice)
    writer.write("abc")
    await writer.flush()
    text = writer.fragment.children[0].children[0]
    del text[1:2]
    await writer.until_saved()
    assert (writer.sent, writer.saved, writer.text) == (3, 3, "ac")


async def test_client_may_ask_for_the_state_again(open_writer: Open, alice: Person) -> None:
    writer = await open_writer(alice)
    writer.write("abc")
    await writer.until_saved()
    writer.synced.clear()
    await writer.send(framed(b"\x00\x00", writer.doc.get_state()))
    await writer.until(writer.synced.is_set)


async def put_away(document: Document, *texts: str) -> None:
    """Write three texts, with a snapshot after the first two, from elsewhere: no room is open here."""
    journal = Journal(settings())
    for number, change in enumerate(typed("".join(texts))):
        await journal.append([Append(document.id, 1, change)])
        if number + 1 in {len(texts[0]), len(texts[0] + texts[1])}:
            manuscript = await journal.load(document.id)
            await journal.compact(document.id, 1, manuscript.head, manuscript.doc.get_update())
    journal.close()


async def test_cold_document_comes_whole_before_it_is_asked_for_and_once(
    server: Server, document: Document, alice: Person, bob: Person
) -> None:
    await put_away(document, "snapshot ", "another ", "and tail")
    writer = await server.writer(document.id, alice.headers).open()
    assert writer.text == "snapshot another and tail"
    assert [frame[:2] for frame in writer.frames[:4]] == [b"\x0a\x99", b"\x00\x02", b"\x00\x01", b"\x00\x00"]
    writer.write("!")
    await writer.until_saved()
    his = await server.writer(document.id, bob.headers).open()
    his.write("?")
    await his.until_saved()
    await writer.until(lambda: writer.text == "snapshot another and tail!?")
    assert [frame[:2] for frame in writer.frames].count(b"\x00\x01") == 1
    assert await stored_text(document.id) == writer.text


async def test_who_was_sent_a_damaged_snapshot_comes_again(server: Server, document: Document, alice: Person) -> None:
    await put_away(document, "abc", "def", "")
    async with unit_of_work() as session:
        newest = col(ManuscriptSnapshot.seq) == 6
        await session.exec(update(ManuscriptSnapshot).where(newest).values(data=b"\xff\xff\xff"))
    first = await connect(server.writer(document.id, alice.headers).address, additional_headers=alice.headers)
    await asyncio.wait_for(first.wait_closed(), 20)
    assert first.close_code == 1013
    assert (await server.writer(document.id, alice.headers).open()).text == "abcdef"


async def test_herd_on_a_cold_document_gets_all_of_it(server: Server, document: Document, alice: Person) -> None:
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": f"{n} " * 50}]} for n in range(200)]
    async with unit_of_work() as session:
        await store.seed(session, document.id, {"type": "doc", "content": paragraphs})
    herd = [server.writer(document.id, alice.headers) for _ in range(60)]
    await asyncio.gather(*(writer.open() for writer in herd))
    texts = {writer.text for writer in herd}
    assert texts == {"".join(f"{n} " * 50 for n in range(200))}
    herd[0].write("now ")
    await herd[0].until_saved()
    await asyncio.gather(*(writer.until(lambda w=writer: w.text == herd[0].text) for writer in herd))


async def test_many_write_at_once_and_converge(
    open_writer: Open, document: Document, alice: Person, bob: Person
) -> None:
    writers = [await open_writer(person) for person in (alice, bob, alice, bob, alice)]
    writers[0].write("|")
    await writers[0].until_saved()
    for writer in writers:
        await writer.until(lambda w=writer: w.text == "|")

    async def type_words(number: int, writer: Writer) -> None:
        for word in range(20):
            writer.write(f"{number}.{word} ")
            await writer.flush()
            await asyncio.sleep(0)
        await writer.until_saved()

    await asyncio.gather(*(type_words(number, writer) for number, writer in enumerate(writers)))
    words = {f"{number}.{word}" for number in range(5) for word in range(20)}
    for writer in writers:
        await writer.until(lambda w=writer: set(w.text.lstrip("|").split()) == words)
    assert {writer.text for writer in writers} == {await stored_text(document.id)}


async def test_slow_reader_holds_nobody_up_and_is_sent_away(
    server: Server, document: Document, alice: Person, bob: Person
) -> None:
    her = await server.writer(document.id, alice.headers).open()
    slow = await server.writer(document.id, bob.headers).open()
    quick = await server.writer(document.id, bob.headers).open()
    slow.stop_reading()
    for number in range(32):
        her.write(f"{number}" + "x" * 1_000_000)
        await her.until_saved()
    await quick.until(lambda: quick.text == her.text)
    slow.go_on_reading()
    assert await slow.closed() == 4408
    await slow.open()
    await slow.until(lambda: slow.text == her.text)
