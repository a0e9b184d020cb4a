"""Alembic's environment: the address comes from the settings, the target from the models."""

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection, String
from sqlmodel import SQLModel

from alembic import context
from writers_app import models  # noqa: F401  # registers the tables on the metadata
from writers_app.config import settings
from writers_app.db.engine import make_engine
from writers_app.db.types import UtcDateTime


def render_plainly(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write column types in SQLAlchemy's own words, so that a migration imports no code of the app."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if type(item).__name__ == "AutoString":
        return f"sa.String(length={item.length})" if item.length else "sa.Text()"
    return f"sa.String(length={item.length})" if isinstance(item, String) and hasattr(item, "enums") else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_plainly,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # One migrator at a time, and none that makes writers wait behind it for long.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7219301)")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Writers migrates a live database; offline SQL is not offered.")

engine = make_engine(settings())
with engine.connect() as connection:
    run(connection)
    connection.commit()
engine.dispose()
