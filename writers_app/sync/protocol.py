"""Frames on the wire, as docs/sync-protocol.md states them. Called by the endpoint and rooms."""

from enum import IntEnum
from typing import Any, NamedTuple

import orjson

SCHEMA = 2
"""The newest document schema that this server knows."""

FRAME_LIMIT = 32 * 1024 * 1024


class MessageKind(IntEnum):
    SYNC = 0
    AWARENESS = 1
    QUERY_AWARENESS = 3
    SAVED = 8
    TROUBLE = 9
    HELLO = 10


class SyncStep(IntEnum):
    STATE = 0
    """Step 1: a state vector."""
    MISSING = 1
    """Step 2: what the other side's state vector lacked."""
    UPDATE = 2


class CloseCode(IntEnum):
    RESTART = 1012
    TRY_LATER = 1013
    MALFORMED = 4400
    SIGNED_OUT = 4401
    FORBIDDEN = 4403
    MISSING = 4404
    SLOW = 4408
    EPOCH = 4409
    TOO_LARGE = 4413
    TOO_MANY = 4429


class MalformedFrameError(ValueError):
    """Bytes that are no frame of the protocol."""


class Frame(NamedTuple):
    """What a client sent; `step` is of sync only."""

    kind: int
    step: int
    body: bytes


def read_frame(data: bytes) -> Frame:
    """A client's message. MalformedFrameError for everything that is not exactly one."""
    kind = data[0] if data else -1
    if kind == MessageKind.SYNC and len(data) > 2 and data[1] <= SyncStep.UPDATE:
        return Frame(kind, data[1], _read_only_bytes(data, 2))
    if kind == MessageKind.AWARENESS:
        return Frame(kind, 0, _read_only_bytes(data, 1))
    if kind == MessageKind.QUERY_AWARENESS and len(data) == 1:
        return Frame(kind, 0, b"")
    raise MalformedFrameError(f"a frame that begins with {data[:2].hex()}")


def _read_only_bytes(data: bytes, start: int) -> bytes:
    """A length and so many bytes, and nothing after them."""
    length, start = read_varuint(data, start)
    if len(data) - start != length:
        raise MalformedFrameError("a length that is not the frame's")
    return data[start:]


def read_varuint(data: bytes, start: int) -> tuple[int, int]:
    """A number and the place after it."""
    value = shift = 0
    for index in range(start, min(start + 8, len(data))):
        byte = data[index]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, index + 1
        shift += 7
    raise MalformedFrameError("a number without an end")


def write_varuint(value: int) -> bytes:
    if value < 0x80:
        return bytes((value,))
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def write_bytes(value: bytes) -> bytes:
    return write_varuint(len(value)) + value


def state_frame(state_vector: bytes) -> bytes:
    return b"\x00\x00" + write_bytes(state_vector)


def missing_frame(update: bytes) -> bytes:
    return b"".join((b"\x00\x01", write_varuint(len(update)), update))  # in one copy: this is the whole text


def update_frame(update: bytes) -> bytes:
    return b"\x00\x02" + write_bytes(update)


def awareness_frame(body: bytes) -> bytes:
    return b"\x01" + write_bytes(body)


def saved_frame(count: int) -> bytes:
    return b"\x08" + write_varuint(count)


def trouble_frame(code: str, message: str, **values: str | int) -> bytes:
    """`message` is a msgid of the catalogs."""
    return b"\x09" + write_bytes(orjson.dumps({"code": code, "message": message, "values": values}))


def hello_frame(greeting: dict[str, Any]) -> bytes:
    return b"\x0a" + write_bytes(orjson.dumps(greeting))
