"""Reads a stranger's file in a child process with limits on memory, time and files; import tasks call `read_in_child`.

The child may be broken by what it reads, so it is not trusted: it answers in JSON and raw bytes, never in pickles, and
the parent checks every document it gets. A bomb is refused by `detect`, before a process is started.
"""

from __future__ import annotations

import ctypes
import os
import resource
import select
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from writers_app.formats.detection import Format, detect
from writers_app.formats.errors import FormatError, InvalidDocumentError, StoppedError, UnreadableFileError
from writers_app.formats.limits import Limits, damaged
from writers_app.formats.model import JSON, Comment, EarlierText, Loss, Manuscript, ManuscriptDocument, Resource
from writers_app.formats.properties import tidy
from writers_app.formats.validation import validate_document
from writers_app.formats.word.carried import keep

_ROOT = str(Path(__file__).resolve().parents[2])
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from writers_app.formats.child import serve; serve(sys.argv[2:])"
)
_TOO_SLOW = "Reading the file took too long and was stopped. Split the manuscript, or save it in another format."
_TOO_HUNGRY = (
    "Reading the file needed too much memory and was stopped. Split the manuscript, or make its pictures smaller."
)
_CRASHED = (
    "The file could not be read: something in it is not as its format demands. Save it in another format and try again."
)
_STOPPED = "Reading the file was stopped."
_NOT_WORD = "What comes back from an editor must be the Word file (.docx) that went out."
_POLL_SECONDS = 0.1
_ASIDE = ("synopsis", "label", "status", "sent")


def read_in_child(
    path: Path | str,
    filename: str,
    limits: Limits | None = None,
    *,
    should_stop: Callable[[], bool] | None = None,
) -> Manuscript:
    """Reads any supported file; raises FormatError with one sentence for the writer, whatever the file does.

    `should_stop` is asked ten times a second and makes it raise StoppedError; an exception in the caller (a task's time
    limit) ends the child too.
    """
    return _read(Path(path).resolve(), filename, limits or Limits(), should_stop, "read")


def read_returned_in_child(
    path: Path | str,
    filename: str,
    limits: Limits | None = None,
    *,
    should_stop: Callable[[], bool] | None = None,
) -> Manuscript:
    """The same for a Word file that comes back from an editor: what `word.returned.read_returned` gives."""
    return _read(Path(path).resolve(), filename, limits or Limits(), should_stop, "returned")


def _read(path: Path, filename: str, limits: Limits, should_stop: Callable[[], bool] | None, what: str) -> Manuscript:
    found = detect(path, filename, limits)
    if what == "returned" and found is not Format.DOCX:
        raise UnreadableFileError(_NOT_WORD)
    with tempfile.TemporaryFile() as answer:
        code = _run([what, str(path), filename, orjson.dumps(asdict(limits)).decode()], limits, answer, should_stop)
        answer.seek(0)
        return _receive(answer, code)


def _run(arguments: list[str], limits: Limits, answer: BinaryIO, should_stop: Callable[[], bool] | None) -> int:
    ending, writing = os.pipe()
    process = subprocess.Popen(  # noqa: S603  # our own interpreter and program; the file's name is an argument
        [sys.executable, "-I", "-c", _PROGRAM, _ROOT, *arguments],
        stdin=subprocess.DEVNULL, stdout=answer, stderr=subprocess.DEVNULL, pass_fds=(writing,), env={}, cwd="/",
    )  # fmt: skip
    os.close(writing)
    try:
        _wait(ending, limits.wall_seconds, should_stop)
        return process.wait(timeout=5)
    finally:
        os.close(ending)
        if process.poll() is None:
            process.kill()
            process.wait()


