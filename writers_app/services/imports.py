"""The kind `import`: a manuscript's file becomes documents in a project. Listed in task_kinds, run by the worker."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from sqlmodel import col, select

from writers_app import store
from writers_app.db import Session
from writers_app.errors import UnsupportedFormatError
from writers_app.formats.child import read_in_child
from writers_app.formats.model import RESOURCE_PREFIX, Language, Loss, Manuscript, ManuscriptDocument
from writers_app.formats.outline import split_by_headings
from writers_app.integrations.storage import new_draft
from writers_app.models import Document, DocumentKind, FilePurpose, Project
from writers_app.schemas.documents import Status
from writers_app.schemas.projects import NewProject
from writers_app.services import files
from writers_app.services.access import Right, require_project
from writers_app.services.arrivals import read_arrived
from writers_app.services.comments import as_stored, comment_ids
from writers_app.services.documents import GAP, entitle
from writers_app.services.projects import create_project, touch
from writers_app.services.properties import take_properties
from writers_app.services.revisions import EarlierState, keep_earlier, pack_earlier
from writers_app.services.uploads import sniff_image
from writers_app.services.work import Kind, Outcome, StoredFile, TaskLimits, TaskOptions, Work, child_id

LISTED = 500
"""How many documents and losses a result names."""
_STATUSES: Mapping[str, Status] = {
    "to do": "idea", "idea": "idea", "in progress": "draft", "first draft": "draft", "draft": "draft",
    "revised draft": "revised", "revised": "revised", "final draft": "final", "final": "final", "done": "final",
}  # fmt: skip
"""Scrivener's own names for how far a text is, and what they are here."""
PICTURE_LOST = "A picture of a kind that browsers don't show was left out: %(name)s."


class ImportOptions(TaskOptions):
    """Into the project that the task names; without one, a new project is made."""

    language: Literal["en", "fa"] | None = Field(default=None, title="Language", description="Guessed when not given")
    split: bool = Field(default=True, title="Split at headings", description="Each top heading becomes a document")


