"""The first pages of a book as it would come out, while its settings are being chosen. Called by REST."""

import asyncio
import base64
from dataclasses import dataclass
from uuid import UUID

from writers_app.db import Session
from writers_app.errors import UnavailableError
from writers_app.formats.detection import Format
from writers_app.formats.model import Manuscript, Resource
from writers_app.formats.options import WriteOptions
from writers_app.formats.preview import WORDS, Pages, preview
from writers_app.schemas.presets import BookSettings, Preview
from writers_app.services.access import Actor
from writers_app.services.children import run_apart
from writers_app.services.exports import author_of, manuscript_of, read_images, stored_images, write_options
from writers_app.services.selections import Selection, select_texts
from writers_app.services.work import StoredFile, TaskLimits, WorkDiedError

LIMITS = TaskLimits(seconds=20, memory_mb=512)
NOT_SHOWN = (
    "The first pages can't be shown just now: setting them took too long. The file itself can be made all the same."
)
_MOST_PICTURE_BYTES = 2_000_000
_at_once = asyncio.Semaphore(2)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a preview is drawn from, read in one transaction."""

    book: Manuscript
    images: dict[str, StoredFile | None]


async def read_beginning(session: Session, actor: Actor, project_id: UUID, settings: BookSettings) -> Beginning:
    selection = await select_texts(session, actor, project_id, left_out=settings.left_out, words=WORDS)
    author = await author_of(session, selection, settings)
    return Beginning(manuscript_of(selection, author), await _small_images(session, selection))


async def _small_images(session: Session, selection: Selection) -> dict[str, StoredFile | None]:
    """A preview does not wait for large pictures; their descriptions stand in their places."""
    found = await stored_images(session, selection)
    return {src: file for src, file in found.items() if file is not None and file.size <= _MOST_PICTURE_BYTES}


async def draw_preview(beginning: Beginning, settings: BookSettings) -> Preview:
    """In a process of its own, two at a time, so that nobody's typing waits for anybody's preview."""
    images, _ = await read_images(beginning.images)
    wanted, options = Format(settings.format), write_options(settings)
    try:
        async with _at_once, asyncio.timeout(LIMITS.seconds):
            found = await run_apart(LIMITS, _preview, beginning.book, wanted, options, images)
    except (TimeoutError, WorkDiedError):
        raise UnavailableError(NOT_SHOWN) from None
    return Preview(pages=[base64.b64encode(page).decode() for page in found.pictures], text=found.text)


def _preview(book: Manuscript, wanted: Format, options: WriteOptions, images: dict[str, Resource]) -> Pages:
    return preview(book, wanted, options, images.get)
