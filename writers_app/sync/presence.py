"""Who is in a room and where their cursors are: the awareness protocol. Called by rooms."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, NamedTuple

import orjson

from writers_app.sync.protocol import MalformedFrameError, read_varuint, write_bytes, write_varuint

STATE_LIMIT = 8 * 1024
MAX_ENTRIES = 1000
FORGET_AFTER = 40.0
"""Seconds; a client renews its state every 15, so one of another process that is older went with its process."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One client's state; `state` is None when it has left. `is_ours`: its connection is in this process."""

    client_id: int
    clock: int
    state: dict[str, Any] | None
    is_ours: bool = True
    since: float = field(default_factory=monotonic)


class Changes(NamedTuple):
    """Awareness updates: everything that changed, for our connections; what changed here, for other processes."""

    all: bytes
    ours: bytes | None


class Presence:
    """The states of a room's clients, ours and those that other processes told us of."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._changed: set[int] = set()

    def knows(self, client_id: int) -> bool:
        return client_id in self._entries

    def put(self, entry: Entry) -> None:
        """Take a state if it is news. A client's leaving beats a state of the same clock."""
        known = self._entries.get(entry.client_id)
        if known is not None and (entry.clock, entry.state is None) <= (known.clock, known.state is None):
            return
        self._entries[entry.client_id] = entry
        self._changed.add(entry.client_id)

    def leave(self, client_id: int) -> None:
        """The client's connection is gone."""
        known = self._entries.get(client_id)
        if known is not None and known.is_ours and known.state is not None:
            self.put(Entry(client_id, known.clock + 1, None))

    def forget_lost(self) -> None:
        """Those whom another process told us of, and never again."""
        limit = monotonic() - FORGET_AFTER
        for known in [*self._entries.values()]:
            if not known.is_ours and known.since < limit:
                self.put(Entry(known.client_id, known.clock + 1, None, is_ours=False))

    def take_changes(self) -> Changes | None:
        """What changed since the last call. Those who left are forgotten with it."""
        if not self._changed:
            return None
        entries = [self._entries[client] for client in self._changed]
        self._changed.clear()
        for entry in entries:
            if entry.state is None:
                del self._entries[entry.client_id]
        ours = [entry for entry in entries if entry.is_ours]
        return Changes(write_entries(entries), write_entries(ours) if ours else None)

    def everyone(self, *, ours: bool = False) -> bytes | None:
        """An awareness update of all who are here, for a newcomer; or of our own, for another process."""
        present = [entry for entry in self._entries.values() if entry.state is not None and (entry.is_ours or not ours)]
        return write_entries(present) if present else None


def write_entries(entries: Iterable[Entry]) -> bytes:
    parts = [
        write_varuint(entry.client_id) + write_varuint(entry.clock) + write_bytes(orjson.dumps(entry.state))
        for entry in entries
    ]
    return write_varuint(len(parts)) + b"".join(parts)


def read_entries(body: bytes, *, ours: bool = True) -> list[Entry]:
    """The states in an awareness update. MalformedFrameError when it can't be read or is out of all proportion."""
    count, place = read_varuint(body, 0)
    if count > MAX_ENTRIES:
        raise MalformedFrameError("too many awareness states")
    entries = []
    for _ in range(count):
        client_id, place = read_varuint(body, place)
        clock, place = read_varuint(body, place)
        length, place = read_varuint(body, place)
        entries.append(Entry(client_id, clock, _read_state(body[place : place + length], length), ours))
        place += length
    return entries


def _read_state(text: bytes, length: int) -> dict[str, Any] | None:
    if len(text) != length or length > STATE_LIMIT:
        raise MalformedFrameError("an awareness state that is cut off or too large")
    try:
        state = orjson.loads(text)
    except ValueError as error:
        raise MalformedFrameError("an awareness state that is not JSON") from error
    if state is not None and not isinstance(state, dict):
        raise MalformedFrameError("an awareness state that is not an object")
    return state
