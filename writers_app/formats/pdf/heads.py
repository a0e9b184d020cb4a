"""Running heads and page numbers of a book that is set in parts: drawn once each on two pages of their own, the sheet,
and laid over the pages when the parts are bound.

Were they set with the pages, Typst would have to know which page it is at, and set all pages a second time: a ninth of
what a book takes. A part also need not know which page the one before it ends on. Called by pdf/binding.py and
pdf/writer.py.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from dataclasses import dataclass, field

from writers_app.formats.pdf.objects import made_object

APART = 1000
"""Points between two heads of the sheet, far more than a page is high; `template.typ` moves them up by as much."""
_PLACE = re.compile(rb"q (?:\S+ ){4}(\S+) (\S+) cm")
_STREAM = re.compile(rb"stream\n(.*)\nendstream", re.S)
_NOTHING_DRAWN = b"/Length 8/"
"""Of a stream that is empty when it is unpacked."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands over which page of the text: over a left one the book's title, over a right one the chapter's."""

    book: str
    chapters: list[tuple[int, str]]
    """The first page and the title of each."""
    pages: int

    def head(self, page: int) -> str:
        """Empty over the page that a chapter begins on."""
        first, title = self.chapters[bisect_right(self.chapters, page, key=lambda each: each[0]) - 1]
        return "" if page == first else self.book if page % 2 == 0 and self.book else title

    def titles(self, side: int) -> list[str]:
        """All heads of the right-hand pages (1) or of the left-hand ones (0)."""
        return list(dict.fromkeys(filter(None, map(self.head, range(2 - side, self.pages + 1, 2)))))

    def numbers(self, side: int) -> range:
        return range(2 - side, self.pages + 1, 2)


@dataclass(slots=True)
class Overlays:
    """The heads and numbers as forms that a page can show, by title and side or by number."""

    heads: Heads
    forms: dict[tuple[str, int] | int, int] = field(default_factory=dict)
    streams: tuple[int, int] = (0, 0)
    """They show the head and the number, whatever form a page has by those names."""

    def lay(self, objects: dict[int, bytes], at: int, page: int) -> None:
        """Let the page that is the object `at` show what belongs on it; a blank one stays blank."""
        body = objects[at]
        own, resources = _number(body, b"/Contents"), _number(body, b"/Resources")
        if _NOTHING_DRAWN in objects[own][:40]:
            return
        before, after = self.streams
        head = self.forms.get((self.heads.head(page), page % 2))
        shown = b"/no %d 0 R" % self.forms[page] + (b"/hd %d 0 R" % head if head else b"")
        drawn = (b"%d 0 R " % before if head else b"") + b"%d 0 R %d 0 R" % (own, after)
        objects[at] = body.replace(b"/Contents %d 0 R" % own, b"/Contents[%s]" % drawn)
        objects[resources] = _with_forms(objects[resources], shown)


def cut(objects: dict[int, bytes], sheet: list[int], heads: Heads) -> Overlays:
    """The sheet's two pages, right and left, cut into forms; the objects have those then, and the pages no more."""
    above = max(objects) + 1
    overlays = Overlays(heads, streams=(above, above + 1))
    objects |= {
        number: _stream(number, b"", b"/%s Do" % name)
        for number, name in zip(overlays.streams, (b"hd", b"no"), strict=True)
    }
    for side, at in zip((1, 0), sheet, strict=True):
        page = objects.pop(at)
        box = re.search(rb"/MediaBox(\[\S+ \S+ \S+ (\S+)\])", page)
        assert box is not None, "a page has a size"
        told = b"/Type/XObject/Subtype/Form/BBox%s/Resources %d 0 R" % (box[1], _number(page, b"/Resources"))
        drawn = _unpacked(objects.pop(_number(page, b"/Contents")))
        for key, drawing in _drawings(drawn, heads, side, float(box[2])):
            overlays.forms[key] = number = max(objects) + 1
            objects[number] = _stream(number, told, drawing)
    return overlays


def _drawings(stream: bytes, heads: Heads, side: int, height: float) -> list[tuple[tuple[str, int] | int, bytes]]:
    """Each head and number, drawn where it belongs: the heads were one above the other, the numbers line by line."""
    titles, numbers = heads.titles(side), heads.numbers(side)
    over: list[list[bytes]] = [[] for _ in titles]
    lines: dict[float, list[bytes]] = {}
    for up, group in _groups(stream):
        if up > height / 2:
            over[int((up - height / 2) // APART)].append(group)
        else:
            lines.setdefault(up, []).append(group)
    heights = sorted(lines, reverse=True)
    return [
        *(((title, side), _moved(over[index], -index * APART)) for index, title in enumerate(titles)),
        *((number, _moved(lines[up], heights[0] - up)) for number, up in zip(numbers, heights, strict=True)),
    ]


def _groups(stream: bytes) -> list[tuple[float, bytes]]:
    """What is drawn as one, by its height on the page: from a `q` to its `Q`, each at the beginning of a line."""
    found: list[tuple[float, bytes]] = []
    depth, lines = 0, list[bytes]()
    for line in stream.split(b"\n"):
        lines.append(line)
        depth += line.startswith(b"q")
        depth -= line == b"Q"
        if depth == 0:
            group = b"\n".join(lines)
            if (place := _PLACE.match(group)) is not None:
                found.append((float(place[2]), group))
            lines = []
    return found


def _moved(groups: list[bytes], up: float) -> bytes:
    return b"q 1 0 0 1 0 %.4f cm\n%s\nQ" % (up, b"\n".join(groups))


def _number(body: bytes, key: bytes) -> int:
    match = re.search(key + rb" (\d+) 0 R", body)
    assert match is not None, "Typst writes streams and resources as objects of their own"
    return int(match[1])


def _unpacked(body: bytes) -> bytes:
    match = _STREAM.search(body)
    assert match is not None, "a page has a stream"
    return zlib.decompress(match[1])


def _stream(number: int, told: bytes, data: bytes) -> bytes:
    return made_object(number, b"<<%s/Length %d>>\nstream\n%s\nendstream" % (told, len(data), data))


def _with_forms(resources: bytes, shown: bytes) -> bytes:
    """Resources with more forms among them."""
    if b"/XObject<<" in resources:
        return resources.replace(b"/XObject<<", b"/XObject<<" + shown, 1)
    return resources.replace(b"<<", b"<</XObject<<%s>>" % shown, 1)
