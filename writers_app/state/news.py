"""What happened elsewhere: the notifications of a person, newest first. Drawn by pages.news."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from writers_app.db import reading, unit_of_work
from writers_app.schemas.notifications import NotificationCard
from writers_app.services import notifications
from writers_app.services.access import Actor
from writers_app.state.frame import FrameState
from writers_app.state.session import actor_of
from writers_app.state.visitors import id_in, sign_in_first


@dataclass(frozen=True)
class Notice:
    """`sentence` is a msgid; `places` fills it, with texts and with msgids of their own; `created` is ISO 8601."""

    id: str
    sentence: str
    places: dict[str, Any]
    href: str
    created: str
    is_new: bool


class NewsState(rx.State):
    loaded: bool = False
    notices: list[Notice] = []
    unread: int = 0

    @rx.event
    async def load(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        await self._read(actor)
        return None

    @rx.event
    async def read_again(self) -> Any:
        """With the bell's figure beside it, if something is new."""
        before = self.unread
        if actor := await actor_of(self):
            await self._read(actor)
        return FrameState.look if self.unread != before else None

    @rx.event
    async def mark_all(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        async with unit_of_work() as session:
            await notifications.mark_read(session, actor)
        await self._read(actor)
        return FrameState.look

    @rx.event
    async def open_notice(self, notice: str) -> Any:
        """Mark it read and go where it leads."""
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        async with unit_of_work() as session:
            await notifications.mark_read(session, actor, id_in(notice))
        href = next((one.href for one in self.notices if one.id == notice), "")
        await self._read(actor)
        return [FrameState.look, rx.redirect(href)] if href else FrameState.look

    async def _read(self, actor: Actor) -> None:
        async with reading() as session:
            found = await notifications.list_notifications(session, actor)
        self.notices = [_notice(card) for card in found.items]
        self.unread = found.unread
        self.loaded = True


def _notice(card: NotificationCard) -> Notice:
    places = {**card.values, **{name: saying.model_dump() for name, saying in card.said.items()}}
    return Notice(str(card.id), card.sentence, places, card.link, card.created_at.isoformat(), card.read_at is None)
