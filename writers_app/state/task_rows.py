"""A task as a list and its page show it. Called by the states of the tasks pages."""

from dataclasses import dataclass, field

from writers_app.i18n import msg
from writers_app.schemas.tasks import TaskCard
from writers_app.services.task_kinds import title_of
from writers_app.state.addresses import project_address, task_address

UNDER_WAY = ("queued", "running")
STOPPED = ("failed", "dead", "cancelled")
MAKES_DOCUMENTS = ("import", "transcribe")
STATE_NAMES = {
    "queued": msg("Waiting"),
    "running": msg("Running"),
    "succeeded": msg("Finished"),
    "failed": msg("Failed"),
    "cancelled": msg("Cancelled"),
    "dead": msg("Set aside"),
}
TONES = {"succeeded": "good", "failed": "bad", "dead": "bad"}


@dataclass(frozen=True)
class Problem:
    """Why it did not succeed: a msgid, and what stands in its %(name)s places."""

    message: str = ""
    places: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskRow:
    """`kind_title`, `state_name` and `step` are msgids; moments are ISO 8601. Where `title` is empty, that of the kind
    is shown.
    """

    id: str
    href: str
    kind: str
    kind_title: str
    title: str
    state: str
    state_name: str
    tone: str
    progress: int
    step: str
    done: int
    total: int
    since: str
    under_way: bool
    can_cancel: bool
    can_retry: bool
    cancelling: bool
    open_href: str
    problem: Problem


def row_of(card: TaskCard) -> TaskRow:
    return TaskRow(
        id=str(card.id),
        href=task_address(card.id),
        kind=card.kind,
        kind_title=title_of(card.kind),
        title=card.title,
        state=card.state,
        state_name=msg("Stopping") if card.cancelling else STATE_NAMES[card.state],
        tone=TONES.get(card.state, ""),
        progress=card.progress,
        step=card.step,
        done=card.items_done,
        total=card.items_total,
        since=(card.ended_at or card.started_at or card.created_at).isoformat(),
        under_way=card.state in UNDER_WAY,
        can_cancel=card.state in UNDER_WAY and not card.cancelling,
        can_retry=card.can_retry,
        cancelling=card.cancelling,
        open_href=_open_address(card),
        problem=problem_of(card),
    )


def problem_of(card: TaskCard) -> Problem:
    if card.error is None:
        return Problem()
    return Problem(card.error.msgid or card.error.detail, dict(card.error.values))


def _open_address(card: TaskCard) -> str:
    """Where what came of it is: the project that an import went into, or the task's own page; nothing while it runs."""
    if card.state != "succeeded":
        return ""
    if card.kind in MAKES_DOCUMENTS and card.result and "project_id" in card.result:
        return project_address(card.result["project_id"])
    return task_address(card.id)
