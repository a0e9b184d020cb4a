"""Trouble of Writers' own that nobody would report: work that nobody takes, a disk that fills. Called by the worker's
schedule; administrators are told by the webhook `system.alert`.
"""

import asyncio
import shutil
import socket
from datetime import timedelta

from writers_app.config import settings
from writers_app.db import Session
from writers_app.services.queues import measure_queues
from writers_app.services.webhooks import warn

WAITED = 300.0
"""Seconds after which a queue whose first task has not been taken is somebody's concern."""
LEAST_FREE = 2 * 1024**3
LEAST_SHARE = 0.05
"""Bytes, and the share of the disk, of which less is too little: both must fall short."""
ONCE_IN = timedelta(hours=6)
"""The same trouble is not told of again so soon."""


async def look_for_trouble(session: Session) -> None:
    for signal in await measure_queues(session):
        if signal.oldest_seconds > WAITED:
            detail = (
                "Tasks of this queue have waited for minutes and no worker took them. Start one, or look at its log."
            )
            await warn(session, "queue.waiting", detail, {"queue": signal.queue}, once_in=ONCE_IN)
    if await asyncio.to_thread(_is_disk_low):
        detail = "The disk of the data directory is nearly full. Make room before texts can't be saved."
        await warn(session, "disk.low", detail, {"machine": socket.gethostname()}, once_in=ONCE_IN)


def _is_disk_low() -> bool:
    usage = shutil.disk_usage(settings().data_path)
    return usage.free < LEAST_FREE and usage.free < LEAST_SHARE * usage.total
