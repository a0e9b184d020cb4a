"""One open WebSocket: what is still to be sent, what of its writing has been taken. Called by endpoint and rooms."""

import asyncio
import types
from collections import deque
from collections.abc import Coroutine, Generator
from time import monotonic
from typing import Any

from starlette.types import Send

from writers_app.services.admissions import Visitor
from writers_app.sync.protocol import CloseCode, saved_frame, trouble_frame

OUTBOX_LIMIT = 16 * 1024 * 1024
"""Bytes that may wait for a slow reader, apart from the text it asked for."""


class Connection:
    """Sends in the background, in order, so that a slow reader holds nobody up."""

    __slots__ = (
        "_closing",
        "_outbox",
        "_send",
        "_sending",
        "_waiting",
        "acknowledged",
        "applied",
        "client_id",
        "has_asked",
        "has_synced",
        "holds_deletions",
        "holds_write_right",
        "is_given",
        "is_joined",
        "may_write",
        "names_epoch",
        "opened",
        "person",
        "unresolved",
        "visitor",
    )

    def __init__(
        self,
        send: Send,
        visitor: Visitor,
        *,
        person: dict[str, str],
        may_write: bool,
        holds_write_right: bool,
        names_epoch: bool,
        client_id: int | None,
    ) -> None:
        self._send = send
        self._outbox: deque[bytes] = deque()
        self._waiting = 0
        self._sending: asyncio.Task[None] | None = None
        self._closing: tuple[int, str] | None = None
        self.visitor = visitor
        self.person = person
        self.may_write = may_write
        self.holds_write_right = holds_write_right
        """As the person; a page with an older schema may not write nevertheless."""
        self.names_epoch = names_epoch
        self.client_id = client_id
        self.opened = monotonic()
        self.is_joined = False
        """Has it got the text? Only then is it sent what others write."""
        self.is_given = False
        """Did it get the text without asking? Then its first question is answered already."""
        self.has_asked = False
        self.has_synced = False
        """Has it sent its step 2?"""
        self.holds_deletions = False
        """Did it delete before its step 2? Such deletions may be of items that only step 2 brings."""
        self.applied = 0
        self.acknowledged = 0
        self.unresolved: list[bytes] = []
        """Updates that lean on others which have not come."""

    @property
    def is_closing(self) -> bool:
        return self._closing is not None

    def post(self, frame: bytes, *, counts: bool = True) -> None:
        """Send soon. `counts=False` for the text itself, which may be larger than what may wait."""
        if self._closing is not None:
            return
        self._outbox.append(frame)
        if counts:
            self._waiting += len(frame)
            if self._waiting > OUTBOX_LIMIT:
                self._outbox.clear()
                self.close(CloseCode.SLOW, "reads too slowly")
                return
        self._start()

    def close(self, code: int, reason: str = "") -> None:
        """Close after what is waiting has been sent. A second call changes nothing."""
        if self._closing is None:
            self._closing = (code, reason[:120])
            self._start()

    def refuse(self, code: CloseCode, trouble: str, message: str, **values: str | int) -> None:
        """Say what is wrong, then close."""
        self.post(trouble_frame(trouble, message, **values))
        self.close(code, trouble)

    def acknowledge(self, *, again: bool = False) -> None:
        """Everything applied is durable. `again` repeats a number, to say that a trouble is over."""
        if self.applied != self.acknowledged or again:
            self.acknowledged = self.applied
            self.post(saved_frame(self.applied))

    async def wait_sent(self) -> None:
        """Until all that was posted is handed to the transport."""
        while self._sending is not None:
            await asyncio.wait([self._sending])

    def _start(self) -> None:
        """Send what can be sent at once; only what has to wait for the reader becomes a task."""
        if self._sending is not None:
            return
        work = self._drain()
        try:
            waits_for = work.send(None)
        except StopIteration:
            return
        self._sending = asyncio.get_running_loop().create_task(self._go_on(work, waits_for))

    async def _go_on(self, work: Coroutine[Any, Any, None], waits_for: Any) -> None:
        try:
            await _drive(work, waits_for)
        finally:
            self._sending = None

    async def _drain(self) -> None:
        try:
            while self._outbox:
                frame = self._outbox.popleft()
                await self._send({"type": "websocket.send", "bytes": frame})
                self._waiting = max(0, self._waiting - len(frame)) if self._outbox else 0
            if self._closing is not None:
                code, reason = self._closing
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except Exception:  # whatever the server raises, the other side is gone; receive() ends the visit
            self._outbox.clear()
            self._closing = self._closing or (1006, "")


@types.coroutine
def _drive(work: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """Carry a coroutine on that has begun outside a task and waits for a future."""
    try:
        while True:
            try:
                result = yield waits_for
            except BaseException as error:  # passed on: a cancellation is the coroutine's to answer
                waits_for = work.throw(error)
            else:
                waits_for = work.send(result)
    except StopIteration:
        return
