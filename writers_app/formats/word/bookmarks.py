"""Names of the hidden bookmarks by which a returned Word file finds its way back to the documents it was made of.

Word keeps bookmarks through edits and hides those that begin with an underscore. `_wt` marks the heading that is a
document's title, `_wd` the first block of a document without one; both say which document it is and which kept state
of it went out. `_wp` marks any block: with its document, a checksum of the block's text, and which of several alike it
is. The checksum finds a block again even when the text in Writers has changed in other places meanwhile. Word takes
names of at most 40 letters.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass

from writers_app.formats.blocks import plain_text
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument

_START = re.compile(r"_w[td]([0-9a-f]{1,12})_([0-9a-f]{8})(?:_([0-9a-f]{12}))?")
_BLOCK = re.compile(r"_wp([0-9a-f]{1,12})_[0-9a-f]{8}_\d{1,6}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """The ends of two ids: a stored document's, and that of its state which went out ("" when none was kept). And a
    checksum of the title that went out.
    """

    document: str
    title: str = ""
    sent: str = ""

    @property
    def told(self) -> str:
        return f"{self.title}_{self.sent}"


def short_id(identifier: str) -> str:
    """The end of a stored id, which is random in every kind of UUID; "" for anything else."""
    match = _UUID.fullmatch(identifier)
    return match.group(1) if match else ""


def sent_key(returned: ManuscriptDocument) -> DocumentKey:
    """What a document that came back tells of itself."""
    title, _, sent = returned.sent.partition("_")
    return DocumentKey(returned.id, title, sent)


def title_checksum(title: str) -> str:
    return f"{zlib.crc32(' '.join(title.split()).encode()):08x}"


def document_keys(manuscript: Manuscript) -> dict[int, DocumentKey]:
    """By Python's `id` of each document. One that is not stored is known by its place in the book."""
    return {
        id(each): DocumentKey(short_id(each.id) or f"{place:x}", title_checksum(each.title), short_id(each.sent))
        for place, (_, each) in enumerate(manuscript.walk())
    }


def document_bookmark(key: DocumentKey, *, titled: bool) -> str:
    return f"_w{'t' if titled else 'd'}{key.document}_{key.title}" + (f"_{key.sent}" if key.sent else "")


class BlockNames:
    """Names the blocks of one document, in order."""

    def __init__(self, key: DocumentKey) -> None:
        self.document = key.document
        self.seen: Counter[int] = Counter()

    def name(self, block: JSON) -> str:
        checksum = zlib.crc32(f"{block['type']}\n{plain_text(block)}".encode())
        self.seen[checksum] += 1
        return f"_wp{self.document}_{checksum:08x}_{self.seen[checksum]}"


@dataclass(frozen=True, slots=True)
class Bookmark:
    key: DocumentKey
    is_title: bool = False


def parse_bookmark(name: str) -> Bookmark | None:
    """None for bookmarks of others."""
    if match := _START.fullmatch(name):
        return Bookmark(DocumentKey(match[1], match[2], match[3] or ""), name.startswith("_wt"))
    match = _BLOCK.fullmatch(name)
    return Bookmark(DocumentKey(match[1])) if match else None


def bookmark_xml(number: int, name: str) -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'
