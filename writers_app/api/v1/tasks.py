"""/tasks: ask for background work, follow it, cancel it, try it again, fetch what came of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from time import monotonic
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.responses import RedirectResponse, StreamingResponse

from writers_app.api.deps import CurrentActor
from writers_app.api.forms import Form, receive_form
from writers_app.api.problems import problems
from writers_app.api.v1.files import disposition, parse_id
from writers_app.config import settings
from writers_app.db import reading, unit_of_work, utc_now
from writers_app.errors import InvalidError
from writers_app.schemas.paging import Page
from writers_app.schemas.tasks import KindCard, StateName, TaskCard, TaskDetail
from writers_app.services import archives, files, sessions, task_kinds, tasks, uploads
from writers_app.services.access import Actor
from writers_app.services.queueing import TAKES_NO_FILE
from writers_app.services.uploads import Upload
from writers_app.services.work import Kind

router = APIRouter(prefix="/tasks", tags=["tasks"])

LIVE_EVERY = 0.5
"""Seconds between two looks for changes that a live page is told of."""
LIVE_FOR = 240.0
"""Seconds after which a page has to ask again, and to show again who asks; browsers do so by themselves."""

FIELDS = ("kind", "title", "options", "project_id", "document_id")
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["kind"],
                    "additionalProperties": False,
                    "properties": {
                        "kind": {"type": "string", "description": "As in GET /tasks/kinds"},
                        "title": {"type": "string"},
                        "file": {"type": "string", "format": "binary", "description": "A batch takes several"},
                        "options": {"type": "object", "description": "As the kind's schema says"},
                        "project_id": {"type": "string", "format": "uuid"},
                        "document_id": {
                            "type": "string",
                            "format": "uuid",
                            "description": "On this document and what it holds, not the whole project; not with files",
                        },
                    },
                }
            }
        },
    }
}


@router.post("", status_code=202, openapi_extra=FORM, responses=problems(404, 409, 413, 415, 422, 429, 503))
async def create_task(
    actor: CurrentActor,
    request: Request,
    response: Response,
    idempotency_key: Annotated[str | None, Header(max_length=120)] = None,
) -> TaskDetail:
    """Answers at once with the waiting task. The file is judged by its content before there is a task."""
    if idempotency_key:
        async with reading() as session:
            earlier = await tasks.find_earlier(session, actor, idempotency_key)
        if earlier:
            return _located(response, earlier)
    async with receive_form(request, settings().upload_limit_mb, FIELDS, task_kinds.most_files()) as form:
        return _located(response, await _create(actor, form, idempotency_key))


async def _create(actor: Actor, form: Form, idempotency_key: str | None) -> TaskDetail:
    fields = form.fields
    kind = task_kinds.find_kind(fields.get("kind", ""))
    options = parse_options(fields.get("options"))
    if form.uploads and not kind.takes_file:
        raise InvalidError(TAKES_NO_FILE)
    media_types = [await _judge(upload, kind) for upload in form.uploads]
    async with AsyncExitStack() as stack:
        kept = [
            await stack.enter_async_context(uploads.stored(upload, media_type))
            for upload, media_type in zip(form.uploads, media_types, strict=True)
        ]
        session = await stack.enter_async_context(unit_of_work())
        return await tasks.create_task(
            session,
            actor,
            kind=kind.name,
            title=fields.get("title", ""),
            options=options,
            uploads=kept,
            project_id=parse_id(fields.get("project_id"), "project_id"),
            document_id=parse_id(fields.get("document_id"), "document_id"),
            idempotency_key=idempotency_key,
        )


async def _judge(upload: Upload, kind: Kind[Any]) -> str:
    if kind.reads == "recordings":
        return await uploads.judge_recording(upload)
    return await uploads.judge_manuscript(upload, archives=kind.most_files > 1)


def parse_options(text: str | None) -> dict[str, Any]:
    """The options' JSON object; their schema is the kind's matter."""
    try:
        options = json.loads(text or "{}")
    except (ValueError, RecursionError):
        options = None
    if not isinstance(options, dict):
        raise InvalidError("The field «options» must hold a JSON object.")
    return options


def _located(response: Response, task: TaskDetail) -> TaskDetail:
    response.headers["Location"] = f"/api/v1/tasks/{task.id}"
    return task


@router.get("")
async def list_tasks(
    actor: CurrentActor,
    kind: Annotated[str | None, Query(max_length=60)] = None,
    state: StateName | None = None,
    project_id: UUID | None = None,
    document_id: UUID | None = None,
    parent_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str | None = None,
) -> Page[TaskCard]:
    """One's own tasks, the newest first. Those of a batch are listed by `parent_id`."""
    async with reading() as session:
        return await tasks.list_tasks(
            session,
            actor,
            kind=kind,
            state=state,
            project_id=project_id,
            document_id=document_id,
            parent_id=parent_id,
            limit=limit,
            cursor=cursor,
        )


