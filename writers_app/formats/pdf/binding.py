"""Binds the parts of a long book, each a PDF that Typst has set, into one: pages, bookmarks, names that links lead to.

A long book is set in parts, since Typst holds all pages of what it sets in memory. Called by pdf/writer.py, for parts
without tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from writers_app.formats.pdf.heads import Heads, Overlays, cut
from writers_app.formats.pdf.objects import Objects, made_object, references, write_objects

LINK = "writers:"
"""The address by which a part links to a name that another part has."""
_CATALOG, _PAGES, _OUTLINES, _FIRST_FREE = 1, 2, 3, 4
_REFERENCE = re.compile(rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|(\d+) 0 (R|obj)")
_PARTING = b"\n%%\n"
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

    def pages(self) -> list[int]:
        """The objects that are its pages, in their order."""
        return references(self.objects[self.number(b"/Pages")].partition(b"/Kids[")[2])


@dataclass(slots=True)
class _Book:
    """What has been bound so far."""

    objects: dict[int, bytes] = field(default_factory=dict)
    roots: list[int] = field(default_factory=list)
    names: dict[bytes, int] = field(default_factory=dict)
    pages: int = 0

    def read(self, pdf: Objects) -> _Part:
        return _read(pdf, above=max([*self.objects, _FIRST_FREE - 1]))

    def add(self, part: _Part, pages: list[int], *, pad: bool) -> None:
        """The part with these of its pages, and a blank one to make them even if they shall be."""
        root = part.number(b"/Pages")
        if pages:
            self.pages += _adopt_pages(part, root, pages, pad=pad)
            self.roots.append(root)
        self.names |= {name: int(number) for name, number in _NAMED.findall(part.catalog)}
        self.objects |= part.objects


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the book's outline, and the name of the place that it leads to."""

    level: int
    title: str
    name: str


def bind(front: Objects | None, parts: list[Objects], bookmarks: list[Bookmark], heads: Heads | None) -> bytes:
    """One PDF of them all. Every part but the last gets a blank page when it ends on a right-hand one.

    `front` is what stands before the text, and its pages are counted by themselves; with `heads` its first two pages
    are the sheet that has them.
    """
    book = _Book()
    before = book.read(front) if front is not None else None
    overlays = _bind_front(book, before, heads) if before else None
    counted = book.pages
    for index, pdf in enumerate(parts, 1):
        part = book.read(pdf)
        before = before or part
        pages = part.pages()
        if overlays:
            for page, at in enumerate(pages, book.pages - counted + 1):
                overlays.lay(part.objects, at, page)
        book.add(part, pages, pad=index < len(parts))
    assert before is not None, "a book has parts"
    objects = book.objects
    _join_notes(objects)
    kids = b" ".join(b"%d 0 R" % root for root in book.roots)
    objects[_PAGES] = made_object(_PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (book.pages, kids))
    objects |= _outline(bookmarks, max(objects) + 1)
    labels = b"0<</S/r>>%d<</S/D>>" % counted if counted else b"0<</S/D>>"
    objects[_CATALOG] = made_object(_CATALOG, _catalog(before.catalog, labels, book.names))
    return write_objects(objects, _trailer(before, max(objects) + 1))


def _bind_front(book: _Book, front: _Part, heads: Heads | None) -> Overlays | None:
    pages = front.pages()
    overlays = None
    if heads is not None:
        overlays = cut(front.objects, pages[:2], heads)
        pages = pages[2:]
    book.add(front, pages, pad=True)
    return overlays


def page_numbers(pdf: Objects) -> dict[str, int]:
    """On which page of the PDF each name is, from 1; with the number of pages under the empty name."""
    part = _read(pdf)
    places = {kid: place for place, kid in enumerate(part.pages(), 1)}
    found = {"": len(places)}
    for name, number in _NAMED.findall(part.catalog):
        match = re.search(rb"\[(\d+) 0 R/XYZ", part.objects[int(number)])
        if match is not None:
            found[name.decode()] = places[int(match.group(1))]
    return found


def _read(pdf: Objects, *, above: int = 0) -> _Part:
    """The part with its objects renumbered from above the number on."""
    objects, trailer = dict(pdf.found), pdf.trailer
    if above:
        objects, trailer = _renumber(objects, trailer, above)
    root = re.search(rb"/Root (\d+) 0 R", trailer)
    assert root is not None, "a trailer names its root"
    catalog = objects.pop(int(root.group(1)))
    return _Part(objects, catalog, trailer)


def _renumber(objects: dict[int, bytes], trailer: bytes, above: int) -> tuple[dict[int, bytes], bytes]:
    """Objects, and what they refer to, under new numbers; streams stay, since nothing in them refers to objects.

    All at once, which is quicker than one by one. No string has a line's end in it, so nothing else parts them.
    """
    parted = [body.partition(b"stream\n") for body in objects.values()]
    heads = _PARTING.join([head for head, _, _ in parted] + [trailer])
    heads = _REFERENCE.sub(
        lambda match: b"%d 0 %s" % (int(match[1]) + above, match[2]) if match[1] else match[0], heads
    )
    if LINK.encode() in heads:
        heads = _LINK.sub(rb"/Dest(\1)", heads)
    *changed, trailer = heads.split(_PARTING)
    bodies = (head + stream + rest for head, (_, stream, rest) in zip(changed, parted, strict=True))
    return {number + above: body for number, body in zip(objects, bodies, strict=True)}, trailer


def _adopt_pages(part: _Part, root: int, pages: list[int], *, pad: bool) -> int:
    """Hang the part's pages under the book's; how many they are now."""
    kids = list(pages)
    if pad and len(kids) % 2:
        box = re.search(rb"/MediaBox\[[^\]]*\]", part.objects[kids[-1]])
        blank = max(part.objects) + 1
        shape = box.group() if box else b""
        part.objects[blank] = made_object(blank, b"<</Type/Page/Resources<<>>%s/Parent %d 0 R>>" % (shape, root))
        kids.append(blank)
    shown = b" ".join(b"%d 0 R" % kid for kid in kids)
    body = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (_PAGES, len(kids), shown)
    part.objects[root] = made_object(root, body)
    return len(kids)


def _join_notes(objects: dict[int, bytes]) -> None:
    """Each link from a mark in the text to its note leads to where that has its link back, and the other way round."""
    places: dict[tuple[bytes, bytes], bytes] = {}
    links: dict[int, tuple[int, re.Match[bytes]]] = {}
    for page, body in objects.items():
        for number in references(body.partition(b"/Annots[")[2].partition(b"]")[0]):
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
    made = {_OUTLINES: made_object(_OUTLINES, b"<</Type/Outlines%s>>" % _ends(chains[_OUTLINES], 1))}
    for own, mark, parent in zip(numbers, bookmarks, parents, strict=True):
        chain = chains[parent]
        at = chain.index(own)
        told = b"/Prev %d 0 R" % chain[at - 1] if at else b""
        told += b"/Next %d 0 R" % chain[at + 1] if at + 1 < len(chain) else b""
        title = ("\ufeff" + mark.title).encode("utf-16-be", "replace").hex().upper().encode()
        body = b"<</Parent %d 0 R%s%s/Title<%s>/Dest(%s)>>" % (
            parent, told, _ends(chains.get(own, []), -1), title, mark.name.encode(),
        )  # fmt: skip
        made[own] = made_object(own, body)
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
