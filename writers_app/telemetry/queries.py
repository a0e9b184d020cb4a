"""Times every SQL statement and counts the pool's connections. Called by db.engine for each engine it makes."""

import time
from typing import Any

from sqlalchemy import Connection, Engine, event

from writers_app.telemetry.metrics import POOL_CONNECTIONS, QUERY_DURATION

OPERATIONS = frozenset({"select", "insert", "update", "delete", "with"})
_STARTED = "writers_query_started"
_open, _used = POOL_CONNECTIONS.labels("open"), POOL_CONNECTIONS.labels("in_use")
_durations = {name: QUERY_DURATION.labels(name) for name in (*OPERATIONS, "other")}


def observe_engine(engine: Engine) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def start(connection: Connection, *_: Any) -> None:
        connection.info[_STARTED] = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def stop(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        seconds = time.perf_counter() - connection.info[_STARTED]
        word = statement.lstrip()[:6].split(None, 1)[0].lower() if statement else ""
        _durations[word if word in OPERATIONS else "other"].observe(seconds)

    @event.listens_for(engine, "connect")
    def opened(*_: Any) -> None:
        _open.inc()

    @event.listens_for(engine, "close")
    def closed(*_: Any) -> None:
        _open.dec()

    @event.listens_for(engine, "checkout")
    def taken(*_: Any) -> None:
        _used.inc()

    @event.listens_for(engine, "checkin")
    def returned(*_: Any) -> None:
        _used.dec()
