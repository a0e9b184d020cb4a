"""Frames that no editor sends: the sender goes, the room, its text and everybody else stay."""

import random
from typing import Any

import pytest
from pycrdt import Doc, Text

from tests.factories import Person
from tests.sync.conftest import Server, stored_text
from tests.sync.test_editing import Open
from tests.sync.writer import Writer, framed
from writers_app.models import Document

NONSENSE = [
    b"",
    b"\x00",
    b"\x00\x02",
    b"\x00\x07\x01a",
    b"\x05hello",
    b"\x00\x02\x05abc",
    b"\x00\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x00\x02\x00",
    b"\x00\x00\x00",
    b"\x00\x00\x02\xff\xff",
    b"\x01\x02\xff\xff",
    b"\x01\x05\x01\x07\x01\x01{",
    b"\x03\x03",
]


@pytest.mark.parametrize("frame", NONSENSE, ids=lambda frame: frame.hex() or "empty")
async def test_nonsense_closes_its_connection_and_nothing_else(
    open_writer: Open, alice: Person, bob: Person, frame: bytes
) -> None:
    her, his = await open_writer(alice), await open_writer(bob)
    await his.send(frame)
    assert await his.closed() == 4400
    her.write("unharmed")
    await her.until_saved()
    assert her.text == "unharmed"


async def test_text_frame_is_nonsense(open_writer: Open, bob: Person) -> None:
    his = await open_writer(bob)
    assert his.socket is not None
    await his.socket.send("hello")
    assert await his.closed() == 4400


async def test_mutated_frames_never_harm_the_text(
    server: Server, document: Document, alice: Person, bob: Person
) -> None:
    """Real frames with bytes changed, cut and doubled; all of Bob's, so that what is still valid may be taken."""
    chance = random.Random(5)
    her = await server.writer(document.id, alice.headers).open()
    her.write("Alice's own words. ")
    await her.until_saved()
    frames = _real_updates()
    for _ in range(150):
        his = Writer(her.address, bob.headers)
        await his.open()
        await his.send(framed(b"\x00\x02", _mutate(chance.choice(frames), chance)))
        await his.leave()
    her.write("And more.")
    await her.until_saved()
    assert "Alice's own words. And more." in her.text
    assert "Alice's own words. And more." in await stored_text(document.id)


def _real_updates() -> list[bytes]:
    doc: Any = Doc()
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(bytes(event.update)))
    text = doc.get("notes", type=Text)
    for number in range(10):
        text += f"word {number} سلام "
        text.format(0, 4, {"bold": {}})
        del text[0:2]
    return [*updates, doc.get_update()]


def _mutate(frame: bytes, chance: random.Random) -> bytes:
    data = bytearray(frame)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1) if data else 0
        match chance.randrange(4):
            case 0 if place < len(data):
                data[place] = chance.randrange(256)
            case 1:
                data[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 6)))
            case 2:
                del data[place : place + chance.randint(1, 6)]
            case 3 if place < len(data):
                data[place] = 255
    return bytes(data)


async def test_nobody_can_write_under_anothers_client_id(
    server: Server, document: Document, alice: Person, bob: Person
) -> None:
    her = await server.writer(document.id, alice.headers).open()
    her.write("mine")
    await her.until_saved()
    forger: Any = Doc(client_id=her.doc.client_id)
    forger.apply_update(her.doc.get_update())
    state = forger.get_state()
    forger.get("other", type=Text).insert(0, "in her name")
    his = await server.writer(document.id, bob.headers).open()
    await his.send_counted(2, forger.get_update(state))
    assert await his.closed() == 4409
    assert his.troubles[0]["code"] == "refused"
    her.write(" and only mine")
    await her.until_saved()
    assert await stored_text(document.id) == "mine and only mine"


async def test_forgery_hidden_among_own_edits_is_found(
    server: Server, document: Document, alice: Person, bob: Person
) -> None:
    her = await server.writer(document.id, alice.headers).open()
    her.write("mine")
    await her.until_saved()
    his = await server.writer(document.id, bob.headers).open()
    forger: Any = Doc(client_id=her.doc.client_id)
    forger.apply_update(her.doc.get_update())
    forger.get("other", type=Text).insert(0, "in her name")
    his.doc.get("own", type=Text).insert(0, "his")
    his.apply(forger.get_update())
    await his.send_counted(2, his.doc.get_update())
    assert await his.closed() == 4409
    her.write("!")
    await her.until_saved()
    assert await stored_text(document.id) == "mine!"


async def test_same_person_may_bring_the_edits_of_an_earlier_tab(
    server: Server, document: Document, alice: Person
) -> None:
    first = await server.writer(document.id, alice.headers).open()
    first.write("saved, ")
    await first.until_saved()
    await first.leave()
    first.write("not yet")
    second = server.writer(document.id, alice.headers, epoch=first.epoch)
    second.apply(first.doc.get_update())
    await second.open()
    await second.until_saved()
    assert await stored_text(document.id) == "saved, not yet"


async def test_paragraph_of_ten_megabytes_works(
    open_writer: Open, document: Document, alice: Person, bob: Person
) -> None:
    her, his = await open_writer(alice), await open_writer(bob)
    her.write("0123456789" * 1_000_000)
    await her.until_saved()
    await his.until(lambda: len(his.text) == 10_000_000)


async def test_frame_over_the_limit_is_refused_in_words(open_writer: Open, document: Document, alice: Person) -> None:
    writer = await open_writer(alice)
    writer.write("kept")
    await writer.until_saved()
    writer.write("x" * writer.hello["limit"])
    await writer.flush()
    assert await writer.closed() == 4413
    assert writer.troubles[0]["code"] == "too_large"
    assert await stored_text(document.id) == "kept"


async def test_updates_that_lean_on_nothing_are_not_acknowledged(open_writer: Open, alice: Person, bob: Person) -> None:
    her, his = await open_writer(alice), await open_writer(bob)
    away: Any = Doc()
    away.get("notes", type=Text).insert(0, "missing")
    state = away.get_state()
    away.get("notes", type=Text).insert(7, " part")
    await his.until_saved()
    before = his.saved
    await his.send_counted(2, away.get_update(state))
    assert await his.closed() == 4400
    assert his.saved == before
    her.write("unharmed")
    await her.until_saved()
