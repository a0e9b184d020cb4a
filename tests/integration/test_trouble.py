"""A database that is full or locked gets a clear answer, and nothing is half done."""

import sqlite3

import httpx
import pytest
from sqlalchemy import event

from tests.factories import Person
from writers_app.db import engine


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_full_database_is_a_503_that_says_so_and_passes(api: httpx.AsyncClient, alice: Person) -> None:
    """`max_page_count` makes SQLite answer as it does on a full disk: "database or disk is full"."""
    limits = ["PRAGMA max_page_count = 1"]

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        for statement in limits:
            connection.cursor().execute(statement)

    event.listen(engine().sync_engine, "checkout", limit)
    title = "x" * 300
    refused = await _fill(api, alice, title)
    assert refused.status_code == 503
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "Nothing was changed" in refused.json()["detail"]
    before = await _count(api, alice)
    limits[:] = ["PRAGMA max_page_count = 1000000"]
    assert await _count(api, alice) == before
    answer = await api.post("/api/v1/projects", json={"title": title, "language": "en"}, headers=alice.headers)
    assert answer.status_code == 201


async def _fill(api: httpx.AsyncClient, alice: Person, title: str) -> httpx.Response:
    """Make projects until the database takes no more."""
    for _ in range(100):
        answer = await api.post("/api/v1/projects", json={"title": title, "language": "en"}, headers=alice.headers)
        if answer.status_code != 201:
            return answer
    raise AssertionError("the database never filled up")


async def _count(api: httpx.AsyncClient, alice: Person) -> int:
    return len((await api.get("/api/v1/projects?limit=200", headers=alice.headers)).json()["items"])
