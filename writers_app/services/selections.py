"""The texts that a task is about, in reading order, as they stand now. Called by exports and analyses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from writers_app import store
from writers_app.db import Session
from writers_app.errors import NotFoundError
from writers_app.models import Project
from writers_app.schemas.documents import DocumentCard
from writers_app.services.access import DOCUMENT_MISSING, Actor, Right, require_project
from writers_app.services.documents import list_documents


@dataclass(frozen=True, slots=True)
class Selected:
    """A document with its text (None for a folder) and what it holds."""

    card: DocumentCard
    content: dict[str, Any] | None
    children: tuple["Selected", ...]

    def walk(self) -> Iterator["Selected"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Selection:
    """A project, or one document of it with what it holds."""

    project: Project
    title: str
    documents: tuple[Selected, ...]

    def walk(self) -> Iterator[Selected]:
        """In reading order."""
        for document in self.documents:
            yield from document.walk()


async def select_texts(session: Session, actor: Actor, project_id: UUID, document_id: UUID | None) -> Selection:
    """Everything in the project outside the trash, or the one document with what it holds."""
    project = await require_project(session, actor, project_id, Right.READ)
    cards = await list_documents(session, actor, project_id)
    children: dict[UUID | None, list[DocumentCard]] = {}
    for card in cards:
        children.setdefault(card.parent_id, []).append(card)
    if document_id is None:
        return Selection(project, project.title, await _load(session, children, children.get(None, [])))
    chosen = next((card for card in cards if card.id == document_id), None)
    if chosen is None:
        raise NotFoundError(DOCUMENT_MISSING)
    return Selection(project, chosen.title or project.title, await _load(session, children, [chosen]))


async def _load(
    session: Session, children: dict[UUID | None, list[DocumentCard]], cards: list[DocumentCard]
) -> tuple[Selected, ...]:
    loaded = []
    for card in cards:
        content = None if card.kind == "folder" else (await store.read_projection(session, card.id)).content
        loaded.append(Selected(card, content, await _load(session, children, children.get(card.id, []))))
    return tuple(loaded)
