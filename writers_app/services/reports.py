"""A report as files to take along: JSON as it is stored, tables for a spreadsheet, a page of HTML. Called by REST."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

import orjson

from writers_app.analysis import exports
from writers_app.analysis.page import write_page
from writers_app.db import Session
from writers_app.errors import NotFoundError
from writers_app.i18n import Locale, msg, translate
from writers_app.i18n.dates import format_date
from writers_app.schemas.tasks import TaskDetail
from writers_app.services import files, tasks
from writers_app.services.access import Actor
from writers_app.services.analyses import KIND
from writers_app.services.children import run_apart
from writers_app.services.work import StoredFile, TaskLimits

ReportFormat = Literal["json", "csv", "html"]
ReportTable = Literal["figures", "findings", "words", "scenes", "names"]
MEDIA_TYPES: Final = {"json": "application/json", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8"}
LIMITS: Final = TaskLimits(seconds=1, memory_mb=1024)
NO_REPORT: Final = "This task made no report. Ask for one on a text or a project."


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report at rest: the task that made it, and its file."""

    task: TaskDetail
    file: StoredFile


@dataclass(frozen=True, slots=True)
class ReportFile:
    name: str
    media_type: str
    body: bytes


async def find_report(session: Session, actor: Actor, task_id: UUID) -> StoredReport:
    """The errors are those of `tasks.result_file`, and one for tasks of another kind."""
    task, file = await tasks.result_file(session, actor, task_id)
    if task.kind != KIND.name or file is None:
        raise NotFoundError(NO_REPORT)
    return StoredReport(task, file)


async def write_report(
    stored: StoredReport, form: ReportFormat, table: ReportTable, locale: Locale, most_findings: int | None = None
) -> ReportFile:
    """Needs no session, and runs beside the process in which people type. With `most_findings`, the JSON has at most so
    many of each kind."""
    body = await files.read_bytes(stored.file)
    about = str((stored.task.result or {}).get("about") or stored.task.title)
    if form == "json" and most_findings is not None:
        body = await run_apart(LIMITS, _leave_out, body, most_findings)
    elif form != "json":
        made = format_date(stored.task.created_at, locale)
        write = _write_table if form == "csv" else _write_page
        body = await run_apart(LIMITS, write, body, table, about, made, locale)
    kind = f" – {translate(_TITLES[table], locale)}" if form == "csv" else ""
    return ReportFile(f"{about}{kind}.{form}", MEDIA_TYPES[form], body)


_TITLES: Final[dict[ReportTable, str]] = {
    "figures": msg("Table of figures"),
    "findings": msg("Table of places to look at"),
    "words": msg("Table of words"),
    "scenes": msg("Table of scenes"),
    "names": msg("Table of names"),
}
_TABLES: Final = {
    "figures": exports.figures_to_csv,
    "findings": exports.findings_to_csv,
    "words": exports.words_to_csv,
    "scenes": exports.scenes_to_csv,
    "names": exports.names_to_csv,
}


def _leave_out(body: bytes, most_findings: int) -> bytes:
    report: dict[str, Any] = orjson.loads(body)
    seen: Counter[str] = Counter()
    kept = []
    for finding in report["findings"]:
        seen[finding["kind"]] += 1
        if seen[finding["kind"]] <= most_findings:
            kept.append(finding)
    return orjson.dumps({**report, "findings": kept})


def _write_table(body: bytes, table: ReportTable, _about: str, _made: str, locale: Locale) -> bytes:
    report: dict[str, Any] = orjson.loads(body)
    return _TABLES[table](report, lambda message: translate(message, locale)).encode()


def _write_page(body: bytes, _table: ReportTable, about: str, made: str, locale: Locale) -> bytes:
    return write_page(orjson.loads(body), about, made, locale).encode()
