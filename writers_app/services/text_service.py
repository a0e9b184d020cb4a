"""Whether the texts of a project may be sent to the text service: its owner says so. Called by REST, state, summaries.

The leave names the place. When the operator chooses another one, nobody has allowed that yet.
"""

from uuid import UUID

from writers_app.db import Session
from writers_app.errors import ForbiddenError, NotFoundError
from writers_app.integrations.text_api import TextApi, configured_api
from writers_app.models import Project
from writers_app.schemas.text_service import TextServiceLeave
from writers_app.services.access import Actor, Right, require_project

NOT_OFFERED = "This server uses no text service."
NOT_ALLOWED = (
    "The owner of this project has not allowed its texts to be sent to %(host)s. "
    "The owner can do so in the project's menu."
)
_KEY = "text_service"


def is_offered() -> bool:
    return configured_api() is not None


async def read_leave(session: Session, actor: Actor, project_id: UUID) -> TextServiceLeave:
    api = _api()
    return _leave(await require_project(session, actor, project_id, Right.READ), api)


async def change_leave(session: Session, actor: Actor, project_id: UUID, *, allowed: bool) -> TextServiceLeave:
    api = _api()
    project = await require_project(session, actor, project_id, Right.MANAGE)
    project.settings = {**project.settings, _KEY: {"host": api.host, "allowed": allowed}}
    await session.flush()
    return _leave(project, api)


async def require_leave(session: Session, actor: Actor, project_id: UUID) -> TextApi:
    """The service, if texts of this project may be sent to it; ForbiddenError says who could allow it."""
    api = _api()
    if not _leave(await require_project(session, actor, project_id, Right.READ), api).allowed:
        raise ForbiddenError(NOT_ALLOWED, host=api.host)
    return api


def _api() -> TextApi:
    api = configured_api()
    if api is None:
        raise NotFoundError(NOT_OFFERED)
    return api


def _leave(project: Project, api: TextApi) -> TextServiceLeave:
    given = project.settings.get(_KEY)
    allowed = isinstance(given, dict) and given.get("host") == api.host and given.get("allowed") is True
    return TextServiceLeave(host=api.host, model=api.model, allowed=allowed)
