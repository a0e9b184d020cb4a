"""What an EPUB says about itself: metadata, reading order, and the table of contents as a tree."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from writers_app.formats.epub.properties import local, read_properties
from writers_app.formats.errors import UnreadableFileError
from writers_app.formats.limits import SafeZip, damaged, parse_xml
from writers_app.formats.model import About

_CONTAINER = "META-INF/container.xml"
_PROTECTED = "The book is protected against copying (DRM), so that only its shop's programs can open it."
MAX_TOC_DEPTH = 8


@dataclass(slots=True)
class Entry:
    """A line of the table of contents: which file it leads to, and at what depth (1 at the top) it stands."""

    title: str
    file: str
    depth: int


@dataclass(slots=True)
class Package:
    title: str = ""
    author: str = ""
    about: About = field(default_factory=About)
    spine: list[str] = field(default_factory=list)
    """Names in the zip, in reading order, without the table of contents and the cover."""
    aside: list[str] = field(default_factory=list)
    """Texts that stand outside the reading order: often the notes."""
    styles: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def read_package(archive: SafeZip) -> Package:
    """Raises FormatError when the book has no table of parts or is protected."""
    container = parse_xml(archive.read(_CONTAINER), allow_doctype=True)
    name = next((each.get("full-path", "") for each in container.iter() if local(each) == "rootfile"), "")
    opf = parse_xml(archive.read(name), allow_doctype=True)
    folder = posixpath.dirname(name)
    items = {each.get("id", ""): each for each in opf.iter() if local(each) == "item"}
    told = read_properties(opf)
    made = Package(told.title, told.author, told.about)
    nav = next((each for each in items.values() if "nav" in (each.get("properties") or "").split()), None)
    nav_name = resolve(folder, nav.get("href", "")) if nav is not None else ""
    made.styles = [
        resolve(folder, each.get("href", "")) for each in items.values() if each.get("media-type") == "text/css"
    ]
    for reference in (each for each in opf.iter() if local(each) == "itemref"):
        item = items.get(reference.get("idref", ""))
        target = resolve(folder, item.get("href", "")) if item is not None else ""
        if item is not None and "html" in (item.get("media-type") or "") and target in archive and target != nav_name:
            (made.aside if reference.get("linear") == "no" else made.spine).append(target)
    if not made.spine:
        raise damaged("no spine")
    _refuse_protected(archive, made.spine)
    ncx = next((each for each in items.values() if each.get("media-type") == "application/x-dtbncx+xml"), None)
    if nav is not None and nav_name in archive:
        made.entries = _nav_entries(archive, nav_name)
    elif ncx is not None and (ncx_name := resolve(folder, ncx.get("href", ""))) in archive:
        made.entries = _ncx_entries(parse_xml(archive.read(ncx_name), allow_doctype=True), posixpath.dirname(ncx_name))
    return made


def resolve(folder: str, href: str) -> str:
    """A name in the zip from an address relative to a folder of it, without its anchor."""
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0]))) if href else ""


def _refuse_protected(archive: SafeZip, spine: list[str]) -> None:
    """Fonts may be obfuscated (nobody is hindered by that); texts may not."""
    if "META-INF/encryption.xml" not in archive:
        return
    told = parse_xml(archive.read("META-INF/encryption.xml"), allow_doctype=True)
    locked = {unquote(each.get("URI", "")) for each in told.iter() if local(each) == "CipherReference"}
    if locked & set(spine):
        raise UnreadableFileError(_PROTECTED)


def _nav_entries(archive: SafeZip, name: str) -> list[Entry]:
    root = parse_xml(archive.read(name), allow_doctype=True)
    navs = [each for each in root.iter() if local(each) == "nav"]
    kinds = [" ".join(value for key, value in each.attrib.items() if str(key).endswith("type")) for each in navs]
    chosen = next((nav for nav, kind in zip(navs, kinds, strict=True) if "toc" in kind), navs[0] if navs else None)
    entries: list[Entry] = []
    top = next((each for each in chosen if local(each) == "ol"), None) if chosen is not None else None
    if top is not None:
        _walk_nav(top, 1, posixpath.dirname(name), entries)
    return entries


def _walk_nav(ol: etree._Element, depth: int, folder: str, entries: list[Entry]) -> None:
    if depth > MAX_TOC_DEPTH:
        return
    for item in ol:
        for child in item:
            if local(child) in ("a", "span"):
                title = " ".join("".join(child.itertext()).split())
                entries.append(Entry(title, resolve(folder, child.get("href") or ""), depth))
            elif local(child) == "ol":
                _walk_nav(child, depth + 1, folder, entries)


def _ncx_entries(root: etree._Element, folder: str) -> list[Entry]:
    entries: list[Entry] = []
    top = next((each for each in root.iter() if local(each) == "navMap"), None)
    if top is not None:
        _walk_ncx(top, 1, folder, entries)
    return entries


def _walk_ncx(parent: etree._Element, depth: int, folder: str, entries: list[Entry]) -> None:
    if depth > MAX_TOC_DEPTH:
        return
    for point in (each for each in parent if local(each) == "navPoint"):
        label = next((each for each in point if local(each) == "navLabel"), None)
        content = next((each for each in point if local(each) == "content"), None)
        title = " ".join("".join(label.itertext()).split()) if label is not None else ""
        entries.append(Entry(title, resolve(folder, content.get("src", "") if content is not None else ""), depth))
        _walk_ncx(point, depth + 1, folder, entries)
