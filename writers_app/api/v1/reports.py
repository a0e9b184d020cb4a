"""/tasks/{id}/report: a report as files to take along."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from writers_app.api.deps import CurrentActor
from writers_app.api.locales import known_locale
from writers_app.api.problems import problems
from writers_app.api.v1.files import disposition
from writers_app.db import reading
from writers_app.i18n import DEFAULT_LOCALE, Locale
from writers_app.services import reports
from writers_app.services.reports import MEDIA_TYPES, ReportFormat, ReportTable

router = APIRouter(tags=["reports"])


@router.get(
    "/tasks/{task_id}/report",
    response_class=Response,
    responses={
        200: {
            "description": "A file with everything that the report says",
            "content": {media_type.partition(";")[0]: {} for media_type in MEDIA_TYPES.values()},
        },
        **problems(404, 409),
    },
)
async def read_report(
    actor: CurrentActor,
    request: Request,
    task_id: UUID,
    report_format: Annotated[ReportFormat, Query(alias="format")] = "html",
    table: ReportTable = "figures",
    language: Locale | None = None,
    findings: Annotated[int | None, Query(ge=0, le=100_000)] = None,
) -> Response:
    """JSON as it is stored (with `findings`, at most so many of each kind), a `table` of it as CSV, or a page of HTML.

    Without `language` it speaks that of the browser.
    """
    async with reading() as session:
        stored = await reports.find_report(session, actor, task_id)
    locale = language or known_locale(request) or DEFAULT_LOCALE
    file = await reports.write_report(stored, report_format, table, locale, findings)
    headers = {
        "Content-Disposition": disposition("attachment", file.name),
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.body, media_type=file.media_type, headers=headers)
