"""Fixtures for every test: a clean migrated database of each flavour, a session, the REST client, and three people."""

import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import redis
from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from alembic import command
from tests import factories
from tests.factories import Person
from tests.servers import PostgresServer, RedisServer, postgres_server, redis_server
from writers_app import models  # noqa: F401  # registers the tables, whose names the cleaning reads
from writers_app.config import Settings, settings
from writers_app.db import Session, dispose_engine, engine
from writers_app.integrations.redis import close_redis

ROOT = Path(__file__).parent.parent
HOME = Path(tempfile.mkdtemp(prefix="writers-tests-"))


@dataclass(frozen=True, slots=True)
class Database:
    """Which flavour a test runs on. `redis_url` is None on the embedded default."""

    flavour: str
    url: str
    redis_url: str | None = None


def pytest_configure() -> None:
    """A developer's own settings must not leak into the tests, nor the tests' files into the repository."""
    for name in [name for name in os.environ if name.startswith("WRITERS_")]:
        del os.environ[name]
    Settings.model_config["env_file"] = None
    os.environ["WRITERS_DATA_DIR"] = str(HOME / "data")
    os.environ["WRITERS_LOG_LEVEL"] = "warning"
    settings.cache_clear()


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


def migrate(url: str) -> None:
    """Bring a database to the newest schema by the migrations themselves. Leaves no setting behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WRITERS_DATABASE_URL", url)
        forget_process_state()
        command.upgrade(alembic_config(), "head")
    forget_process_state()


def alembic_config() -> Config:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "alembic"))
    return config


_forgotten: list[AsyncEngine] = []
"""Engines that nobody can find any more but whose connections are open. One that is left to the garbage collector has
its connections end in threads, which tell of it to an event loop that may be closed by then.
"""


def forget_process_state() -> None:
    """Empty what Writers keeps once per process: every `lru_cache(maxsize=1)` of a function without arguments."""
    if engine.cache_info().currsize:
        _forgotten.append(engine())
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in ("writers_app", "worker"):
            continue
        for value in list(vars(module).values()):
            if _is_singleton(value):
                value.cache_clear()


async def dispose_engines() -> None:
    """Close this process's engine, and those that were forgotten in the middle of a test."""
    await dispose_engine()
    while _forgotten:
        await _forgotten.pop().dispose()


def _is_singleton(value: Any) -> bool:
    clear, wrapped = getattr(value, "cache_clear", None), getattr(value, "__wrapped__", None)
    return clear is not None and wrapped is not None and wrapped.__code__.co_argcount == 0


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is slow on purpose; tests in this process do with the least of it."""
    monkeypatch.setattr("writers_app.services.passwords.ROUNDS", 4)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def redis_instance() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, checkpointed, to copy for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresServer) -> str:
    """A migrated database on the private PostgreSQL."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE writers")
    url = postgres.url("writers")
    migrate(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Database]:
    """A clean migrated database: embedded SQLite without Redis, then PostgreSQL with Redis; settings point at it."""
    place = _embedded(request, tmp_path) if request.param == "sqlite" else _servers(request)
    monkeypatch.setenv("WRITERS_DATABASE_URL", place.url)
    monkeypatch.setenv("WRITERS_DATA_DIR", str(tmp_path / "data"))
    if place.redis_url:
        monkeypatch.setenv("WRITERS_REDIS_URL", place.redis_url)
    forget_process_state()
    yield place
    await dispose_engines()
    await close_redis()
    forget_process_state()


def _embedded(request: pytest.FixtureRequest, folder: Path) -> Database:
    path = folder / "writers.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return Database("sqlite", f"sqlite:///{path}")


def _servers(request: pytest.FixtureRequest) -> Database:
    url = request.getfixturevalue("postgres_url")
    server: RedisServer = request.getfixturevalue("redis_instance")
    with psycopg.connect(url, autocommit=True) as connection:
        # Foreign keys sleep for this session, so the order of the tables does not matter.
        connection.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
        for table in SQLModel.metadata.tables:
            connection.execute(f'DELETE FROM "{table}"'.encode())
    with redis.Redis.from_url(server.url) as client:
        client.flushall()
    return Database("postgresql", url, server.url)


@pytest.fixture
async def session(database: Database) -> AsyncIterator[Session]:
    """A session whose transaction is rolled back at the end. On SQLite it holds the write lock once used:
    a test that also goes through `api` or a second session commits first, or arranges things by the factories.
    """
    async with Session(engine(), expire_on_commit=False) as opened:
        yield opened


@pytest.fixture
async def api(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """The REST API in this process, with our own Origin, as a page sends it. Sign in by `headers=alice.headers`."""
    from writers_app.api.app import create_api

    address = settings().base_url
    transport = httpx.ASGITransport(app=create_api(), client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url=address, headers={"Origin": address}) as client:
        yield client


@pytest.fixture
async def alice(database: Database) -> Person:
    """Owns."""
    return await factories.make_person("Alice")


@pytest.fixture
async def bob(database: Database) -> Person:
    """Is a member."""
    return await factories.make_person("Bob")


@pytest.fixture
async def charlie(database: Database) -> Person:
    """Is an outsider."""
    return await factories.make_person("Charlie")
