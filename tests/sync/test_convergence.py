"""A property of rooms: whatever is typed, dropped, repeated and refused by the disk, everybody ends alike."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from writers_app.services.admissions import Visitor
from writers_app.store import Manuscript
from writers_app.sync.connection import Connection
from writers_app.sync.room import Room

DOCUMENT = uuid4()
TABS = 3


@dataclass
class Log:
    """A disk that can refuse: what it has taken is what a new process would load."""

    updates: list[bytes] = field(default_factory=list)
    writers: dict[int, UUID | None] = field(default_factory=dict)
    works: bool = True

    def load(self) -> Manuscript:
        doc: Any = Doc()
        for update in self.updates:
            doc.apply_update(update)
        return Manuscript(DOCUMENT, doc, 1, len(self.updates), dict(self.writers))

    def commit(self, room: Room) -> None:
        """One turn of the committer."""
        append = room.gather()
        if append is None:
            room.settle()
        elif not self.works:
            room.stay_in_trouble()
        else:
            self.updates.append(append.data)
            self.writers.update(append.writers)
            room.settle(len(self.updates))


@dataclass
class Tab:
    """A client whose frames wait in `arrived` until it reads them."""

    user_id: UUID = field(default_factory=uuid4)
    doc: Any = field(default_factory=Doc)
    connection: Connection | None = None
    arrived: list[bytes] = field(default_factory=list)
    unsent: list[bytes] = field(default_factory=list)
    sent: int = 0
    saved: int = 0
    applying: bool = False

    def __post_init__(self) -> None:
        self.text: Any = self.doc.get("text", type=Text)
        self.doc.observe(self._note)

    def _note(self, event: Any) -> None:
        if not self.applying:
            self.unsent.append(bytes(event.update))

    def connect(self, room: Room) -> None:
        arrived: list[bytes] = []
        self.arrived, self.unsent, self.sent, self.saved = arrived, [], 0, 0

        async def send(message: Any) -> None:
            if message["type"] == "websocket.send":
                arrived.append(message["bytes"])

        visitor = Visitor(self.user_id, None, DOCUMENT)
        self.connection = Connection(
            send, visitor, person={}, may_write=True, holds_write_right=True, names_epoch=True, client_id=None
        )
        room.join(self.connection)
        room.take_state(self.connection, self.doc.get_state())

    def drop(self, room: Room) -> None:
        if self.connection is not None:
            room.leave(self.connection)
            self.connection = None

    def send(self, room: Room, *, twice: bool = False) -> None:
        if self.connection is None:
            return
        for update in self.unsent:
            for _ in range(2 if twice else 1):
                self.sent += 1
                room.take_update(self.connection, update, is_step_two=False)
        self.unsent.clear()

    def read(self, room: Room) -> None:
        frames = self.arrived[:]
        self.arrived.clear()
        if self.connection is None:
            return
        for frame in frames:
            body = frame[2:]
            while body and body[0] & 128:  # over the length
                body = body[1:]
            body = body[1:]
            if frame[:2] == b"\x00\x00":
                self.sent += 1
                room.take_update(self.connection, self.doc.get_update(body), is_step_two=True)
            elif frame[0] == 0:
                self.applying = True
                self.doc.apply_update(body)
                self.applying = False
            elif frame[0] == 8:
                self.saved = max(self.saved, frame[1])


ACTIONS = ["type"] * 3 + ["send"] * 2 + ["read"] * 2 + ["commit"] * 2
ACTIONS += ["delete", "send-twice", "drop", "connect", "disk-fails", "disk-works", "restart"]
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, TABS - 1), st.integers(0, 30)),
    max_size=60,
)


def play(steps: list[tuple[str, int, int]]) -> tuple[list[Tab], Log]:
    """Run the steps, then let everybody come back and everything settle."""
    log = Log()
    room = Room(log.load())
    tabs = [Tab() for _ in range(TABS)]
    for tab in tabs:
        tab.connect(room)
    for action, number, place in steps:
        tab = tabs[number]
        match action:
            case "type":
                tab.text.insert(place % (len(tab.text) + 1), "abcdefgh"[place % 8])
            case "delete" if len(tab.text):
                del tab.text[place % len(tab.text)]
            case "send" | "send-twice":
                tab.send(room, twice=action == "send-twice")
            case "read":
                tab.read(room)
            case "drop":
                tab.drop(room)
            case "connect" if tab.connection is None:
                tab.connect(room)
            case "commit":
                log.commit(room)
            case "disk-fails" | "disk-works":
                log.works = action == "disk-works"
            case "restart":
                room = Room(log.load())
                for each in tabs:
                    each.connection = None
    log.works = True
    for tab in tabs:
        tab.drop(room)
        tab.connect(room)
    for _ in range(4):
        for tab in tabs:
            tab.read(room)
            tab.send(room)
        if room.is_broken:
            room.mend(log.load())
        log.commit(room)
    for tab in tabs:
        tab.read(room)
    return tabs, log


@settings(deadline=None, max_examples=300)
@given(STEPS)
def test_everybody_ends_with_the_same_text_and_the_log_has_it(steps: list[tuple[str, int, int]]) -> None:
    async def run() -> tuple[list[Tab], Log]:
        return play(steps)

    tabs, log = asyncio.run(run())
    stored: Any = log.load().doc.get("text", type=Text)
    assert {str(tab.text) for tab in tabs} == {str(stored)}
    assert all(tab.saved == tab.sent for tab in tabs)


@settings(deadline=None, max_examples=200)
@given(STEPS)
def test_what_is_acknowledged_is_in_the_log_at_that_moment(steps: list[tuple[str, int, int]]) -> None:
    async def run() -> None:
        log = Log()
        room = Room(log.load())
        tab = Tab()
        tab.connect(room)
        for action, _, place in steps:
            tab.read(room)
            if action == "type":
                tab.text.insert(place % (len(tab.text) + 1), "abcdefgh"[place % 8])
            elif action == "delete" and len(tab.text):
                del tab.text[place % len(tab.text)]
            elif action in ("disk-fails", "disk-works"):
                log.works = action == "disk-works"
            else:
                tab.send(room)
                log.commit(room)
            tab.read(room)
            if tab.sent and tab.saved == tab.sent and not tab.unsent:
                assert str(log.load().doc.get("text", type=Text)) == str(tab.text)

    asyncio.run(run())
