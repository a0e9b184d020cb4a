"""Who may be in a room: readers only read, and a right that is withdrawn closes the door behind."""

from typing import Any

import httpx
import pytest
from pycrdt import Doc, XmlElement, XmlFragment
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests import factories
from tests.factories import Person
from tests.sync.conftest import Server, stored_text
from tests.sync.test_editing import Open
from writers_app.config import settings
from writers_app.db import unit_of_work
from writers_app.models import Document, Membership, Project, Role
from writers_app.services.documents import trash_document
from writers_app.services.sessions import cookie_names, revoke


def new_paragraph() -> bytes:
    """A valid update by a client of its own that would add a paragraph."""
    doc: Any = Doc()
    doc.get("default", type=XmlFragment).children.append(XmlElement("paragraph"))
    update: bytes = doc.get_update()
    return update


async def test_outsider_and_stranger_stay_outside(
    server: Server, document: Document, alice: Person, charlie: Person
) -> None:
    assert await (await server.writer(document.id, charlie.headers).open(wait=False)).closed() == 4404
    assert await (await server.writer(document.id, {}).open(wait=False)).closed() == 4401
    forged = {"Authorization": alice.headers["Authorization"][:-3] + "AAA"}
    assert await (await server.writer(document.id, forged).open(wait=False)).closed() == 4401


async def test_missing_document_looks_like_anothers(server: Server, project: Project, alice: Person) -> None:
    assert await (await server.writer(project.id, alice.headers).open(wait=False)).closed() == 4404
    address = f"ws://127.0.0.1:{server.port}/sync/not-an-id"
    async with connect(address, additional_headers=alice.headers) as socket:
        await socket.wait_closed()
        assert socket.close_code == 4404


async def test_cookie_opens_the_door_from_our_pages_only(server: Server, document: Document, alice: Person) -> None:
    cookie = {"Cookie": f"{cookie_names(settings()).access}={alice.tokens.access}"}
    ours = server.writer(document.id, {**cookie, "Origin": settings().base_url})
    assert (await ours.open()).hello["right"] == "write"
    foreign = {**cookie, "Origin": "https://elsewhere.example"}
    with pytest.raises(InvalidStatus) as refused:
        await server.writer(document.id, foreign).open(wait=False)
    assert refused.value.response.status_code == 403


async def test_reader_sees_but_is_not_asked_and_not_believed(
    server: Server, project: Project, document: Document, alice: Person, charlie: Person
) -> None:
    await factories.make_member(project, charlie, Role.READER)
    her = await server.writer(document.id, alice.headers).open()
    reader = await server.writer(document.id, charlie.headers).open()
    assert (reader.hello["right"], reader.hello["reason"]) == ("read", "role")
    her.write("to be read")
    await her.until_saved()
    await reader.until(lambda: reader.text == "to be read")
    assert not reader.stepped.is_set()  # the server sent no step 1
    await reader.send_counted(2, new_paragraph())
    assert await reader.closed() == 4403
    again = await server.writer(document.id, charlie.headers).open()
    await again.send_counted(1, new_paragraph())
    assert await again.closed() == 4403
    assert await stored_text(document.id) == "to be read"
    assert len(her.fragment.children) == 1


async def test_page_that_is_older_than_the_server_only_reads(open_writer: Open, alice: Person) -> None:
    writer = await open_writer(alice, schema=None)
    assert (writer.hello["right"], writer.hello["reason"]) == ("read", "schema")


async def test_withdrawn_membership_closes_the_connection(
    open_writer: Open, project: Project, alice: Person, bob: Person
) -> None:
    her, his = await open_writer(alice), await open_writer(bob)
    async with unit_of_work() as session:
        await session.delete(await session.get_one(Membership, (project.id, bob.id)))
    assert await his.closed(seconds=5) == 4403
    her.write("still here")
    await her.until_saved()


async def test_editor_who_becomes_a_reader_has_to_come_in_anew(
    open_writer: Open, project: Project, bob: Person
) -> None:
    his = await open_writer(bob)
    async with unit_of_work() as session:
        (await session.get_one(Membership, (project.id, bob.id))).role = Role.READER
    assert await his.closed(seconds=5) == 4403
    await his.open()
    assert his.hello["right"] == "read"


async def test_ended_session_closes_its_connections(open_writer: Open, alice: Person) -> None:
    writer = await open_writer(alice)
    assert alice.actor.session_id is not None
    async with unit_of_work() as session:
        await revoke(session, alice.actor, alice.actor.session_id)
    assert await writer.closed(seconds=5) == 4401


async def test_token_of_an_ended_session_opens_nothing(
    server: Server, document: Document, alice: Person, charlie: Person
) -> None:
    for person in (alice, charlie):
        assert person.actor.session_id is not None
        async with unit_of_work() as session:
            await revoke(session, person.actor, person.actor.session_id)
        assert await (await server.writer(document.id, person.headers).open(wait=False)).closed() == 4401


async def test_trashed_document_can_only_be_read(open_writer: Open, document: Document, alice: Person) -> None:
    writer = await open_writer(alice)
    async with unit_of_work() as session:
        await trash_document(session, alice.actor, document.id)
    assert await writer.closed(seconds=5) == 4403
    await writer.open()
    assert (writer.hello["right"], writer.hello["reason"]) == ("read", "trashed")


async def test_deleted_document_sends_everybody_out(open_writer: Open, document: Document, alice: Person) -> None:
    writer = await open_writer(alice)
    async with unit_of_work() as session:
        await session.delete(await session.get_one(Document, document.id))
    assert await writer.closed(seconds=5) == 4404


async def test_names_beside_cursors_are_the_servers_word(open_writer: Open, alice: Person, bob: Person) -> None:
    her, his = await open_writer(alice), await open_writer(bob)
    await his.show({"user": {"name": "Alice", "color": "red"}, "cursor": {"anchor": 3}})
    await her.until(lambda: his.doc.client_id in her.others())
    state = her.others()[his.doc.client_id]
    assert (state["user"]["name"], state["cursor"]) == ("Bob", {"anchor": 3})
    await his.leave()
    await her.until(lambda: her.others()[his.doc.client_id] is None)


async def test_presence_of_another_client_is_not_taken(open_writer: Open, alice: Person, bob: Person) -> None:
    her, his = await open_writer(alice), await open_writer(bob)
    await her.show({"cursor": 1})
    await his.until(lambda: her.doc.client_id in his.others())
    text = b"null"
    body = bytes([1]) + _varuint(her.doc.client_id) + bytes([100, len(text)]) + text
    await his.send(b"\x01" + bytes([len(body)]) + body)
    late = await open_writer(bob)
    await late.until(lambda: her.doc.client_id in late.others())
    assert late.others()[her.doc.client_id]["user"]["name"] == "Alice"


def _varuint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


async def test_api_says_nothing_of_the_socket_to_plain_requests(server: Server, document: Document) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{server.port}/sync/{document.id}")
    assert answer.status_code == 404
