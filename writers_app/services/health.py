"""Can Writers do its work just now: database, migrations, broker, storage. Called by api.operations."""

import asyncio
import os
from functools import lru_cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from writers_app.config import settings
from writers_app.db import Session
from writers_app.errors import UnavailableError
from writers_app.integrations.redis import redis_client
from writers_app.integrations.storage import storage

ROOT = Path(__file__).resolve().parent.parent.parent


async def check_database(session: Session) -> None:
    """UnavailableError unless the database answers and has the schema that this code was written for."""
    connection = await session.connection()
    rows = await connection.execute(text("SELECT version_num FROM alembic_version"))
    have = {row[0] for row in rows}
    if have != newest_revisions():
        raise UnavailableError(
            "The database has schema %(have)s, this version of Writers needs %(need)s. Run: make migrate.",
            have=", ".join(sorted(have)) or "none",
            need=", ".join(sorted(newest_revisions())),
        )


async def check_broker() -> None:
    """Redis where there is one, else the folder that the embedded broker uses."""
    client = redis_client(2)
    if client is not None:
        await client.echo("writers")
    elif not await asyncio.to_thread(os.access, settings().data_path, os.W_OK):
        raise UnavailableError("The data directory can't be written to. Check its owner and its permissions.")


async def check_storage() -> None:
    """Whatever holds the files would take another."""
    await storage().check()


@lru_cache(maxsize=1)
def newest_revisions() -> frozenset[str]:
    """The heads of the migrations beside this code."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic"))
    return frozenset(ScriptDirectory.from_config(config).get_heads())
