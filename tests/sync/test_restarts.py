"""The server is killed, drained, or can't store: what was acknowledged is there afterwards, and nothing is doubled."""

import asyncio
import random
from collections import Counter

from sqlalchemy import text
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.factories import Person
from tests.sync.conftest import Server, WebProcess, stored_text
from tests.sync.writer import Writer
from writers_app.db import unit_of_work
from writers_app.models import Document


class Typist:
    """Writes numbered words without end and remembers which of them were acknowledged, over all connections."""

    def __init__(self, writer: Writer, name: str) -> None:
        self.writer = writer
        self.name = name
        self.typed = 0
        self.acknowledged = 0
        self._sent_by: dict[int, int] = {}
        writer.on_saved = self._note

    def _note(self, saved: int) -> None:
        for number in [number for number in self._sent_by if number <= saved]:
            self.acknowledged = max(self.acknowledged, self._sent_by.pop(number))

    async def type_on(self) -> None:
        """Until cancelled; connects again whenever the server goes."""
        while True:
            try:
                self._sent_by.clear()
                await self.writer.open()
                self._sent_by[self.writer.sent] = self.typed
                while True:
                    self.typed += 1
                    self.writer.write(f"{self.name}{self.typed} ")
                    self._sent_by[await self.writer.flush()] = self.typed
                    await asyncio.sleep(random.uniform(0, 0.01))
            except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
                await asyncio.sleep(0.02)


async def progress(typists: list[Typist]) -> None:
    """Until everybody has been promised something more."""
    for typist in typists:
        before = typist.acknowledged
        await typist.writer.until(lambda typist=typist, before=before: typist.acknowledged > before, seconds=60)


async def test_killed_server_loses_nothing_acknowledged_and_doubles_nothing(
    web_process: WebProcess, document: Document, alice: Person, bob: Person
) -> None:
    typists = [
        Typist(web_process.writer(document.id, person.headers), name) for person, name in ((alice, "a"), (bob, "b"))
    ]
    typing = [asyncio.create_task(typist.type_on()) for typist in typists]
    for _ in range(5):
        await progress(typists)
        await asyncio.sleep(random.uniform(0.0, 0.6))
        before = [typist.acknowledged for typist in typists]
        await asyncio.to_thread(web_process.kill)
        words = Counter((await stored_text(document.id)).split())
        for typist, acknowledged in zip(typists, before, strict=True):
            missing = [n for n in range(1, acknowledged + 1) if words[f"{typist.name}{n}"] != 1]
            assert missing == []
        await asyncio.to_thread(web_process.start)
    await progress(typists)
    for task in typing:
        task.cancel()
    await asyncio.gather(*typing, return_exceptions=True)
    for typist in typists:
        await typist.writer.open()
        await typist.writer.until_saved()
    words = Counter((await stored_text(document.id)).split())
    assert words == Counter(f"{t.name}{n}" for t in typists for n in range(1, t.typed + 1))


async def test_drained_server_acknowledges_everything_and_says_that_it_restarts(
    web_process: WebProcess, document: Document, alice: Person
) -> None:
    writer = await web_process.writer(document.id, alice.headers).open()
    for number in range(50):
        writer.write(f"{number} ")
    sent = await writer.flush()
    await writer.until(lambda: writer.saved > 1)
    stopping = asyncio.create_task(asyncio.to_thread(web_process.stop))
    assert await writer.closed() == 1012
    assert await stopping in (0, -15)
    assert writer.saved == sent
    assert await stored_text(document.id) == "".join(f"{number} " for number in range(50))


async def test_failing_store_keeps_the_text_tells_and_recovers(
    server: Server, document: Document, alice: Person, bob: Person
) -> None:
    her = await server.writer(document.id, alice.headers).open()
    his = await server.writer(document.id, bob.headers).open()
    her.write("before, ")
    await her.until_saved()
    await rename_log("manuscript_updates", "mislaid")  # as good as a full disk
    her.write("during")
    sent = await her.flush()
    await her.until(lambda: bool(her.troubles))
    assert her.troubles[0]["code"] == "store"
    assert her.saved == sent - 1
    await rename_log("mislaid", "manuscript_updates")
    await her.until(lambda: her.saved == sent)
    await his.until(lambda: his.text == "before, during")
    assert await stored_text(document.id) == "before, during"


async def rename_log(old: str, new: str) -> None:
    async with unit_of_work() as session:
        await session.exec(text(f"ALTER TABLE {old} RENAME TO {new}"))  # type: ignore[call-overload]