def _wait(ending: int, seconds: float, should_stop: Callable[[], bool] | None) -> None:
    """Until the child closes its end of the pipe, which its death does at once."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([ending], [], [], min(left, _POLL_SECONDS if should_stop else left))
        if ready:
            return
        if should_stop is not None and should_stop():
            raise StoppedError(_STOPPED)
    raise UnreadableFileError(_TOO_SLOW)


def _receive(answer: BinaryIO, code: int) -> Manuscript:
    head = answer.read(8)
    if code != 0 or len(head) < 8:
        error = UnreadableFileError(_TOO_SLOW if code in (-24, -9) else _CRASHED)
        error.cause = f"exit {code}"
        raise error
    told: dict[str, Any] = orjson.loads(answer.read(struct.unpack(">Q", head)[0]))
    if "error" in told:
        raise told_error(told)
    known = tidy(author=told["author"], **told["about"])
    resources = {name: Resource(answer.read(size), kind) for name, kind, size in told["resources"]}
    return Manuscript(
        told["title"], "fa" if told["language"] == "fa" else "en", "rtl" if told["direction"] == "rtl" else "ltr",
        known.author,
        tuple(map(_receive_document, told["documents"])), resources,
        tuple(Comment(**found) for found in told["comments"]),
        tuple(Loss(message, values) for message, values in told["losses"]),
        known.about,
        carried=tuple(kept for each in told["carried"] if (kept := keep(**each)) is not None),
    )  # fmt: skip


def told_error(told: dict[str, Any]) -> FormatError:
    kinds: dict[str, type[FormatError]] = {kind.__name__: kind for kind in _all_kinds(FormatError)}
    error = kinds.get(told["error"], UnreadableFileError)(told["message"], **told["values"])
    if isinstance(error, UnreadableFileError):
        error.cause = told["cause"]
    return error


def _all_kinds(kind: type[FormatError]) -> list[type[FormatError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in _all_kinds(below))]


def _without_ids(block: JSON) -> JSON:
    """A block of a returned file names its bookmarks, which belong to no valid document."""
    return {key: value for key, value in block.items() if key != "ids"} if "ids" in block else block


def _receive_document(told: JSON) -> ManuscriptDocument:
    if told["content"] is not None:
        _check({**told["content"], "content": [_without_ids(each) for each in told["content"]["content"]]})
    for each in told["earlier"]:
        _check(each["content"])
    children = tuple(map(_receive_document, told["children"]))
    return ManuscriptDocument(
        told["title"], told["kind"], told["content"], children, told["id"],
        **{name: told[name] for name in _ASIDE},
        earlier=tuple(EarlierText(**each) for each in told["earlier"]),
    )  # fmt: skip


def _check(content: JSON) -> None:
    try:
        validate_document(content)
    except InvalidDocumentError as error:
        raise damaged(str(error)) from error


# In the child --------------------------------------------------------------------------------------


def serve(arguments: list[str]) -> None:
    """The child's main function: bind itself, read, answer on standard output."""
    what, path, filename, told = arguments
    limits = Limits(**orjson.loads(told))
    bind_child(limits)
    try:
        _answer(_reader(what)(Path(path), filename, limits))
    except FormatError as error:
        _answer_error(type(error).__name__, error.msgid, error.values, getattr(error, "cause", ""))
    except MemoryError:
        _answer_error("UnreadableFileError", _TOO_HUNGRY, {}, "memory")
    except RecursionError:
        _answer_error("UnreadableFileError", _CRASHED, {}, "recursion")
    except Exception as error:  # a reader's own mistake on a strange file must not cost the writer a clear answer
        _answer_error("UnreadableFileError", _CRASHED, {}, place_of(error))


def _reader(what: str) -> Callable[[Path, str, Limits], Manuscript]:
    if what == "returned":
        from writers_app.formats.word.returned import read_returned

        return read_returned
    from writers_app.formats.reading import read

    return read


def bind_child(limits: Limits) -> None:
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.output_bytes),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG: die with the worker


def place_of(error: Exception) -> str:
    """Kind and place of a mistake, without a letter of the text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"


def _answer(manuscript: Manuscript) -> None:
    told = {
        "title": manuscript.title, "language": manuscript.language, "direction": manuscript.direction,
        "author": manuscript.author, "documents": [_tell_document(found) for found in manuscript.documents],
        "resources": [(name, found.media_type, len(found.data)) for name, found in manuscript.resources.items()],
        "comments": [{each.name: getattr(found, each.name) for each in fields(found)} for found in manuscript.comments],
        "losses": [(found.message, dict(found.values)) for found in manuscript.losses],
        "about": asdict(manuscript.about), "carried": [asdict(each) for each in manuscript.carried],
    }  # fmt: skip
    _send(told, [found.data for found in manuscript.resources.values()])


def _tell_document(found: ManuscriptDocument) -> dict[str, Any]:
    aside = {name: getattr(found, name) for name in _ASIDE}
    children = [_tell_document(child) for child in found.children]
    return {"title": found.title, "kind": found.kind, "content": found.content, "children": children,
            "id": found.id, "earlier": [asdict(each) for each in found.earlier], **aside}  # fmt: skip


def _answer_error(name: str, message: str, values: dict[str, Any], cause: str) -> None:
    _send({"error": name, "message": message, "values": values, "cause": cause}, [])


def _send(told: dict[str, Any], blobs: list[bytes]) -> None:
    body = orjson.dumps(told)
    out = sys.stdout.buffer
    out.write(struct.pack(">Q", len(body)))
    out.write(body)
    for blob in blobs:
        out.write(blob)
    out.flush()
