"""The figures of a passage as it stands in an editor. Called by REST; nothing of it is kept."""

import asyncio
from collections import Counter
from typing import Any, Final
from uuid import UUID

from writers_app.analysis import METRICS, AnalysedDocument, Report, analyse
from writers_app.db import Session
from writers_app.errors import TooLargeError
from writers_app.models import Project
from writers_app.schemas.checks import AskedParagraph
from writers_app.schemas.passages import AskedPassage, PassageFigure, PassageFigures, PassageFindings
from writers_app.services.access import Actor, Right, require_document

MOST_CHARACTERS: Final = 120_000
TOO_MUCH: Final = "At most %(n)s characters are measured at once. Select less, or ask for a report on the whole text."
_FIGURES: Final = {
    "en": ("sentences", "sentence_length", "sentence_variation", "dialogue_share", "flesch_reading_ease", "glue_share"),
    "fa": ("sentences", "sentence_length", "sentence_variation", "dialogue_share", "persian_ease", "glue_share"),
}
_BLOCKS: Final = {"heading": "heading", "code": "codeBlock"}


async def measure_passage(session: Session, actor: Actor, document_id: UUID, asked: AskedPassage) -> PassageFigures:
    """Whoever may read the document may measure; the text is what was sent."""
    document = await require_document(session, actor, document_id, Right.READ)
    if sum(len(paragraph.text) for paragraph in asked.paragraphs) > MOST_CHARACTERS:
        raise TooLargeError(TOO_MUCH, n=MOST_CHARACTERS)
    project = await session.get_one(Project, document.project_id)
    content = {"type": "doc", "content": [_as_block(paragraph) for paragraph in asked.paragraphs]}
    passage = AnalysedDocument(str(document_id), "", content)
    return _describe(await asyncio.to_thread(analyse, [passage], project.language))


def _as_block(paragraph: AskedParagraph) -> dict[str, Any]:
    text = [{"type": "text", "text": paragraph.text}] if paragraph.text else []
    return {"type": _BLOCKS.get(paragraph.kind, "paragraph"), "content": text}


def _describe(report: Report) -> PassageFigures:
    figures = []
    for name in _FIGURES[report.language]:
        metric, value = METRICS[name], report.values[name]
        shown = None if value is None else round(value, 4)
        figures.append(
            PassageFigure(name=name, title=metric.title, definition=metric.definition, unit=metric.unit, value=shown)
        )
    kinds = Counter(finding.kind for finding in report.findings)
    found = [
        PassageFindings(kind=kind, title=METRICS[kind].title, count=count)
        for kind, count in kinds.most_common()
        if kind in METRICS
    ]
    return PassageFigures(figures=figures, findings=found)
