"""The account page: who one is, how Writers looks, where one is signed in. Drawn by pages.account."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from pydantic import ValidationError

from writers_app.db import reading, unit_of_work
from writers_app.errors import InvalidError
from writers_app.schemas.accounts import Person, Preferences, ProfileChange, SessionCard
from writers_app.schemas.usage import Usage
from writers_app.services import accounts, purchases, sessions
from writers_app.services.access import Actor
from writers_app.state.notices import notify
from writers_app.state.session import actor_of
from writers_app.state.visitors import id_in, sign_in_first

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)

NO_ROOM_USED = Usage(used_bytes=0, allowed_bytes=None, plans=[], purchases=[]).model_dump(mode="json")


@dataclass(frozen=True)
class Device:
    id: str
    browser: str
    system: str
    address: str
    last_used: str
    current: bool


class AccountState(rx.State):
    loaded: bool = False
    name: str = ""
    email: str = ""
    name_error: str = ""
    paper: str = ""
    latin_font: str = ""
    persian_font: str = ""
    owned_projects: int = 0
    devices: list[Device] = []
    room: dict[str, Any] = NO_ROOM_USED

    @rx.event
    async def load(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        await self._read(actor)
        return None

    async def _read(self, actor: Actor) -> None:
        async with reading() as session:
            person = await accounts.read_person(session, actor)
            cards = await sessions.list_sessions(session, actor)
            self.owned_projects = await accounts.count_owned_projects(session, actor)
            room = await purchases.read_usage(session, actor)
        self._show(person)
        self.devices = [_device(card) for card in cards]
        self.room = room.model_dump(mode="json")
        self.loaded = True

    def _show(self, person: Person) -> None:
        self.name, self.email = person.name, person.email
        wishes = person.preferences
        self.paper = wishes.paper or "plain"
        self.latin_font, self.persian_font = wishes.latin_font or "literata", wishes.persian_font or "naskh"

    @rx.event
    async def rename(self, form: dict[str, Any]) -> Any:
        self.name_error = ""
        try:
            change = ProfileChange(name=form.get("name", ""))
        except ValidationError:
            self.name_error = "Write a name of 1 to 200 characters."
            return None
        return await self._change(change, notify("Your name is changed."))

    @rx.event
    async def prefer(self, name: str, value: str) -> Any:
        """Keep one preference; the browser shows it at once by itself."""
        try:
            change = ProfileChange(preferences=Preferences.model_validate({name: value}))
        except ValidationError as error:
            raise InvalidError("There is no such preference. Load the page anew and choose again.") from error
        return await self._change(change, None)

    async def _change(self, change: ProfileChange, said: Any) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        async with unit_of_work() as session:
            self._show(await accounts.change_profile(session, actor, change))
        return said

    @rx.event
    async def end_session(self, session_id: str) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        async with unit_of_work() as session:
            await sessions.revoke(session, actor, id_in(session_id))
        await self._read(actor)
        return notify("That device is signed out.")


def _device(card: SessionCard) -> Device:
    return Device(
        id=str(card.id),
        browser=_first(BROWSERS, card.client) or card.client.partition("/")[0][:40],
        system=_first(SYSTEMS, card.client),
        address=card.address,
        last_used=card.last_used_at.isoformat(),
        current=card.current,
    )


def _first(names: tuple[tuple[str, str], ...], client: str) -> str:
    return next((name for mark, name in names if mark in client), "")
