"""What is asked of a transcription and what comes of it; passed between the service, the child and the paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from writers_app.formats.errors import FormatError


class UnusableModelError(FormatError):
    """The operator's model directory does not hold what is needed; trying again does not help."""

    status = 500
    title = "Speech can't be written down here"


@dataclass(frozen=True, slots=True)
class Wishes:
    """`language` is a code, or None to hear for oneself; `skip_silence` listens only where somebody speaks."""

    language: str | None = None
    skip_silence: bool = True


@dataclass(frozen=True, slots=True)
class Listening:
    """Which model listens, by how many threads, and how many seconds of sound it may be given."""

    model: Path
    threads: int
    most_seconds: int


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of speech; `start` and `end` are seconds from the beginning of the recording."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """`language` is what was heard (or asked for); `heard` and `announced` are seconds, `announced` 0 if not known."""

    language: str
    utterances: tuple[Utterance, ...]
    heard: float
    announced: float

    @property
    def was_cut_short(self) -> bool:
        """Whether the file says that it holds more than came out of it."""
        return self.announced - self.heard > max(2.0, 0.02 * self.announced)
