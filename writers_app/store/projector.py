"""A process that projects documents, so that reading half a million words never holds up typing.

`python -m writers_app.store.projector`, started by sync.projections. A line of standard input is a document's id, or
`stale` for all that are behind; each is answered by one line of JSON. It ends when its input does.
"""

import json
import signal
import sys
from time import perf_counter
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Engine

from writers_app.config import settings
from writers_app.db.engine import READ_ONLY, make_engine
from writers_app.errors import NotFoundError
from writers_app.store.manuscript import load_manuscript
from writers_app.store.projection import find_stale, project_manuscript, save_projection
from writers_app.telemetry.logging import configure_logging

log = structlog.get_logger(__name__)


class Projector:
    def __init__(self) -> None:
        config = settings()
        self._engine: Engine = make_engine(config)
        snapshot = {READ_ONLY: True} if config.uses_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading: Engine = self._engine.execution_options(**snapshot)

    def answer(self, line: str) -> dict[str, Any]:
        """Do what a line asks. Errors are logged and answered; the next line has its chance."""
        started = perf_counter()
        try:
            done = self._project_stale() if line == "stale" else self._project(UUID(line))
        except Exception as error:
            log.exception("projection_failed", document_id=line)
            return {"asked": line, "error": str(error)[:200], "seconds": perf_counter() - started}
        return {"asked": line, "done": done, "seconds": perf_counter() - started}

    def _project(self, document_id: UUID) -> int:
        """Load, project and keep; the write lock is held only for the keeping."""
        try:
            with self._reading.begin() as connection:
                manuscript = load_manuscript(connection, document_id)
        except NotFoundError:
            return 0
        text = project_manuscript(manuscript)
        with self._engine.begin() as connection:
            return int(save_projection(connection, text))

    def _project_stale(self) -> int:
        done = 0
        while True:
            with self._reading.begin() as connection:
                stale = find_stale(connection)
            kept = sum(self._project(document_id) for document_id in stale)
            done += kept
            if kept == 0:
                return done


def main() -> None:
    # Ctrl-C reaches the whole group; the parent closes our input when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    configure_logging(settings(), "projector")
    projector = Projector()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(projector.answer(line.strip())) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
