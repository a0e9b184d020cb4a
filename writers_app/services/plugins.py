"""Analyses by others as kinds of tasks: one kind per function in an installed package. Listed by task_kinds."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog

from writers_app.analysis import AnalysedDocument
from writers_app.analysis.registry import Analysis, discover_analyses, run_analysis
from writers_app.db import reading
from writers_app.errors import InvalidError
from writers_app.integrations.storage import new_draft
from writers_app.services.analyses import NO_TEXT, REPORT_TYPE, documents_of
from writers_app.services.children import run_apart
from writers_app.services.selections import select_texts
from writers_app.services.work import Kind, NewFile, NoOptions, Outcome, TaskLimits, Work

log = structlog.get_logger(__name__)

PREFIX = "analysis_"
OTHER_LANGUAGE = "This analysis is not made for the language of this project."
FAILED = "The analysis «%(title)s» stopped with a mistake of its own: %(reason)s"


class PluginError(InvalidError):
    title = "An analysis failed"


def plugin_kinds() -> dict[str, Kind[Any]]:
    """By name; packages that can't be used are said to be so in the log."""
    analyses, broken = discover_analyses()
    for entry in broken:
        log.warning("analysis_not_usable", entry=entry.name, reason=entry.reason)
    return kinds_of(analyses)


def kinds_of(analyses: Mapping[str, Analysis]) -> dict[str, Kind[Any]]:
    return {f"{PREFIX}{analysis.name}"[:60]: _kind(analysis) for analysis in analyses.values()}


def _kind(analysis: Analysis) -> Kind[NoOptions]:
    async def run(work: Work[NoOptions]) -> Outcome:
        return await _run(work, analysis)

    return Kind(
        name=f"{PREFIX}{analysis.name}"[:60],
        title=analysis.title,
        description=analysis.description,
        options=NoOptions,
        run=run,
        limits=TaskLimits(seconds=300, memory_mb=1024),
        needs_text=True,
    )


async def _run(work: Work[NoOptions], analysis: Analysis) -> Outcome:
    """In a process of its own, under the task's limits: it is somebody else's code."""
    assert work.project_id, "queueing.check_subject has found it"
    work.report(5, "Reading the texts")
    async with reading() as session:
        selection = await select_texts(session, work.actor, work.project_id, work.document_id)
    if selection.project.language not in analysis.languages:
        raise InvalidError(OTHER_LANGUAGE)
    documents = documents_of(selection)
    if not documents:
        raise InvalidError(NO_TEXT)
    work.report(20, "Analysing", total=len(documents))
    result = await run_apart(work.limits, _call, analysis, documents, selection.project.language)
    draft = new_draft()
    await asyncio.to_thread(draft.write_bytes, orjson.dumps(result))
    shown = {"in_file": True, "project_id": str(selection.project.id), "about": selection.title}
    summary = {**shown, "figures": result["figures"][:100], "findings": len(result["findings"])}
    return Outcome(summary, NewFile(draft, f"{analysis.name}.json", REPORT_TYPE))


def _call(analysis: Analysis, documents: Sequence[AnalysedDocument], language: str) -> dict[str, Any]:
    try:
        return run_analysis(analysis, documents, language)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:300]
        raise PluginError(FAILED, title=analysis.title, reason=reason) from error
