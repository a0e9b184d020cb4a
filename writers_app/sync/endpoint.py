"""The WebSocket /sync/{document_id}: who may come in, and the reading of frames. Included by the composition root."""

import asyncio
import contextlib
from typing import Any
from uuid import UUID

import structlog
from fastapi import APIRouter
from starlette.requests import HTTPConnection
from starlette.routing import WebSocketRoute
from starlette.types import Receive, Scope, Send

from writers_app.config import settings
from writers_app.db import reading
from writers_app.errors import NotFoundError, NotSignedInError, WritersError
from writers_app.services import admissions
from writers_app.services.access import Actor
from writers_app.services.admissions import Admission, Visitor
from writers_app.services.sessions import cookie_names, named_actor
from writers_app.store import NOTHING, Stored, merge_all
from writers_app.sync.authorship import read_state
from writers_app.sync.connection import Connection
from writers_app.sync.lifespan import rooms
from writers_app.sync.protocol import (
    FRAME_LIMIT,
    SCHEMA,
    CloseCode,
    MalformedFrameError,
    MessageKind,
    SyncStep,
    hello_frame,
    missing_frame,
    read_frame,
    update_frame,
)
from writers_app.sync.room import UNREADABLE, Room
from writers_app.sync.rooms import Rooms

log = structlog.get_logger(__name__)

TOO_LARGE = (
    "This change is larger than %(megabytes)s MB, so it was not taken. Your text is kept in this browser: "
    "copy what you added, undo it, and put it in in smaller pieces."
)
SENDING = 0.05
"""Seconds that the first in a room may keep it from being put together, while the text is on its way."""


class RefusedError(Exception):
    """Nobody comes in; said by a close code."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class SyncSocket:
    """The endpoint as a plain ASGI application: a frame passes through as few hands as can be."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HTTPConnection(scope)
        await receive()  # websocket.connect
        if not _comes_from_us(request):
            await send({"type": "websocket.close", "code": 1008})
            return
        await send({"type": "websocket.accept"})
        try:
            registry, room, connection = await _let_in(request, send)
        except RefusedError as refused:
            await send({"type": "websocket.close", "code": refused.code, "reason": refused.reason})
            return
        try:
            await _converse(registry, room, connection, receive)
        finally:
            registry.leave(room, connection)


router = APIRouter()
router.routes.append(WebSocketRoute("/sync/{document_id}", endpoint=SyncSocket(), name="sync"))


def _comes_from_us(request: HTTPConnection) -> bool:
    """Browsers always name the page's origin; other clients name none."""
    origin = request.headers.get("origin")
    return origin is None or origin in settings().allowed_origins


async def _let_in(request: HTTPConnection, send: Send) -> tuple[Rooms, Room, Connection]:
    registry = rooms()
    if registry is None or registry.is_draining:
        raise RefusedError(CloseCode.RESTART, "restart")
    document_id = _document_id(request)
    try:
        actor, admission = await _admit(request, document_id)
        if not registry.admits(actor.user_id):
            raise RefusedError(CloseCode.TOO_MANY, "too many connections")
        greeting = Greeting(request, send, actor, admission, document_id)
        room = await registry.enter(document_id, greeting.hand_over)
    except NotSignedInError:
        raise RefusedError(CloseCode.SIGNED_OUT, "not signed in") from None
    except NotFoundError:
        raise RefusedError(CloseCode.MISSING, "no such document") from None
    except RefusedError:
        raise
    except Exception as error:
        if not isinstance(error, WritersError):
            log.exception("room_not_opened", document_id=str(document_id))
        raise RefusedError(CloseCode.TRY_LATER, "the document can't be loaded just now") from None
    if registry.is_draining or room.ended:
        raise RefusedError(CloseCode.RESTART, "restart")
    connection = greeting.complete(room)
    registry.join(room, connection)
    return registry, room, connection


def _document_id(request: HTTPConnection) -> UUID:
    try:
        return UUID(request.path_params["document_id"])
    except ValueError:
        raise RefusedError(CloseCode.MISSING, "no such document") from None


async def _admit(request: HTTPConnection, document_id: UUID) -> tuple[Actor, Admission]:
    names = cookie_names(settings())
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    async with reading() as session:
        actor = await named_actor(
            session,
            access=request.cookies.get(names.access),
            refresh=request.cookies.get(names.refresh),
            bearer=token.strip() if kind.lower() == "bearer" else None,
        )
        if actor is None:
            raise RefusedError(CloseCode.SIGNED_OUT, "not signed in")
        return actor, await admissions.admit(session, actor, document_id)


