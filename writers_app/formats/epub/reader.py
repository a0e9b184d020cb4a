"""Reads an EPUB: chapters in spine order, named and nested by its table of contents."""

from __future__ import annotations

import html as entities
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from writers_app.formats import losses as lost
from writers_app.formats.blocks import children, document, plain_text
from writers_app.formats.direction import settle_directions
from writers_app.formats.encoding import decode_text
from writers_app.formats.epub.package import Entry, Package, read_package
from writers_app.formats.errors import FormatError
from writers_app.formats.html.elements import parse_html
from writers_app.formats.html.reader import HtmlReader
from writers_app.formats.language import guess_language, settle_languages
from writers_app.formats.limits import Limits, SafeZip, parse_xml
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument, Resource
from writers_app.formats.outline import heading_text
from writers_app.formats.pictures import Pictures

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_XHTML = "{http://www.w3.org/1999/xhtml}"
_TITLE_LETTERS = re.compile(r"[\W_]+")


@dataclass(slots=True)
class _Chapter:
    """A document that is being made; `depth` from the table of contents."""

    title: str
    depth: int
    blocks: list[JSON] = field(default_factory=list)
    children: list[_Chapter] = field(default_factory=list)


def read_epub(path: Path, filename: str, limits: Limits) -> Manuscript:
    with SafeZip(path, limits) as archive:
        return _read(archive)


def _read(archive: SafeZip) -> Manuscript:
    package = read_package(archive)
    losses = Losses()
    pictures = Pictures(losses)
    reader = HtmlReader(pictures, losses, lambda source: _picture(archive, reader.base, source))
    for name in package.styles:
        if name in archive:
            reader.sheet.add(archive.read(name).decode("utf-8", "replace"))
    roots = {name: parse_chapter(archive.read(name)) for name in package.spine}
    for name, root in [*roots.items(), *((name, parse_chapter(archive.read(name))) for name in package.aside)]:
        reader.index_notes(root, name)
    files: list[tuple[str, list[JSON]]] = []
    for name, root in roots.items():
        reader.base = name
        for sheet in root.iter("style"):
            reader.sheet.add(sheet.text or "")
        if not _is_cover(root):
            files.append((name, reader.read_blocks(root)))
    language, direction = guess_language(plain_text(block) for _, blocks in files for block in blocks)
    settled = iter(settle_languages([block for _, blocks in files for block in blocks], language))
    chapters = _gather([(name, [next(settled) for _ in blocks]) for name, blocks in files], package)
    documents = tuple(_document(each, direction) for each in _nest(chapters))
    losses.counts.pop(lost.LINKS, None)  # links between the parts of a book are its own furniture
    return Manuscript(package.title, language, direction, package.author, documents, pictures.resources,
                      losses=losses.listed(), about=package.about)  # fmt: skip


def parse_chapter(data: bytes) -> etree._Element:
    """XHTML as XML; when it is not well-formed, as HTML, as reading programs do."""
    text = decode_text(data)
    resolved = _ENTITY.sub(lambda found: entities.unescape(found.group()), text)
    without_doctype = re.sub(r"<!DOCTYPE[^>\[]*>", "", resolved, count=1, flags=re.I)
    without_declaration = re.sub(r"^\s*<\?xml[^>]*\?>", "", without_doctype)
    try:
        root = parse_xml(without_declaration.strip().encode())
    except FormatError:
        return parse_html(without_declaration)
    for element in root.iter(etree.Element):
        if element.tag.startswith(_XHTML):
            element.tag = element.tag[len(_XHTML) :]
    return root


def _is_cover(root: etree._Element) -> bool:
    body = next(root.iter("body"), root)
    kinds = body.get("{http://www.idpf.org/2007/ops}type") or body.get("epub:type") or ""
    return "cover" in kinds.split()


def _picture(archive: SafeZip, base: str, source: str) -> Resource | None:
    name = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(source.partition("#")[0])))
    return Resource(archive.read(name), "") if name in archive else None


def _gather(files: list[tuple[str, list[JSON]]], package: Package) -> list[_Chapter]:
    """One chapter per line of the contents; a file without a line goes on with the chapter before it."""
    by_file: dict[str, list[Entry]] = {}
    for entry in package.entries:
        by_file.setdefault(entry.file, []).append(entry)
    chapters: list[_Chapter] = []
    for name, blocks in files:
        entries = by_file.get(name, [])
        if not entries and not package.entries:
            chapters.append(_untold_chapter(blocks, len(chapters)))
        elif not entries:
            if not chapters:
                if not _is_front(blocks, package):
                    chapters.append(_untold_chapter(blocks, 0))
            else:
                chapters[-1].blocks.extend(blocks)
        else:
            chapters.extend(_told_chapters(blocks, entries))
    return [each for each in chapters if each.title or any(map(_says_something, each.blocks))]


def _is_front(blocks: list[JSON], package: Package) -> bool:
    """A cover or title page says no more than the metadata does."""
    text = " ".join(plain_text({"content": blocks}).split())
    return len(text) < 200 and (
        not text or _same(text, package.title) or _same(text, f"{package.title} {package.author}")
    )


def _says_something(block: JSON) -> bool:
    return block["type"] != "paragraph" or bool(children(block))


def _untold_chapter(blocks: list[JSON], index: int) -> _Chapter:
    first = next((block for block in blocks if block["type"] == "heading"), None)
    title = heading_text(first) if first is not None else ""
    return _Chapter(title or str(index + 1), 1, [block for block in blocks if block is not first])


def _told_chapters(blocks: list[JSON], entries: list[Entry]) -> list[_Chapter]:
    """Splits a file at the headings that its lines in the contents name."""
    made = [_Chapter(entries[0].title, entries[0].depth)]
    waiting = [entry for entry in entries[1:] if entry.depth <= entries[0].depth]  # deeper ones are sections inside
    for block in blocks:
        if block["type"] == "heading":
            text = heading_text(block)
            if waiting and _same(text, waiting[0].title):
                entry = waiting.pop(0)
                made.append(_Chapter(entry.title, entry.depth))
                continue
            if len(made) == 1 and not any(map(_says_something, made[0].blocks)) and _same(text, made[0].title):
                continue
        made[-1].blocks.append(block)
    return made


def _same(left: str, right: str) -> bool:
    return _TITLE_LETTERS.sub("", left).casefold() == _TITLE_LETTERS.sub("", right).casefold()


def _nest(chapters: list[_Chapter]) -> list[_Chapter]:
    top: list[_Chapter] = []
    stack: list[_Chapter] = []
    for chapter in chapters:
        while stack and stack[-1].depth >= chapter.depth:
            stack.pop()
        (stack[-1].children if stack else top).append(chapter)
        stack.append(chapter)
    return top


def _document(chapter: _Chapter, direction: str) -> ManuscriptDocument:
    blocks = settle_directions(chapter.blocks, "rtl" if direction == "rtl" else "ltr")
    below = tuple(_document(each, direction) for each in chapter.children)
    if not below:
        return ManuscriptDocument(chapter.title, "scene", document(blocks))
    if any(map(_says_something, blocks)):
        below = (ManuscriptDocument(chapter.title, "scene", document(blocks)), *below)
    return ManuscriptDocument(chapter.title, "folder", None, below)
