"""Who is at the other end of a page's socket. Called by every state's handlers."""

from collections import OrderedDict
from http.cookies import CookieError, SimpleCookie
from uuid import UUID

import reflex as rx

from writers_app.config import settings
from writers_app.db import reading, unit_of_work
from writers_app.services import rates, sessions
from writers_app.services.access import Actor
from writers_app.services.sessions import cookie_names

MOST_SOCKETS = 50_000

# A socket's cookies are those of its handshake, and they age while it stays open. Who opened it is settled then; from
# there on only whether that session still lives is asked. A socket belongs to one process, so memory is the place.
_opened_by: OrderedDict[str, UUID] = OrderedDict()


async def actor_of(state: rx.State) -> Actor | None:
    """The person whose browser opened this state's socket, as long as their session lives. Derived afresh each time."""
    actor = await _recognise(state)
    if actor and await rates.presence_is_due(actor):
        async with unit_of_work() as session:
            await sessions.note_use(session, actor)
    return actor


async def _recognise(state: rx.State) -> Actor | None:
    socket = state.router.session.session_id
    async with reading() as session:
        if socket in _opened_by:
            return await sessions.live_actor(session, _opened_by[socket])
        cookies = _cookies(state.router.headers.raw_headers.get("cookie", ""))
        names = cookie_names(settings())
        actor = await sessions.resolve_actor(
            session, access=cookies.get(names.access), refresh=cookies.get(names.refresh)
        )
    if actor and actor.session_id and socket:
        _remember(socket, actor.session_id)
    return actor


def _remember(socket: str, session_id: UUID) -> None:
    _opened_by[socket] = session_id
    if len(_opened_by) > MOST_SOCKETS:
        _opened_by.popitem(last=False)


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
