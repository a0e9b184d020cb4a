"""Engine and unit of work."""

from sqlmodel.ext.asyncio.session import AsyncSession as Session

from writers_app.db.engine import dispose_engine, engine
from writers_app.db.types import utc_now
from writers_app.db.unit import after_commit, reading, unit_of_work

__all__ = ["Session", "after_commit", "dispose_engine", "engine", "reading", "unit_of_work", "utc_now"]
