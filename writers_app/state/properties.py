"""The form of what the open project's book says about itself. Drawn by components.properties, for all who see it."""

from typing import Any

import reflex as rx
from pydantic import ValidationError

from writers_app.schemas.projects import ProjectChange
from writers_app.schemas.properties import BookProperties
from writers_app.state.notices import notify
from writers_app.state.project import ProjectState, change_open_project, read_open_project
from writers_app.state.session import actor_of
from writers_app.state.visitors import sign_in_first

TOO_LONG = "The author has at most 200 characters, the subject 300, the keywords 1,000 and the description 4,000."


class PropertiesState(rx.State):
    """By `number` each opening has a new form, whose fields begin with what is stored."""

    shown: bool = False
    number: int = 0
    error: str = ""
    author: str = ""
    subject: str = ""
    keywords: str = ""
    description: str = ""

    @rx.event
    async def open_form(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        page = await self.get_state(ProjectState)
        self._show((await read_open_project(page, actor)).properties)
        self.shown = True
        return None

    @rx.event
    async def close_form(self) -> None:
        self.shown = False

    @rx.event
    async def keep_properties(self, form: dict[str, Any]) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        try:
            change = ProjectChange(properties=_properties_in(form))
        except ValidationError:
            self.error = TOO_LONG
            return None
        page = await self.get_state(ProjectState)
        await change_open_project(page, actor, change)
        self.shown = False
        return notify("This is kept. Every file made of the book says it from now on.")

    def _show(self, properties: BookProperties) -> None:
        self.error = ""
        self.number += 1
        self.author, self.subject = properties.author, properties.subject
        self.keywords, self.description = properties.keywords, properties.description


def _properties_in(form: dict[str, Any]) -> BookProperties:
    """What is pasted may hold tabs and line ends where only a line can be kept."""
    lines = {name: " ".join(str(form.get(name, "")).split()) for name in ("author", "subject", "keywords")}
    return BookProperties(**lines, description=str(form.get("description", "")))
