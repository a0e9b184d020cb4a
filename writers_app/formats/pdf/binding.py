"""Binds the parts of a long book, each a PDF that Typst has set, into one: pages, bookmarks, names that links lead to.

A long book is set in parts, since Typst holds all pages of what it sets in memory. Called by pdf/writer.py, for parts
without tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from writers_app.formats.pdf.objects import read_objects, write_objects

LINK = "writers:"
"""The address by which a part links to a name that another part has."""
_CATALOG, _PAGES, _OUTLINES, _FIRST_FREE = 1, 2, 3, 4
_REFERENCE = re.compile(rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|(\d+) 0 (R|obj)")
_LINK = re.compile(rb"/A<</Type/Action/S/URI/URI\(" + LINK.encode() + rb"([\w-]+)\)>>")
_JOINED = re.compile(rb"/Rect\[([\d.]+) [\d.]+ [\d.]+ ([\d.]+)\].*/Dest\((note|mark|endnote|endmark)-(\d+)\)")
_OTHER = {b"note": b"mark", b"mark": b"note", b"endnote": b"endmark", b"endmark": b"endnote"}
"""What a link to one of a pair stands at; an endnote may be in another part than its mark."""
_NAMED = re.compile(rb"\(([\w-]+)\)(\d+) 0 R")


@dataclass(slots=True)
class _Part:
    """A part with its objects under their new numbers."""

    objects: dict[int, bytes]
    catalog: bytes
    trailer: bytes

    def number(self, key: bytes) -> int:
        """Of the object that the catalog has under the key."""
        match = re.search(re.escape(key) + rb" (\d+) 0 R", self.catalog)
        assert match is not None, "a catalog has pages"
        return int(match.group(1))


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the book's outline, and the name of the place that it leads to."""

    level: int
    title: str
    name: str


def bind(parts: list[bytes], bookmarks: list[Bookmark], *, front: bool) -> bytes:
    """One PDF of them all. Every part but the last gets a blank page when it ends on a right-hand one.

    `front` says that the first part is what stands before the text: its pages are counted by themselves.
    """
    objects: dict[int, bytes] = {}
    roots: list[int] = []
    counts: list[int] = []
    names: dict[bytes, int] = {}
    first: _Part | None = None
    for index, pdf in enumerate(parts):
        part = _read(pdf, above=max([*objects, _FIRST_FREE - 1]))
        first = first or part
        roots.append(part.number(b"/Pages"))
        counts.append(_adopt_pages(part, roots[-1], pad=index + 1 < len(parts)))
        names |= {name: int(number) for name, number in _NAMED.findall(part.catalog)}
        objects |= part.objects
    _join_notes(objects)
    assert first is not None, "a book has parts"
    kids = b" ".join(b"%d 0 R" % root for root in roots)
    objects[_PAGES] = _object(_PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (sum(counts), kids))
    objects |= _outline(bookmarks, max(objects) + 1)
    labels = b"0<</S/r>>%d<</S/D>>" % counts[0] if front else b"0<</S/D>>"
    objects[_CATALOG] = _object(_CATALOG, _catalog(first.catalog, labels, names))
    return write_objects(objects, _trailer(first, max(objects) + 1))


