"""/files: pictures for texts come in here, and every stored file goes out."""

import re
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from starlette.responses import StreamingResponse

from writers_app.api.deps import CurrentActor
from writers_app.api.forms import NOT_A_FORM, receive_form
from writers_app.api.problems import problems
from writers_app.db import reading, unit_of_work
from writers_app.errors import InvalidError, RangeError, concerning
from writers_app.schemas.files import FileCard
from writers_app.services import files, uploads

router = APIRouter(prefix="/files", tags=["files"])

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "project_id"],
                    "additionalProperties": False,
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "project_id": {"type": "string", "format": "uuid"},
                    },
                }
            }
        },
    }
}
BYTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The bytes", "content": {"*/*": {"schema": {"type": "string"}}}},
    206: {"description": "The part that Range asked for", "content": {"*/*": {"schema": {"type": "string"}}}},
    304: {"description": "Unchanged since the ETag in If-None-Match"},
    **problems(404, 416),
}


@router.post("", status_code=201, openapi_extra=FORM, responses=problems(413, 415, 422, 503))
async def add_image(actor: CurrentActor, request: Request, response: Response) -> FileCard:
    """A picture (PNG, JPEG, GIF or WebP) for the texts of a project; `url` is its `src`."""
    async with receive_form(request, uploads.IMAGE_LIMIT_MB, ("project_id",)) as form:
        if not form.uploads:
            raise InvalidError(NOT_A_FORM)
        [upload] = form.uploads
        project_id = parse_id(form.fields.get("project_id"), "project_id")
        if project_id is None:
            raise InvalidError("Say which project the picture is for in the field «project_id».")
        media_type = uploads.judge_image(upload)
        async with uploads.stored(upload, media_type) as kept, unit_of_work() as session:
            card = await uploads.add_image(session, actor, project_id, kept)
    response.headers["Location"] = card.url
    return card


@router.get("/{file_id}", response_class=Response, responses=BYTES)
async def read_file(
    actor: CurrentActor,
    file_id: UUID,
    if_none_match: Annotated[str | None, Header()] = None,
    range_: Annotated[str | None, Header(alias="Range")] = None,
) -> Response:
    async with reading() as session:
        card, stored = await files.open_file(session, actor, file_id)
    headers = _headers(card, stored.sha256)
    if if_none_match and headers["ETag"] in if_none_match:
        return Response(status_code=304, headers=headers)
    part = parse_range(range_, card.size)
    if part is None:
        headers["Content-Length"] = str(card.size)
        return StreamingResponse(files.stream_file(stored), headers=headers, media_type=card.media_type)
    start, end = part
    headers |= {"Content-Range": f"bytes {start}-{end}/{card.size}", "Content-Length": str(end - start + 1)}
    body = files.stream_file(stored, start, end - start + 1)
    return StreamingResponse(body, 206, headers=headers, media_type=card.media_type)


def _headers(card: FileCard, sha256: str) -> dict[str, str]:
    """A stored file is never a page of ours: no sniffing, no scripts, and only pictures are shown in place."""
    return {
        "ETag": f'"{sha256}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=31536000, immutable" if card.purpose == "image" else "private, no-cache",
        "Content-Disposition": disposition("inline" if card.purpose == "image" else "attachment", card.name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def disposition(shown: str, name: str) -> str:
    """A Content-Disposition with the name in every script (RFC 6266), and a plain one for old programs."""
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", name)
    return f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def parse_range(asked: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; None for what is answered whole; RangeError when out of bounds."""
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", (asked or "").strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        raise RangeError("The file has %(size)s bytes; the range asked for lies outside it.", size=size)
    return start, end


def parse_id(value: str | None, name: str) -> UUID | None:
    """An id from a form's field; empty is absent."""
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError as error:
        with concerning(name):
            raise InvalidError("The field «%(name)s» is not an id.", name=name) from error
