"""The form of the open project's house style. Drawn by components.house_style, for its owner."""

from typing import Any

import reflex as rx
from pydantic import ValidationError

from writers_app.schemas.house_style import HouseStyle
from writers_app.schemas.projects import ProjectChange
from writers_app.state.notices import notify
from writers_app.state.project import ProjectState, change_open_project, read_open_project
from writers_app.state.session import actor_of
from writers_app.state.visitors import sign_in_first

SWITCHES = ("letters", "half_spaces", "spacing", "punctuation")
CHOICES = ("plurals", "quotes", "digits", "he_ye", "dashes", "spelling")
TERMS_WRONG = "Put one word in each line, of at most 60 characters; a house style holds up to 1,000 of them."


class HouseStyleState(rx.State):
    """`chosen` holds the style's fields as the form has them: "" where nothing is asked for. By `number` each opening
    has a new form, whose fields begin with what is stored.
    """

    shown: bool = False
    number: int = 0
    error: str = ""
    switches: dict[str, bool] = {}
    chosen: dict[str, str] = {}
    terms: str = ""

    @rx.event
    async def open_form(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        page = await self.get_state(ProjectState)
        self._show((await read_open_project(page, actor)).house_style)
        self.shown = True
        return None

    @rx.event
    async def close_form(self) -> None:
        self.shown = False

    @rx.event
    async def keep_style(self, form: dict[str, Any]) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        try:
            change = ProjectChange(house_style=_style_in(form))
        except ValidationError:
            self.error = TERMS_WRONG
            return None
        page = await self.get_state(ProjectState)
        await change_open_project(page, actor, change)
        self.shown = False
        return notify("The house style is kept. The checks follow it from now on.")

    def _show(self, style: HouseStyle) -> None:
        self.error = ""
        self.number += 1
        self.switches = {name: getattr(style, name) for name in SWITCHES}
        self.chosen = {name: getattr(style, name) or "" for name in CHOICES}
        self.terms = "\n".join(style.terms)


def _style_in(form: dict[str, Any]) -> HouseStyle:
    """Only the fields that the form shows, which depend on the project's language."""
    fields: dict[str, Any] = {name: form[name] or None for name in CHOICES if name in form}
    if form.get("switches") == "shown":
        fields |= {name: bool(form.get(name)) for name in SWITCHES}
    lines = str(form.get("terms", "")).splitlines()
    return HouseStyle(**fields, terms=tuple(dict.fromkeys(line.strip() for line in lines if line.strip())))
