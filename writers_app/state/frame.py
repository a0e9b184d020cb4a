"""What the frame around every page shows: running tasks, unread news and where to go on writing.

Read by components.shell.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from writers_app.db import Session, reading
from writers_app.schemas.tasks import TaskCard
from writers_app.services import documents, notifications, tasks
from writers_app.services.access import Actor
from writers_app.services.task_kinds import title_of
from writers_app.state.addresses import document_address, task_address
from writers_app.state.bell import note_open
from writers_app.state.notices import notify
from writers_app.state.session import actor_of

MOST_ROWS = 5


@dataclass(frozen=True)
class RunningTask:
    """As a TaskRow, in short."""

    id: str
    href: str
    kind_title: str
    title: str
    step: str
    progress: int


class FrameState(rx.State):
    running_tasks: int = 0
    unread: int = 0
    running: list[RunningTask] = []
    continue_href: str = "/dashboard"

    @rx.event
    async def look(self) -> Any:
        """Re-read what is under way; says so when something that was running has ended meanwhile."""
        actor = await actor_of(self)
        if actor is None:
            return None
        note_open(self.router.session.client_token, actor.user_id, FrameState.look)
        async with reading() as session:
            working = await tasks.list_tasks(session, actor, state="running", limit=20)
            waiting = await tasks.list_tasks(session, actor, state="queued", limit=20)
            cards = [*working.items, *waiting.items]
            ended = await self._read_ended(session, actor, {str(card.id) for card in cards})
            latest = await documents.recent_documents(session, actor, limit=1)
            self.unread = await notifications.count_unread(session, actor)
        self.running_tasks = len(cards)
        self.running = [_row(card) for card in cards[:MOST_ROWS]]
        if latest:
            self.continue_href = document_address(latest[0].project_id, latest[0].id)
        return [_tell_end(card) for card in ended] or None

    async def _read_ended(self, session: Session, actor: Actor, under_way: set[str]) -> list[TaskCard]:
        """Those shown as running that have ended by themselves; none where the person is looking at tasks anyway."""
        gone = [UUID(task.id) for task in self.running if task.id not in under_way]
        if self.router.url.path.startswith("/tasks"):
            return []
        ended = [await tasks.get_task(session, actor, task_id) for task_id in gone]
        return [card for card in ended if card.state != "cancelled"]


def _row(card: TaskCard) -> RunningTask:
    return RunningTask(str(card.id), task_address(card.id), title_of(card.kind), card.title, card.step, card.progress)


def _tell_end(card: TaskCard) -> Any:
    address = task_address(card.id)
    title = card.title or {"msgid": title_of(card.kind)}
    if card.state == "succeeded":
        return notify("“%(title)s” is finished.", href=address, action="Open", title=title)
    return notify("“%(title)s” did not succeed.", tone="danger", href=address, action="See why", title=title)
