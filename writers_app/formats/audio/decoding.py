"""Decodes a recording into stretches of mono sound at 16 kHz, never holding all of it. Runs in the child."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
from av.audio.resampler import AudioResampler

from writers_app.formats.audio.detection import Sound
from writers_app.formats.errors import OversizedFileError, UnreadableFileError
from writers_app.formats.limits import damaged

RATE = 16_000
STRETCH_SECONDS = 600
"""How much is heard at once: ten minutes of sound take 38 MB, and some 300 MB more while they are heard."""
QUIET_WITHIN = 20
"""Seconds at the end of a stretch among which the quietest moment is sought, so that no word is cut in two."""
BROKEN_PACKETS = 1000

NO_SOUND = "There is no sound in this file. Record it anew, or save it in another format."
TOO_LONG_RECORDING = "The recording is longer than %(hours)s hours. Split it, then send the parts."

Samples = np.ndarray[Any, np.dtype[np.float32]]


class Recording:
    """An opened file. `announced` is what its container says of its length in seconds, 0 if nothing."""

    def __init__(self, path: Path, sound: Sound, most_seconds: int) -> None:
        self._file = path.open("rb")
        self._most = most_seconds
        try:
            # From a stream and by one named demuxer: FFmpeg can follow no reference to another file.
            self._container = av.open(self._file, "r", format=sound.value, metadata_errors="ignore")
        except (av.error.FFmpegError, ValueError) as error:
            raise damaged(type(error).__name__) from error
        if not self._container.streams.audio:
            raise UnreadableFileError(NO_SOUND)
        self._track = self._container.streams.audio[0]
        self.announced = (self._container.duration or 0) / av.time_base
        self.decoded = 0
        """Samples so far."""

    def stretches(self) -> Iterator[tuple[float, Samples]]:
        """Where each stretch begins, in seconds, and its samples from -1 to 1, cut where it is quiet."""
        kept: list[Samples] = []
        begun = held = 0
        for piece in self._pieces():
            kept.append(piece)
            held += len(piece)
            if held >= STRETCH_SECONDS * RATE:
                whole = np.concatenate(kept)
                cut = _quietest(whole)
                yield begun / RATE, whole[:cut]
                kept, begun, held = [whole[cut:]], begun + cut, held - cut
        if self.decoded == 0:
            raise UnreadableFileError(NO_SOUND)
        yield begun / RATE, np.concatenate(kept)

    def _pieces(self) -> Iterator[Samples]:
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in self._frames():
            for found in resampler.resample(frame):
                samples = found.to_ndarray().reshape(-1).astype(np.float32) / 32768.0
                self.decoded += len(samples)
                if self.decoded > self._most * RATE:
                    raise OversizedFileError(TOO_LONG_RECORDING, hours=self._most // 3600)
                yield samples

    def _frames(self) -> Iterator[Any]:
        """What can be decoded, and None at the end; broken packets between good ones are passed over."""
        broken = 0
        packets = self._container.demux(self._track)
        while broken < BROKEN_PACKETS:
            try:
                packet = next(packets)
            except StopIteration:
                break
            except av.error.FFmpegError:  # the file was cut short here
                break
            try:
                for frame in packet.decode():
                    frame.pts = None
                    yield frame
            except av.error.FFmpegError:
                broken += 1
        yield None


def _quietest(samples: Samples) -> int:
    """Where to cut: the middle of the quietest tenth of a second near the end."""
    width = RATE // 10
    tail = samples[-QUIET_WITHIN * RATE :]
    windows = tail[: len(tail) // width * width].reshape(-1, width)
    softest = int(np.argmin(np.square(windows).mean(axis=1)))
    return len(samples) - len(tail) + softest * width + width // 2
