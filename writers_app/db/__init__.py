"""Engine and unit of work."""

from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession as Session

from writers_app.db.engine import dispose_engine, engine
from writers_app.db.types import utc_now
from writers_app.db.unit import after_commit, reading, single_change, unit_of_work

PASSING_FAILURES = (OperationalError, InterfaceError)
"""What a database raises for troubles that pass: a full disk, a restart, a lock held for too long."""

UNSTORABLE = DataError
"""What PostgreSQL raises for a value that no column takes: NUL in a text, a number out of range."""

__all__ = [
    "PASSING_FAILURES",
    "UNSTORABLE",
    "Session",
    "after_commit",
    "dispose_engine",
    "engine",
    "reading",
    "single_change",
    "unit_of_work",
    "utc_now",
]
