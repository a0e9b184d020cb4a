"""The house style of a project: what its copy-editing asks for. Called by projects, checks, analyses and REST."""

from uuid import UUID

from writers_app.db import Session
from writers_app.errors import InvalidError
from writers_app.models import Project
from writers_app.schemas.house_style import MOST_TERMS, HouseStyle, NewTerm
from writers_app.services.access import Actor, Right, require_project
from writers_app.services.project_settings import change_part, keep_part, read_part

_KEY = "house_style"


def style_of(project: Project) -> HouseStyle:
    return read_part(project, _KEY, HouseStyle)


def change_style(project: Project, change: HouseStyle) -> None:
    change_part(project, _KEY, change)


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
    keep_part(project, _KEY, changed)
    await session.flush()
    return changed
