"""Reads the manuscript that came with a task, apart and with limits. Called by imports and returns."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from writers_app.config import settings
from writers_app.formats.limits import Limits
from writers_app.formats.model import Manuscript
from writers_app.integrations.storage import storage
from writers_app.services.work import Work

MB = 1024 * 1024


class Reader(Protocol):
    """formats.child.read_in_child, or read_returned_in_child."""

    def __call__(self, path: Path, filename: str, limits: Limits, *, should_stop: Callable[[], bool]) -> Manuscript: ...


async def read_arrived(work: Work[Any], read: Reader) -> Manuscript:
    source = work.files[0]
    limits = Limits(
        file_bytes=settings().upload_limit,
        memory_bytes=work.limits.memory_mb * MB,
        wall_seconds=work.limits.seconds / 2,
    )
    stop = threading.Event()
    async with storage().local(source.key) as path:
        try:
            return await asyncio.to_thread(read, path, source.name, limits, should_stop=stop.is_set)
        finally:
            stop.set()
