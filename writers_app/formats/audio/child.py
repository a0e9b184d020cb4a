"""Hears a stranger's recording in a child process with limits; the kind `transcribe` calls `transcribe_in_child`.

The child tells in lines of JSON how far it is, then what it heard or what is wrong. Cancelling the call kills it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from writers_app.formats.audio.detection import detect_sound
from writers_app.formats.audio.model import Listening, Transcript, Utterance, Wishes
from writers_app.formats.child import bind_child, place_of, told_error
from writers_app.formats.errors import FormatError, UnreadableFileError
from writers_app.formats.limits import Limits

_ROOT = str(Path(__file__).resolve().parents[3])
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from writers_app.formats.audio.child import serve; serve(sys.argv[2:])"
)
_LINE = 16 * 1024 * 1024
"""The longest line that is taken: the whole of what was said."""
_NICENESS = 10
TOO_HUNGRY = "The recording needed more memory than this server gives to one. Split it, then send the parts."
STOPPED = "The recording could not be written down: something in it stopped the work. Save it in another format."

Heard = Callable[[float, float], None]


async def transcribe_in_child(
    path: Path, listening: Listening, wishes: Wishes, limits: Limits, on_heard: Heard
) -> Transcript:
    """What is said in the recording; FormatError with one sentence for the writer, whatever the file does.

    `on_heard` is told the seconds that are heard, and how many the file announces (0: not known).
    """
    place = await asyncio.to_thread(_judge, path, limits)
    about = [{"model": str(listening.model)}, asdict(wishes), asdict(limits)]
    about[0] |= {"threads": listening.threads, "most_seconds": listening.most_seconds}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-c", _PROGRAM, _ROOT, place, orjson.dumps(about).decode(),
        stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env={"HF_HUB_OFFLINE": "1"}, cwd="/", limit=_LINE,
    )  # fmt: skip
    try:
        told = await _follow(process, on_heard)
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _receive(told, code)


def _judge(path: Path, limits: Limits) -> str:
    """Where it lies, once it is known to be a recording."""
    detect_sound(path, limits)
    return str(path.resolve())


async def _follow(process: Process, on_heard: Heard) -> dict[str, Any]:
    """Pass on how far it is; the last line is the answer."""
    assert process.stdout, "it was asked for"
    told: dict[str, Any] = {}
    try:
        async for line in process.stdout:
            told = orjson.loads(line)
            if "heard" in told:
                on_heard(*told.pop("heard"))
    except ValueError:  # a line that is too long or no JSON: the child was taken over by what it heard
        return {}
    return told


def _receive(told: dict[str, Any], code: int) -> Transcript:
    if code == 0 and "error" in told:
        raise told_error(told)
    if code != 0 or "said" not in told:
        error = UnreadableFileError(STOPPED)
        error.cause = f"exit {code}"
        raise error
    said = tuple(
        Utterance(float(start), float(end), str(text).replace("\x00", "")) for start, end, text in told["said"]
    )
    return Transcript(str(told["language"]), said, float(told["decoded"]), float(told["announced"]))


# In the child --------------------------------------------------------------------------------------


def serve(arguments: list[str]) -> None:
    """The child's main function: bind itself, listen, answer on standard output."""
    listening, wishes, told = orjson.loads(arguments[1])
    limits = Limits(**told)
    bind_child(limits)
    os.nice(_NICENESS)  # hours of work must not make typing slow
    model = Listening(Path(listening["model"]), listening["threads"], listening["most_seconds"])
    try:
        _answer(Path(arguments[0]), model, Wishes(**wishes), limits)
    except FormatError as error:
        cause = getattr(error, "cause", "")
        _say({"error": type(error).__name__, "message": error.msgid, "values": error.values, "cause": cause})
    except MemoryError:
        _say({"error": "UnreadableFileError", "message": TOO_HUNGRY, "values": {}, "cause": "memory"})
    except Exception as error:  # a strange file must not cost the writer a clear answer
        _say({"error": "UnreadableFileError", "message": STOPPED, "values": {}, "cause": place_of(error)})


def _answer(path: Path, listening: Listening, wishes: Wishes, limits: Limits) -> None:
    from writers_app.formats.audio.transcription import transcribe

    heard = transcribe(path, listening, wishes, limits, lambda done, whole: _say({"heard": [done, whole]}))
    said = [[utterance.start, utterance.end, utterance.text] for utterance in heard.utterances]
    _say({"said": said, "language": heard.language, "decoded": heard.heard, "announced": heard.announced})


def _say(told: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
    sys.stdout.buffer.flush()