class Greeting:
    """Makes the connection, says hello, and gives the text at once to who comes without one and finds no room."""

    def __init__(
        self, request: HTTPConnection, send: Send, actor: Actor, admission: Admission, document_id: UUID
    ) -> None:
        query = request.query_params
        self._epoch = _number(query.get("epoch"))
        self._reason = admission.reason or ("schema" if (_number(query.get("schema")) or 0) < SCHEMA else "")
        self._given: Stored | None = None
        self._connection = Connection(
            send,
            Visitor(actor.user_id, actor.session_id, document_id),
            person=_person(actor, admission),
            may_write=not self._reason,
            holds_write_right=admission.may_write,
            names_epoch=self._epoch is not None,
            client_id=_number(query.get("client")),
        )

    async def hand_over(self, stored: Stored) -> None:
        """The newest updates, then the snapshot they lean on as what is missing: together the whole text."""
        connection = self._connection
        if connection.names_epoch:
            return
        self._given = stored
        self._say_hello(stored.head.epoch)
        if stored.tail:
            connection.post(update_frame(merge_all([row.data for row in stored.tail])), counts=False)
        connection.post(missing_frame(stored.snapshot), counts=False)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(connection.wait_sent(), SENDING)

    def complete(self, room: Room) -> Connection:
        """Of the room that was loaded. What was given must be what the room began with."""
        connection, given = self._connection, self._given
        text = room.manuscript
        if self._epoch is not None and self._epoch != text.epoch:
            raise RefusedError(CloseCode.EPOCH, f"epoch {text.epoch}")
        if given is None:
            self._say_hello(text.epoch)
        elif (given.head.epoch, given.seq) != (text.epoch, text.snapshot_seq):
            raise RefusedError(CloseCode.TRY_LATER, "what was sent is not the text; come again")
        else:
            connection.is_joined = connection.is_given = True
        return connection

    def _say_hello(self, epoch: int) -> None:
        self._connection.post(
            hello_frame(
                {
                    "epoch": epoch,
                    "right": "read" if self._reason else "write",
                    "reason": self._reason,
                    "schema": SCHEMA,
                    "limit": FRAME_LIMIT,
                    "user": self._connection.person,
                }
            )
        )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


COLOURS = ("#b5523f", "#3f6fb5", "#3f8f5b", "#8a5fb0", "#a8742a", "#2f8a94", "#b04a7d", "#5f6f2f")
"""Of cursors: distinct from one another on light and dark paper, and readable under white letters."""


def _person(actor: Actor, admission: Admission) -> dict[str, str]:
    """How others see this person. The same colour everywhere."""
    colour = COLOURS[actor.user_id.int % len(COLOURS)]
    return {"id": str(actor.user_id), "name": admission.name, "color": colour}


async def _converse(registry: Rooms, room: Room, connection: Connection, receive: Receive) -> None:
    """Read frames until the connection ends. Nothing that a client sends gets further than this."""
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if connection.is_closing:
            continue
        try:
            _take(registry, room, connection, message)
        except MalformedFrameError as error:
            log.info("frame_malformed", document_id=str(room.document_id), error=str(error))
            connection.refuse(CloseCode.MALFORMED, "refused", UNREADABLE)
        while room.is_full and not connection.is_closing:
            await registry.wait_for_space(room)


def _take(registry: Rooms, room: Room, connection: Connection, message: Any) -> None:
    data = message.get("bytes")
    if data is None:
        raise MalformedFrameError("a text frame")
    if len(data) > FRAME_LIMIT:
        connection.refuse(CloseCode.TOO_LARGE, "too_large", TOO_LARGE, megabytes=FRAME_LIMIT // 1024 // 1024)
        return
    kind, step, body = read_frame(data)
    if kind == MessageKind.SYNC:
        if step == SyncStep.STATE:
            _take_state(registry, room, connection, body)
        else:
            _take_update(registry, room, connection, body, is_step_two=step == SyncStep.MISSING)
    elif kind == MessageKind.AWARENESS:
        room.take_awareness(connection, body)
        registry.show(room)
    else:
        room.send_presence(connection)


def _take_state(registry: Rooms, room: Room, connection: Connection, state: bytes) -> None:
    """Who names no epoch must come empty: what they hold might be of another life of the text."""
    if read_state(state) and not (connection.names_epoch or connection.has_asked):
        connection.close(CloseCode.EPOCH, f"epoch {room.manuscript.epoch}")
        return
    connection.has_asked = True
    if connection.is_given:
        connection.is_given = False
        return
    room.take_state(connection, state)
    registry.work(room)


def _take_update(registry: Rooms, room: Room, connection: Connection, update: bytes, *, is_step_two: bool) -> None:
    if not connection.may_write:
        if update != NOTHING:
            connection.close(CloseCode.FORBIDDEN, "read only")
        return
    room.take_update(connection, update, is_step_two=is_step_two)
    registry.work(room)
