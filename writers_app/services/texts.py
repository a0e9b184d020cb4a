"""The text of a document as other programs read and replace it. Called by REST."""

import re
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import orjson

from writers_app import store
from writers_app.db import Session
from writers_app.errors import InvalidError, PreconditionError, PreconditionMissingError
from writers_app.formats.documents import from_html, from_markdown, from_text, to_html, to_markdown, to_text
from writers_app.formats.validation import validate_document
from writers_app.models import DocumentKind
from writers_app.schemas.documents import NewContent
from writers_app.services.access import Actor, Right, require_document

ContentFormat = Literal["text", "html", "markdown", "json"]

MEDIA_TYPES: dict[ContentFormat, str] = {
    "text": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "json": "application/json",
}
CHANGED = "The text changed after you read it. Read it again, put your change into that, and send it with the new ETag."


@dataclass(frozen=True, slots=True)
class Content:
    """A text in one format; `etag` names the state of the manuscript that it shows."""

    body: bytes
    media_type: str
    etag: str


async def read_content(session: Session, actor: Actor, document_id: UUID, content_format: ContentFormat) -> Content:
    """The text as it stands now, with every edit that was acknowledged."""
    await require_document(session, actor, document_id, Right.READ)
    text = await store.read_projection(session, document_id)
    body = _render(text.content, content_format)
    return Content(body, MEDIA_TYPES[content_format], _etag(text.epoch, text.seq))


async def replace_content(
    session: Session, actor: Actor, document_id: UUID, new: NewContent, if_match: str | None
) -> str:
    """Put a whole text in place of the one that `if_match` names; answers the new ETag.

    PreconditionMissingError without `if_match`, PreconditionError when the manuscript has moved on since.
    """
    document = await require_document(session, actor, document_id, Right.WRITE)
    if document.kind is DocumentKind.FOLDER:
        raise InvalidError("A folder holds documents and has no text of its own. Write into a scene or a note.")
    content = _parse(new)
    epoch, seq = _parse_etag(if_match)
    await session.refresh(document, with_for_update=True)
    if (document.epoch, document.head) != (epoch, seq):
        raise PreconditionError(CHANGED)
    head = await store.replace(session, document_id, content, based_on=seq)
    return _etag(epoch, head)


def _render(content: dict[str, Any], content_format: ContentFormat) -> bytes:
    match content_format:
        case "json":
            return orjson.dumps(content)
        case "html":
            return to_html(content).encode()
        case "markdown":
            return to_markdown(content).encode()
        case "text":
            return to_text(content).encode()


def _parse(new: NewContent) -> dict[str, Any]:
    """The document that was sent; InvalidError when it is not one."""
    match new.format, new.content:
        case "json", dict(content):
            validate_document(content)
            return content
        case "html", str(source):
            return from_html(source)
        case "markdown", str(source):
            return from_markdown(source)
        case "text", str(source):
            return from_text(source)
    raise InvalidError("For the format json send an object as content; for the other formats send a string.")


def _etag(epoch: int, seq: int) -> str:
    return f'"{epoch}-{seq}"'


def _parse_etag(etag: str | None) -> tuple[int, int]:
    if etag is None:
        raise PreconditionMissingError("Send If-Match with the ETag of the text that you mean to replace.")
    named = re.fullmatch(r'(?:W/)?"(\d{1,12})-(\d{1,15})"', etag.strip())
    if named is None:
        raise PreconditionError(CHANGED)
    return int(named[1]), int(named[2])
