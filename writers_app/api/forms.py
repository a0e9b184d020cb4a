"""Multipart forms read while they arrive: short fields into memory, files to drafts. Called by tasks and files.

Starlette's own parser takes a file of any size before the endpoint can say no; here the limit holds as bytes come in.
"""

import contextlib
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from writers_app.errors import InvalidError, TooLargeError, WritersError, concerning
from writers_app.services.uploads import Receiver, Upload, judge_length

FIELD_LIMIT = 64 * 1024
FIELDS = 20
HEADERS_LIMIT = 8 * 1024

NOT_A_FORM = "Send a form (multipart/form-data) with the file in the field «file»."
BROKEN_FORM = "The upload broke off or was not a proper form. Send the file again."
TOO_MANY = "Send at most %(most)s files at a time."
UNKNOWN_FIELD = "There is no field «%(name)s» in this form. It has: %(known)s."
SENT_TWICE = "The field «%(name)s» was sent twice. Send one value."
ALL_TOO_LARGE = "The files together are more than this server takes at once. Send them in several batches."


@dataclass(slots=True)
class Form:
    """What was sent. `uploads` are drafts that go when the block of `receive_form` ends, unless they were stored."""

    fields: dict[str, str] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    header: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)
    headers: dict[str, str] = field(default_factory=dict)
    name: str = ""
    file_name: str | None = None
    header_bytes: int = 0


@asynccontextmanager
async def receive_form(request: Request, megabytes: int, known: Collection[str], files: int = 1) -> AsyncIterator[Form]:
    """The whole form; TooLargeError as soon as a file is known to be too large, InvalidError for what is no form, for a
    field that is not `known` and for one that comes twice. Empty fields say nothing and are passed over.

    At most so many `files` of so many `megabytes`, and together no more than ten such.
    """
    chunks = request.stream()
    whole = megabytes * min(files, 10)
    reading = _Reading(_boundary(request), megabytes, known, files, whole)
    try:
        try:
            judge_length(request.headers.get("content-length"), whole)
            async for chunk in chunks:
                reading.feed(chunk)
                await reading.write_out()
            form = await reading.finish()
        except WritersError:
            await _let_finish(chunks, 3 * megabytes * 1024 * 1024)
            raise
        yield form
    finally:
        reading.discard()


async def _let_finish(chunks: AsyncIterator[bytes], at_most: int) -> None:
    """Most browsers read no answer before they have sent all: take some more and throw it away."""
    async for chunk in chunks:
        at_most -= len(chunk)
        if at_most < 0:
            break


def _boundary(request: Request) -> bytes:
    kind, parameters = parse_options_header(request.headers.get("content-type", ""))
    boundary = parameters.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise InvalidError(NOT_A_FORM)
    return boundary


class _Reading:
    """Turns the parser's callbacks, which can't wait, into bytes for the receiver, which can."""

    def __init__(self, boundary: bytes, megabytes: int, known: Collection[str], files: int, whole: int) -> None:
        self.form = Form()
        self._known = known
        self._fields = 0
        self._megabytes = megabytes
        self._files = files
        self._left = whole * 1024 * 1024
        self._receivers: list[Receiver] = []
        self._part = _Part()
        self._arrived: list[tuple[Receiver, bytes]] = []
        self._ended = False
        self._parser = self._make_parser(boundary)

    def _make_parser(self, boundary: bytes) -> MultipartParser:
        try:
            return MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._take_header_name,
                    "on_header_value": self._take_header_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._open,
                    "on_part_data": self._take_data,
                    "on_part_end": self._end,
                    "on_end": self._finish,
                },
            )
        except FormParserError as error:  # the boundary is too long
            raise InvalidError(BROKEN_FORM) from error

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise InvalidError(BROKEN_FORM) from error

    async def write_out(self) -> None:
        """Hand what arrived of the file to the receiver."""
        arrived, self._arrived = self._arrived, []
        for receiver, data in arrived:
            self._left -= len(data)
            if self._left < 0:
                raise TooLargeError(ALL_TOO_LARGE)
            await receiver.write(data)

    async def finish(self) -> Form:
        if not self._ended:
            raise InvalidError(BROKEN_FORM)
        await self.write_out()
        self.form.uploads = [await receiver.finish() for receiver in self._receivers]
        return self.form

    def discard(self) -> None:
        for receiver in self._receivers:
            with contextlib.suppress(OSError):
                receiver.discard()

    def _begin(self) -> None:
        self._part = _Part()

    def _take_header_name(self, data: bytes, start: int, end: int) -> None:
        self._part.header += self._counted(data[start:end])

    def _take_header_value(self, data: bytes, start: int, end: int) -> None:
        self._part.value += self._counted(data[start:end])

    def _counted(self, data: bytes) -> bytes:
        self._part.header_bytes += len(data)
        if self._part.header_bytes > HEADERS_LIMIT:
            raise InvalidError(BROKEN_FORM)
        return data

    def _end_header(self) -> None:
        part = self._part
        part.headers[part.header.decode("latin-1").lower()] = part.value.decode("utf-8", "replace")
        part.header, part.value = bytearray(), bytearray()

    def _open(self) -> None:
        _, parameters = parse_options_header(self._part.headers.get("content-disposition", "").encode())
        self._part.name = parameters.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in parameters:
            self._fields += 1
            if self._fields > FIELDS:
                raise InvalidError(BROKEN_FORM)
            return
        if self._part.name != "file":
            raise InvalidError(NOT_A_FORM)
        if len(self._receivers) >= self._files:
            raise InvalidError(TOO_MANY, most=self._files)
        self._part.file_name = parameters[b"filename"].decode("utf-8", "replace")
        self._receivers.append(Receiver(self._part.file_name, self._megabytes))

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        if self._part.file_name is not None:
            self._arrived.append((self._receivers[-1], data[start:end]))
            return
        self._part.value += data[start:end]
        if len(self._part.value) > FIELD_LIMIT:
            raise InvalidError("The field «%(name)s» is too long.", name=self._part.name[:60])

    def _end(self) -> None:
        if self._part.file_name is None and self._part.value:
            self._keep(self._part.name, self._part.value.decode("utf-8", "replace"))

    def _keep(self, name: str, value: str) -> None:
        """A mistyped name must not make the request mean something wider than was written."""
        with concerning(name[:60]):
            if name == "file":
                raise InvalidError(NOT_A_FORM)
            if name not in self._known:
                raise InvalidError(UNKNOWN_FIELD, name=name[:60], known=", ".join((*self._known, "file")))
            if name in self.form.fields:
                raise InvalidError(SENT_TWICE, name=name)
        self.form.fields[name] = value

    def _finish(self) -> None:
        self._ended = True
