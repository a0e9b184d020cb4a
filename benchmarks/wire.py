"""A light WebSocket client for load: speaks Writers', y-websocket's and Hocuspocus's framing. Called by P1 to P6."""

import asyncio
import base64
import os
from collections.abc import Callable
from urllib.parse import urlsplit

EMPTY_UPDATE = b"\x00\x00"
EMPTY_STATE = b"\x00"


def varuint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varuint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def sized(data: bytes) -> bytes:
    return varuint(len(data)) + data


def client_frame(payload: bytes) -> bytes:
    """A binary frame, masked by zeros: allowed, and costs the load generator nothing."""
    size = len(payload)
    if size < 126:
        return bytes((0x82, 0x80 | size)) + b"\0\0\0\0" + payload
    if size < 65536:
        return b"\x82\xfe" + size.to_bytes(2) + b"\0\0\0\0" + payload
    return b"\x82\xff" + size.to_bytes(8) + b"\0\0\0\0" + payload


class Tab(asyncio.Protocol):
    """One client. `name` is set for Hocuspocus, whose messages begin with the document's name."""

    def __init__(self, url: str, headers: dict[str, str], name: str | None = None) -> None:
        self._url = urlsplit(url)
        self._headers = headers
        self._prefix = sized(name.encode()) if name is not None else b""
        self._buffer = bytearray()
        self._upgraded = False
        self.transport: asyncio.Transport | None = None
        self.synced = asyncio.Event()
        self.state = b""
        self.sent = 0
        self.saved = 0
        self.updates: list[bytes] = []
        self.on_update: Callable[[bytes], None] | None = None
        self.on_saved: Callable[[int], None] | None = None
        self.closed = False

    async def open(self) -> "Tab":
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, self._url.hostname, self._url.port)
        await asyncio.wait_for(self.synced.wait(), 60)
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        target = self._url.path + ("?" + self._url.query if self._url.query else "")
        lines = [
            f"GET {target} HTTP/1.1",
            f"Host: {self._url.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(),
            *(f"{name}: {value}" for name, value in self._headers.items()),
        ]
        transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = True

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if b" 101 " not in self._buffer[:20]:
                raise RuntimeError(bytes(self._buffer[:200]))
            del self._buffer[: end + 4]
            self._upgraded = True
            self._begin()
        self._read_frames()

    def _begin(self) -> None:
        if self._prefix:  # Hocuspocus wants a token first
            self.send(b"\x02\x00" + sized(b"token") + sized(b"4.7.0"))
        self.send(b"\x00\x00" + sized(EMPTY_STATE))

    def _read_frames(self) -> None:
        buffer, place = self._buffer, 0
        while len(buffer) - place >= 2:
            size, start = buffer[place + 1], place + 2
            if size == 126:
                size, start = int.from_bytes(buffer[place + 2 : place + 4]), place + 4
            elif size == 127:
                size, start = int.from_bytes(buffer[place + 2 : place + 10]), place + 10
            if len(buffer) < start + size:
                break
            self._take_frame(buffer[place] & 15, bytes(buffer[start : start + size]))
            place = start + size
        del buffer[:place]

    def _take_frame(self, opcode: int, data: bytes) -> None:
        assert self.transport is not None
        match opcode:
            case 2:
                self._take(data[len(self._prefix) :])
            case 9:
                self.transport.write(bytes((0x8A, 0x80 | len(data))) + b"\0\0\0\0" + data)
            case 8:
                self.closed = True
                self.transport.close()

    def _take(self, data: bytes) -> None:
        kind = data[0]
        if kind in (0, 4):
            step = data[1]
            _, place = read_varuint(data, 2)
            if step == 0:
                self.send_counted(b"\x01", EMPTY_UPDATE)
            elif step == 1:
                self.state = data[place:]
                self.synced.set()
            elif self.on_update is not None:
                self.on_update(data[place:])
        elif kind == 8:
            count = read_varuint(data, 1)[0]
            self.saved = self.saved + 1 if self._prefix else count  # Hocuspocus answers each update by itself
            if self.on_saved is not None:
                self.on_saved(self.saved)

    def send(self, message: bytes) -> None:
        assert self.transport is not None
        self.transport.write(client_frame(self._prefix + message))

    def send_counted(self, step: bytes, update: bytes) -> int:
        self.send(b"\x00" + step + sized(update))
        self.sent += 1
        return self.sent

    def send_update(self, update: bytes) -> int:
        return self.send_counted(b"\x02", update)

    def update_frames(self, updates: list[bytes]) -> bytes:
        """Many updates as one piece for the transport."""
        self.sent += len(updates)
        return b"".join(client_frame(self._prefix + b"\x00\x02" + sized(update)) for update in updates)

    async def close(self) -> None:
        if self.transport is not None:
            self.transport.close()
            await asyncio.sleep(0)
