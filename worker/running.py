"""One run of one task: claim it, do it under watch, and end it once. Called by the tasks in worker.tasks."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import structlog

from writers_app.db import Session, reading, single_change, unit_of_work, utc_now
from writers_app.errors import WritersError
from writers_app.services import claims, files, leases, runs, task_kinds
from writers_app.services.claims import Claimed
from writers_app.services.leases import Lease, LeaseLostError
from writers_app.services.successes import end_quietly
from writers_app.services.work import Kind, Outcome, Progress, StoredFile, Work, WorkDiedError
from writers_app.telemetry.metrics import TASK_DURATION, TASK_WAIT, TASKS_ENDED

log = structlog.get_logger(__name__)

TICK, PROGRESS_EVERY, LOOK_EVERY, RENEW_EVERY = 0.1, 0.2, 0.5, 2.0
FINISH_FOR = 30.0
"""Seconds during which the end of a run is tried again while the database is away."""


class Stop(Enum):
    """Why a run was broken off."""

    CANCELLED = "cancelled"
    LOST = "lost"
    DRAINING = "draining"


async def run_next(queue: str, worker: str, is_stopping: Callable[[], bool]) -> bool:
    """Run the next task of the queue, whichever it is; False when there was none."""
    if is_stopping():
        return False
    async with single_change() as connection:
        claimed = await claims.claim(connection, queue, worker, task_kinds.kind_limits())
    if claimed is None:
        return False
    lease, task = claimed
    TASK_WAIT.labels(task.kind).observe(max(0.0, (utc_now() - task.due_at).total_seconds()))
    with structlog.contextvars.bound_contextvars(task_id=str(task.id), kind=task.kind):
        await _Run(lease, task, is_stopping).perform()
    return True


@dataclass(frozen=True, slots=True)
class _Done:
    """Work that is finished, its file stored; nothing of it shows before the task ends."""

    outcome: Outcome
    made: StoredFile | None

    @property
    def changes_no_more(self) -> bool:
        return not (self.made or self.outcome.apply or self.outcome.in_parts)


Ending = _Done | Exception | Stop


class _Run:
    work: Work[Any]

    def __init__(self, lease: Lease, task: Claimed, is_stopping: Callable[[], bool]) -> None:
        self.lease = lease
        self.task = task
        self.kind: Kind[Any] = task_kinds.find_kind(task.kind)
        self.is_stopping = is_stopping
        self.stopped: Stop | None = None

    async def perform(self) -> None:
        started = time.monotonic()
        try:
            ended = await self._prepare() or await self._work_under_watch()
            await self._finish(ended)
        except LeaseLostError:
            log.warning("lease_lost")
            return
        how = "succeeded" if isinstance(ended, _Done) else ended.value if isinstance(ended, Stop) else "failed"
        TASKS_ENDED.labels(self.kind.name, how).inc()
        TASK_DURATION.labels(self.kind.name).observe(time.monotonic() - started)
        log.info("task_run", how=how, seconds=round(time.monotonic() - started, 3))

    async def _prepare(self) -> Exception | None:
        """What the work needs is read; what keeps it from being read ends the run."""
        try:
            uploads = await self._read_uploads() if self.kind.takes_file else ()
            self.work = runs.prepare(self.task, self.kind, uploads)
        except Exception as error:
            return error
        return None

    async def _read_uploads(self) -> tuple[StoredFile, ...]:
        async with reading() as session:
            return await runs.uploads_of(session, self.task.id)

    async def _work_under_watch(self) -> Ending:
        doing = asyncio.create_task(self._do())
        watching = asyncio.create_task(self._watch(doing))
        deadline = asyncio.timeout(self.work.limits.seconds)
        try:
            async with deadline:
                return await doing
        except TimeoutError as error:
            return runs.took_too_long(self.work.limits) if deadline.expired() else error
        except asyncio.CancelledError:
            return self.stopped or Stop.DRAINING
        except Exception as error:
            return self.stopped or error
        finally:
            watching.cancel()
            await asyncio.wait([watching])

    async def _do(self) -> _Done:
        outcome: Outcome = await self.kind.run(self.work)
        if outcome.file is None:
            return _Done(outcome, None)
        sha256 = await asyncio.to_thread(files.hash_file, outcome.file.draft)
        made = await files.store_draft(outcome.file.draft, outcome.file.name, outcome.file.media_type, sha256)
        return _Done(outcome, made)

    async def _watch(self, doing: "asyncio.Task[_Done]") -> None:
        """Renew the lease, write progress down, and break the work off when it is no longer wanted."""
        shown, written, looked = self.work.progress, time.monotonic(), time.monotonic()
        while self.stopped is None:
            await asyncio.sleep(TICK)
            now, progress = time.monotonic(), self.work.progress
            if self.is_stopping():
                self.stopped = Stop.DRAINING
            elif now - written >= _pause(shown, progress):
                self.stopped = await self._ask(unit_of_work, leases.renew, progress)
                shown, written, looked = progress, now, now
            elif now - looked >= LOOK_EVERY:
                self.stopped = await self._ask(reading, leases.is_unwanted)
                looked = now
        doing.cancel()

    async def _ask(self, opening: Callable[[], Any], question: Callable[..., Any], *more: Any) -> Stop | None:
        """Whether to stop, from the row. A database that is away stops nothing: the end is guarded by the lease."""
        try:
            async with opening() as session:
                return Stop.CANCELLED if await question(session, self.lease, *more) else None
        except LeaseLostError:
            return Stop.LOST
        except Exception as error:
            log.warning("lease_not_renewed", error=repr(error))
            return None

    async def _finish(self, ended: Ending) -> None:
        """Write the end. What the outcome's own changes raise is an ending too, so it goes through here once more."""
        if isinstance(ended, Exception) and not isinstance(ended, WritersError | WorkDiedError):
            log.error("task_failed", exc_info=ended)
        try:
            await self._write(ended)
        except LeaseLostError:
            await self._discard(ended)
            raise
        except Exception as error:
            await self._discard(ended)
            if not isinstance(ended, _Done):
                raise
            await self._finish(error)

    async def _write(self, ended: Ending) -> None:
        """Tried again for a while when the database is away."""
        until = time.monotonic() + FINISH_FOR
        while True:
            try:
                await self._end(ended)
                return
            except Exception as error:
                if not runs.is_database_away(error) or time.monotonic() > until:
                    raise
                log.warning("end_not_written", error=repr(error))
                await asyncio.sleep(0.5)

    async def _end(self, ended: Ending) -> None:
        """In one transaction; in as little as can be when the work changed nothing but its task."""
        if isinstance(ended, _Done) and ended.changes_no_more:
            async with single_change() as connection:
                if await end_quietly(connection, self.lease, ended.outcome.result):
                    return
        async with unit_of_work() as session:
            await self._end_with_all(session, ended)

    async def _end_with_all(self, session: Session, ended: Ending) -> None:
        match ended:
            case _Done(outcome, made):
                await runs.succeed(session, self.lease, outcome, made)
            case Stop.LOST:
                raise LeaseLostError
            case Stop.CANCELLED:
                await runs.end_cancelled(session, self.lease)
            case Stop.DRAINING:
                await runs.give_back(session, self.lease)
            case WorkDiedError():
                await runs.note_death(session, self.lease)
            case Exception() if runs.is_transient(ended):
                await runs.postpone(session, self.lease, self.kind.limits.attempts, ended)
            case _:
                await runs.fail(session, self.lease, ended)

    async def _discard(self, ended: Ending) -> None:
        if isinstance(ended, _Done) and ended.made:
            with contextlib.suppress(WritersError):
                await files.delete_bytes(ended.made)


def _pause(shown: Progress, progress: Progress) -> float:
    """Seconds between two writes: none for a new step, a moment for a new figure, long for a sign of life."""
    if progress.step != shown.step:
        return 0.0
    return PROGRESS_EVERY if progress != shown else RENEW_EVERY
