"""Whether the texts of the open project may be sent to the text service. Drawn by components.text_service."""

from typing import Any

import reflex as rx

from writers_app.db import reading, unit_of_work
from writers_app.schemas.text_service import TextServiceLeave
from writers_app.services import text_service
from writers_app.state.project import ProjectState
from writers_app.state.session import actor_of
from writers_app.state.visitors import id_in, sign_in_first


class TextServiceState(rx.State):
    """`offered` is false where the server has no such service: then nothing of it is shown."""

    offered: bool = False
    shown: bool = False
    host: str = ""
    model: str = ""
    allowed: bool = False

    @rx.event
    async def load(self) -> None:
        self.offered = text_service.is_offered()

    @rx.event
    async def open_dialog(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        async with reading() as session:
            self._show(await text_service.read_leave(session, actor, id_in(await self._project())))
        self.shown = True
        return None

    @rx.event
    async def close_dialog(self) -> None:
        self.shown = False

    @rx.event
    async def allow(self, allowed: bool) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        project_id = id_in(await self._project())
        async with unit_of_work() as session:
            self._show(await text_service.change_leave(session, actor, project_id, allowed=allowed is True))
        return None

    async def _project(self) -> str:
        return (await self.get_state(ProjectState)).project

    def _show(self, leave: TextServiceLeave) -> None:
        self.host, self.model, self.allowed = leave.host, leave.model, leave.allowed
