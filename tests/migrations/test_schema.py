"""The migrations make exactly the tables that the models describe, on both databases, there and back."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from alembic import command
from tests.conftest import Database, alembic_config
from writers_app.config import settings
from writers_app.db.engine import make_engine


def test_migrations_make_every_table_of_the_models(database: Database) -> None:
    engine = make_engine(settings())
    try:
        made = set(inspect(engine).get_table_names())
    finally:
        engine.dispose()
    assert made == {*SQLModel.metadata.tables, "alembic_version"}


def test_models_have_not_drifted_from_the_migrations(database: Database) -> None:
    engine = make_engine(settings())
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            differences = compare_metadata(context, SQLModel.metadata)
    finally:
        engine.dispose()
    assert differences == []


def test_migrations_can_be_undone_and_made_again(database: Database) -> None:
    command.downgrade(alembic_config(), "base")
    engine = make_engine(settings())
    try:
        left = set(inspect(engine).get_table_names())
        command.upgrade(alembic_config(), "head")
        made = set(inspect(engine).get_table_names())
    finally:
        engine.dispose()
    assert left == {"alembic_version"}
    assert made == {*SQLModel.metadata.tables, "alembic_version"}
