"""Many writers with steady fingers in many documents, and how long a key takes. Called by P2, P3 and P6."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from benchmarks.servers import Peer
from benchmarks.wire import Tab, read_varuint


@dataclass
class Crowd:
    """`documents` documents with `writers` writers each, who type `keys` keys a second for `seconds`."""

    documents: int
    writers: int
    keys: float
    seconds: float
    observers: int = 1_000_000
    """Writers in each document who also time what they receive."""


@dataclass
class Outcome:
    keys: int = 0
    cpu_seconds: float = 0.0
    arrivals: list[float] = field(default_factory=list)
    """Seconds from a key to a peer's screen."""
    acknowledged: list[float] = field(default_factory=list)
    """Seconds from a key to its acknowledgement."""

    @property
    def cpu_each(self) -> float:
        """Microseconds of the server's CPU for each key."""
        return self.cpu_seconds / max(1, self.keys) * 1e6


class Typist:
    """A tab with a text of its own to type, prepared beforehand: a paragraph, then letter after letter."""

    def __init__(self, tab: Tab, client: int, keys: int, outcome: Outcome, sent_at: dict[int, list[float]]) -> None:
        self.tab = tab
        self.client = client
        self.updates = _letters(client, keys)
        self.outcome = outcome
        self.sent_at = sent_at
        self._own: list[float] = []
        self._acknowledged = 0
        self._offset = 0

    async def type_on(self, interval: float, until: float) -> None:
        loop = asyncio.get_running_loop()
        moment = loop.time() + random.random() * interval
        self._offset = self.tab.sent
        self._acknowledged = 0
        self.tab.on_saved = self._note_saved
        for update in self.updates:
            await asyncio.sleep(moment - loop.time())
            if moment > until:
                return
            now = time.perf_counter()
            self.sent_at[self.client].append(now)
            self._own.append(now)
            self.tab.send_update(update)
            self.outcome.keys += 1
            moment += interval

    def _note_saved(self, saved: int) -> None:
        now = time.perf_counter()
        done = min(saved - self._offset, len(self._own))
        for number in range(self._acknowledged, done):
            self.outcome.acknowledged.append(now - self._own[number])
        self._acknowledged = max(self._acknowledged, done)


class Observer:
    """Keeps the document, and notes for each client how far its letters have come."""

    def __init__(self, outcome: Outcome, sent_at: dict[int, list[float]], own: int) -> None:
        self._doc: Any = Doc()
        self._outcome = outcome
        self._sent_at = sent_at
        self._own = own
        self._seen: dict[int, int] = {}

    def take(self, update: bytes) -> None:
        now = time.perf_counter()
        self._doc.apply_update(update)
        state = self._doc.get_state()
        count, place = read_varuint(state, 0)
        for _ in range(count):
            client, place = read_varuint(state, place)
            clock, place = read_varuint(state, place)
            self._note(client, clock, now)

    def _note(self, client: int, clock: int, now: float) -> None:
        if client == self._own or client not in self._sent_at:
            return
        letters = clock - BEFORE_LETTERS
        seen, times = self._seen.get(client, 0), self._sent_at[client]
        # Key 0 brings the paragraph and the first letter; key n is letter n + 1.
        for number in range(seen, min(letters, len(times))):
            self._outcome.arrivals.append(now - times[number])
        self._seen[client] = max(seen, letters)


BEFORE_LETTERS = 2
"""Yjs items of a paragraph and its text, before the first letter."""


def _letters(client: int, keys: int) -> list[bytes]:
    doc: Any = Doc(client_id=client)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(bytes(event.update)))
    paragraph, text = XmlElement("paragraph"), XmlText("")
    with doc.transaction():
        doc.get("default", type=XmlFragment).children.append(paragraph)
        paragraph.children.append(text)
        text.insert(0, "a")
    for number in range(1, keys):
        text.insert(number, "abcdefghij klmnopqrstuv"[number % 23])
    return updates


async def gather_crowd(peer: Peer, crowd: Crowd) -> Outcome:
    """Let everybody in, let them type, and report what it cost and how long it took."""
    outcome = Outcome()
    typists: list[Typist] = []
    keys = int(crowd.keys * crowd.seconds) + 2
    for document in range(crowd.documents):
        sent_at: dict[int, list[float]] = {}
        for number in range(crowd.writers):
            client = document * crowd.writers + number + 1
            sent_at[client] = []
            tab = await peer.tab(document, client).open()
            if number < crowd.observers:
                tab.on_update = Observer(outcome, sent_at, client).take
            else:
                tab.on_update = _ignore
            typists.append(Typist(tab, client, keys, outcome, sent_at))
    await asyncio.sleep(1.0)
    until = asyncio.get_running_loop().time() + crowd.seconds
    cpu = peer.cpu_seconds()
    await asyncio.gather(*(typist.type_on(1 / crowd.keys, until) for typist in typists))
    await asyncio.sleep(0.5)
    outcome.cpu_seconds = peer.cpu_seconds() - cpu
    for typist in typists:
        await typist.tab.close()
    return outcome


def _ignore(_: bytes) -> None:
    pass
