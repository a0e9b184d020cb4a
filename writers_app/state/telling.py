"""What a person is told, and by which channel. Drawn by pages.account."""

from typing import Any, cast, get_args

import reflex as rx

from writers_app.db import reading, unit_of_work
from writers_app.errors import InvalidError
from writers_app.schemas.accounts import Preferences, ProfileChange
from writers_app.schemas.notifications import Channel, NotificationKind
from writers_app.services import accounts, phones
from writers_app.services.access import Actor
from writers_app.services.notifications import DEFAULTS
from writers_app.state.session import actor_of
from writers_app.state.visitors import sign_in_first

KINDS: tuple[NotificationKind, ...] = get_args(NotificationKind)
CHANNELS: tuple[Channel, ...] = get_args(Channel)


class TellingState(rx.State):
    """`texts_offered`: the server can send text messages; `may_text`: it may send them to this person."""

    texts_offered: bool = False
    may_text: bool = False
    channels: dict[str, str] = {str(kind): str(channel) for kind, channel in DEFAULTS.items()}

    @rx.event
    async def load(self) -> None:
        if actor := await actor_of(self):
            await self._read(actor)

    @rx.event
    async def choose(self, kind: str, channel: str) -> Any:
        """Tell of this kind by that channel from now on."""
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        if kind not in KINDS or channel not in CHANNELS:
            raise InvalidError("There is no such choice. Load the page again.")
        chosen = {**self.channels, kind: channel}
        preferences = Preferences(notifications=cast("dict[NotificationKind, Channel]", chosen))
        async with unit_of_work() as session:
            await accounts.change_profile(session, actor, ProfileChange(preferences=preferences))
        await self._read(actor)
        return None

    async def _read(self, actor: Actor) -> None:
        async with reading() as session:
            person = await accounts.read_person(session, actor)
            self.may_text = await phones.proved_number(session, actor.user_id) is not None
        self.texts_offered = phones.is_offered()
        chosen = person.preferences.notifications or {}
        self.channels = {kind: self._shown(chosen.get(kind, DEFAULTS[kind])) for kind in KINDS}

    def _shown(self, channel: Channel) -> str:
        """Without a proved number, a text message is news in the app and nothing more."""
        return "app" if channel == "text" and not self.may_text else channel
