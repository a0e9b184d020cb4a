"""The unit of work: an edge (endpoint, handler, job, room) opens one; services inside it flush, never commit."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from writers_app.config import settings
from writers_app.db.engine import READ_ONLY, engine

AfterCommit = Callable[[], Awaitable[None]]
_HOOKS = "after_commit"


@asynccontextmanager
async def unit_of_work() -> AsyncIterator[AsyncSession]:
    """A session in one transaction: committed when the block ends, rolled back when it raises.

    What was registered with `after_commit` runs once the transaction is durable, in order.
    """
    async with AsyncSession(engine(), expire_on_commit=False) as session:
        async with session.begin():
            yield session
        for hook in session.info.pop(_HOOKS, []):
            await hook()


@asynccontextmanager
async def reading() -> AsyncIterator[AsyncSession]:
    """A session for reading only: takes no write lock on SQLite, no connection until it is used, and never commits."""
    async with AsyncSession(engine().execution_options(**{READ_ONLY: True}), expire_on_commit=False) as session:
        yield session


@asynccontextmanager
async def single_change() -> AsyncIterator[AsyncConnection]:
    """For what is done for every task: a connection past the ORM on which, on PostgreSQL, a statement commits with its
    end, so that a change is one way to the server and back. On SQLite the block is one transaction.
    """
    if settings().uses_sqlite:
        async with engine().begin() as connection:
            yield connection
        return
    async with engine().connect() as connection:
        yield await connection.execution_options(isolation_level="AUTOCOMMIT")


def after_commit(session: AsyncSession, hook: AfterCommit) -> None:
    """Run `hook` when the session's transaction is durable; never when it rolls back."""
    session.info.setdefault(_HOOKS, []).append(hook)
