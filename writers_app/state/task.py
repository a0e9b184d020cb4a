"""One task: how far it is, what happened when, and what came of it. Drawn by pages.task."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import reflex as rx

from writers_app.db import reading, unit_of_work
from writers_app.errors import NotFoundError
from writers_app.schemas.tasks import TaskDetail
from writers_app.services import tasks
from writers_app.services.access import Actor
from writers_app.state.addresses import document_address, project_address
from writers_app.state.frame import FrameState
from writers_app.state.session import actor_of
from writers_app.state.task_rows import STATE_NAMES, TONES, TaskRow, row_of
from writers_app.state.visitors import id_in, sign_in_first

MOST_LISTED = 60


@dataclass(frozen=True)
class Moment:
    """A change in the task's life; `name` and `reason` are msgids."""

    at: str
    name: str
    reason: str
    tone: str


@dataclass(frozen=True)
class Download:
    href: str
    name: str
    size: int


@dataclass(frozen=True)
class MadeDocument:
    href: str
    title: str
    words: int
    suggestions: int = 0
    comments: int = 0


@dataclass(frozen=True)
class Left:
    """Something that could not be kept, as a msgid and what stands in its places."""

    message: str
    places: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What came of an import, an export or a file that an editor sent back."""

    project_href: str = ""
    project_title: str = ""
    documents: list[MadeDocument] = field(default_factory=list)
    document_count: int = 0
    words: int = 0
    images: int = 0
    suggestions: int = 0
    comments: int = 0
    losses: list[Left] = field(default_factory=list)


class TaskState(rx.State):
    loaded: bool = False
    missing: bool = False
    row: TaskRow | None = None
    moments: list[Moment] = []
    downloads: list[Download] = []
    kept_until: str = ""
    """When the results go by themselves, as ISO 8601."""
    steps: int = 1
    """Of a batch: how many each file or document goes through."""
    outcome: Outcome = Outcome()
    seconds: float = 0

    @rx.event
    async def load(self) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        self.reset()  # type: ignore[no-untyped-call]  # Reflex has no types here
        await self._read(actor)
        return None

    @rx.event
    async def read_again(self) -> None:
        if (actor := await actor_of(self)) and not self.missing:
            await self._read(actor)

    @rx.event
    async def cancel(self) -> Any:
        return await self._change(retry=False)

    @rx.event
    async def retry(self) -> Any:
        return await self._change(retry=True)

    async def _change(self, *, retry: bool) -> Any:
        actor = await actor_of(self)
        if actor is None:
            return sign_in_first(self)
        change = tasks.retry_task if retry else tasks.cancel_task
        async with unit_of_work() as session:
            detail = await change(session, actor, id_in(self._named()))
        self._show(detail)
        return FrameState.look

    def _named(self) -> str:
        """The id in the page's address."""
        return self.router.url.path.rstrip("/").rpartition("/")[2]

    async def _read(self, actor: Actor) -> None:
        try:
            async with reading() as session:
                self._show(await tasks.get_task(session, actor, id_in(self._named())))
        except NotFoundError:
            self.missing = True
        self.loaded = True

    def _show(self, detail: TaskDetail) -> None:
        self.row = row_of(detail)
        self.moments = [
            Moment(moment.at.isoformat(), STATE_NAMES[moment.state], moment.reason, TONES.get(moment.state, ""))
            for moment in detail.history
        ]
        self.downloads = [
            Download(file.url, file.name, file.size)
            for file in detail.files
            if file.purpose == "result" and detail.kind not in ("analyze", "summarize")
        ]
        kept = [file.expires_at for file in detail.files if file.purpose == "result" and file.expires_at]
        self.kept_until = min(kept).isoformat() if kept else ""
        self.steps = len(detail.options.get("steps", [])) or 1
        self.outcome = _outcome(detail)
        self.seconds = _seconds(detail.started_at, detail.ended_at)


def _seconds(started: datetime | None, ended: datetime | None) -> float:
    return (ended - started).total_seconds() if started and ended else 0


def _outcome(detail: TaskDetail) -> Outcome:
    result = detail.result or {}
    counts = result.get("counts", {})
    project_id = result.get("project_id", "")
    return Outcome(
        project_href=project_address(project_id) if project_id else "",
        project_title=result.get("project_title", ""),
        documents=[
            MadeDocument(
                document_address(project_id, made["id"]),
                made.get("title", ""),
                made.get("words", 0),
                made.get("suggestions", 0),
                made.get("comments", 0),
            )
            for made in result.get("documents", [])[:MOST_LISTED]
            if isinstance(made, dict)
        ]
        if isinstance(result.get("documents"), list)
        else [],
        document_count=counts.get("documents", 0),
        words=counts.get("words", 0),
        images=counts.get("images", 0),
        suggestions=counts.get("suggestions", 0),
        comments=counts.get("comments", 0),
        losses=[Left(loss["message"], loss.get("values", {})) for loss in result.get("losses", [])[:MOST_LISTED]],
    )
