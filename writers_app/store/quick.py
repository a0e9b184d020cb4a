"""The commonest commit in as little work as can be: on SQLite, with every log where its room thinks. Called by journal.

SQLAlchemy's share of such a commit is several times SQLite's, and under load there are hundreds a second. Everything
else (PostgreSQL, other processes' rows, refusals) goes through store.log, with the same outcome.
"""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from writers_app.store.log import Append

_ADVANCE = "UPDATE documents SET head = ? WHERE id = ? AND head = ? - 1 AND epoch = ?"
_INSERT = "INSERT INTO manuscript_updates (document_id, seq, epoch, data, created_at) VALUES (?, ?, ?, ?, ?)"
_CLAIM = "INSERT OR IGNORE INTO manuscript_writers (document_id, client_id, user_id, seq) VALUES (?, ?, ?, ?)"


def append_quickly(connection: sqlite3.Connection, appends: Sequence[Append]) -> list[int] | None:
    """Commit all, or change nothing and answer None when one of them is not as expected."""
    numbers = [item.expected for item in appends if item.expected is not None]
    if len(numbers) != len(appends):
        return None
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    try:
        is_as_expected = _write(cursor, appends)
        cursor.execute("COMMIT" if is_as_expected else "ROLLBACK")
    except BaseException:
        if connection.in_transaction:
            cursor.execute("ROLLBACK")
        raise
    return numbers if is_as_expected else None


def _write(cursor: sqlite3.Cursor, appends: Sequence[Append]) -> bool:
    cursor.executemany(_ADVANCE, [(item.expected, item.document_id.hex, item.expected, item.epoch) for item in appends])
    if cursor.rowcount != len(appends):
        return False
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")  # as SQLAlchemy writes it
    cursor.executemany(_INSERT, [(item.document_id.hex, item.expected, item.epoch, item.data, now) for item in appends])
    claims = [
        (item.document_id.hex, client, user.hex if user else None, item.expected)
        for item in appends
        for client, user in item.writers
    ]
    if claims:
        cursor.executemany(_CLAIM, claims)
    return True
