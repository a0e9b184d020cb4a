"""Renders every error as an RFC 9457 problem. Installed by api.app."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from writers_app.db import PASSING_FAILURES, UNSTORABLE
from writers_app.errors import InvalidError, UnavailableError, WritersError

log = structlog.get_logger(__name__)
PROBLEM_TYPE = "application/problem+json"


def problem(
    status: int, title: str, detail: str, *, headers: dict[str, str] | None = None, **more: object
) -> JSONResponse:
    body = {"type": "about:blank", "status": status, "title": title, "detail": detail, **more}
    return JSONResponse(body, status, headers=headers, media_type=PROBLEM_TYPE)


async def render_writers_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, WritersError)
    about = {"errors": [{"field": error.field, "message": error.message}]} if error.field else {}
    return problem(
        error.status,
        error.title,
        error.message,
        headers=dict(error.headers),
        msgid=error.msgid,
        values=dict(error.values),
        **about,
    )


async def render_http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, "Request refused", str(error.detail), headers=dict(error.headers or {}))


async def render_invalid_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = [
        {"field": ".".join(str(part) for part in entry["loc"][1:]), "message": entry["msg"]} for entry in error.errors()
    ]
    detail = "; ".join(f"{entry['field'] or 'body'}: {entry['message']}" for entry in fields)
    return problem(InvalidError.status, InvalidError.title, detail, errors=fields)


async def render_unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed", path=request.url.path, exc_info=error)
    detail = "Something went wrong on the server. Please try again; if it happens again, tell whoever runs this server."
    return problem(500, "Unexpected error", detail)


async def render_full_disk(_: Request, error: Exception) -> JSONResponse:
    log.error("storage_failed", error=repr(error))
    detail = "The server could not write to its disk. Nothing was changed; try again when there is room."
    return problem(UnavailableError.status, UnavailableError.title, detail)


async def render_database_trouble(_: Request, error: Exception) -> JSONResponse:
    log.error("database_unavailable", error=repr(error))
    detail = "The database can't take this just now: it is full, busy or starting. Nothing was changed; try again soon."
    return problem(UnavailableError.status, UnavailableError.title, detail, headers={"Retry-After": "5"})


async def render_unstorable(_: Request, error: Exception) -> JSONResponse:
    """PostgreSQL takes no NUL in a text and no number beyond a column's range, wherever in a request it stood."""
    log.warning("value_refused_by_database", error=type(error).__name__)
    detail = "Something in the request can't be stored: a NUL character in a text, or a number that is too large."
    return problem(InvalidError.status, InvalidError.title, detail)


def install_error_rendering(app: FastAPI) -> None:
    app.add_exception_handler(WritersError, render_writers_error)
    app.add_exception_handler(HTTPException, render_http_error)
    app.add_exception_handler(RequestValidationError, render_invalid_request)
    app.add_exception_handler(OSError, render_full_disk)
    app.add_exception_handler(UNSTORABLE, render_unstorable)
    for failure in PASSING_FAILURES:
        app.add_exception_handler(failure, render_database_trouble)
    app.add_exception_handler(Exception, render_unexpected)
