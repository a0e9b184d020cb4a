"""The tables as SQLAlchemy Core sees them: the store writes bytes in bulk, without objects. Called within the store."""

from sqlalchemy import FromClause, Table
from sqlmodel import SQLModel

from writers_app.models import Document, ManuscriptSnapshot, ManuscriptUpdate, ManuscriptWriter, Projection


def _table(model: type[SQLModel]) -> Table:
    table: FromClause = model.__table__  # type: ignore[attr-defined]  # set by SQLModel's metaclass for table=True
    assert isinstance(table, Table)
    return table


DOCUMENTS = _table(Document)
UPDATES = _table(ManuscriptUpdate)
SNAPSHOTS = _table(ManuscriptSnapshot)
WRITERS = _table(ManuscriptWriter)
PROJECTIONS = _table(Projection)
