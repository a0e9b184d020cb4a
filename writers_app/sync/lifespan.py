"""Rooms from start to end of a process, and the signal that empties them. Registered by the composition root."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import FrameType

from writers_app.config import settings
from writers_app.sync.rooms import Rooms
from writers_app.telemetry.pauses import spare_modules

_rooms: Rooms | None = None
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def rooms() -> Rooms | None:
    """This process's rooms, while it serves."""
    return _rooms


async def start_rooms() -> None:
    """Open for connections."""
    global _rooms
    _rooms = Rooms(settings())
    _rooms.start()


async def drain_rooms() -> None:
    """Commit, acknowledge and close every connection with 1012. Connections that come later are sent away likewise."""
    if _rooms is not None:
        await _rooms.drain()


async def stop_rooms() -> None:
    """Drain, then let go of the database."""
    global _rooms
    if _rooms is not None:
        await _rooms.stop()
        _rooms = None


@asynccontextmanager
async def rooms_lifespan() -> AsyncIterator[None]:
    """For the server's lifespan.

    uvicorn closes sockets as the first thing on a signal, before the lifespan ends and before anything could be
    acknowledged; so the signal comes here first, and goes on to the server when the rooms are empty.
    """
    await start_rooms()
    restore = _drain_on_signal(asyncio.get_running_loop())
    spare_modules()
    try:
        yield
    finally:
        restore()
        await stop_rooms()


def _drain_on_signal(loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
    previous = {number: signal.getsignal(number) for number in _SIGNALS}
    drains: set[asyncio.Task[None]] = set()

    async def drain_then_pass_on(number: int, frame: FrameType | None) -> None:
        handler = previous[signal.Signals(number)]
        try:
            await drain_rooms()
        finally:
            if callable(handler):
                handler(number, frame)

    def start(number: int, frame: FrameType | None) -> None:
        drains.add(loop.create_task(drain_then_pass_on(number, frame)))

    def on_signal(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(start, number, frame)

    try:
        for number in _SIGNALS:
            if callable(previous[number]):
                signal.signal(number, on_signal)
    except ValueError:  # not the main thread: whoever runs this loop stops it by other means
        return lambda: None

    def restore() -> None:
        for number, handler in previous.items():
            if signal.getsignal(number) is on_signal:
                signal.signal(number, handler)

    return restore
