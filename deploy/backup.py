"""Backs Writers up and brings it back: `python -m deploy.backup create|verify|restore`. Called by make, cron, runbooks.

A backup is one .tar.gz with the database, the stored files (unless they are in a bucket, which has backups of its own),
the secret key and a manifest. It is taken while Writers runs: first the database, consistent in itself, then the files,
which are written before the rows that name them.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import make_url, text

from deploy.environment import ROOT, build_environment
from deploy.run import only_one
from writers_app.config import Settings, settings
from writers_app.db.engine import make_engine

KEEP = 14
SQLITE, DUMP, MANIFEST, SECRET, FILES = "writers.db", "writers.dump", "manifest.json", "secret_key", "files"
COUNTED = ("users", "projects", "documents", "manuscript_updates", "manuscript_snapshots", "files", "tasks")
TOOLS = "/usr/lib/postgresql"


def create(config: Settings, folder: Path, keep: int = KEEP) -> Path:
    """Write a backup into the folder, whole or not at all, and drop the oldest beyond `keep`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"writers-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.tar.gz"
    draft = path.with_suffix(".part")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as work:
        dumped = dump_database(config, Path(work))
        (Path(work) / MANIFEST).write_text(json.dumps(describe(config, dumped.name), indent=2), encoding="utf-8")
        with tarfile.open(draft, "w:gz", compresslevel=6) as archive:
            archive.add(Path(work) / MANIFEST, MANIFEST)
            archive.add(dumped, dumped.name)
            if (config.data_path / SECRET).exists():
                archive.add(config.data_path / SECRET, SECRET)
            if (root := files_folder(config)) is not None and root.exists():
                archive.add(root, FILES)
    draft.chmod(0o600)
    draft.rename(path)
    for old in sorted(folder.glob("writers-*.tar.gz"))[:-keep]:
        old.unlink()
    note_for_prometheus(folder)
    return path


def dump_database(config: Settings, folder: Path) -> Path:
    if config.uses_sqlite:
        target = folder / SQLITE
        source = sqlite3.connect(sqlite_path(config))
        copy = sqlite3.connect(target)
        with source, copy:
            source.backup(copy)
        source.close()
        copy.close()
        return target
    target = folder / DUMP
    run_tool(config, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def describe(config: Settings, database: str) -> dict[str, Any]:
    """What verify and a person compare: which schema, how many rows."""
    engine = make_engine(config)
    with engine.connect() as connection:
        counts = {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in COUNTED}
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    engine.dispose()
    return {
        "made_at": datetime.now(UTC).isoformat(),
        "database": database,
        "revision": revision,
        "rows_about": counts,
        "files_in": "this archive" if files_folder(config) else "a bucket, not in this archive",
    }


def verify(path: Path) -> dict[str, Any]:
    """Read the whole archive and check the database in it; its manifest, or an exit with what is wrong."""
    with tempfile.TemporaryDirectory(prefix="writers-verify-") as work:
        manifest = unpack(path, Path(work))
        database = Path(work) / manifest["database"]
        if database.name == SQLITE:
            connection = sqlite3.connect(database)
            try:
                found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            except sqlite3.DatabaseError as error:
                found = str(error)
            connection.close()
            if found != "ok":
                sys.exit(f"The database in {path} is damaged: {found}")
        else:
            run_tool(None, "pg_restore", "--list", str(database))
    return manifest


def restore(config: Settings, path: Path) -> dict[str, Any]:
    """Put everything back, replacing the database; a SQLite file that was there is kept beside it."""
    with only_one(config), tempfile.TemporaryDirectory(dir=config.data_path, prefix=".restore-") as work:
        manifest = unpack(path, Path(work))
        restore_database(config, Path(work) / manifest["database"])
        if (Path(work) / SECRET).exists() and config.secret_key is None:
            shutil.copyfile(Path(work) / SECRET, config.data_path / SECRET)
            (config.data_path / SECRET).chmod(0o600)
        root = files_folder(config)
        if root is not None and (Path(work) / FILES).exists():
            shutil.copytree(Path(work) / FILES, root, dirs_exist_ok=True)
        command = [sys.executable, "-m", "alembic", "upgrade", "head"]
        subprocess.run(command, cwd=ROOT, env=build_environment(), check=True, capture_output=True)
    return manifest


def restore_database(config: Settings, dumped: Path) -> None:
    if (dumped.name == SQLITE) != config.uses_sqlite:
        sys.exit(f"This backup holds {dumped.name}; set WRITERS_DATABASE_URL to a database of that kind.")
    if not config.uses_sqlite:
        run_tool(config, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(dumped))
        return
    target = Path(sqlite_path(config))
    for suffix in ("", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists():
            old.rename(target.with_name(f"{target.name}.before-{int(time.time())}{suffix}"))
    shutil.move(dumped, target)


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """The manifest, everything else laid out in the folder; an exit when the archive can't be read whole."""
    try:
        with tarfile.open(path) as archive:
            if hasattr(tarfile, "data_filter"):  # the first releases of Python 3.11 have none; the archive is our own
                archive.extraction_filter = tarfile.data_filter
            archive.extractall(folder)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError) as error:
        sys.exit(f"{path} is damaged or no backup of Writers: {error}")
    return manifest


def files_folder(config: Settings) -> Path | None:
    """None when the files are in a bucket."""
    if config.storage_url is None:
        return config.data_path / "files"
    parts = urlsplit(config.storage_url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def sqlite_path(config: Settings) -> str:
    return config.sync_database_url.removeprefix("sqlite+pysqlite:///")


def run_tool(config: Settings | None, name: str, *arguments: str) -> None:
    """PostgreSQL's own tools, the newest that is installed, on the database of the settings if any are given."""
    found = sorted(Path(TOOLS).glob(f"*/bin/{name}"), key=lambda place: int(place.parts[-3]))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        sys.exit(f"{name} is not installed. Debian: apt-get install postgresql-client.")
    environment, place = dict(os.environ), []
    if config is not None:
        url = make_url(config.sync_database_url).set(drivername="postgresql")
        environment |= {
            "PGPASSWORD": url.password or ""
        }  # not among the arguments, which everybody on the machine sees
        place = [f"--dbname={url.set(password=None).render_as_string()}"]
    done = subprocess.run([program, *place, *arguments], capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{name} failed: {done.stderr[-2000:]}")


def note_for_prometheus(folder: Path) -> None:
    """For node-exporter's textfile collector, so that an alert can ask how old the newest backup is."""
    draft = folder / ".writers_backup.prom"
    draft.write_text(f"writers_backup_timestamp_seconds {time.time():.0f}\n", encoding="ascii")
    draft.rename(folder / "writers_backup.prom")


def main() -> None:
    parser = argparse.ArgumentParser(description="Back Writers up, check a backup, bring one back.")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("create", help="write a backup")
    make.add_argument("folder", type=Path, nargs="?", default=Path("backups"))
    make.add_argument("--keep", type=int, default=KEEP, help="how many backups stay")
    for name in ("verify", "restore"):
        commands.add_parser(name).add_argument("archive", type=Path)
    given = parser.parse_args()
    os.chdir(ROOT)
    match given.command:
        case "create":
            print(f"Backed up to {create(settings(), given.folder, given.keep)}")
        case "verify":
            print(json.dumps(verify(given.archive), indent=2))
        case "restore":
            print(f"Restored what was backed up at {restore(settings(), given.archive)['made_at']}")


if __name__ == "__main__":
    main()
