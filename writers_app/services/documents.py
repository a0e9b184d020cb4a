"""The binder: make, rename, move, trash and restore documents. Called by REST and the project state."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.errors import ConflictError, InvalidError
from writers_app.models import Document, DocumentKind, Project, Projection
from writers_app.schemas.documents import Details, DocumentCard, DocumentChange, NewDocument, RecentDocument
from writers_app.services.access import Actor, Right, require_document, require_project, visible_projects
from writers_app.services.projects import touch
from writers_app.text.normalisation import fold_for_search

MAX_DEPTH = 32
MAX_DOCUMENTS = 20_000
GAP = 1024.0
LAST_LINES = 280


async def create_document(session: Session, actor: Actor, project_id: UUID, new: NewDocument) -> DocumentCard:
    """A new document, last among its siblings."""
    project = await _lock_project(session, actor, project_id)
    tree = await _tree(session, project_id)
    if len(tree) >= MAX_DOCUMENTS:
        raise ConflictError("A project holds at most %(n)s documents. Start a second project.", n=MAX_DOCUMENTS)
    _check_parent(tree, new.parent_id)
    siblings = _siblings(tree, new.parent_id)
    document = Document(
        project_id=project_id,
        parent_id=new.parent_id,
        kind=DocumentKind(new.kind),
        position=siblings[-1].position + GAP if siblings else GAP,
    )
    entitle(document, new.title)
    session.add(document)
    touch(project)
    await session.flush()
    return _card(document, None)


def entitle(document: Document, title: str) -> None:
    """Give a document its title, and search the folded one."""
    document.title = title
    document.folded_title = fold_for_search(title)[:600]


async def list_documents(session: Session, actor: Actor, project_id: UUID) -> list[DocumentCard]:
    """The binder in reading order (each folder before what it holds), without what is in the trash."""
    cards = await _cards(session, actor, project_id)
    return _in_reading_order([card for card in cards if card.trashed_at is None])


async def list_trash(session: Session, actor: Actor, project_id: UUID) -> list[DocumentCard]:
    """What was trashed by itself, the latest first; what went with its folder comes back with it and is not named."""
    trashed = {card.id: card for card in await _cards(session, actor, project_id) if card.trashed_at}
    roots = [card for card in trashed.values() if not _went_with(card, trashed)]
    return sorted(roots, key=lambda card: str(card.trashed_at), reverse=True)


def _went_with(card: DocumentCard, trashed: dict[UUID, DocumentCard]) -> bool:
    folder = trashed.get(card.parent_id) if card.parent_id else None
    return folder is not None and folder.trashed_at == card.trashed_at


async def read_document(session: Session, actor: Actor, document_id: UUID) -> DocumentCard:
    document = await require_document(session, actor, document_id, Right.READ)
    return _card(document, await session.get(Projection, document_id))


async def change_document(session: Session, actor: Actor, document_id: UUID, change: DocumentChange) -> DocumentCard:
    """Rename, describe, move, trash or restore, in one transaction."""
    document = await require_document(session, actor, document_id, Right.WRITE)
    project = await _lock_project(session, actor, document.project_id)
    if change.title is not None:
        entitle(document, change.title)
    if change.details is not None:
        document.details = change.details.model_dump()
    if change.moves:
        await _move(session, document, change)
    if change.trashed is not None:
        await _set_trashed(session, document, trashed=change.trashed)
    document.updated_at = utc_now()
    touch(project)
    await session.flush()
    return _card(document, await session.get(Projection, document_id))


async def rename_document(session: Session, actor: Actor, document_id: UUID, title: str) -> DocumentCard:
    return await change_document(session, actor, document_id, DocumentChange(title=title))


async def update_details(session: Session, actor: Actor, document_id: UUID, details: Details) -> DocumentCard:
    return await change_document(session, actor, document_id, DocumentChange(details=details))


async def move_document(
    session: Session, actor: Actor, document_id: UUID, parent_id: UUID | None, after_id: UUID | None
) -> DocumentCard:
    """Put the document under `parent_id` (None: the top), right after `after_id` (None: first)."""
    change = DocumentChange(parent_id=parent_id, after_id=after_id)
    return await change_document(session, actor, document_id, change)


async def trash_document(session: Session, actor: Actor, document_id: UUID) -> DocumentCard:
    return await change_document(session, actor, document_id, DocumentChange(trashed=True))


async def restore_document(session: Session, actor: Actor, document_id: UUID) -> DocumentCard:
    return await change_document(session, actor, document_id, DocumentChange(trashed=False))


async def recent_documents(session: Session, actor: Actor, limit: int = 5) -> list[RecentDocument]:
    """The texts this person can continue, last written first, with their last lines."""
    projects = visible_projects(actor).where(col(Project.trashed_at).is_(None)).subquery()
    rows = await session.exec(
        select(Document, Projection, projects.c.title, projects.c.language)
        .join(Projection, col(Projection.document_id) == Document.id)
        .join(projects, projects.c.id == Document.project_id)
        .where(col(Document.trashed_at).is_(None), Document.kind != DocumentKind.FOLDER)
        .order_by(col(Projection.updated_at).desc())
        .limit(limit)
    )
    return [
        RecentDocument(
            id=document.id,
            project_id=document.project_id,
            project_title=title,
            language=language,
            title=document.title,
            words=projection.words,
            last_lines=_last_lines(projection.text),
            updated_at=projection.updated_at,
        )
        for document, projection, title, language in rows
    ]


def _last_lines(text: str) -> str:
    tail = text[-LAST_LINES:].strip()
    return tail if len(text) <= LAST_LINES else "…" + tail.partition(" ")[2]


async def _lock_project(session: Session, actor: Actor, project_id: UUID) -> Project:
    """The project with its row locked, so that two people who move things at once don't tangle the tree."""
    project = await require_project(session, actor, project_id, Right.WRITE)
    await session.refresh(project, with_for_update=True)
    return project


