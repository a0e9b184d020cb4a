"""Who shares the project that is open: the list, adding, changing a role, removing. Drawn by components.members."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from pydantic import ValidationError

from writers_app.db import reading, unit_of_work
from writers_app.errors import WritersError
from writers_app.i18n import msg
from writers_app.schemas.projects import MemberCard, MemberChange, NewMember
from writers_app.services import members
from writers_app.services.access import Actor
from writers_app.state.notices import notify
from writers_app.state.project import ProjectState
from writers_app.state.session import actor_of
from writers_app.state.visitors import id_in, sign_in_first


@dataclass(frozen=True)
class Member:
    id: str
    name: str
    email: str
    role: str


class MembersState(rx.State):
    listed: bool = False
    members: list[Member] = []
    error: str = ""
    error_values: dict[str, Any] = {}

    @rx.event
    async def open_list(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        self.error = ""
        await self._read(actor)
        self.listed = True
        return None

    @rx.event
    async def close_list(self) -> None:
        self.listed = False

    @rx.event
    async def add_member(self, form: dict[str, Any]) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        self.error, self.error_values = "", {}
        try:
            new = NewMember(email=form.get("email", ""), role=form.get("role", "editor"))
            async with unit_of_work() as session:
                card = await members.add_member(session, actor, id_in(await self._project()), new)
        except ValidationError:
            self.error = msg("This is not a whole e-mail address. It looks like name@example.org.")
            return None
        except WritersError as error:
            self.error, self.error_values = error.msgid, dict(error.values)
            return None
        await self._read(actor)
        return [rx.set_value("member-email", ""), notify("%(name)s can open this project now.", name=card.name)]

    @rx.event
    async def change_role(self, member: str, role: str) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        change = MemberChange.model_validate({"role": role})
        async with unit_of_work() as session:
            await members.change_role(session, actor, id_in(await self._project()), id_in(member), change)
        await self._read(actor)
        return None

    @rx.event
    async def remove_member(self, member: str) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        async with unit_of_work() as session:
            await members.remove_member(session, actor, id_in(await self._project()), id_in(member))
        if id_in(member) == actor.user_id:
            self.listed = False
            return rx.redirect("/dashboard")
        await self._read(actor)
        return None

    async def _project(self) -> str:
        return (await self.get_state(ProjectState)).project

    async def _read(self, actor: Actor) -> None:
        async with reading() as session:
            cards = await members.list_members(session, actor, id_in(await self._project()))
        self.members = [_member(card) for card in cards]


def _member(card: MemberCard) -> Member:
    return Member(str(card.user_id), card.name, card.email, card.role)
