"""Several web processes with the same document open: what one commits and who is there, told to the others by Redis.

The log is the truth: a message that is lost or late is made up for by reading the log. Called by rooms.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson
import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from writers_app.store.bell import RING, channel
from writers_app.sync.protocol import MalformedFrameError, read_varuint, write_bytes, write_varuint

log = structlog.get_logger(__name__)

LARGEST = 256 * 1024
"""Bytes of an update that are sent along; the others read larger ones from the log."""

RECONNECT = 1.0
QUEUE = 10_000

_UPDATE, _PRESENCE, _QUERY = b"U", b"P", b"Q"


@dataclass(frozen=True, slots=True)
class CommittedElsewhere:
    """Another process's row of the log."""

    epoch: int
    seq: int
    update: bytes
    writers: dict[int, UUID | None]


@dataclass(frozen=True, slots=True)
class PresentElsewhere:
    """An awareness update of another process's clients."""

    body: bytes


@dataclass(frozen=True, slots=True)
class AskedElsewhere:
    """Another process has opened the document and wants to know who is here."""


@dataclass(frozen=True, slots=True)
class RungElsewhere:
    """The log has grown."""


News = CommittedElsewhere | PresentElsewhere | AskedElsewhere | RungElsewhere


class Fanout:
    """One connection that listens for the open documents, one that publishes in the background, in order."""

    def __init__(self, url: str, tell: Callable[[UUID, News], None]) -> None:
        # No long retries: the log is there meanwhile, and opening a document must not wait for Redis.
        self._redis = Redis.from_url(
            url, socket_connect_timeout=2, health_check_interval=15, retry=Retry(NoBackoff(), 1)
        )
        self._pubsub = self._redis.pubsub()
        self._tell = tell
        self._me = uuid4().bytes
        self._open: set[UUID] = set()
        self._outgoing: asyncio.Queue[tuple[UUID, bytes]] = asyncio.Queue(QUEUE)
        self._changed = asyncio.Event()
        self._subscribing = asyncio.Lock()
        self.is_connected = False

    def start(self) -> list[asyncio.Task[None]]:
        return [
            asyncio.create_task(self._listen(), name="sync-listen"),
            asyncio.create_task(self._publish(), name="sync-publish"),
        ]

    async def close(self) -> None:
        await self._pubsub.aclose()  # type: ignore[no-untyped-call]  # not annotated in redis
        await self._redis.aclose()

    async def open(self, document_id: UUID) -> None:
        """Listen for this document from now on. Without Redis the log has to do."""
        self._open.add(document_id)
        self._changed.set()
        try:
            async with self._subscribing:
                await self._pubsub.subscribe(channel(document_id))
        except (RedisError, OSError):
            log.warning("fanout_not_reached", document_id=str(document_id))

    async def shut(self, document_id: UUID) -> None:
        self._open.discard(document_id)
        try:
            async with self._subscribing:
                await self._pubsub.unsubscribe(channel(document_id))
        except (RedisError, OSError):
            log.warning("fanout_not_reached", document_id=str(document_id))

    def send_update(self, document_id: UUID, news: CommittedElsewhere) -> None:
        if len(news.update) > LARGEST:
            self._send(document_id, RING)
            return
        writers = orjson.dumps([[client, str(user) if user else None] for client, user in news.writers.items()])
        head = write_varuint(news.epoch) + write_varuint(news.seq) + write_bytes(writers)
        self._send(document_id, _UPDATE + self._me + head + news.update)

    def send_presence(self, document_id: UUID, body: bytes) -> None:
        self._send(document_id, _PRESENCE + self._me + body)

    def send_query(self, document_id: UUID) -> None:
        self._send(document_id, _QUERY + self._me)

    def _send(self, document_id: UUID, message: bytes) -> None:
        if not self._outgoing.full():  # when Redis hangs the log has to do
            self._outgoing.put_nowait((document_id, message))

    async def _publish(self) -> None:
        while True:
            document_id, message = await self._outgoing.get()
            try:
                await self._redis.publish(channel(document_id), message)
            except (RedisError, OSError):
                log.warning("fanout_not_sent", document_id=str(document_id))

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except (RedisError, OSError) as error:
                self.is_connected = False
                log.warning("fanout_lost", error=str(error)[:200])
                await asyncio.sleep(RECONNECT)

    async def _hear(self) -> None:
        while not self._open:
            self._changed.clear()
            await self._changed.wait()
        if not self.is_connected:
            async with self._subscribing:
                await self._pubsub.subscribe(*(channel(document_id) for document_id in self._open))
            self.is_connected = True
        message = await self._pubsub.get_message(ignore_subscribe_messages=True, timeout=5.0)
        if message is not None and message["type"] == "message":
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        try:
            document_id = UUID(bytes(message["channel"]).rpartition(b":")[2].decode())
            news = self._read(bytes(message["data"]))
        except ValueError:
            log.warning("fanout_unreadable")
            return
        if news is not None:
            self._tell(document_id, news)

    def _read(self, data: bytes) -> News | None:
        """What a message says; None when it is our own."""
        kind, sender, body = data[:1], data[1:17], data[17:]
        if kind == RING:
            return RungElsewhere()
        if sender == self._me:
            return None
        match kind:
            case b"U":
                epoch, place = read_varuint(body, 0)
                seq, place = read_varuint(body, place)
                length, place = read_varuint(body, place)
                writers = orjson.loads(body[place : place + length])
                return CommittedElsewhere(
                    epoch,
                    seq,
                    body[place + length :],
                    {int(client): UUID(user) if user else None for client, user in writers},
                )
            case b"P":
                return PresentElsewhere(body)
            case b"Q":
                return AskedElsewhere()
        raise MalformedFrameError("a message of another kind")
