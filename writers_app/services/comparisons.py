"""What a rewrite did to the figures and findings of a text. Called by REST."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from writers_app.analysis import AnalysedDocument, MemoryCache
from writers_app.analysis.comparison import compare_revisions
from writers_app.db import Session
from writers_app.errors import InvalidError
from writers_app.models import Project
from writers_app.schemas.comparisons import Comparison
from writers_app.services import revisions
from writers_app.services.access import Actor, Right, require_document
from writers_app.services.children import run_apart
from writers_app.services.work import TaskLimits, WorkDiedError

LIMITS: Final = TaskLimits(seconds=1, memory_mb=1024)
MOST_OF_A_KIND: Final = 100
TOO_LONG: Final = "These texts are too long to compare while you wait. Ask for a report on each of them instead."


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Two states of one document."""

    document_id: UUID
    language: str
    before: dict[str, Any]
    after: dict[str, Any]


async def read_rewrite(
    session: Session, actor: Actor, document_id: UUID, before: UUID, after: UUID | None = None
) -> Rewrite:
    """From one revision to another, or to the text as it stands now."""
    document = await require_document(session, actor, document_id, Right.READ)
    project = await session.get_one(Project, document.project_id)
    older, newer = await revisions.read_both(session, actor, document_id, before, after)
    return Rewrite(document_id, project.language, older, newer)


async def compare_figures(rewrite: Rewrite) -> Comparison:
    """Needs no session, and runs beside the process in which people type."""
    try:
        return Comparison.model_validate(await run_apart(LIMITS, _compare, rewrite))
    except WorkDiedError:
        raise InvalidError(TOO_LONG) from None


def _compare(rewrite: Rewrite) -> dict[str, Any]:
    texts = [[AnalysedDocument(str(rewrite.document_id), "", content)] for content in (rewrite.before, rewrite.after)]
    return compare_revisions(texts[0], texts[1], rewrite.language, MemoryCache()).to_json(MOST_OF_A_KIND)
