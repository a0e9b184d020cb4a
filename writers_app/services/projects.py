"""Projects: make, list, rename, trash, restore. Called by REST and the dashboard and project states."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from writers_app.db import Session, utc_now
from writers_app.models import Document, Membership, Project, Projection, Role
from writers_app.schemas.paging import Page, decode_offset, encode_cursor
from writers_app.schemas.projects import NewProject, ProjectCard, ProjectChange, WholeProject
from writers_app.services.access import Actor, Right, require_project
from writers_app.services.house_styles import change_style, style_of
from writers_app.services.properties import change_properties, properties_of
from writers_app.text.direction import direction_of_language


async def create_project(session: Session, actor: Actor, new: NewProject) -> ProjectCard:
    project = Project(owner_id=actor.user_id, title=new.title, language=new.language)
    session.add(project)
    await session.flush()
    session.add(Membership(project_id=project.id, user_id=actor.user_id, role=Role.OWNER))
    await session.flush()
    return _card(project, Role.OWNER, 0, 0)


async def list_projects(
    session: Session, actor: Actor, *, trashed: bool = False, limit: int = 50, cursor: str | None = None
) -> Page[ProjectCard]:
    """The projects this person may see, last touched first."""
    offset = decode_offset(cursor)
    query = (
        _counted()
        .where(Membership.user_id == actor.user_id)
        .where(col(Project.trashed_at).is_not(None) if trashed else col(Project.trashed_at).is_(None))
        .order_by(col(Project.updated_at).desc(), col(Project.id))
    )
    rows = (await session.exec(query.offset(offset).limit(limit + 1))).all()
    cards = [_card(*row) for row in rows[:limit]]
    return Page(items=cards, next=encode_cursor(offset + limit) if len(rows) > limit else None)


async def read_project(session: Session, actor: Actor, project_id: UUID) -> WholeProject:
    project = await require_project(session, actor, project_id, Right.READ)
    return await _counted_card(session, actor, project)


async def change_project(session: Session, actor: Actor, project_id: UUID, change: ProjectChange) -> WholeProject:
    """Rename, change the language, what the book says about itself or the house style, trash or restore; the last three
    are the owner's to do.
    """
    manages = change.trashed is not None or change.house_style is not None
    right = Right.MANAGE if manages else Right.WRITE
    project = await require_project(session, actor, project_id, right)
    if change.house_style is not None or change.properties is not None:
        await session.refresh(project, with_for_update=True)  # both stand in one column, and an import fills it too
    project.title = change.title or project.title
    project.language = change.language or project.language
    if change.trashed is not None:
        project.trashed_at = (project.trashed_at or utc_now()) if change.trashed else None
    if change.house_style is not None:
        change_style(project, change.house_style)
    if change.properties is not None:
        change_properties(project, change.properties)
    touch(project)
    await session.flush()
    return await _counted_card(session, actor, project)


async def rename_project(session: Session, actor: Actor, project_id: UUID, title: str) -> ProjectCard:
    return await change_project(session, actor, project_id, ProjectChange(title=title))


async def trash_project(session: Session, actor: Actor, project_id: UUID) -> ProjectCard:
    return await change_project(session, actor, project_id, ProjectChange(trashed=True))


async def restore_project(session: Session, actor: Actor, project_id: UUID) -> ProjectCard:
    return await change_project(session, actor, project_id, ProjectChange(trashed=False))


def touch(project: Project) -> None:
    """Note that something in the project changed just now."""
    project.updated_at = utc_now()


def _counted() -> "Select[Project, Role, int, int]":
    """Projects with the role of each member, the words and the number of documents outside the trash."""
    kept = col(Document.project_id) == Project.id, col(Document.trashed_at).is_(None)
    words = (
        select(func.coalesce(func.sum(Projection.words), 0))
        .join(Document, col(Document.id) == Projection.document_id)
        .where(*kept)
        .correlate(Project)
        .scalar_subquery()
    )
    documents = select(func.count(col(Document.id))).where(*kept).correlate(Project).scalar_subquery()
    return select(Project, col(Membership.role), words, documents).join(
        Membership, col(Membership.project_id) == Project.id
    )


async def _counted_card(session: Session, actor: Actor, project: Project) -> WholeProject:
    query = _counted().where(Project.id == project.id, Membership.user_id == actor.user_id)
    card = _card(*(await session.exec(query)).one())
    return WholeProject(**dict(card), house_style=style_of(project), properties=properties_of(project))


def _card(project: Project, role: Role, words: int, documents: int) -> ProjectCard:
    return ProjectCard.model_validate(
        {
            **project.model_dump(),
            "direction": direction_of_language(project.language),
            "role": role,
            "words": words,
            "documents": documents,
        }
    )
