"""The dashboard: what to continue, the projects as covers, and making a new one. Drawn by pages.dashboard."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from pydantic import ValidationError

from writers_app.db import reading, unit_of_work
from writers_app.i18n import msg
from writers_app.schemas.documents import RecentDocument
from writers_app.schemas.projects import NewProject, ProjectCard
from writers_app.services import documents, projects, writing
from writers_app.services.access import Actor
from writers_app.state.addresses import document_address, project_address
from writers_app.state.notices import notify
from writers_app.state.session import actor_of
from writers_app.state.visitors import id_in, sign_in_first, start_of_day

MOST_PROJECTS = 48
CLOTHS = 6


@dataclass(frozen=True)
class Cover:
    """A project on the shelf; `cloth` picks one of the bindings, always the same for a project."""

    id: str
    href: str
    title: str
    direction: str
    words: int
    touched: str
    shared: bool
    owned: bool
    cloth: int


@dataclass(frozen=True)
class Continued:
    """A text to go on with."""

    href: str
    title: str
    project_title: str
    direction: str
    language: str
    last_lines: str
    words: int
    touched: str


class DashboardState(rx.State):
    loaded: bool = False
    covers: list[Cover] = []
    recent: list[Continued] = []
    cursor: str = ""
    words_today: int = 0
    naming: bool = False
    title_error: str = ""

    @rx.event
    async def load(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        await self._read(actor)
        self.naming = self.router.url.query_parameters.get("new") == "project"
        return None

    @rx.event
    async def read_again(self) -> None:
        if actor := await actor_of(self):
            await self._read(actor)

    async def _read(self, actor: Actor) -> None:
        async with reading() as session:
            shelf = await projects.list_projects(session, actor, limit=MOST_PROJECTS)
            texts = await documents.recent_documents(session, actor, limit=3)
            self.words_today = await writing.words_since(session, actor, start_of_day(self))
        self.covers = [_cover(card) for card in shelf.items]
        self.cursor = shelf.next or ""
        self.recent = [_continued(text) for text in texts]
        self.loaded = True

    @rx.event
    async def show_more_projects(self) -> None:
        actor = await actor_of(self)
        if actor is None or not self.cursor:
            return
        async with reading() as session:
            shelf = await projects.list_projects(session, actor, limit=MOST_PROJECTS, cursor=self.cursor)
        self.covers = [*self.covers, *(_cover(card) for card in shelf.items)]
        self.cursor = shelf.next or ""

    @rx.event
    async def start_naming(self) -> None:
        self.naming, self.title_error = True, ""

    @rx.event
    async def stop_naming(self) -> None:
        self.naming = False

    @rx.event
    async def create_project(self, form: dict[str, Any]) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        try:
            new = NewProject(title=form.get("title", ""), language=form.get("language", "en"))
        except ValidationError:
            self.title_error = msg("Give it a title of 1 to 300 characters; it can be changed later.")
            return None
        async with unit_of_work() as session:
            card = await projects.create_project(session, actor, new)
        self.naming = False
        return rx.redirect(project_address(card.id))

    @rx.event
    async def trash_project(self, project_id: str) -> Any:
        return await self._set_trashed(project_id, trashed=True)

    @rx.event
    async def restore_project(self, project_id: str) -> Any:
        return await self._set_trashed(project_id, trashed=False)

    async def _set_trashed(self, project_id: str, *, trashed: bool) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        change = projects.trash_project if trashed else projects.restore_project
        async with unit_of_work() as session:
            card = await change(session, actor, id_in(project_id))
        await self._read(actor)
        return notify("“%(title)s” is in the trash." if trashed else "“%(title)s” is back.", title=card.title)


def _cover(card: ProjectCard) -> Cover:
    return Cover(
        id=str(card.id),
        href=project_address(card.id),
        title=card.title,
        direction=card.direction,
        words=card.words,
        touched=card.updated_at.isoformat(),
        shared=card.role != "owner",
        owned=card.role == "owner",
        cloth=card.id.int % CLOTHS + 1,
    )


def _continued(text: RecentDocument) -> Continued:
    return Continued(
        href=document_address(text.project_id, text.id),
        title=text.title,
        project_title=text.project_title,
        direction="rtl" if text.language == "fa" else "ltr",
        language=text.language,
        last_lines=text.last_lines,
        words=text.words,
        touched=text.updated_at.isoformat(),
    )
