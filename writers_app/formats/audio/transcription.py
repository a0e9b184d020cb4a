"""Loads a local Whisper model and writes down what it hears. Runs in the child; no other module knows the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from faster_whisper import WhisperModel

from writers_app.formats.audio.decoding import RATE, Recording, Samples
from writers_app.formats.audio.detection import detect_sound
from writers_app.formats.audio.model import Listening, Transcript, UnusableModelError, Utterance, Wishes
from writers_app.formats.limits import Limits

MODEL_FILES = ("model.bin", "config.json", "tokenizer.json")
BROKEN_MODEL = "The model for speech on this server can't be loaded. Tell whoever runs it."

Heard = Callable[[float, float], None]
"""Told how many seconds are heard, of how many that the file announces (0: not known)."""


def transcribe(path: Path, listening: Listening, wishes: Wishes, limits: Limits, on_heard: Heard) -> Transcript:
    """Raises FormatError for what can't be decoded, UnusableModelError when the model can't be loaded."""
    recording = Recording(path, detect_sound(path, limits), listening.most_seconds)
    ear = _Ear(load_model(listening), wishes)
    said: list[Utterance] = []
    for begun, samples in recording.stretches():
        for utterance in ear.listen(samples, begun):
            said.append(utterance)
            on_heard(utterance.end, recording.announced)
        on_heard(begun + len(samples) / RATE, recording.announced)
    return Transcript(ear.language or "en", tuple(said), recording.decoded / RATE, recording.announced)


def load_model(listening: Listening) -> Any:
    """From a directory only: nothing is ever fetched."""
    if missing := [name for name in MODEL_FILES if not (listening.model / name).is_file()]:
        raise UnusableModelError(BROKEN_MODEL) from FileNotFoundError(", ".join(missing))
    try:
        return WhisperModel(str(listening.model), device="cpu", compute_type="auto", cpu_threads=listening.threads)
    except (RuntimeError, ValueError, OSError) as error:
        raise UnusableModelError(BROKEN_MODEL) from error


class _Ear:
    """The language is settled by the first stretch in which anything is said, and kept."""

    def __init__(self, model: Any, wishes: Wishes) -> None:
        self.model = model
        self.language = wishes.language
        self.skip_silence = wishes.skip_silence

    def listen(self, samples: Samples, begun: float) -> Iterator[Utterance]:
        segments, about = self.model.transcribe(
            samples,
            language=self.language,
            vad_filter=self.skip_silence,
            condition_on_previous_text=False,  # else one mistake is repeated to the end
        )
        found = False
        for segment in segments:
            if text := " ".join(segment.text.split()):
                found = True
                yield Utterance(begun + segment.start, begun + segment.end, text)
        if found:
            self.language = about.language
