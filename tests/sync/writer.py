"""An independent client of /sync: speaks the protocol from its document alone, and remembers what was acknowledged."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from pycrdt import Doc, XmlElement, XmlFragment, XmlText
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed


def varuint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def read_varuint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def framed(kind: bytes, body: bytes) -> bytes:
    return kind + varuint(len(body)) + body


@dataclass
class Writer:
    """One browser tab. Its `doc` outlives connections, as IndexedDB would let it."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)
    doc: Any = field(default_factory=Doc)
    epoch: int | None = None
    schema: int | None = 2
    hello: dict[str, Any] = field(default_factory=dict)
    troubles: list[dict[str, Any]] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    awareness: list[bytes] = field(default_factory=list)
    sent: int = 0
    saved: int = 0
    socket: ClientConnection | None = None
    on_saved: Callable[[int], None] | None = None

    def __post_init__(self) -> None:
        self.synced = asyncio.Event()
        self.stepped = asyncio.Event()
        self.greeted = asyncio.Event()
        self._moved = asyncio.Event()
        self._awake = asyncio.Event()
        self._awake.set()
        self._applying = False
        self._clock = 0
        self._reading: asyncio.Task[None] | None = None
        self._queue: list[bytes] = []
        self.doc.observe(self._note)

    def _note(self, event: Any) -> None:
        if not self._applying:
            self._queue.append(bytes(event.update))

    async def open(self, *, wait: bool = True) -> Self:
        """Connect, and wait for the whole exchange unless told otherwise: the text, and being asked for what is new."""
        query = {"schema": self.schema, "client": self.doc.client_id, "epoch": self.epoch}
        url = self.address + "?" + "&".join(f"{name}={value}" for name, value in query.items() if value is not None)
        self.synced.clear(), self.stepped.clear(), self.greeted.clear()
        self.sent = self.saved = 0
        self.socket = await connect(url, additional_headers=self.headers, max_size=None, max_queue=2, compression=None)
        self._queue.clear()  # step 2 brings it
        self._reading = asyncio.create_task(self._read(self.socket))
        if wait:
            await asyncio.wait_for(self.synced.wait(), 20)
            if self.hello["right"] == "write":
                await asyncio.wait_for(self.stepped.wait(), 20)
        return self

    def stop_reading(self) -> None:
        """As a tab on a sleeping laptop: what comes fills the buffers and then stays with the server."""
        self._awake.clear()

    def go_on_reading(self) -> None:
        self._awake.set()

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for data in socket:
                await self._awake.wait()
                assert isinstance(data, bytes)
                await self._take(socket, data)
        self._moved.set()

    async def _take(self, socket: ClientConnection, data: bytes) -> None:
        self.frames.append(data)
        match data[0]:
            case 10:
                self.hello = json.loads(self._body(data, 1))
                self.epoch = self.hello["epoch"]
                self.greeted.set()
                await socket.send(framed(b"\x00\x00", self.doc.get_state()))
            case 0 if data[1] == 0:
                await self.send_counted(1, self.doc.get_update(self._body(data, 2)))
                self.stepped.set()
            case 0:
                self.apply(self._body(data, 2))
                if data[1] == 1:
                    self.synced.set()
            case 1:
                self.awareness.append(self._body(data, 1))
            case 8:
                self.saved = read_varuint(data, 1)[0]
                if self.on_saved:
                    self.on_saved(self.saved)
            case 9:
                self.troubles.append(json.loads(self._body(data, 1)))
        self._moved.set()

    @staticmethod
    def _body(data: bytes, place: int) -> bytes:
        length, place = read_varuint(data, place)
        assert len(data) == place + length
        return data[place:]

    def apply(self, update: bytes) -> None:
        self._applying = True
        try:
            self.doc.apply_update(update)
        finally:
            self._applying = False

    async def send_counted(self, step: int, update: bytes) -> int:
        assert self.socket is not None
        self.sent += 1
        number = self.sent
        await self.socket.send(framed(bytes((0, step)), update))
        return number

    async def send(self, data: bytes) -> None:
        assert self.socket is not None
        await self.socket.send(data)

    async def flush(self) -> int:
        """Send what was written since; answers the number that `saved` must reach."""
        queue, self._queue = self._queue, []
        for update in queue:
            await self.send_counted(2, update)
        return self.sent

    async def until(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        """Wait for something that a frame brings."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._moved.clear()
                await self._moved.wait()

    async def until_saved(self, seconds: float = 20) -> None:
        await self.flush()
        await self.until(lambda: self.saved >= self.sent, seconds)

    @property
    def fragment(self) -> XmlFragment:
        return self.doc.get("default", type=XmlFragment)

    def write(self, text: str) -> None:
        """Type at the end of the first paragraph, which is made when there is none."""
        with self.doc.transaction():
            if len(self.fragment.children) == 0:
                paragraph = XmlElement("paragraph")
                self.fragment.children.append(paragraph)
                paragraph.children.append(XmlText(""))
            last = self.fragment.children[0].children[0]
            last.insert(len(last), text)

    @property
    def text(self) -> str:
        return "".join(str(inline) for block in self.fragment.children for inline in block.children)

    async def show(self, state: dict[str, Any] | None) -> None:
        """Announce a presence, as an editor does with its cursor."""
        self._clock += 1
        text = json.dumps(state).encode()
        body = varuint(1) + varuint(self.doc.client_id) + varuint(self._clock) + varuint(len(text)) + text
        await self.send(framed(b"\x01", body))

    def others(self) -> dict[int, Any]:
        """The states of all whose presence came, by client id; None for those who left."""
        states: dict[int, Any] = {}
        for body in self.awareness:
            count, place = read_varuint(body, 0)
            for _ in range(count):
                client, place = read_varuint(body, place)
                _, place = read_varuint(body, place)
                length, place = read_varuint(body, place)
                states[client] = json.loads(body[place : place + length])
                place += length
        return states

    async def closed(self, seconds: float = 20) -> int | None:
        """Wait for the end; answers the close code."""
        assert self.socket is not None
        await asyncio.wait_for(self.socket.wait_closed(), seconds)
        return self.socket.close_code

    async def leave(self) -> None:
        if self.socket is not None:
            await self.socket.close()
        if self._reading is not None:
            await self._reading
