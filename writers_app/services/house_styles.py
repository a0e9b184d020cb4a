"""The house style of a project: what its copy-editing asks for. Called by projects, checks, analyses and REST."""

from uuid import UUID

from writers_app.db import Session
from writers_app.errors import InvalidError
from writers_app.models import Project
from writers_app.schemas.house_style import MOST_TERMS, HouseStyle, NewTerm
from writers_app.services.access import Actor, Right, require_project

_KEY = "house_style"


def style_of(project: Project) -> HouseStyle:
    return HouseStyle.model_validate(project.settings.get(_KEY) or {})


def change_style(project: Project, change: HouseStyle) -> None:
    """Only the fields that were given."""
    given = {name: getattr(change, name) for name in change.model_fields_set}
    _keep(project, style_of(project).model_copy(update=given))


async def add_term(session: Session, actor: Actor, project_id: UUID, new: NewTerm) -> HouseStyle:
    """A word that the checks leave alone from now on; whoever writes in the project may add one."""
    project = await require_project(session, actor, project_id, Right.WRITE)
    await session.refresh(project, with_for_update=True)  # two people may add words at once
    style = style_of(project)
    if new.term in style.terms:
        return style
    if len(style.terms) >= MOST_TERMS:
        raise InvalidError("The house style holds %(n)s words already. Remove some on the project page.", n=MOST_TERMS)
    changed = style.model_copy(update={"terms": (*style.terms, new.term)})
    _keep(project, changed)
    await session.flush()
    return changed


def _keep(project: Project, style: HouseStyle) -> None:
    project.settings = {**project.settings, _KEY: style.model_dump(mode="json")}
