"""The kind `transcribe`: a recording becomes a text in a project. Offered by task_kinds where a model is configured."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import structlog
from pydantic import Field

from writers_app.config import settings
from writers_app.errors import InvalidError
from writers_app.formats.audio.child import transcribe_in_child
from writers_app.formats.audio.model import Listening, Transcript, Wishes
from writers_app.formats.audio.paragraphs import as_manuscript
from writers_app.formats.limits import Limits
from writers_app.integrations.storage import storage
from writers_app.services.access import Right
from writers_app.services.imports import bring_in
from writers_app.services.work import Kind, Outcome, TaskLimits, TaskOptions, Work

log = structlog.get_logger(__name__)

MB = 1024 * 1024
MOST_SECONDS = 6 * 3600
MOST_THREADS = 8
"""More of them gain little."""
MB_PER_THREAD = 128
"""Addresses that a thread's stack and its part of the heap take up, used or not."""
HEARD_BY = 70
"""Percent of the work that is done when all is heard; the rest is writing."""
NOBODY_SPEAKS = "Nobody can be heard speaking in this recording. Try again without skipping silence."
LISTENING = "Listening"


class TranscribeOptions(TaskOptions):
    """Into the project that the task names; without one, a new project is made."""

    language: Literal["en", "fa"] | None = Field(default=None, title="Language", description="Guessed when not given")
    times: bool = Field(
        default=False, title="Times", description="Each paragraph begins with the time at which it was said"
    )
    skip_silence: bool = Field(default=True, title="Skip silence", description="Listen only where somebody speaks")


async def run_transcription(work: Work[TranscribeOptions]) -> Outcome:
    work.report(1, LISTENING)
    transcript = await _hear(work)
    if not transcript.utterances:
        raise InvalidError(NOBODY_SPEAKS)
    work.report(HEARD_BY, "Writing the text")
    manuscript = as_manuscript(transcript, work.files[0].name, times=work.options.times)
    outcome = await bring_in(work, manuscript, language=work.options.language)
    return Outcome({"seconds": round(transcript.heard, 1), "heard_language": transcript.language}, apply=outcome.apply)


async def _hear(work: Work[TranscribeOptions]) -> Transcript:
    model = settings().whisper_model_dir
    assert model, "offered only where it is set"
    listening = Listening(model.resolve(), _threads(), MOST_SECONDS)
    wishes = Wishes(work.options.language, work.options.skip_silence)

    def report(heard: float, announced: float) -> None:
        share = min(1.0, heard / announced) if announced else 0.0
        work.report(1 + (HEARD_BY - 1) * share, LISTENING, done=int(heard), total=int(announced))

    async with storage().local(work.files[0].key) as path:
        return await transcribe_in_child(path, listening, wishes, _limits(work, model), report)


def _limits(work: Work[Any], model: Path) -> Limits:
    """Memory for the work itself, and for a model that is read, converted and shared out among threads."""
    weights = (model / "model.bin").stat().st_size if (model / "model.bin").is_file() else 0
    return Limits(
        file_bytes=settings().upload_limit,
        memory_bytes=(work.limits.memory_mb + MB_PER_THREAD * _threads()) * MB + 4 * weights,
        cpu_seconds=int(work.limits.seconds) * _threads(),
    )


def _threads() -> int:
    return min(os.cpu_count() or 1, MOST_THREADS)


def offered_kinds() -> list[Kind[Any]]:
    """The kind, where the extra is installed and a model is configured."""
    model = settings().whisper_model_dir
    if model is None:
        return []
    if find_spec("faster_whisper") is None:
        log.warning("transcription_not_offered", reason="the extra `audio` is not installed")
        return []
    if not (model / "model.bin").is_file():
        log.warning("transcription_not_offered", reason="no model.bin in WRITERS_WHISPER_MODEL_DIR")
        return []
    return [KIND]


KIND = Kind(
    name="transcribe",
    title="Write down a recording",
    options=TranscribeOptions,
    run=run_transcription,
    queue="heavy",
    limits=TaskLimits(seconds=4 * 3600, memory_mb=2048, at_once=1),
    least_files=1,
    most_files=1,
    reads="recordings",
    right=Right.WRITE,
)
