"""Search over titles and projected texts of what a person may see. Called by REST, the palette and the search page."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from writers_app.db import Session
from writers_app.models import Document, Project, Projection
from writers_app.schemas.documents import SearchHit
from writers_app.services.access import Actor, visible_projects
from writers_app.text.normalisation import fold_for_search

EXCERPT = 160
MAX_TERMS = 8


async def search_texts(
    session: Session, actor: Actor, query: str, *, project_id: UUID | None = None, limit: int = 20
) -> list[SearchHit]:
    """Documents that hold every word of the query, the last written first. An empty query finds nothing."""
    terms = fold_for_search(query).split()[:MAX_TERMS]
    if not terms:
        return []
    projects = visible_projects(actor).where(col(Project.trashed_at).is_(None)).subquery()
    statement = (
        select(Document, Projection.text, projects.c.title, projects.c.language)
        .join(projects, projects.c.id == Document.project_id)
        .outerjoin(Projection, col(Projection.document_id) == Document.id)
        .where(col(Document.trashed_at).is_(None), and_(*(_holds(term) for term in terms)))
        .order_by(col(Document.updated_at).desc())
        .limit(limit)
    )
    if project_id:
        statement = statement.where(Document.project_id == project_id)
    return [
        SearchHit(
            document_id=document.id,
            project_id=document.project_id,
            project_title=project_title,
            language=language,
            title=document.title,
            excerpt=excerpt(text or "", terms),
        )
        for document, text, project_title, language in await session.exec(statement)
    ]


def _holds(term: str) -> ColumnElement[bool]:
    return or_(
        col(Projection.folded).contains(term, autoescape=True),
        col(Document.folded_title).contains(term, autoescape=True),
    )


def excerpt(text: str, terms: list[str]) -> str:
    """The first line that holds one of the folded terms, cut to about EXCERPT characters around it."""
    for line in text.splitlines():
        folded = fold_for_search(line)
        hit = next((folded.find(term) for term in terms if term in folded), None)
        if hit is not None:
            return _around(line, hit * len(line) // max(1, len(folded)))
    return _around(text.strip().partition("\n")[0], 0)


def _around(line: str, place: int) -> str:
    start = max(0, place - EXCERPT // 3)
    cut = line[start : start + EXCERPT]
    if start:
        cut = "…" + cut.partition(" ")[2]
    return cut.rpartition(" ")[0] + "…" if start + EXCERPT < len(line) else cut
