"""Pictures on their way through: named once when read, judged by their bytes, measured when written."""

from __future__ import annotations

import hashlib
import re
import struct
from pathlib import PurePosixPath

from writers_app.formats import losses as lost
from writers_app.formats.blocks import attr
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON, RESOURCE_PREFIX, Resource

MAX_ALT = 5000
MAX_PICTURE = 20 * 1024 * 1024

TEXT_WIDTH = 600  # pixels between the margins of A4: a picture whose size nobody chose is made to fit
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif", "image/webp": "webp"}


def picture_type(data: bytes) -> str | None:
    """The media type by magic bytes; None for everything that is not kept (SVG can carry programs)."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, read from the header; None when they are not where they should be."""
    kind = picture_type(data)
    try:
        if kind == "image/png":
            size = struct.unpack_from(">II", data, 16)
        elif kind == "image/gif":
            size = struct.unpack_from("<HH", data, 6)
        elif kind == "image/jpeg":
            size = _jpeg_size(data)
        elif kind == "image/webp":
            size = _webp_size(data)
        else:
            return None
    except struct.error:
        return None
    width, height = size
    return (width, height) if 0 < width <= 100_000 and 0 < height <= 100_000 else None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, int]:
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def chosen_size(block: JSON, natural: tuple[int, int] | None) -> tuple[float, float, str]:
    """Width and height to write, in pixels, and a name that says which of them the writer chose.

    The name goes into the file: a reader takes back only what was chosen (word/inline.py, opendocument/reader.py).
    """
    width, height = attr(block, "width"), attr(block, "height")
    own_width, own_height = natural or (400, 300)
    if width and height:
        return width, height, "picture"
    if width:
        return width, width * own_height / own_width, "width"
    if height:
        return height * own_width / own_height, height, "height"
    scale = min(1.0, TEXT_WIDTH / own_width)
    return max(1.0, own_width * scale), max(1.0, own_height * scale), "natural"


class Pictures:
    """The pictures of one file under names of their own; the same bytes get the same name."""

    def __init__(self, losses: Losses) -> None:
        self.losses = losses
        self.resources: dict[str, Resource] = {}
        self.by_digest: dict[bytes, str] = {}

    def add(self, resource: Resource | None, hint: str = "") -> str | None:
        """The `src` to store, or None (and a loss noted) when the picture cannot be kept."""
        if resource is None:
            self.losses.add(lost.PICTURE_MISSING)
            return None
        kind = picture_type(resource.data)
        if kind is None or len(resource.data) > MAX_PICTURE:
            self.losses.add(lost.PICTURE_FORMAT if kind is None else lost.PICTURE_TOO_LARGE)
            return None
        digest = hashlib.sha256(resource.data).digest()
        if digest not in self.by_digest:
            self.by_digest[digest] = self._name(hint, EXTENSIONS[kind])
            self.resources[self.by_digest[digest]] = Resource(resource.data, kind)
        return RESOURCE_PREFIX + self.by_digest[digest]

    def _name(self, hint: str, extension: str) -> str:
        stem = (
            re.sub(r"[^A-Za-z0-9_-]+", "-", PurePosixPath(hint.rpartition("/")[2][-80:]).stem).strip("-")
            if hint
            else ""
        )
        if not stem or hint.startswith("data:"):
            stem = f"picture-{len(self.resources) + 1}"
        name, number = f"{stem}.{extension}", 2
        while name in self.resources:
            name, number = f"{stem}-{number}.{extension}", number + 1
        return name
