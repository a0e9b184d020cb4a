"""Names of the hidden bookmarks by which a returned Word file finds its way back to the documents it was made of.

Word keeps bookmarks through edits and hides those that begin with an underscore. `_wt` marks the heading that is a
document's title, `_wd` the first block of a document without one, `_wp` any block: with the document's place in the
book, a checksum of the block's text, and which of several alike it is. The checksum finds a block again even when the
text in Writers has changed in other places meanwhile.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter

from writers_app.formats.blocks import plain_text
from writers_app.formats.model import JSON

_NAME = re.compile(r"_w([tdp])(\d{1,6})(?:_([0-9a-f]{8})_(\d{1,6}))?")


def document_bookmark(place: int, *, titled: bool) -> str:
    return f"_w{'t' if titled else 'd'}{place}"


class BlockNames:
    """Names the blocks of one document, in order."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.seen: Counter[int] = Counter()

    def name(self, block: JSON) -> str:
        checksum = zlib.crc32(f"{block['type']}\n{plain_text(block)}".encode())
        self.seen[checksum] += 1
        return f"_wp{self.place}_{checksum:08x}_{self.seen[checksum]}"


def parse_bookmark(name: str) -> tuple[str, int] | None:
    """The kind (t, d or p) and the document's place; None for bookmarks of others."""
    match = _NAME.fullmatch(name)
    return (match.group(1), int(match.group(2))) if match else None


def bookmark_xml(number: int, name: str) -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'