@dataclass(frozen=True, slots=True)
class _Text:
    """A document that is ready to be written, with what it holds."""

    id: UUID
    source: ManuscriptDocument
    prepared: store.PreparedText | None
    earlier: tuple[EarlierState, ...]
    children: tuple["_Text", ...]

    def walk(self) -> Iterator["_Text"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class _Import:
    """What is being brought in. Everything slow is done: writing it is one short transaction."""

    work: Work[Any]
    language: Language
    manuscript: Manuscript
    images: dict[str, StoredFile]
    losses: tuple[Loss, ...]
    texts: tuple[_Text, ...]

    def walk(self) -> Iterator[_Text]:
        """In reading order."""
        for text in self.texts:
            yield from text.walk()


async def run_import(work: Work[ImportOptions]) -> Outcome:
    work.report(5, "Reading the file")
    manuscript = await read_arrived(work, read_in_child)
    work.report(50, "Splitting into chapters")
    if work.options.split:
        manuscript = await asyncio.to_thread(split_by_headings, manuscript)
    return await bring_in(work, manuscript, language=work.options.language)


async def bring_in(work: Work[Any], manuscript: Manuscript, *, language: Language | None = None) -> Outcome:
    """Store the pictures, prepare the texts, and hand back how to write it all at once into the project that the task
    names, or into a new one in that language.
    """
    images, lost = await _store_images(work, manuscript)
    texts = await _Preparing(work, manuscript, images).prepare(manuscript.documents)
    incoming = _Import(work, language or manuscript.language, manuscript, images, (*manuscript.losses, *lost), texts)
    return Outcome(apply=lambda session: _write(session, incoming))


async def _store_images(work: Work[Any], manuscript: Manuscript) -> tuple[dict[str, StoredFile], list[Loss]]:
    images: dict[str, StoredFile] = {}
    lost: list[Loss] = []
    resources = manuscript.resources
    for number, (name, resource) in enumerate(resources.items(), start=1):
        work.report(55 + 20 * number / len(resources), "Storing pictures", done=number, total=len(resources))
        try:
            media_type = sniff_image(resource.data[:16])
        except UnsupportedFormatError:
            lost.append(Loss(PICTURE_LOST, {"name": name[:80]}))
            continue
        draft = new_draft()
        await asyncio.to_thread(draft.write_bytes, resource.data)
        sha256 = await asyncio.to_thread(files.hash_file, draft)
        images[name] = await files.store_draft(draft, PurePath(name).name or name, media_type, sha256)
    return images, lost


class _Preparing:
    """Turns a manuscript's tree into texts that only need writing, with ids that a second start finds again."""

    def __init__(self, work: Work[Any], manuscript: Manuscript, images: dict[str, StoredFile]) -> None:
        self.work = work
        self.comments = manuscript.comments
        self.images = images
        self.total = sum(1 for _ in manuscript.walk())
        self.done = 0

    async def prepare(self, level: tuple[ManuscriptDocument, ...]) -> tuple[_Text, ...]:
        return tuple([await self._prepare_one(source) for source in level])

    async def _prepare_one(self, source: ManuscriptDocument) -> _Text:
        document_id = child_id(self.work.task_id, str(self.done))
        prepared = None
        if source.content is not None:
            content = _with_stored_images(source.content, self.images)
            prepared = await asyncio.to_thread(store.prepare, document_id, content, self._comments_on(content))
        earlier = await asyncio.to_thread(self._pack_earlier, source)
        self.done += 1
        self.work.report(75 + 20 * self.done / self.total, "Writing the chapters", done=self.done, total=self.total)
        return _Text(document_id, source, prepared, earlier, await self.prepare(source.children))

    def _pack_earlier(self, source: ManuscriptDocument) -> tuple[EarlierState, ...]:
        return tuple(
            pack_earlier(each.title, datetime.fromisoformat(each.date), _with_stored_images(each.content, self.images))
            for each in source.earlier
        )

    def _comments_on(self, content: dict[str, Any]) -> list[store.StoredComment]:
        """Those whose marks are in this text, with their answers."""
        here = comment_ids(content)
        return [as_stored(each) for each in self.comments if (each.parent or each.id) in here]


async def _write(session: Session, incoming: _Import) -> dict[str, Any]:
    project = await _project(session, incoming)
    for stored in incoming.images.values():
        files.add_file(
            session, stored, owner_id=incoming.work.actor.user_id, purpose=FilePurpose.IMAGE, project_id=project.id
        )
    author_id, last = incoming.work.actor.user_id, await _last_position(session, project.id)
    await _write_level(session, author_id, project.id, None, incoming.texts, last)
    take_properties(project, incoming.manuscript)
    touch(project)
    listed = [_list(text) for text in incoming.walk()]
    losses = [{"message": loss.message, "values": dict(loss.values), "text": str(loss)} for loss in incoming.losses]
    words = sum(document["words"] for document in listed)
    return {
        "project_id": str(project.id),
        "project_title": project.title,
        "language": project.language,
        "documents": listed[:LISTED],
        "counts": {"documents": len(listed), "words": words, "images": len(incoming.images)},
        "losses": losses[:LISTED],
    }


def _list(text: _Text) -> dict[str, Any]:
    words = text.prepared.projected.words if text.prepared else 0
    return {"id": str(text.id), "title": text.source.title, "kind": _kind(text).value, "words": words}


def _kind(text: _Text) -> DocumentKind:
    return DocumentKind(text.source.kind) if text.prepared else DocumentKind.FOLDER


async def _project(session: Session, incoming: _Import) -> Project:
    """The project to write into, locked; a new one is named by the task, else by the manuscript or its file."""
    work, manuscript = incoming.work, incoming.manuscript
    project_id = work.project_id
    if project_id is None:
        named = work.title if work.title not in ("", work.files[0].name) else manuscript.title
        title = named.strip() or PurePath(work.files[0].name).stem
        new = NewProject(title=title[:300], language=incoming.language)
        project_id = (await create_project(session, work.actor, new)).id
    project = await require_project(session, work.actor, project_id, Right.WRITE)
    await session.refresh(project, with_for_update=True)
    return project


async def _last_position(session: Session, project_id: UUID) -> float:
    query = select(col(Document.position)).where(Document.project_id == project_id, col(Document.parent_id).is_(None))
    return max((await session.exec(query)).all(), default=0.0)


async def _write_level(
    session: Session,
    author_id: UUID,
    project_id: UUID,
    parent_id: UUID | None,
    level: tuple[_Text, ...],
    position: float,
) -> None:
    """Write siblings after `position`, each with what it holds."""
    for text in level:
        position += GAP
        document = Document(
            id=text.id,
            project_id=project_id,
            parent_id=parent_id,
            kind=_kind(text),
            position=position,
            details=_details(text.source),
        )
        entitle(document, text.source.title.replace("\x00", "")[:300])
        session.add(document)
        await session.flush()
        if text.prepared:
            await store.plant(session, text.prepared)
            if text.earlier:
                await keep_earlier(session, author_id, document.id, text.earlier)
        await _write_level(session, author_id, project_id, document.id, text.children, 0.0)


def _details(source: ManuscriptDocument) -> dict[str, Any]:
    """Synopsis and status; a label, and a status that Writers has no name for, stand below the synopsis."""
    status = _STATUSES.get(source.status.strip().casefold(), "")
    other = " · ".join(part for part in (source.label, "" if status else source.status) if part)
    synopsis = "\n\n".join(part for part in (source.synopsis, other) if part)[:10_000]
    return {name: value for name, value in (("synopsis", synopsis), ("status", status)) if value}


def _with_stored_images(node: dict[str, Any], images: dict[str, StoredFile]) -> dict[str, Any]:
    """The same text with its pictures pointing at stored files; a picture that could not be stored goes."""
    if not node.get("content"):
        return node
    kept = []
    for child in node["content"]:
        if child.get("type") != "image":
            kept.append(_with_stored_images(child, images))
            continue
        attrs = child.get("attrs") or {}
        stored = images.get(str(attrs.get("src", "")).removeprefix(RESOURCE_PREFIX))
        if stored:
            kept.append({**child, "attrs": {**attrs, "src": f"{files.URL}{stored.id}"}})
    return {**node, "content": kept or [{"type": "paragraph"}] if node["type"] in _NEVER_EMPTY else kept}


_NEVER_EMPTY = {"blockquote", "tableCell", "tableHeader", "listItem", "taskItem"}


KIND = Kind(
    name="import",
    title="Import a manuscript",
    options=ImportOptions,
    run=run_import,
    queue="default",
    limits=TaskLimits(seconds=600, memory_mb=1024),
    least_files=1,
    most_files=1,
    right=Right.WRITE,
)
