"""Recordings: what they are, what a real (tiny) model makes of them, and what hostile ones are told."""

import asyncio
import os
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.recordings import announce_wav, make_model, make_recording, make_wav
from writers_app.formats.audio.child import transcribe_in_child
from writers_app.formats.audio.detection import Sound, detect_sound
from writers_app.formats.audio.model import Listening, Transcript, UnusableModelError, Utterance, Wishes
from writers_app.formats.audio.paragraphs import as_manuscript
from writers_app.formats.errors import FormatError, OversizedFileError, UnreadableFileError, UnsupportedFileError
from writers_app.formats.limits import Limits
from writers_app.formats.validation import validate_document

GB = 1024**3
LIMITS = Limits(memory_bytes=2 * GB)
ALL = Wishes(skip_silence=False)
CONTAINERS = {
    Sound.MP3: ("mp3", "libmp3lame"),
    Sound.WAV: ("wav", "pcm_s16le"),
    Sound.M4A: ("ipod", "aac"),
    Sound.OGG: ("ogg", "libopus"),
    Sound.FLAC: ("flac", "flac"),
}


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Listening:
    return Listening(make_model(tmp_path_factory.mktemp("models") / "en"), threads=1, most_seconds=3600)


async def hear(path: Path, listening: Listening, wishes: Wishes = ALL, limits: Limits = LIMITS) -> Transcript:
    return await transcribe_in_child(path, listening, wishes, limits, lambda done, whole: None)


def put(folder: Path, data: bytes, name: str = "recording") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("sound", list(Sound))
async def test_every_format_is_recognised_and_written_down(sound: Sound, tmp_path: Path, listening: Listening) -> None:
    path = put(tmp_path, make_recording(5, *CONTAINERS[sound]))
    assert detect_sound(path) is sound
    heard = await hear(path, listening)
    assert heard.language == "en"
    assert heard.heard == pytest.approx(5, abs=0.2)
    assert heard.utterances == (Utterance(0, 2, "Once upon a time."), Utterance(2, 4, "The end."))


async def test_progress_is_told_in_seconds_of_the_recording(tmp_path: Path, listening: Listening) -> None:
    told: list[tuple[float, float]] = []
    path = put(tmp_path, make_wav(65))
    heard = await transcribe_in_child(path, listening, ALL, LIMITS, lambda done, whole: told.append((done, whole)))
    assert [done for done, _ in told] == [2, 4, 32, 34, 62, 64, 65]
    assert {whole for _, whole in told} == {65}
    assert heard.utterances[-1] == Utterance(62, 64, "The end.")


async def test_the_language_is_heard_unless_it_is_named(tmp_path: Path) -> None:
    model = make_model(tmp_path / "fa", language="fa", sentences=[(" شب بود.", 2)])
    path = put(tmp_path, make_wav(3))
    heard = await hear(path, Listening(model, 1, 3600))
    assert (heard.language, heard.utterances[0].text) == ("fa", "شب بود.")
    named = await hear(path, Listening(model, 1, 3600), replace(ALL, language="en"))
    assert named.language == "en"


async def test_silence_is_skipped_when_that_is_wished(tmp_path: Path, listening: Listening) -> None:
    """A tone is no speech, so nothing is asked of the model, which would always say something."""
    heard = await hear(put(tmp_path, make_wav(4)), listening, Wishes(skip_silence=True))
    assert heard.utterances == ()
    assert heard.heard == 4


