"""A process's own hold on the log: one thread that commits for all rooms together, two that read. Called by sync."""

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from writers_app.config import Settings
from writers_app.db.engine import READ_ONLY, make_engine
from writers_app.store.compaction import save_snapshot, trim_log
from writers_app.store.log import Append, Head, Refusal, Row, append_updates, read_heads, read_tail, read_writers
from writers_app.store.manuscript import BrokenUpdateError, Manuscript, Stored, load_manuscript, read_stored
from writers_app.store.quick import append_quickly

T = TypeVar("T")


class Journal:
    """Appends, loads and compacts in threads, with blocking connections: cheaper per commit than an async driver."""

    def __init__(self, config: Settings) -> None:
        self._engine: Engine = make_engine(config)
        self._is_sqlite = config.uses_sqlite
        snapshot = {READ_ONLY: True} if config.uses_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading: Engine = self._engine.execution_options(**snapshot)
        self._held: Connection | None = None
        """The committing thread's own; checking one out for every commit costs as much as the commit."""
        self._committer = ThreadPoolExecutor(1, thread_name_prefix="journal-commit")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="journal-read")

    async def append(self, appends: Sequence[Append]) -> list[int | Refusal | Exception]:
        """Commit all in one transaction; answers each one's number, its refusal, or why it could not be stored.

        When the common transaction fails for what is in it, each is tried by itself, so that one bad row keeps no other
        document waiting; when the database itself fails (it is locked, full or gone) that would only take longer.
        """
        return await self._run(self._committer, self._append, appends)

    async def load(self, document_id: UUID) -> Manuscript:
        """The manuscript as committed; errors as of load_manuscript."""
        return await self._run(self._readers, self._read, lambda connection: load_manuscript(connection, document_id))

    async def read(self, document_id: UUID) -> Stored:
        """The manuscript's bytes as committed, for `Stored.assemble`; errors as of read_stored."""
        return await self._run(self._readers, self._read, lambda connection: read_stored(connection, document_id))

    async def assemble(self, stored: Stored) -> Manuscript:
        """Put together what was read; loaded anew when its snapshot is unreadable."""
        try:
            return await self._run(self._readers, stored.assemble)
        except BrokenUpdateError:
            return await self.load(stored.document_id)

    async def heads(self, ids: Collection[UUID]) -> dict[UUID, Head]:
        return await self._run(self._readers, self._read, lambda connection: read_heads(connection, ids))

    async def tail(self, document_id: UUID, epoch: int, after: int) -> tuple[list[Row], dict[int, UUID | None]]:
        """The updates after a number, and the client ids first used in them."""
        return await self._run(
            self._readers,
            self._read,
            lambda connection: (
                read_tail(connection, document_id, epoch, after),
                read_writers(connection, document_id, after),
            ),
        )

    async def compact(self, document_id: UUID, epoch: int, seq: int, data: bytes) -> bool:
        """Commit a snapshot and only then trim the log. False when the snapshot was not wanted."""
        return await self._run(self._committer, self._compact, document_id, epoch, seq, data)

    def close(self) -> None:
        """Wait for what is under way, then let go of the connections."""
        self._committer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        if self._held is not None:
            self._held.close()
        self._engine.dispose()

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work, *args)

    def _append(self, appends: Sequence[Append]) -> list[int | Refusal | Exception]:
        try:
            with self._hold() as connection:
                if self._is_sqlite:
                    raw = connection.connection.driver_connection
                    assert isinstance(raw, sqlite3.Connection)
                    if (numbers := append_quickly(raw, appends)) is not None:
                        return list(numbers)
                with connection.begin():
                    return list(append_updates(connection, appends, wait=False))
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            if len(appends) == 1 or isinstance(error, (OperationalError, sqlite3.OperationalError, OSError)):
                return [error] * len(appends)
        return [outcome for item in appends for outcome in self._append([item])]

    @contextmanager
    def _hold(self) -> Iterator[Connection]:
        """The held connection; a new one after an error, whatever the error was."""
        connection = self._held or self._engine.connect()
        self._held = None
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._held = connection

    def _read(self, query: Callable[[Connection], T]) -> T:
        with self._reading.begin() as connection:
            return query(connection)

    def _compact(self, document_id: UUID, epoch: int, seq: int, data: bytes) -> bool:
        with self._engine.begin() as connection:
            saved = save_snapshot(connection, document_id, epoch, seq, data)
        if saved:
            with self._engine.begin() as connection:
                trim_log(connection, document_id)
        return saved
