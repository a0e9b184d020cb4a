"""The texts that a task is about, in reading order, as they stand now. Called by exports and analyses."""

from collections.abc import Collection, Iterator
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
    text: store.ProjectedText | None = None
    """All that is read of the text; None for a folder."""

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
    document_id: UUID | None = None
    """The one document, unless it is the project."""

    def walk(self) -> Iterator[Selected]:
        """In reading order."""
        for document in self.documents:
            yield from document.walk()


async def select_texts(
    session: Session,
    actor: Actor,
    project_id: UUID,
    document_id: UUID | None = None,
    left_out: Collection[UUID] = (),
    *,
    words: int | None = None,
) -> Selection:
    """Everything in the project outside the trash, or the one document with what it holds, but for what is `left_out`.

    With `words`, only as many documents as it takes to have so many words.
    """
    project = await require_project(session, actor, project_id, Right.READ)
    kept = [card for card in await list_documents(session, actor, project_id) if card.id not in left_out]
    cards = kept if words is None else _first_words(kept, words)
    children: dict[UUID | None, list[DocumentCard]] = {}
    for card in cards:
        children.setdefault(card.parent_id, []).append(card)
    if document_id is None:
        return Selection(project, project.title, await _load(session, children, children.get(None, [])))
    chosen = next((card for card in cards if card.id == document_id), None)
    if chosen is None:
        raise NotFoundError(DOCUMENT_MISSING)
    return Selection(project, chosen.title or project.title, await _load(session, children, [chosen]), chosen.id)


def _first_words(cards: list[DocumentCard], words: int) -> list[DocumentCard]:
    """In reading order; notes do not count."""
    taken = []
    for card in cards:
        if words <= 0:
            break
        taken.append(card)
        words -= card.words if card.kind == "scene" else 0
    return taken


async def _load(
    session: Session, children: dict[UUID | None, list[DocumentCard]], cards: list[DocumentCard]
) -> tuple[Selected, ...]:
    loaded = []
    for card in cards:
        text = None if card.kind == "folder" else await store.read_projection(session, card.id)
        inner = await _load(session, children, children.get(card.id, []))
        loaded.append(Selected(card, text.content if text else None, inner, text))
    return tuple(loaded)
