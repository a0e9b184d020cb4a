"""Kinds of tasks made for tests: they count their starts in a file, fail, hang or kill their worker when asked to."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from writers_app.db import Session
from writers_app.integrations.storage import new_draft
from writers_app.schemas.projects import NewProject
from writers_app.services import task_kinds
from writers_app.services.children import run_apart
from writers_app.services.projects import create_project
from writers_app.services.work import Kind, NewFile, Outcome, TaskLimits, TaskOptions, TransientError, Work


class TrialOptions(TaskOptions):
    """`starts` names a file that gets a line for every start; the work waits until there is a file named `door`."""

    starts: str = ""
    door: str = ""
    seconds: float = 0.0
    failures: int = 0
    project_title: str = ""


async def run_trial(work: Work[TrialOptions]) -> Outcome:
    """Waits as long as asked, reporting progress, then makes a project with the owner's name for it."""
    count = _note_start(work.options)
    if count <= work.options.failures:
        raise TransientError("The far end did not answer.")
    until = time.monotonic() + work.options.seconds
    while time.monotonic() < until or not _is_open(work.options.door):
        work.report(50, "Waiting")
        await asyncio.sleep(0.05)
    draft = new_draft()
    draft.write_text(f"start {count}")
    return Outcome({"start": count}, NewFile(draft, "trial.txt", "text/plain"), lambda session: _apply(session, work))


async def _apply(session: Session, work: Work[TrialOptions]) -> dict[str, Any]:
    if work.options.project_title:
        await create_project(session, work.actor, NewProject(title=work.options.project_title))
    return {"applied": True}


def _is_open(door: str) -> bool:
    return not door or Path(door).exists()


def _note_start(options: TrialOptions) -> int:
    if not options.starts:
        return 1
    with open(options.starts, "a+", encoding="ascii") as file:
        file.write(f"{os.getpid()}\n")
        file.seek(0)
        return len(file.readlines())


async def run_poison(work: Work[TrialOptions]) -> Outcome:
    """Kills the process that runs it."""
    _note_start(work.options)
    os.kill(os.getpid(), signal.SIGKILL)
    return Outcome()


async def run_spin(work: Work[TrialOptions]) -> Outcome:
    """Computes for ever in a child, whose number it notes."""
    await run_apart(work.limits, _spin, work.options)
    return Outcome()


def _spin(options: TrialOptions) -> None:
    _note_start(options)
    while True:
        pass


async def run_mistake(work: Work[TrialOptions]) -> Outcome:
    """Fails as a mistake of ours would."""
    _note_start(work.options)
    raise KeyError("secret words of the manuscript")


def kinds() -> dict[str, Kind[Any]]:
    short = TaskLimits(seconds=30, attempts=3)
    made = (
        Kind(name="trial", title="Trial", options=TrialOptions, run=run_trial, limits=short),
        Kind(name="quick", title="Quick", options=TrialOptions, run=run_trial, limits=short, queue="interactive"),
        Kind(name="rare", title="Rare", options=TrialOptions, run=run_trial, limits=TaskLimits(seconds=30, at_once=1)),
        Kind(name="poison", title="Poison", options=TrialOptions, run=run_poison, limits=short),
        Kind(name="spin", title="Spin", options=TrialOptions, run=run_spin, limits=short),
        Kind(name="mistake", title="Mistake", options=TrialOptions, run=run_mistake, limits=short),
        Kind(name="brief", title="Brief", options=TrialOptions, run=run_spin, limits=TaskLimits(seconds=0.5)),
    )
    return {kind.name: kind for kind in made}


@contextmanager
def offered() -> Iterator[None]:
    """Offer these kinds beside the real ones."""
    real = task_kinds.all_kinds

    def with_made() -> dict[str, Kind[Any]]:
        return {**real(), **kinds()}

    task_kinds.all_kinds = with_made  # type: ignore[assignment]
    try:
        yield
    finally:
        task_kinds.all_kinds = real
