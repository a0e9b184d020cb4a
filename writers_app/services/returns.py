"""The kind `return`: a Word file that went out to an editor comes back, as suggestions and comments on the same texts.

Listed in task_kinds, run by the worker. What was written meanwhile stays: the file is compared with what went out, and
its changes are laid over what stands there now, as one edit of each text that open editors follow.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlmodel import select

from writers_app import store
from writers_app.db import Session, reading, utc_now
from writers_app.errors import InvalidError
from writers_app.formats.blocks import plain_text
from writers_app.formats.child import read_returned_in_child
from writers_app.formats.model import Manuscript, ManuscriptDocument
from writers_app.formats.returns import Remark, ReturnedBook, ReturnedDocument, merge_returned
from writers_app.formats.word.bookmarks import sent_key, short_id
from writers_app.i18n.catalogs import msg
from writers_app.models import File, FilePurpose, Project, Task, TaskState, User
from writers_app.services.access import Right, require_document, require_project
from writers_app.services.arrivals import read_arrived
from writers_app.services.children import run_apart
from writers_app.services.comments import as_comment, as_stored
from writers_app.services.projects import touch
from writers_app.services.revisions import find_sent, note_suggested, read_sent, read_suggested
from writers_app.services.selections import Selected, select_texts
from writers_app.services.work import Kind, Outcome, TaskLimits, TaskOptions, Work

JSON = dict[str, Any]

NAME = "return"
LISTED = 500
"""How many documents and remarks a result names."""
OTHER_PROJECT = (
    "None of the texts in this file is in this project. Choose the project that the file was exported from; texts in "
    "the trash have to be restored first."
)
TAKEN_BEFORE = "This very file was taken in before. Nothing was done again, so nothing is there twice."
NEW_TITLE = "For “%(title)s” the editor suggests the title “%(text)s”."
NOT_BACK = "Nothing came back of “%(text)s”; it stays as it is."
IN_FOLDER = "The editor wrote under the title of a folder, which has no text of its own: %(text)s"


class ReturnOptions(TaskOptions):
    """Into the project that the task names, which must be the one that the file was exported from."""

    editor: str = Field(
        default="",
        max_length=200,
        pattern=r"^[^\x00]*$",
        title="Name of the editor",
        description="Signs what was changed without being tracked",
    )
    again: bool = Field(
        default=False,
        title="Suggest again what was decided before",
        description="Otherwise a change that you have accepted or rejected is not suggested a second time",
    )


@dataclass(frozen=True, slots=True)
class _Book:
    """What went out of a project, by its documents, and what stands there now."""

    sent: Manuscript
    now: Mapping[UUID, store.ProjectedText]
    states: Mapping[UUID, UUID]
    """The kept state of each document that went out, where it was kept."""
    suggested: Mapping[UUID, frozenset[str]]
    """What was suggested before on each of them."""
    was_taken: bool


async def run_return(work: Work[ReturnOptions]) -> Outcome:
    assert work.project_id, "tasks.check_subject has found it"
    async with reading() as session:
        project = await require_project(session, work.actor, work.project_id, Right.WRITE)
    work.report(5, "Reading the file")
    returned = await read_arrived(work, read_returned_in_child)
    work.report(40, "Finding the texts")
    async with reading() as session:
        book = await _find_texts(session, work, returned)
        editor = work.options.editor.strip() or await _guess_editor(session, project, returned)
    work.report(60, "Comparing with what went out")
    merge = partial(
        merge_returned,
        returned=returned,
        editor=editor,
        name=f"r{work.files[0].sha256[:10]}",
        date=utc_now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    current = {str(key): text.content for key, text in book.now.items()}
    suggested = frozenset().union(*book.suggested.values())
    merged = await run_apart(work.limits, merge, book.sent, current=current, suggested=suggested)
    return Outcome(apply=lambda session: _apply(session, work, book, merged, merge))


async def _was_taken(session: Session, project_id: UUID, sha256: str) -> bool:
    """Whether a task has ended well with this very file. Uploads expire, so this is only for telling."""
    query = (
        select(Task.id)
        .join(File, File.task_id == Task.id)  # type: ignore[arg-type]  # SQLModel's columns are typed as values
        .where(
            Task.project_id == project_id,
            Task.kind == NAME,
            Task.state == TaskState.SUCCEEDED,
            File.purpose == FilePurpose.UPLOAD,
            File.sha256 == sha256,
        )
    )
    return (await session.exec(query)).first() is not None


async def _find_texts(session: Session, work: Work[ReturnOptions], returned: Manuscript) -> _Book:
    """The documents that the file brings back, and those that went out with them."""
    assert work.project_id
    selection = await select_texts(session, work.actor, work.project_id, None)
    items = {item.card.id: item for item in selection.walk()}
    by_end = {short_id(str(key)): key for key in items}
    keys = [sent_key(each) for each in returned.documents]
    back = {by_end[key.document] for key in keys if key.document in by_end}
    if not back:
        raise InvalidError(OTHER_PROJECT)
    revisions = await find_sent(session, work.project_id)
    moments = {moment for revision, _, moment in revisions if short_id(str(revision)) in {key.sent for key in keys}}
    sent = {document: revision for revision, document, moment in revisions if moment in moments}
    wanted = [item for key, item in items.items() if key in back or key in sent]
    comments = tuple(as_comment(comment) for item in wanted if item.text for comment in item.text.comments)
    documents = tuple([await _as_sent(session, item, sent.get(item.card.id)) for item in wanted])
    now = {item.card.id: item.text for item in wanted if item.text is not None}
    original = Manuscript(selection.title, documents=documents, comments=comments)
    states = {key: revision for key, revision in sent.items() if key in now}
    suggested = {key: await _read_suggested(session, work, revision) for key, revision in states.items()}
    was_taken = await _was_taken(session, work.project_id, work.files[0].sha256)
    return _Book(original, now, states, suggested, was_taken)


async def _read_suggested(session: Session, work: Work[ReturnOptions], revision: UUID) -> frozenset[str]:
    return frozenset() if work.options.again else await read_suggested(session, revision)


async def _as_sent(session: Session, item: Selected, revision: UUID | None) -> ManuscriptDocument:
    """As it went out; as it is now when that was not kept."""
    content = await read_sent(session, revision) if revision and item.text else item.content
    return ManuscriptDocument(item.card.title, item.card.kind, content, id=str(item.card.id))


async def _guess_editor(session: Session, project: Project, returned: Manuscript) -> str:
    """Who tracked or remarked most, apart from the writer."""
    owner = (await session.get_one(User, project.owner_id)).name
    names = [each.author for each in returned.comments]
    names += [name for document in returned.documents for name in _authors(document.content or {})]
    others = [name for name in names if name and name != owner]
    return max(sorted(set(others)), key=others.count, default="")


def _authors(node: JSON) -> list[str]:
    own = [
        str(mark["attrs"].get("author") or "") for mark in node.get("marks", ()) if "author" in mark.get("attrs", {})
    ]
    return [*own, *(name for child in node.get("content", ()) for name in _authors(child))]


async def _apply(
    session: Session, work: Work[ReturnOptions], book: _Book, merged: ReturnedBook, merge: "partial[ReturnedBook]"
) -> JSON:
    """One edit of each text, in one order everywhere; a text that has moved on since is compared again, and so is one
    about which more was suggested meanwhile.
    """
    assert work.project_id
    project = await require_project(session, work.actor, work.project_id, Right.WRITE)
    remarks = [*merged.remarks]
    done = []
    for document in sorted(merged.documents, key=lambda each: each.id):
        key = UUID(document.id)
        if key not in book.now:
            remarks += _in_folder(document)
            continue
        row = await require_document(session, work.actor, key, Right.WRITE)
        await session.refresh(row, with_for_update=True)
        text = await store.read_projection(session, key)
        state = book.states.get(key)
        before = await _read_suggested(session, work, state) if state else frozenset()
        if (text.epoch, text.seq, before) != (book.now[key].epoch, book.now[key].seq, book.suggested.get(key, before)):
            document = await asyncio.to_thread(_again, merge, book.sent, document, text.content, before)
        comments = [as_stored(each) for each in document.comments]
        comments += [replace(each, resolved=True) for each in text.comments if each.id in document.settled]
        await store.replace(session, key, document.content, based_on=text.seq, comments=comments)
        if state:
            await note_suggested(session, state, await read_suggested(session, state) | document.suggested)
        done.append(document)
    touch(project)
    order = {each.id: place for place, each in enumerate(book.sent.documents)}
    done.sort(key=lambda each: order[each.id])
    if book.was_taken and not any(each.suggestions or each.comments for each in done):
        remarks = [Remark(TAKEN_BEFORE, {}), *remarks]
    return _result(project, done, [*remarks, *_titles(merged), *_missing(book, merged)])


def _again(
    merge: "partial[ReturnedBook]",
    sent: Manuscript,
    document: ReturnedDocument,
    content: JSON,
    suggested: frozenset[str],
) -> ReturnedDocument:
    """One document compared again. Its remarks were made the first time."""
    alone = replace(sent, documents=tuple(each for each in sent.documents if each.id == document.id))
    return merge(alone, current={document.id: content}, suggested=suggested).documents[0]


def _in_folder(document: ReturnedDocument) -> list[Remark]:
    text = plain_text(document.content).strip()
    return [Remark(IN_FOLDER, {"text": text[:60]})] if text else []


def _titles(merged: ReturnedBook) -> list[Remark]:
    return [
        Remark(NEW_TITLE, {"title": each.title, "text": each.suggested_title})
        for each in merged.documents
        if each.suggested_title
    ]


def _missing(book: _Book, merged: ReturnedBook) -> list[Remark]:
    titles = {each.id: each.title for each in book.sent.documents}
    return [Remark(NOT_BACK, {"text": titles[each]}) for each in merged.missing]


def _result(project: Project, documents: Sequence[ReturnedDocument], remarks: Sequence[Remark]) -> JSON:
    listed = [
        {"id": each.id, "title": each.title, "suggestions": each.suggestions, "comments": len(each.comments)}
        for each in documents
    ]
    counts = {
        "documents": len(listed),
        "suggestions": sum(each.suggestions for each in documents),
        "comments": sum(len(each.comments) for each in documents),
    }
    told = [{"message": each.message, "values": each.values, "text": str(each)} for each in remarks]
    return {
        "project_id": str(project.id),
        "project_title": project.title,
        "documents": listed[:LISTED],
        "counts": counts,
        "losses": told[:LISTED],
    }


KIND = Kind(
    name=NAME,
    title="Take back a Word file from an editor",
    options=ReturnOptions,
    run=run_return,
    description=msg("Its changes become suggestions and its comments come along; your texts stay as they are."),
    queue="default",
    limits=TaskLimits(seconds=600, memory_mb=1024),
    least_files=1,
    most_files=1,
    needs_text=True,
    right=Right.WRITE,
)
