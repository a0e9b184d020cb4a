"""A project open for writing: its binder, the document that is looked at, and what the inspector shows beside it.
Drawn by pages.project. The text itself never comes through here; the editor gets it over /sync.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zlib import crc32

import reflex as rx
from pydantic import ValidationError

from writers_app.db import Session, reading, unit_of_work
from writers_app.errors import InvalidError, NotFoundError
from writers_app.schemas.documents import Details, DocumentCard, DocumentChange, NewDocument
from writers_app.schemas.projects import ProjectChange, WholeProject
from writers_app.services import documents, projects
from writers_app.services.access import Actor
from writers_app.state.addresses import project_address
from writers_app.state.notices import notify
from writers_app.state.session import actor_of
from writers_app.state.visitors import id_in, sign_in_first
from writers_app.text.reading_time import WORDS_PER_MINUTE

WRITERS = {"owner", "editor"}
DETAILS_WRONG = "The synopsis has at most 10,000 characters, and the target is a number of words."


@dataclass(frozen=True)
class Node:
    """A row of the binder, in reading order; `parent` is empty at the top."""

    id: str
    parent: str
    kind: str
    title: str
    words: int
    status: str
    href: str


class ProjectState(rx.State):
    loaded: bool = False
    missing: bool = False
    project: str = ""
    title: str = ""
    language: str = "en"
    direction: str = "ltr"
    pace: int = WORDS_PER_MINUTE["en"]
    role: str = ""
    may_write: bool = False
    house_style: str = ""
    user: str = ""
    nodes: list[Node] = []
    trash: list[Node] = []
    fresh: str = ""
    current: str = ""
    current_title: str = ""
    current_words: int = 0
    synopsis: str = ""
    status: str = ""
    target: int = 0
    renaming: bool = False
    _unnamed: str = ""

    @rx.event
    async def load(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        project, wanted = self._named()
        if project != self.project:
            self.reset()  # type: ignore[no-untyped-call]  # Reflex is not annotated
        await self._read(actor, project)
        if self.missing:
            return None
        chosen = wanted or self._continued()
        if chosen and chosen != wanted:
            return rx.redirect(f"{project_address(self.project)}/{chosen}", replace=True)
        await self._look_at(actor, wanted)
        self._ask_name_of(wanted)
        return None

    @rx.event
    async def read_again(self) -> None:
        """Others rename and move too, and counts follow the text a moment later.

        Who was removed meanwhile keeps what is on the page, without the pen; the editor says why.
        """
        actor = await actor_of(self)
        if actor is None or not self.project or self.missing:
            return
        try:
            async with reading() as session:
                await self._read_project(session, actor, id_in(self.project))
                if self.current:
                    self._show_document(await documents.read_document(session, actor, id_in(self.current)))
        except NotFoundError:
            self.may_write = False

    @rx.event
    async def create_document(self, kind: str, parent: str = "") -> Any:
        new = NewDocument.model_validate({"kind": kind, "parent_id": parent or None})
        async with unit_of_work() as session:
            card = await documents.create_document(session, await self._actor(), id_in(self.project), new)
        await self._read(await self._actor(), self.project)
        self._unnamed = str(card.id)
        if kind != "folder":
            return rx.redirect(self._href(card.id))  # whose page asks for the name: a field here would go with this one
        self._ask_name_of(self._unnamed)
        return None

    @rx.event
    async def rename_document(self, document: str, title: str) -> None:
        await self._change(document, {"title": title[:300]})

    @rx.event
    async def move_document(self, document: str, parent: str, after: str) -> None:
        await self._change(document, {"parent_id": parent or None, "after_id": after or None})

    @rx.event
    async def trash_document(self, document: str) -> Any:
        card = await self._change(document, {"trashed": True})
        told = notify("“%(title)s” is in the trash, at the foot of the binder.", title=card.title)
        still_there = any(node.id == self.current for node in self.nodes)
        return told if still_there else [told, rx.redirect(project_address(self.project))]

    @rx.event
    async def restore_document(self, document: str) -> Any:
        card = await self._change(document, {"trashed": False})
        return notify("“%(title)s” is back.", title=card.title)

    @rx.event
    async def describe_document(self, document: str, form: dict[str, Any]) -> None:
        """The inspector's fields, as they are left."""
        try:
            details = Details.model_validate({**form, "target": form.get("target") or 0})
        except ValidationError:
            raise InvalidError(DETAILS_WRONG) from None
        card = await self._change(document, {"details": details})
        if document == self.current:
            self._show_document(card)

    @rx.event
    async def start_renaming(self) -> None:
        self.renaming = True

    @rx.event
    async def stop_renaming(self) -> None:
        self.renaming = False

    @rx.event
    async def rename_project(self, form: dict[str, Any]) -> None:
        try:
            change = ProjectChange(title=form.get("title", ""))
        except ValidationError:
            raise InvalidError("Give it a title of 1 to 300 characters; it can be changed later.") from None
        await change_open_project(self, await self._actor(), change)
        self.renaming = False

    async def _actor(self) -> Actor:
        actor = await actor_of(self)
        if actor is None:
            raise NotFoundError("You are signed out. Sign in again to go on.")
        return actor

    async def _change(self, document: str, change: dict[str, Any]) -> DocumentCard:
        actor = await self._actor()
        async with unit_of_work() as session:
            card = await documents.change_document(session, actor, id_in(document), DocumentChange(**change))
        self.fresh = ""
        await self._read(actor, self.project)
        if document == self.current:
            self.current_title = card.title
        return card

    def _ask_name_of(self, document: str) -> None:
        if document and document == self._unnamed:
            self.fresh, self._unnamed = document, ""

    def _named(self) -> tuple[str, str]:
        """The project and the document in the page's address; the latter may be empty."""
        _, _, project, document = [*self.router.url.path.rstrip("/").split("/"), "", ""][:4]
        return project, document or self.router.url.query_parameters.get("document", "")

    def _continued(self) -> str:
        """Without a document in the address: the first text of the binder."""
        return next((node.id for node in self.nodes if node.kind != "folder"), "")

    def _href(self, document: UUID | str) -> str:
        return f"{project_address(self.project)}/{document}"

    async def _read(self, actor: Actor, project: str) -> None:
        try:
            async with reading() as session:
                await self._read_project(session, actor, id_in(project))
        except NotFoundError:
            self.missing = True
        self.loaded = True

    async def _read_project(self, session: Session, actor: Actor, project: UUID) -> None:
        card = await projects.read_project(session, actor, project)
        self.user = str(actor.user_id)
        self._show_project(card)
        self.nodes = [self._node(one) for one in await documents.list_documents(session, actor, project)]
        self.trash = [self._node(one) for one in await documents.list_trash(session, actor, project)]

    def _show_project(self, card: WholeProject) -> None:
        self.project = str(card.id)
        self.title = card.title
        self.language, self.direction = card.language, card.direction
        self.pace = WORDS_PER_MINUTE[card.language]
        self.role = card.role
        self.may_write = card.role in WRITERS
        self.house_style = f"{crc32(card.house_style.model_dump_json().encode()):08x}"

    def _node(self, card: DocumentCard) -> Node:
        parent = str(card.parent_id) if card.parent_id else ""
        href = self._href(card.id)
        return Node(str(card.id), parent, card.kind, card.title, card.words, card.details.status, href)

    async def _look_at(self, actor: Actor, document: str) -> None:
        self.current = ""
        if not document:
            return
        try:
            async with reading() as session:
                card = await documents.read_document(session, actor, id_in(document))
        except NotFoundError:
            self.missing = True
            return
        if str(card.project_id) != self.project or card.kind == "folder":
            self.missing = card.kind != "folder"
            return
        self._show_document(card)

    def _show_document(self, card: DocumentCard) -> None:
        self.current = str(card.id)
        self.current_title, self.current_words = card.title, card.words
        self.synopsis, self.status, self.target = card.details.synopsis, card.details.status, card.details.target


# No methods: Reflex lets a browser call every public one.
async def read_open_project(page: ProjectState, actor: Actor) -> WholeProject:
    """For the forms about it."""
    async with reading() as session:
        return await projects.read_project(session, actor, id_in(page.project))


async def change_open_project(page: ProjectState, actor: Actor, change: ProjectChange) -> None:
    async with unit_of_work() as session:
        card = await projects.change_project(session, actor, id_in(page.project), change)
    page._show_project(card)
