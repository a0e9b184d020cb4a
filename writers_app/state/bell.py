"""Has open pages look at once when their person is told of something, instead of at their next look. FrameState says
which pages are open; `watch_news` runs beside each web process, registered by the root.

The table is what is watched, since whoever tells may be a worker or another web process. Should a bell not be heard,
the page finds the news a few seconds later by itself.
"""

import asyncio
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

import reflex as rx
import structlog
from reflex.state import StateUpdate
from reflex_base.event import Event

from writers_app.db import PASSING_FAILURES, reading, utc_now
from writers_app.services import notifications

log = structlog.get_logger(__name__)

EVERY = 0.5
"""Seconds between two looks at the table while any page is open."""
AFTER_TROUBLE = 10.0
"""Seconds after a look that did not succeed."""
LATE = timedelta(seconds=10)
"""A transaction may commit this long after what it tells was dated."""
OPEN_FOR = 60.0
"""Seconds after its last look for which a page is taken for open. One that nobody sees does not look."""

_open: dict[str, tuple[UUID, Any, float]] = {}


def note_open(page: str, user_id: UUID, look: Any) -> None:
    """A page (by its client token) of this person is open in this process; `look` is the handler that it is
    asked to call.
    """
    _open[page] = (user_id, look, monotonic() + OPEN_FOR)


async def watch_news(app: rx.App) -> None:
    told: set[UUID] = set()
    while True:
        await asyncio.sleep(EVERY)
        try:
            told = await ring(app, told)
        except PASSING_FAILURES as error:
            log.warning("news_not_watched", error=repr(error))
            await asyncio.sleep(AFTER_TROUBLE)


async def ring(app: rx.App, told: set[UUID]) -> set[UUID]:
    """Ring at the open pages of those who have news that is not among what was `told`; all that is recent."""
    now = monotonic()
    for page in [page for page, (_, _, until) in _open.items() if until < now]:
        del _open[page]
    people = {user_id for user_id, _, _ in _open.values()}
    if not people:
        return set()
    async with reading() as session:
        recent = await notifications.list_recent(session, people, utc_now() - LATE)
    rung = {user_id for notification, user_id in recent.items() if notification not in told}
    sockets = app.event_namespace
    if rung and sockets:
        connected = set(sockets.sid_to_token.values())
        for page in [page for page, (user_id, _, _) in _open.items() if user_id in rung and page in connected]:
            await sockets.emit_update(StateUpdate(events=Event.from_event_type(_open[page][1])), page)
    return set(recent)