def _object(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n\n" % (number, body)


def page_numbers(pdf: bytes) -> dict[str, int]:
    """On which page of the PDF each name is, from 1; with the number of pages under the empty name."""
    part = _read(pdf)
    kids = re.findall(rb"(\d+) 0 R", part.objects[part.number(b"/Pages")].partition(b"/Kids[")[2])
    places = {int(kid): place for place, kid in enumerate(kids, 1)}
    found = {"": len(kids)}
    for name, number in _NAMED.findall(part.catalog):
        match = re.search(rb"\[(\d+) 0 R/XYZ", part.objects[int(number)])
        if match is not None:
            found[name.decode()] = places[int(match.group(1))]
    return found


def _read(pdf: bytes, *, above: int = 0) -> _Part:
    """The part with its objects renumbered from above the number on."""
    read = read_objects(pdf)
    assert read is not None, "Typst writes a plain table of objects"
    objects, trailer = read.found, read.trailer
    if above:
        objects = {number + above: _renumber(body, above) for number, body in objects.items()}
        trailer = _renumber(trailer, above)
    root = re.search(rb"/Root (\d+) 0 R", trailer)
    assert root is not None, "a trailer names its root"
    catalog = objects.pop(int(root.group(1)))
    return _Part(objects, catalog, trailer)


def _renumber(body: bytes, above: int) -> bytes:
    """An object, and what it refers to, under new numbers; its stream stays, since nothing in it refers to objects."""
    head, stream, rest = body.partition(b"stream\n")
    head = _REFERENCE.sub(lambda match: b"%d 0 %s" % (int(match[1]) + above, match[2]) if match[1] else match[0], head)
    if LINK.encode() in head:
        head = _LINK.sub(rb"/Dest(\1)", head)
    return head + stream + rest


def _adopt_pages(part: _Part, root: int, *, pad: bool) -> int:
    """Hang the part's pages under the book's; how many they are now."""
    body = part.objects[root]
    kids = re.findall(rb"(\d+) 0 R", body.partition(b"/Kids[")[2])
    if pad and len(kids) % 2:
        box = re.search(rb"/MediaBox\[[^\]]*\]", part.objects[int(kids[-1])])
        blank = max(part.objects) + 1
        shape = box.group() if box else b""
        part.objects[blank] = _object(blank, b"<</Type/Page/Resources<<>>%s/Parent %d 0 R>>" % (shape, root))
        kids.append(b"%d" % blank)
    shown = b" ".join(b"%s 0 R" % kid for kid in kids)
    body = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (_PAGES, len(kids), shown)
    part.objects[root] = _object(root, body)
    return len(kids)


def _join_notes(objects: dict[int, bytes]) -> None:
    """Each link from a mark in the text to its note leads to where that has its link back, and the other way round."""
    places: dict[tuple[bytes, bytes], bytes] = {}
    links: dict[int, tuple[int, re.Match[bytes]]] = {}
    for page, body in objects.items():
        for number in map(int, re.findall(rb"(\d+) 0 R", body.partition(b"/Annots[")[2].partition(b"]")[0])):
            found = _JOINED.search(objects[number])
            if found is not None:
                left, top, kind, note = found.groups()
                places.setdefault((_OTHER[kind], note), b"%d 0 R/XYZ %s %s 0" % (page, left, top))
                links[number] = page, found
    for number, (page, found) in links.items():
        place = places.get((found[3], found[4]), b"%d 0 R/Fit" % page)
        objects[number] = objects[number].replace(b"/Dest(%s-%s)" % (found[3], found[4]), b"/Dest[%s]" % place)


def _outline(bookmarks: list[Bookmark], number: int) -> dict[int, bytes]:
    """The outline's objects, numbered from the number on: each a line of a chain, under the last of a higher level."""
    numbers = [number + index for index in range(len(bookmarks))]
    above: list[int] = []
    chains: dict[int, list[int]] = {_OUTLINES: []}
    parents: list[int] = []
    for index, mark in enumerate(bookmarks):
        while above and bookmarks[above[-1]].level >= mark.level:
            above.pop()
        parent = numbers[above[-1]] if above else _OUTLINES
        chains.setdefault(parent, []).append(numbers[index])
        parents.append(parent)
        above.append(index)
    made = {_OUTLINES: _object(_OUTLINES, b"<</Type/Outlines%s>>" % _ends(chains[_OUTLINES], 1))}
    for own, mark, parent in zip(numbers, bookmarks, parents, strict=True):
        chain = chains[parent]
        at = chain.index(own)
        told = b"/Prev %d 0 R" % chain[at - 1] if at else b""
        told += b"/Next %d 0 R" % chain[at + 1] if at + 1 < len(chain) else b""
        title = ("\ufeff" + mark.title).encode("utf-16-be", "replace").hex().upper().encode()
        body = b"<</Parent %d 0 R%s%s/Title<%s>/Dest(%s)>>" % (
            parent, told, _ends(chains.get(own, []), -1), title, mark.name.encode(),
        )  # fmt: skip
        made[own] = _object(own, body)
    return made


def _ends(chain: list[int], sign: int) -> bytes:
    """A negative count says that what is below is folded."""
    return b"/First %d 0 R/Last %d 0 R/Count %d" % (chain[0], chain[-1], sign * len(chain)) if chain else b""


def _catalog(first: bytes, labels: bytes, names: dict[bytes, int]) -> bytes:
    kept = (rb"/Metadata \d+ 0 R", rb"/Lang\([^)]*\)", rb"/ViewerPreferences<<[^>]*>>")
    told = b"".join(match.group() for match in (re.search(each, first) for each in kept) if match)
    listed = b"".join(b"(%s)%d 0 R" % (name, names[name]) for name in sorted(names))
    told += b"/PageLabels<</Nums[%s]>>/Names<</Dests<</Names[%s]>>>>" % (labels, listed)
    return b"<</Type/Catalog/Pages %d 0 R/Outlines %d 0 R%s>>" % (_PAGES, _OUTLINES, told)


def _trailer(first: _Part, size: int) -> bytes:
    info = re.search(rb"/Info \d+ 0 R", first.trailer)
    mark = re.search(rb"/ID\[.*?\]", first.trailer, re.S)
    told = b"".join(match.group() for match in (info, mark) if match)
    return b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (size, _CATALOG, told)
