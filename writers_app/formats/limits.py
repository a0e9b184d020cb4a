"""How much a file may cost before it is refused, and the only ways in which zip and XML are opened here.

A bomb is refused from its table of contents, before anything is unpacked: zipfile never yields more than the size an
entry declares (and fails on a wrong checksum), so declared sizes bound the real ones.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from writers_app.formats.errors import OversizedFileError, UnreadableFileError

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one file; the child process gets the last four as rlimits and a time limit."""

    file_bytes: int = 100 * MB
    unpacked_bytes: int = 400 * MB
    part_bytes: int = 120 * MB
    ratio: int = 120
    """Unpacked : packed, looked at only above `ratio_from` bytes: a repetitive but honest text packs well."""
    ratio_from: int = 40 * MB
    entries: int = 10_000
    text_bytes: int = 50 * MB
    memory_bytes: int = 1024 * MB
    cpu_seconds: int = 120
    wall_seconds: float = 180.0
    output_bytes: int = 600 * MB


_DAMAGED = "The file is damaged or was cut short. Save it again in the program it comes from, then upload it anew."
_ENCRYPTED = (
    "The file is protected by a password. Open it in the program it comes from, save it without one, and upload that."
)
_BOMB = "The file unpacks to far more than a manuscript needs and was not opened."
_UNSAFE_NAMES = "The file holds parts with unsafe names and was not opened."
_TOO_MANY = "The file holds too many parts (more than %(limit)s) and was not opened."
_ENDLESS = "A paragraph of the file is longer than 10 MB. Break it into paragraphs, then upload the file again."
_ENTITIES = "The file holds document-type declarations that a manuscript never needs, and was not opened."


def damaged(cause: str = "") -> UnreadableFileError:
    error = UnreadableFileError(_DAMAGED)
    error.cause = cause
    return error


def encrypted() -> UnreadableFileError:
    return UnreadableFileError(_ENCRYPTED)


class SafeZip:
    """A zip whose table of contents has been judged; reads one part at a time."""

    def __init__(self, path: Path, limits: Limits) -> None:
        with path.open("rb") as stream:
            _judge_directory(stream, limits)
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise damaged(type(error).__name__) from error
        self.names = {info.filename: info for info in self.zip.infolist()}
        self._judge_entries(limits)

    def __enter__(self) -> SafeZip:
        return self

    def __exit__(self, *_: object) -> None:
        self.zip.close()

    def _judge_entries(self, limits: Limits) -> None:
        infos = self.zip.infolist()
        unpacked = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos) or 1
        if unpacked > limits.unpacked_bytes or any(info.file_size > limits.part_bytes for info in infos):
            raise OversizedFileError(_BOMB)
        if unpacked > limits.ratio_from and unpacked / packed > limits.ratio:
            raise OversizedFileError(_BOMB)
        for info in infos:
            if info.flag_bits & 0x1:
                raise encrypted()
            if not is_safe_name(info.filename) or "\0" in info.orig_filename:
                raise UnreadableFileError(_UNSAFE_NAMES)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise damaged("compression method")

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """A part's bytes; a part that is not there is a damaged file."""
        info = self.names.get(name)
        if info is None:
            raise damaged(f"no part {name[:80]}")
        try:
            return self.zip.read(info)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error) as error:
            raise damaged(type(error).__name__) from error

    def read_xml(self, name: str) -> etree._Element:
        return parse_xml(self.read(name))


def is_safe_name(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not (name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name)


def _judge_directory(stream: BinaryIO, limits: Limits) -> None:
    """Looks at the end-of-directory record first: zipfile would read a directory of a million entries into memory."""
    stream.seek(0, 2)
    size = stream.tell()
    tail_size = min(size, 65_557)
    stream.seek(size - tail_size)
    tail = stream.read(tail_size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise damaged("no end of directory")
    count, directory_size = struct.unpack_from("<HI", tail, at + 10)
    if at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07":
        (offset,) = struct.unpack_from("<Q", tail, at - 12)
        if offset + 56 > size:
            raise damaged("zip64 directory")
        stream.seek(offset)
        count, directory_size = struct.unpack_from("<QQ", stream.read(56), 32)
    if count > limits.entries or directory_size > limits.entries * 400:
        raise OversizedFileError(_TOO_MANY, limit=limits.entries)


def parse_xml(data: bytes, *, allow_doctype: bool = False) -> etree._Element:
    """Parses without entities, DTDs or network; depth and text length are bounded by libxml2 (256 levels, 10 MB)."""
    probe = data.decode("utf-16", "ignore").encode() if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
    if b"<!ENTITY" in probe or (not allow_doctype and b"<!DOCTYPE" in probe):
        raise UnreadableFileError(_ENTITIES)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        if "huge text node" in str(error) or "too long" in str(error):
            raise OversizedFileError(_ENDLESS) from error
        raise damaged(f"XML line {error.lineno}") from error
