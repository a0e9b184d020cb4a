"""P1: one writer floods one reader, one server core. `python -m benchmarks.p1_flood`.

Every update is sent as a frame of its own, as fast as the server takes them; it ends when the reader has all of them
and, with Writers, when all are acknowledged, that is: durable.
"""

import asyncio
import time

from pycrdt import Doc

from benchmarks.servers import EVERYBODY, Peer
from benchmarks.typing_traces import make_updates, read_trace
from benchmarks.wire import Tab

COUNT = 100_000
PIECE = 200
QUIET = 8.0
"""Seconds without news after which nothing more is expected."""


async def flood(peer: Peer, updates: list[bytes], client: int) -> tuple[float, float]:
    """Seconds and server CPU seconds."""
    reader = await peer.tab(0).open()
    writer = await peer.tab(0, client).open()
    received: list[bytes] = []
    reader.on_update = received.append
    await asyncio.sleep(0.5)
    cpu, started = peer.cpu_seconds(), time.perf_counter()
    await pour(writer, updates)
    last = await settle(peer, writer, received)
    spent = peer.cpu_seconds() - cpu
    check(received, updates)
    return last - started, spent


async def pour(writer: Tab, updates: list[bytes]) -> None:
    assert writer.transport is not None
    for start in range(0, len(updates), PIECE):
        writer.transport.write(writer.update_frames(updates[start : start + PIECE]))
        while writer.transport.get_write_buffer_size() > 65536:  # noqa: ASYNC110  # the transport has no event for it
            await asyncio.sleep(0.0005)


async def settle(peer: Peer, writer: Tab, received: list[bytes]) -> float:
    """When the reader had everything (and it was acknowledged)."""
    count, moment = (0, 0), time.perf_counter()
    while True:
        if (len(received), writer.saved) != count:
            count, moment = (len(received), writer.saved), time.perf_counter()
        answered = peer.name == "y-websocket" or writer.saved >= writer.sent - (peer.name == "hocuspocus")
        if answered and count[0] and time.perf_counter() - moment > QUIET:
            return moment
        await asyncio.sleep(0.001)


def check(received: list[bytes], updates: list[bytes]) -> None:
    got, wanted = Doc(), Doc()
    for update in received:
        got.apply_update(update)
    for update in updates:
        wanted.apply_update(update)
    if got.get_state() != wanted.get_state():
        raise RuntimeError("the reader did not get everything")


def main() -> None:
    name, patches = read_trace()
    updates = make_updates(7, patches[: COUNT - 1])
    print(f"P1  one writer floods one reader, {len(updates)} updates of {name}")
    base = None
    for start in EVERYBODY:
        with start(1) as peer:
            seconds, cpu = asyncio.run(flood(peer, updates, 7))
        rate, each = len(updates) / seconds, cpu / len(updates) * 1e6
        if peer.name == "hocuspocus":
            base = each
        print(f"  {peer.name:12} {rate:9,.0f} updates/s  {each:6.1f} µs CPU each")
        if peer.name == "writers":
            ours = each
    if base:
        print(f"  CPU, ours / Hocuspocus: {ours / base:.2f}   (goal: 30,000 durable updates/s, at most 0.5)")


if __name__ == "__main__":
    main()
