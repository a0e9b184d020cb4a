"""The kind `export`: a document or a whole project as a file to download. Listed in task_kinds, run by the worker."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from sqlmodel import col, select

from writers_app.db import Session, reading, utc_now
from writers_app.errors import InvalidError, UnavailableError, concerning
from writers_app.formats.blocks import walk
from writers_app.formats.detection import Format
from writers_app.formats.model import About, Loss, Manuscript, ManuscriptDocument, Resource
from writers_app.formats.writing import WriteOptions, write
from writers_app.integrations.storage import new_draft
from writers_app.models import File, FilePurpose, User
from writers_app.schemas.presets import BookSettings
from writers_app.services import files, presets, revisions
from writers_app.services.access import Actor
from writers_app.services.children import run_apart
from writers_app.services.comments import book_comments, comment_ids
from writers_app.services.properties import carried_of, properties_of
from writers_app.services.selections import Selected, Selection, select_texts
from writers_app.services.work import (
    Kind,
    NewFile,
    Outcome,
    StoredFile,
    Subject,
    TaskLimits,
    TaskOptions,
    Work,
    child_id,
)
from writers_app.text.direction import direction_of_language

ONLY_WORD = "Only a Word file comes back from an editor. Choose Word as the format."
NO_PLACE = "Comments whose words are gone from the text stay in Writers and are not in the file: %(n)s."
TAKEN_AS_ACCEPTED = "Suggestions that nobody has decided on stand in this file as if they were accepted."
NO_LANGUAGES = "The languages that words are marked with are not in this file: its format has no sign for them."
PICTURE_MISSING = "A picture was missing from the storage and was left out."


SHOWS_CHANGES = (Format.DOCX, Format.ODT, Format.HTML, Format.MARKDOWN)


class ExportOptions(TaskOptions, BookSettings):
    """What the task names (a document with what it holds, or the project) as one file."""

    preset: UUID | None = Field(default=None, title="Preset")
    """One that the project keeps; what it says counts, whatever else is said here."""


async def run_export(work: Work[ExportOptions]) -> Outcome:
    assert work.project_id, "tasks.check_subject has found it"
    work.report(5, "Reading the texts")
    async with reading() as session:
        settings = await _settings(session, work)
        selection = await select_texts(session, work.actor, work.project_id, work.document_id, settings.left_out)
        author = await author_of(session, selection, settings)
        stored = await stored_images(session, selection)
    work.report(30, "Reading the pictures", total=len(stored))
    images, losses = await read_images(stored)
    work.report(50, "Writing the file")
    wanted = Format(settings.format)
    book = manuscript_of(selection, author, sent_by=work.task_id if settings.round_trip else None)
    if settings.include_comments and wanted in (Format.DOCX, Format.ODT) and (lost := _without_place(selection)):
        losses.append(Loss(NO_PLACE, {"n": lost}))
    if settings.changes == "keep" and wanted not in SHOWS_CHANGES and _has_marks(selection, "insertion", "deletion"):
        losses.append(Loss(TAKEN_AS_ACCEPTED))
    if wanted in (Format.TEXT, Format.FOUNTAIN) and _has_marks(selection, "language"):
        losses.append(Loss(NO_LANGUAGES))
    options = replace(write_options(settings), written=utc_now())
    body = await run_apart(work.limits, _write, book, wanted, options, images)
    draft = new_draft()
    await asyncio.to_thread(draft.write_bytes, body)
    name = _file_name(selection.title, wanted)
    result = {
        "in_file": True,
        "format": wanted.value,
        "name": name,
        "size": len(body),
        "losses": [_tell(loss) for loss in losses],
    }
    keep = partial(_keep_sent, work=work, selection=selection) if settings.round_trip else None
    return Outcome(result, NewFile(draft, name, wanted.media_type), keep)


async def check_preset(session: Session, actor: Actor, options: ExportOptions, about: Subject) -> None:
    settings: BookSettings = options
    if options.preset is not None and about.project_id is not None:
        with concerning("preset"):
            settings = (await presets.read_preset(session, actor, about.project_id, options.preset)).settings
    if settings.round_trip and settings.format != "docx":
        with concerning("round_trip"):
            raise InvalidError(ONLY_WORD)


async def _settings(session: Session, work: Work[ExportOptions]) -> BookSettings:
    """What was chosen; a file that is to come back has every suggestion and comment, which it is compared with."""
    settings: BookSettings = work.options
    if work.options.preset is not None:
        assert work.project_id
        settings = (await presets.read_preset(session, work.actor, work.project_id, work.options.preset)).settings
    if not settings.round_trip:
        return settings
    return settings.model_copy(update={"format": "docx", "changes": "keep", "include_comments": True})


async def _keep_sent(session: Session, work: Work[ExportOptions], selection: Selection) -> None:
    """The texts as they went out, by the ids that the file tells."""
    states = {_sent_id(work.task_id, item): item.text for item in selection.walk() if item.text}
    await revisions.keep_sent(session, work.actor.user_id, states, utc_now())


def _sent_id(task_id: UUID, selected: Selected) -> UUID:
    return child_id(task_id, f"sent {selected.card.id}")


def _without_place(selection: Selection) -> int:
    """Comments whose words are gone: only Writers still shows them."""
    texts = [item.text for item in selection.walk() if item.text]
    return sum(
        (each.parent or each.id) not in placed
        for text, placed in ((text, comment_ids(text.content)) for text in texts)
        for each in text.comments
    )


def write_options(settings: BookSettings) -> WriteOptions:
    return WriteOptions(**settings.model_dump(include={each.name for each in fields(WriteOptions)}))


async def author_of(session: Session, selection: Selection, settings: BookSettings) -> str:
    """As it shall stand on the book: what this making of it says, what the project says, or the name of its owner."""
    project = selection.project
    return settings.author or properties_of(project).author or (await session.get_one(User, project.owner_id)).name


def _write(manuscript: Manuscript, wanted: Format, options: WriteOptions, images: dict[str, Resource]) -> bytes:
    return write(manuscript, wanted, options=options, images=images.get)


def manuscript_of(selection: Selection, author: str, *, sent_by: UUID | None = None) -> Manuscript:
    """With `sent_by`, the task by which it goes to an editor, texts name the states of them that are kept."""
    comments, renamed = book_comments(selection.walk())
    language: Literal["en", "fa"] = "fa" if selection.project.language == "fa" else "en"
    return Manuscript(
        title=selection.title,
        language=language,
        direction=direction_of_language(language),
        author=author,
        documents=tuple(_document(each, renamed, sent_by) for each in selection.documents),
        comments=comments,
        about=_about(selection),
        id=str(selection.document_id or selection.project.id),
        carried=carried_of(selection.project),
    )


def _about(selection: Selection) -> About:
    told = properties_of(selection.project)
    return About(told.subject, told.keywords, told.description)


def _document(selected: Selected, renamed: Mapping[UUID, dict[str, Any]], sent_by: UUID | None) -> ManuscriptDocument:
    return ManuscriptDocument(
        title=selected.card.title,
        kind=selected.card.kind,
        content=renamed.get(selected.card.id, selected.content),
        children=tuple(_document(each, renamed, sent_by) for each in selected.children),
        id=str(selected.card.id),
        synopsis=selected.card.details.synopsis,
        sent=str(_sent_id(sent_by, selected)) if sent_by and selected.text else "",
    )


def _has_marks(selection: Selection, *kinds: str) -> bool:
    return any(
        mark["type"] in kinds
        for item in selection.walk() if item.content
        for node in walk(item.content)
        for mark in node.get("marks") or ()
    )  # fmt: skip


async def stored_images(session: Session, selection: Selection) -> dict[str, StoredFile | None]:
    """The pictures in the texts by their address; only those of this project, since an address can be typed."""
    sources = {src for item in selection.walk() if item.content for src in _image_sources(item.content)}
    ids = {src: UUID(match[1]) for src in sources if (match := _STORED.fullmatch(src))}
    query = select(File).where(
        col(File.id).in_(ids.values()), File.project_id == selection.project.id, File.purpose == FilePurpose.IMAGE
    )
    found = {file.id: files.as_stored(file) for file in await session.exec(query)}
    return {src: found.get(file_id) for src, file_id in ids.items()}


_STORED = re.compile(re.escape(files.URL) + r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def _image_sources(node: dict[str, Any]) -> Iterator[str]:
    if node.get("type") == "image":
        yield str((node.get("attrs") or {}).get("src", ""))
    for child in node.get("content") or ():
        yield from _image_sources(child)


async def read_images(stored: dict[str, StoredFile | None]) -> tuple[dict[str, Resource], list[Loss]]:
    images: dict[str, Resource] = {}
    losses: list[Loss] = []
    for src, file in stored.items():
        try:
            if file is None:
                raise UnavailableError(PICTURE_MISSING)
            images[src] = Resource(await files.read_bytes(file), file.media_type)
        except UnavailableError:
            losses.append(Loss(PICTURE_MISSING))
    return images, losses


def _tell(loss: Loss) -> dict[str, Any]:
    return {"message": loss.message, "values": dict(loss.values), "text": str(loss)}


def _file_name(title: str, wanted: Format) -> str:
    """The title as a file's name on any system; letters of every script stay."""
    plain = re.sub(r'[\s\x00-\x1f/\\:*?"<>|]+', " ", title).strip(" .")
    return f"{plain[:120] or 'manuscript'}{wanted.extension}"


KIND = Kind(
    name="export",
    title="Export to a file",
    options=ExportOptions,
    run=run_export,
    queue="interactive",
    limits=TaskLimits(seconds=300, memory_mb=2048),  # a tagged PDF of half a million words takes a gigabyte
    needs_text=True,
    verify=check_preset,
)
