"""The kind `analyze`: a report on a document or a whole project. Listed in task_kinds, run by the worker."""

import asyncio
from typing import Any

import orjson

from writers_app.analysis import AnalysedDocument, analyse
from writers_app.db import Session, reading
from writers_app.errors import InvalidError
from writers_app.integrations.storage import new_draft
from writers_app.schemas.house_style import HouseStyle
from writers_app.services import trends
from writers_app.services.children import run_apart
from writers_app.services.house_styles import style_of
from writers_app.services.selections import Selection, select_texts
from writers_app.services.work import Kind, NewFile, Outcome, TaskLimits, TaskOptions, Work

NO_TEXT = "There is no text to analyse yet. Write or import something first."
REPORT_TYPE = "application/json"


class AnalyzeOptions(TaskOptions):
    """About the document that the task names, or about the whole project."""


async def run_analysis(work: Work[AnalyzeOptions]) -> Outcome:
    """The whole report as a stored file of JSON; its figures in the result."""
    assert work.project_id, "tasks.check_subject has found it"
    work.report(5, "Reading the texts")
    async with reading() as session:
        selection = await select_texts(session, work.actor, work.project_id, work.document_id)
    documents = documents_of(selection)
    if not documents:
        raise InvalidError(NO_TEXT)
    work.report(20, "Analysing", total=len(documents))
    project = selection.project
    report = await run_apart(work.limits, _report, documents, project.language, style_of(project))
    work.report(90, "Storing the report")
    draft = new_draft()
    await asyncio.to_thread(draft.write_bytes, orjson.dumps(report))

    async def keep(session: Session) -> None:
        document, task = work.document_id, work.task_id
        await trends.keep_measurement(session, report, project_id=project.id, document_id=document, task_id=task)

    return Outcome(_summary(report, selection), NewFile(draft, "report.json", REPORT_TYPE), keep)


def documents_of(selection: Selection) -> list[AnalysedDocument]:
    """Scenes with text; notes only when one was asked about."""
    texts = [item for item in selection.walk() if item.content is not None]
    scenes = [item for item in texts if item.card.kind != "note"] or texts
    return [AnalysedDocument(str(item.card.id), item.card.title, item.content or {}) for item in scenes]


def _report(documents: list[AnalysedDocument], language: str, style: HouseStyle) -> dict[str, Any]:
    return analyse(documents, language, style=style).to_json()


def _summary(report: dict[str, Any], selection: Selection) -> dict[str, Any]:
    return {
        "in_file": True,
        "project_id": str(selection.project.id),
        "about": selection.title,
        "language": report["language"],
        "values": report["values"],
        "documents": len(report["documents"]),
        "findings": len(report["findings"]),
    }


KIND = Kind(
    name="analyze",
    title="Analyse a text",
    options=AnalyzeOptions,
    run=run_analysis,
    queue="interactive",
    limits=TaskLimits(seconds=300, memory_mb=1024),
    needs_text=True,
)