async def _tree(session: Session, project_id: UUID) -> dict[UUID, Document]:
    rows = await session.exec(select(Document).where(Document.project_id == project_id))
    return {document.id: document for document in rows}


def _siblings(tree: dict[UUID, Document], parent_id: UUID | None) -> list[Document]:
    return sorted((d for d in tree.values() if d.parent_id == parent_id), key=lambda d: (d.position, str(d.id)))


def _check_parent(tree: dict[UUID, Document], parent_id: UUID | None, moved: UUID | None = None) -> None:
    depth = 0
    ancestor = parent_id
    while ancestor is not None:
        if ancestor not in tree:
            raise InvalidError("The folder to put it in is not in this project. Choose another.")
        if ancestor == moved:
            raise InvalidError("A document can't be moved into itself. Choose another place.")
        ancestor = tree[ancestor].parent_id
        depth += 1
    if depth >= MAX_DEPTH:
        raise InvalidError("The binder is at most %(n)s levels deep. Choose a place further up.", n=MAX_DEPTH)


async def _move(session: Session, document: Document, change: DocumentChange) -> None:
    tree = await _tree(session, document.project_id)
    after = tree.get(change.after_id) if change.after_id else None
    if change.after_id and after is None:
        raise InvalidError("The document to put it after is not in this project. Choose another place.")
    parent_id = change.parent_id if "parent_id" in change.model_fields_set else (after or document).parent_id
    if after and after.parent_id != parent_id:
        raise InvalidError("The document to put it after lies in another folder. Choose another place.")
    _check_parent(tree, parent_id, document.id)
    siblings = [sibling for sibling in _siblings(tree, parent_id) if sibling.id != document.id]
    names_place = "after_id" in change.model_fields_set
    index = siblings.index(after) + 1 if after in siblings else 0 if names_place else len(siblings)
    document.parent_id = parent_id
    _place(document, siblings, index)


def _place(document: Document, siblings: list[Document], index: int) -> None:
    """Give the document a position between its neighbours; number all afresh when they stand too close."""
    before = siblings[index - 1].position if index else None
    behind = siblings[index].position if index < len(siblings) else None
    match before, behind:
        case None, None:
            document.position = GAP
        case None, float(behind):
            document.position = behind - GAP
        case float(before), None:
            document.position = before + GAP
        case float(before), float(behind) if behind - before > 1e-3:
            document.position = (before + behind) / 2
        case _:
            for number, sibling in enumerate([*siblings[:index], document, *siblings[index:]], start=1):
                sibling.position = number * GAP


async def _set_trashed(session: Session, document: Document, *, trashed: bool) -> None:
    """A folder takes what it holds along, at one moment, and brings just that back."""
    tree = await _tree(session, document.project_id)
    moment = document.trashed_at
    if trashed == (moment is not None):
        return
    now = utc_now()
    for member in _subtree(tree, document):
        if member.trashed_at == moment:
            member.trashed_at = now if trashed else None
    if not trashed and document.parent_id and tree[document.parent_id].trashed_at:
        document.parent_id = None


def _subtree(tree: dict[UUID, Document], root: Document) -> list[Document]:
    """The root and everything below it."""
    children: dict[UUID | None, list[Document]] = {}
    for document in tree.values():
        children.setdefault(document.parent_id, []).append(document)
    members = [root]
    for member in members:  # grows while it is walked
        members.extend(children.get(member.id, []))
    return members


async def _cards(session: Session, actor: Actor, project_id: UUID) -> list[DocumentCard]:
    await require_project(session, actor, project_id, Right.READ)
    rows = await session.exec(
        select(Document, Projection.words, Projection.characters)
        .outerjoin(Projection, col(Projection.document_id) == Document.id)
        .where(Document.project_id == project_id)
        .order_by(col(Document.position), col(Document.id))
    )
    return [_card_of(document, words or 0, characters or 0) for document, words, characters in rows]


def _in_reading_order(cards: Sequence[DocumentCard]) -> list[DocumentCard]:
    """Depth first, siblings by position."""
    children: dict[UUID | None, list[DocumentCard]] = {}
    for card in cards:
        children.setdefault(card.parent_id, []).append(card)
    ordered: list[DocumentCard] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        card = waiting.pop()
        ordered.append(card)
        waiting.extend(reversed(children.get(card.id, [])))
    return ordered


def _card(document: Document, projection: Projection | None) -> DocumentCard:
    return _card_of(document, projection.words if projection else 0, projection.characters if projection else 0)


def _card_of(document: Document, words: int, characters: int) -> DocumentCard:
    row = document.model_dump()
    details = {**Details().model_dump(), **document.details}
    return DocumentCard.model_validate({**row, "details": details, "words": words, "characters": characters})
