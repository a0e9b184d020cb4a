"""Connections to PostgreSQL that ended while they lay in the pool are noticed before they are used."""

from importlib import import_module

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from tests.conftest import Database
from writers_app.db import reading

ENGINE = import_module("writers_app.db.engine")  # the package has a function of that name

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


async def one() -> int:
    async with reading() as session:
        return (await session.exec(select(1))).one()


def end_connections(database: Database) -> int:
    """As a restart of the server does; how many there were."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        ).fetchall()
    return len(ended)


async def test_connection_that_ended_in_the_pool_is_replaced(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await one() == 1
    assert end_connections(database) >= 1

    monkeypatch.setattr(ENGINE, "TRUSTED_FOR", 0.0)
    assert await one() == 1


async def test_connection_that_ended_under_our_hands_fails_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ENGINE, "TRUSTED_FOR", 60.0)
    assert await one() == 1
    end_connections(database)

    with pytest.raises(OperationalError):
        await one()
    assert await one() == 1
