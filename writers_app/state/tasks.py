"""The list of tasks: what is under way, what failed, what is done; cancel and try again. Drawn by pages.tasks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from writers_app.db import Session, reading, unit_of_work
from writers_app.i18n import msg
from writers_app.schemas.tasks import TaskDetail
from writers_app.services import tasks
from writers_app.services.access import Actor
from writers_app.state.frame import FrameState
from writers_app.state.session import actor_of
from writers_app.state.task_rows import STOPPED, UNDER_WAY, TaskRow, row_of
from writers_app.state.visitors import id_in, sign_in_first

PAGE = 30
MOST_SHOWN = 120
GROUPS = ((msg("Under way"), UNDER_WAY), (msg("Needs a look"), STOPPED), (msg("Finished"), ("succeeded",)))


@dataclass(frozen=True)
class Group:
    """Tasks in like states; `title` is a msgid."""

    title: str
    rows: list[TaskRow]


Change = Callable[[Session, Actor, UUID], Awaitable[TaskDetail]]


class TasksState(rx.State):
    loaded: bool = False
    groups: list[Group] = []
    any_under_way: bool = False
    more: bool = False
    _shown: int = PAGE

    @rx.event
    async def load(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        self._shown = PAGE
        await self._read(actor)
        return None

    @rx.event
    async def read_again(self) -> None:
        if actor := await actor_of(self):
            await self._read(actor)

    @rx.event
    async def show_more(self) -> None:
        self._shown = min(MOST_SHOWN, self._shown + PAGE)
        if actor := await actor_of(self):
            await self._read(actor)

    async def _read(self, actor: Actor) -> None:
        async with reading() as session:
            page = await tasks.list_tasks(session, actor, limit=self._shown)
        rows = [row_of(card) for card in page.items]
        grouped = [Group(title, [row for row in rows if row.state in states]) for title, states in GROUPS]
        self.groups = [group for group in grouped if group.rows]
        self.any_under_way = any(row.under_way for row in rows)
        self.more = page.next is not None and self._shown < MOST_SHOWN
        self.loaded = True

    @rx.event
    async def cancel(self, task_id: str) -> Any:
        return await self._change(tasks.cancel_task, task_id)

    @rx.event
    async def retry(self, task_id: str) -> Any:
        return await self._change(tasks.retry_task, task_id)

    async def _change(self, change: Change, task_id: str) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        async with unit_of_work() as session:
            await change(session, actor, id_in(task_id))
        await self._read(actor)
        return FrameState.look
