"""What a recording really is, by its first bytes; asked before an upload is accepted and again before it is decoded."""

from __future__ import annotations

import enum
from pathlib import Path

from writers_app.formats.errors import OversizedFileError, UnreadableFileError, UnsupportedFileError
from writers_app.formats.limits import Limits

EMPTY = "The file is empty."
NOT_A_RECORDING = "This is not a recording that Writers understands. Use MP3, WAV, M4A, OGG or FLAC."
TOO_LARGE_RECORDING = "The recording is larger than %(megabytes)s MB. Save it as MP3, or split it."


class Sound(enum.Enum):
    """The value is FFmpeg's name of the container: no other demuxer gets to see the file, least of all a playlist's."""

    MP3 = "mp3"
    WAV = "wav"
    M4A = "mov"
    OGG = "ogg"
    FLAC = "flac"

    @property
    def media_type(self) -> str:
        return {"mp3": "audio/mpeg", "mov": "audio/mp4"}.get(self.value, f"audio/{self.value}")


ENDINGS = (".mp3", ".wav", ".m4a", ".ogg", ".flac")
_BRANDS = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash", b"qt  ", b"3gp")


def detect_sound(path: Path, limits: Limits | None = None) -> Sound:
    """Raises FormatError with a sentence that says what to do when it is no recording that can be decoded."""
    limits = limits or Limits()
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFileError(EMPTY)
    if size > limits.file_bytes:
        raise OversizedFileError(TOO_LARGE_RECORDING, megabytes=limits.file_bytes // (1024 * 1024))
    with path.open("rb") as stream:
        found = _by_magic(stream.read(16))
    if found is None:
        raise UnsupportedFileError(NOT_A_RECORDING)
    return found


def _by_magic(head: bytes) -> Sound | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Sound.WAV
    if head[:4] == b"OggS":
        return Sound.OGG
    if head[:4] == b"fLaC":
        return Sound.FLAC
    if head[4:8] == b"ftyp" and head[8:12].startswith(_BRANDS):
        return Sound.M4A
    if head[:3] == b"ID3" or _is_mpeg_frame(head):
        return Sound.MP3
    return None


def _is_mpeg_frame(head: bytes) -> bool:
    """The head of an MPEG audio frame of layer III: sync, a version, a bit rate and a sampling rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, rate, sampling = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and rate not in (0, 15) and sampling != 3