@router.get("/kinds")
async def list_kinds(actor: CurrentActor) -> list[KindCard]:
    """What can be asked for, with the JSON Schema of the options."""
    return task_kinds.list_kinds()


@router.get(
    "/events",
    response_class=Response,
    responses={200: {"description": "Server-sent events named `task`", "content": {"text/event-stream": {}}}},
)
async def follow_tasks(actor: CurrentActor, request: Request) -> Response:
    """One's tasks as they change, as server-sent events; each carries a task as in the list."""
    return StreamingResponse(
        _changes(actor, request), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


async def _changes(actor: Actor, request: Request) -> AsyncIterator[str]:
    since = utc_now()
    yield "retry: 2000\n\n"
    until = monotonic() + LIVE_FOR
    while monotonic() < until and not await request.is_disconnected():
        async with reading() as session:
            if actor.session_id and await sessions.live_actor(session, actor.session_id) is None:
                return  # signed out meanwhile
            changed = await tasks.list_changed(session, actor, since)
        for task in changed:
            since = max(since, task.updated_at)
            yield f"event: task\ndata: {task.model_dump_json()}\n\n"
        await asyncio.sleep(LIVE_EVERY)


@router.get("/{task_id}", responses=problems(404))
async def read_task(actor: CurrentActor, task_id: UUID) -> TaskDetail:
    """With its history, oldest first."""
    async with reading() as session:
        return await tasks.get_task(session, actor, task_id)


@router.get("/{task_id}/result", response_model=dict[str, Any], responses={303: {}, **problems(404, 409)})
async def read_result(actor: CurrentActor, task_id: UUID) -> Any:
    """The result as JSON; a task that made a file to download redirects to it."""
    async with reading() as session:
        task, file = await tasks.result_file(session, actor, task_id)
    if file is None:
        return task.result or {}
    if file.media_type == "application/json":
        return StreamingResponse(files.stream_file(file), media_type=file.media_type)
    return RedirectResponse(f"{files.URL}{file.id}", status_code=303)


@router.get(
    "/{task_id}/archive",
    response_class=Response,
    responses={200: {"description": "A zip", "content": {"application/zip": {}}}, **problems(404, 409)},
)
async def read_archive(actor: CurrentActor, task_id: UUID) -> Response:
    """One zip of the files that a batch's parts have made."""
    async with reading() as session:
        name, entries = await archives.list_entries(session, actor, task_id)
    headers = {"Content-Disposition": disposition("attachment", name), "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(archives.stream_zip(entries), media_type="application/zip", headers=headers)


@router.post("/{task_id}/cancel", responses=problems(404))
async def cancel_task(actor: CurrentActor, task_id: UUID) -> TaskDetail:
    async with unit_of_work() as session:
        return await tasks.cancel_task(session, actor, task_id)


@router.post("/{task_id}/retry", status_code=202, responses=problems(404, 409, 429))
async def retry_task(actor: CurrentActor, task_id: UUID) -> TaskDetail:
    """Start a task again that failed, was cancelled or was set aside."""
    async with unit_of_work() as session:
        return await tasks.retry_task(session, actor, task_id)
