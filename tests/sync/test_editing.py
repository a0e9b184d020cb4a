"""Writing together over real sockets: what one types another reads, acknowledged when it is durable."""

from collections.abc import Awaitable, Callable

from tests.factories import Person
from tests.sync.conftest import Server, stored_text
from tests.sync.writer import Writer
from writers_app.models import Document

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


async def test_a_stranger_finds_no_document_and_nobody_none(
    server: Server, document: Document, charlie: Person
) -> None:
    outsider = await server.writer(document.id, charlie.headers).open(wait=False)
    assert await outsider.closed() == 4404
    nobody = await server.writer(document.id, {}).open(wait=False)
    assert await nobody.closed() == 4401