async def test_a_long_recording_is_heard_in_stretches_that_lose_nothing(
    tmp_path: Path, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    from writers_app.formats.audio import decoding
    from writers_app.formats.audio.decoding import RATE, Recording

    monkeypatch.setattr(decoding, "STRETCH_SECONDS", 30)
    path = put(tmp_path, make_recording(70, "flac", "flac"))
    stretches = list(Recording(path, Sound.FLAC, 3600).stretches())
    assert len(stretches) > 2
    assert sum(len(samples) for _, samples in stretches) == 70 * RATE
    before = 0
    for begun, samples in stretches:
        assert begun * RATE == before
        before += len(samples)


async def test_a_recording_that_was_cut_short_is_written_down_as_far_as_it_goes(
    tmp_path: Path, listening: Listening
) -> None:
    whole = make_recording(120, "flac", "flac")
    heard = await hear(put(tmp_path, whole[: len(whole) // 30]), listening)
    assert heard.utterances
    assert heard.was_cut_short
    [loss] = as_manuscript(heard, "talk.flac", times=False).losses
    assert str(loss).startswith("The recording ends earlier than it says; it was written down as far as 0:00:0")


FLAC = make_recording(2, "flac", "flac")
M4A = make_recording(2, "ipod", "aac")
HOSTILE: dict[str, tuple[bytes, type[FormatError], str]] = {
    "empty": (b"", UnreadableFileError, "The file is empty."),
    "a text": (b"#EXTM3U\nfile:///etc/passwd\n", UnsupportedFileError, "This is not a recording"),
    "a playlist that says it is MP3": (b"ID3\x04\0\0\0\0\0\0#EXTM3U\nfile:///etc/passwd\n", UnreadableFileError, ""),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, UnsupportedFileError, "This is not a recording"),
    "a photo in a box like M4A's": (b"\0\0\0\x18ftypheic" + b"\0" * 100, UnsupportedFileError, "This is not"),
    "only a head": (FLAC[:40], UnreadableFileError, ""),
    "an M4A without its table": (M4A[: len(M4A) // 2], UnreadableFileError, "damaged or was cut short"),
    "a WAV without sound": (announce_wav(10, b""), UnreadableFileError, ""),
    "a WAV of a format that is none": (make_wav(1)[:20] + b"\x77\x77" + make_wav(1)[22:], UnreadableFileError, ""),
    "noise after a head": (b"fLaC" + os.urandom(50_000), UnreadableFileError, ""),
    "Ogg that holds noise": (b"OggS" + os.urandom(50_000), UnreadableFileError, ""),
    "a box that is larger than everything": (
        b"\0\0\0\x18ftypM4A " + b"\0" * 12 + struct.pack(">I4sQ", 1, b"moov", 2**62) + b"\0" * 64,
        UnreadableFileError,
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
async def test_what_can_not_be_heard_gets_a_sentence(what: str, tmp_path: Path, listening: Listening) -> None:
    data, kind, sentence = HOSTILE[what]
    with pytest.raises(kind) as refused:
        await hear(put(tmp_path, data), listening)
    assert sentence in refused.value.message
    assert refused.value.message.endswith(".")


async def test_a_recording_longer_than_may_be_is_refused_by_what_comes_out_of_it(
    tmp_path: Path, listening: Listening
) -> None:
    """Silence packs thousandfold, so neither the size of the file nor what it announces can be the measure."""
    with pytest.raises(OversizedFileError, match="longer than 1 hours"):
        await hear(put(tmp_path, make_recording(3700, "flac", "flac", rate=8000)), listening)


async def test_a_recording_larger_than_may_be_is_not_opened(tmp_path: Path, listening: Listening) -> None:
    with pytest.raises(OversizedFileError, match="larger than 1 MB"):
        await hear(put(tmp_path, make_wav(60)), listening, limits=Limits(file_bytes=1024 * 1024))


async def test_too_little_memory_ends_in_a_sentence(tmp_path: Path, listening: Listening) -> None:
    with pytest.raises(FormatError) as refused:
        await hear(put(tmp_path, make_wav(3)), listening, limits=Limits(memory_bytes=200 * 1024 * 1024))
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("missing", ["model.bin", "tokenizer.json"])
async def test_a_model_that_is_not_whole_is_named_and_nothing_is_fetched(missing: str, tmp_path: Path) -> None:
    model = make_model(tmp_path / "model")
    (model / missing).unlink()
    with pytest.raises(UnusableModelError, match="can't be loaded"):
        await hear(put(tmp_path, make_wav(3)), Listening(model, 1, 3600))


async def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    model = make_model(tmp_path / "model")
    (model / "model.bin").write_bytes((model / "model.bin").read_bytes()[:1000])
    with pytest.raises(UnusableModelError, match="can't be loaded"):
        await hear(put(tmp_path, make_wav(3)), Listening(model, 1, 3600))


async def test_cancelling_ends_the_child(tmp_path: Path, listening: Listening) -> None:
    begun = asyncio.Event()
    path = put(tmp_path, make_wav(3000))
    work = asyncio.create_task(transcribe_in_child(path, listening, ALL, LIMITS, lambda done, whole: begun.set()))
    await begun.wait()
    children = children_hearing(path)
    assert len(children) == 1
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert children_hearing(path) == []


def children_hearing(path: Path) -> list[str]:
    """The numbers of the processes that were started with this file."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if str(path).encode() in (folder / "cmdline").read_bytes():
                found.append(folder.name)
        except OSError:
            continue
    return found


def transcript(*said: tuple[float, float, str], language: str = "en", **more: Any) -> Transcript:
    return Transcript(language, tuple(Utterance(*one) for one in said), **{"heard": 100, "announced": 100, **more})


def paragraphs(found: Transcript, *, times: bool = False) -> list[str]:
    [document] = as_manuscript(found, "A_talk.mp3", times=times).documents
    assert document.content is not None
    validate_document(document.content)
    return [block["content"][0]["text"] for block in document.content["content"]]


def test_a_pause_begins_a_paragraph() -> None:
    said = transcript((0, 2, "One."), (2.5, 4, "Two."), (7, 9, "Three."))
    assert paragraphs(said) == ["One. Two.", "Three."]


def test_a_long_speech_is_divided_at_the_end_of_a_sentence() -> None:
    said = transcript((0, 9, "a " * 299 + "a,"), (9, 10, "and more,"), (10, 11, "so it ends."), (11, 12, "Then on."))
    assert [text[-8:] for text in paragraphs(said)] == ["it ends.", "Then on."]


def test_times_are_those_of_the_recording() -> None:
    assert paragraphs(transcript((3725, 3727, "Late.")), times=True) == ["[1:02:05] Late."]


def test_a_persian_recording_becomes_a_persian_text() -> None:
    manuscript = as_manuscript(transcript((0, 1, "سلام"), language="fa"), "گفت‌وگو.ogg", times=False)
    assert (manuscript.language, manuscript.direction, manuscript.title) == ("fa", "rtl", "گفت‌وگو")
