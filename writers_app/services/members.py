"""Who shares a project. Changes reach open connections because rooms ask `access` again every few seconds."""

from uuid import UUID

from sqlmodel import col, select

from writers_app.db import Session
from writers_app.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from writers_app.models import Membership, Role, User
from writers_app.schemas.projects import MemberCard, MemberChange, NewMember
from writers_app.services.access import Actor, Right, require_project
from writers_app.services.notifications import notify

NOBODY = "Nobody with the e-mail %(email)s has an account here. Ask them to register first, then add them."
OWNER_STAYS = "The owner always belongs to the project."


async def list_members(session: Session, actor: Actor, project_id: UUID) -> list[MemberCard]:
    """Everyone in the project, the owner first, then by when they were added."""
    await require_project(session, actor, project_id, Right.READ)
    rows = await session.exec(
        select(Membership, User)
        .join(User, col(User.id) == Membership.user_id)
        .where(Membership.project_id == project_id)
        .order_by(col(Membership.created_at))
    )
    cards = [_card(membership, user) for membership, user in rows]
    return sorted(cards, key=lambda card: card.role != "owner")


async def add_member(session: Session, actor: Actor, project_id: UUID, new: NewMember) -> MemberCard:
    project = await require_project(session, actor, project_id, Right.MANAGE)
    email = new.email.strip().casefold()
    user = (await session.exec(select(User).where(User.email == email))).first()
    if user is None:
        raise InvalidError(NOBODY, email=email)
    if await session.get(Membership, (project_id, user.id)):
        raise ConflictError("%(name)s is in this project already.", name=user.name)
    membership = Membership(project_id=project_id, user_id=user.id, role=Role(new.role))
    session.add(membership)
    owner = await session.get_one(User, actor.user_id)
    told = {"name": owner.name, "title": project.title}
    await notify(session, user.id, "project.shared", told, link=f"/projects/{project_id}")
    return _card(membership, user)


async def change_role(
    session: Session, actor: Actor, project_id: UUID, user_id: UUID, change: MemberChange
) -> MemberCard:
    """Make an editor a reader or the other way round."""
    await require_project(session, actor, project_id, Right.MANAGE)
    membership = await _removable(session, project_id, user_id)
    membership.role = Role(change.role)
    await session.flush()
    return _card(membership, await session.get_one(User, user_id))


async def remove_member(session: Session, actor: Actor, project_id: UUID, user_id: UUID) -> None:
    """The owner removes anyone else; a member may leave."""
    await require_project(session, actor, project_id, Right.READ if actor.user_id == user_id else Right.MANAGE)
    await session.delete(await _removable(session, project_id, user_id))
    await session.flush()


async def _removable(session: Session, project_id: UUID, user_id: UUID) -> Membership:
    membership = await session.get(Membership, (project_id, user_id))
    if membership is None:
        raise NotFoundError("That person is not in this project.")
    if membership.role is Role.OWNER:
        raise ForbiddenError(OWNER_STAYS)
    return membership


def _card(membership: Membership, user: User) -> MemberCard:
    return MemberCard(
        user_id=user.id, name=user.name, email=user.email, role=membership.role, added_at=membership.created_at
    )
