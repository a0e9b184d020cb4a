"""Engines and their connection settings, one async engine per process. Called by db.unit and the store."""

import asyncio
import sqlite3
from contextlib import suppress
from functools import lru_cache, partial
from time import monotonic
from typing import Any

import aiosqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from writers_app.config import Settings, settings
from writers_app.telemetry.queries import observe_engine

READ_ONLY = "writers_read_only"
"""Execution option: begin a SQLite transaction without the write lock."""

TRUSTED_FOR = 1.0
"""Seconds after its last use for which a connection to PostgreSQL is believed to stand."""
_USED_AT = "writers_used_at"

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an acknowledged edit survives a power cut, not only a crash
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
    "PRAGMA cache_size=-16000",
)


class _SQLite(sqlite3.Connection):
    """Work that is cancelled leaves its connection to be closed, but SQLite closes none, and keeps its write lock,
    while a statement is half read (and the error that tells of it remembers that statement).
    """

    def close(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # it is closed already
            self.rollback()
        super().close()


class _AsyncSQLite(aiosqlite.Connection):
    """Work may be cancelled again while its connection is being closed. Whoever asks for the end of the thread after
    that is given the end that was asked for first: the thread answers only one.
    """

    _end: asyncio.Future[Any] | None = None

    def stop(self) -> asyncio.Future[Any] | None:
        self._end = self._end or super().stop()
        return self._end


def _connect_sqlite(path: str, **options: Any) -> _AsyncSQLite:
    connection = _AsyncSQLite(partial(sqlite3.connect, path, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does for those that it makes itself
    return connection


def make_async_engine(config: Settings) -> AsyncEngine:
    """A new async engine; the caller disposes of it."""
    options = _pool_options(config)
    if config.uses_sqlite:
        options["connect_args"]["async_creator_fn"] = _connect_sqlite
    engine = create_async_engine(config.async_database_url, **options)
    observe_engine(engine.sync_engine)
    _prepare(engine.sync_engine, config)
    return engine


def make_engine(config: Settings) -> Engine:
    """A new blocking engine, for threads that commit by themselves (the manuscript log) and for migrations."""
    engine = create_engine(config.sync_database_url, **_pool_options(config))
    observe_engine(engine)
    _prepare(engine, config)
    return engine


def _prepare(engine: Engine, config: Settings) -> None:
    if config.uses_sqlite:
        prepare_sqlite(engine)
    else:
        ask_the_idle(engine)


def prepare_sqlite(engine: Engine) -> None:
    """Make SQLite durable and let SQLAlchemy, not the driver, begin transactions."""

    @event.listens_for(engine, "connect")
    def configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first can't wait for the write lock later and fails at once, so take it first.
        read_only = connection.get_execution_options().get(READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def ask_the_idle(engine: Engine) -> None:
    """Ask a connection that lay unused whether it still stands, and take a new one if not. SQLAlchemy's own way asks
    each time, which is one way to the server and back more for every transaction.
    """

    @event.listens_for(engine, "checkin")
    def note(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info[_USED_AT] = monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
        if monotonic() - entry.info.get(_USED_AT, monotonic()) < TRUSTED_FOR:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error  # whatever ended this one ended the others


def _pool_options(config: Settings) -> dict[str, Any]:
    if config.uses_sqlite:
        return {"connect_args": {"timeout": 15, "factory": _SQLite}}
    return {"pool_size": 10, "max_overflow": 20, "pool_recycle": 1800}


@lru_cache(maxsize=1)
def engine() -> AsyncEngine:
    """This process's async engine. A process has one event loop, so one engine."""
    return make_async_engine(settings())


_inherited: list[AsyncEngine] = []


def abandon_engine() -> None:
    """After a fork: leave the parent's connections untouched (closing them here would break them there)."""
    if engine.cache_info().currsize:
        _inherited.append(engine())
        engine.cache_clear()


async def dispose_engine() -> None:
    """Close the pool, at shutdown and between tests."""
    if engine.cache_info().currsize:
        await engine().dispose()
        engine.cache_clear()
