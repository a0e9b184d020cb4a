"""The upload page: into which projects one may bring a manuscript. The files themselves never pass through here."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from writers_app.config import settings
from writers_app.db import reading
from writers_app.services import projects, transcripts
from writers_app.services.task_kinds import all_kinds
from writers_app.state.session import actor_of
from writers_app.state.visitors import sign_in_first

MOST_PROJECTS = 100


@dataclass(frozen=True)
class Shelf:
    """A project that texts can be put into."""

    id: str
    title: str


class UploadState(rx.State):
    shelves: list[Shelf] = []
    limit_mb: int = 0
    transcribes: bool = False

    @rx.event
    async def load(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        async with reading() as session:
            page = await projects.list_projects(session, actor, limit=MOST_PROJECTS)
        self.shelves = [Shelf(str(card.id), card.title) for card in page.items if card.role != "reader"]
        self.transcribes = transcripts.KIND.name in all_kinds()
        self.limit_mb = settings().upload_limit_mb
        return None
