"""The kind `import`: a manuscript's file becomes documents in a project. Listed in task_kinds, run by the worker."""

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from sqlmodel import col, select

from writers_app import store
from writers_app.config import settings
from writers_app.db import Session
from writers_app.errors import UnsupportedFormatError
from writers_app.formats.child import read_in_child
from writers_app.formats.documents import to_text
from writers_app.formats.limits import Limits
from writers_app.formats.model import RESOURCE_PREFIX, Loss, Manuscript, ManuscriptDocument
from writers_app.formats.outline import split_by_headings
from writers_app.integrations.storage import new_draft, storage
from writers_app.models import Document, DocumentKind, FilePurpose, Project
from writers_app.schemas.projects import NewProject
from writers_app.services import files
from writers_app.services.access import Right, require_project
from writers_app.services.documents import GAP, entitle
from writers_app.services.projects import create_project, touch
from writers_app.services.uploads import sniff_image
from writers_app.services.work import Kind, Outcome, StoredFile, TaskLimits, TaskOptions, Work, child_id
from writers_app.text.words import count_words

MB = 1024 * 1024
LISTED = 500
"""How many documents and losses a result names."""
PICTURE_LOST = "A picture of a kind that browsers don't show was left out: %(name)s."


class ImportOptions(TaskOptions):
    """Into the project that the task names; without one, a new project is made."""

    language: Literal["en", "fa"] | None = Field(default=None, title="Language", description="Guessed when not given")
    split: bool = Field(default=True, title="Split at headings", description="Each top heading becomes a document")


@dataclass(slots=True)
class _Import:
    """What is being brought in, ready to be written in one transaction."""

    work: Work[ImportOptions]
    manuscript: Manuscript
    images: dict[str, StoredFile] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    listed: list[dict[str, Any]] = field(default_factory=list)
    words: int = 0
    documents: int = 0


async def run_import(work: Work[ImportOptions]) -> Outcome:
    """Read apart, store the pictures, and hand back how to write it all at once."""
    manuscript = await _read(work)
    work.report(55, "Splitting into chapters")
    if work.options.split:
        manuscript = await asyncio.to_thread(split_by_headings, manuscript)
    incoming = _Import(work, manuscript, losses=list(manuscript.losses))
    await _store_images(incoming)
    work.report(80, "Writing the chapters", total=sum(1 for _ in manuscript.walk()))
    return Outcome(apply=lambda session: _write(session, incoming))


async def _read(work: Work[ImportOptions]) -> Manuscript:
    work.report(5, "Reading the file")
    source = work.files[0]
    limits = Limits(
        file_bytes=settings().upload_limit,
        memory_bytes=work.limits.memory_mb * MB,
        wall_seconds=work.limits.seconds / 2,
    )
    stop = threading.Event()
    async with storage().local(source.key) as path:
        try:
            return await asyncio.to_thread(read_in_child, path, source.name, limits, should_stop=stop.is_set)
        finally:
            stop.set()


async def _store_images(incoming: _Import) -> None:
    resources = incoming.manuscript.resources
    for number, (name, resource) in enumerate(resources.items(), start=1):
        try:
            media_type = sniff_image(resource.data[:16])
        except UnsupportedFormatError:
            incoming.losses.append(Loss(PICTURE_LOST, {"name": name[:80]}))
            continue
        draft = new_draft()
        await asyncio.to_thread(draft.write_bytes, resource.data)
        sha256 = await asyncio.to_thread(files.hash_file, draft)
        incoming.images[name] = await files.store_draft(draft, PurePath(name).name or name, media_type, sha256)
        incoming.work.report(60 + 20 * number / len(resources), "Storing pictures", done=number, total=len(resources))


async def _write(session: Session, incoming: _Import) -> dict[str, Any]:
    project = await _project(session, incoming)
    for stored in incoming.images.values():
        files.add_file(
            session, stored, owner_id=incoming.work.actor.user_id, purpose=FilePurpose.IMAGE, project_id=project.id
        )
    await session.flush()
    first = await _last_position(session, project.id)
    await _write_level(session, incoming, project.id, None, incoming.manuscript.documents, first)
    touch(project)
    losses = [{"message": loss.message, "values": dict(loss.values), "text": str(loss)} for loss in incoming.losses]
    return {
        "project_id": str(project.id),
        "project_title": project.title,
        "language": project.language,
        "documents": incoming.listed[:LISTED],
        "counts": {"documents": incoming.documents, "words": incoming.words, "images": len(incoming.images)},
        "losses": losses[:LISTED],
    }


async def _project(session: Session, incoming: _Import) -> Project:
    """The project to write into, locked; a new one is named by the task, else by the manuscript or its file."""
    work, manuscript = incoming.work, incoming.manuscript
    project_id = work.project_id
    if project_id is None:
        named = work.title if work.title != work.files[0].name else manuscript.title
        title = named.strip() or PurePath(work.files[0].name).stem
        language = work.options.language or manuscript.language
        project_id = (await create_project(session, work.actor, NewProject(title=title[:300], language=language))).id
    project = await require_project(session, work.actor, project_id, Right.WRITE)
    await session.refresh(project, with_for_update=True)
    return project


async def _last_position(session: Session, project_id: UUID) -> float:
    query = select(col(Document.position)).where(Document.project_id == project_id, col(Document.parent_id).is_(None))
    return max((await session.exec(query)).all(), default=0.0)


async def _write_level(
    session: Session,
    incoming: _Import,
    project_id: UUID,
    parent_id: UUID | None,
    level: tuple[ManuscriptDocument, ...],
    position: float,
) -> None:
    """Write siblings after `position`, each with what it holds."""
    for source in level:
        position += GAP
        document = Document(
            id=child_id(incoming.work.task_id, str(incoming.documents)),
            project_id=project_id,
            parent_id=parent_id,
            kind=DocumentKind.FOLDER if source.content is None else DocumentKind(source.kind),
            position=position,
            details={"synopsis": source.synopsis[:10_000]} if source.synopsis else {},
        )
        entitle(document, source.title.replace("\x00", "")[:300])
        session.add(document)
        await session.flush()
        words = 0
        if source.content is not None:
            content = _with_stored_images(source.content, incoming.images)
            await store.seed(session, document.id, content)
            words = count_words(to_text(content))
        incoming.documents += 1
        incoming.words += words
        incoming.listed.append(
            {"id": str(document.id), "title": document.title, "kind": document.kind.value, "words": words}
        )
        await _write_level(session, incoming, project_id, document.id, source.children, 0.0)


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
    takes_file=True,
    right=Right.WRITE,
)
