"""Reads a zipped Scrivener project, version 2 or 3: the binder as a tree, texts, synopses, comments, snapshots."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from writers_app.formats.blocks import children, clean_text, document, footnote, join_text, plain_text
from writers_app.formats.direction import settle_directions
from writers_app.formats.encoding import decode_text
from writers_app.formats.errors import FormatError
from writers_app.formats.flow import note_content, settle_pages
from writers_app.formats.language import guess_language, settle_languages
from writers_app.formats.limits import Limits, SafeZip, damaged, parse_xml
from writers_app.formats.losses import Losses
from writers_app.formats.model import (
    JSON,
    Comment,
    Direction,
    DocumentKind,
    EarlierText,
    Language,
    Manuscript,
    ManuscriptDocument,
)
from writers_app.formats.pictures import Pictures
from writers_app.formats.rtf.reader import RtfReader
from writers_app.formats.scrivener.snapshots import Snapshot, Snapshots

MAX_DEPTH = 30
_FOLDERS = frozenset({"Folder", "DraftFolder", "ResearchFolder", "Root"})


@dataclass(slots=True)
class _Item:
    """A line of the binder with what belongs to it, before directions are settled."""

    title: str
    kind: DocumentKind
    blocks: list[JSON]
    synopsis: str
    label: str
    status: str
    children: list[_Item]
    earlier: list[Snapshot] = field(default_factory=list)


@dataclass(slots=True)
class ScrivenerReader:
    archive: SafeZip
    root: str
    losses: Losses = field(default_factory=Losses)
    labels: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    pictures: Pictures = field(init=False)
    snapshots: Snapshots = field(init=False)

    def __post_init__(self) -> None:
        self.pictures = Pictures(self.losses)
        self.snapshots = Snapshots(self.archive, self.root, self.losses, self._rtf)

    def read(self, project: etree._Element) -> list[_Item]:
        self.labels = _names(project, "LabelSettings", "Label")
        self.statuses = _names(project, "StatusSettings", "Status")
        items: list[_Item] = []
        for element in project.iterfind("Binder/BinderItem"):
            kind = element.get("Type", "")
            if kind == "DraftFolder":
                items = self._children(element, "scene", 1) + items
            elif kind == "ResearchFolder":
                research = self._children(element, "note", 1)
                items += [self._item(element, "note", 1)] if research else []
        return items

    def _children(self, element: etree._Element, kind: DocumentKind, depth: int) -> list[_Item]:
        found = element.iterfind("Children/BinderItem") if depth < MAX_DEPTH else ()
        return [self._item(each, kind, depth) for each in found if each.get("Type") in _FOLDERS or _is_text(each)]

    def _item(self, element: etree._Element, kind: DocumentKind, depth: int) -> _Item:
        name = element.get("UUID") or element.get("ID") or ""
        told = element.find("MetaData")
        label = self.labels.get(told.findtext("LabelID") or "", "") if told is not None else ""
        status = self.statuses.get(told.findtext("StatusID") or "", "") if told is not None else ""
        below = self._children(element, kind, depth + 1)
        blocks = self._text(name)
        title = " ".join(clean_text(element.findtext("Title") or "").split())[:200]
        own: DocumentKind = "folder" if element.get("Type") in _FOLDERS else kind
        earlier = self.snapshots.read(name)
        if below and (blocks or earlier):
            below.insert(0, _Item(title, kind, blocks, "", label, status, [], earlier))
            blocks, earlier = [], []
        return _Item(title, "folder" if below else own, blocks, self._synopsis(name), label, status, below, earlier)

    def _find(self, *names: str) -> bytes | None:
        """The first of the files that is there: version 3 keeps a folder per document, version 2 numbered files."""
        for name in names:
            path = posixpath.join(self.root, "Files", name)
            if path in self.archive:
                return self.archive.read(path)
        return None

    def _synopsis(self, name: str) -> str:
        data = self._find(f"Data/{name}/synopsis.txt", f"Docs/{name}_synopsis.txt")
        return clean_text(decode_text(data)).strip()[:5000] if data else ""

    def _text(self, name: str) -> list[JSON]:
        data = self._find(f"Data/{name}/content.rtf", f"Docs/{name}.rtf")
        blocks = self._rtf(data) if data else []
        told = self._find(f"Data/{name}/content.comments", f"Docs/{name}.comments")
        if told:
            blocks = self._place_comments(blocks, told)
        return blocks

    def _rtf(self, data: bytes) -> list[JSON]:
        reader = RtfReader(self.losses)
        reader.pictures = self.pictures
        return settle_pages(reader.read(data))

    def _place_comments(self, blocks: list[JSON], told: bytes) -> list[JSON]:
        """Scrivener's comments and linked footnotes stand beside the text; links in it lead to them."""
        notes: dict[str, JSON] = {}
        for element in parse_xml(told).iter("Comment"):
            name, text = element.get("ID", ""), element.text or ""
            inner = self._rtf(text.encode("utf-8", "replace")) if text.lstrip().startswith("{\\rtf") else []
            if element.get("Footnote") == "Yes":
                notes[name] = footnote(note_content(inner))
            else:
                said = "\n".join(plain_text(block) for block in inner) or clean_text(text)
                self.comments.append(Comment(_comment_id(name), said.strip()))
        return [_with_notes(block, notes) for block in blocks]


def _comment_id(name: str) -> str:
    return f"comment-{re.sub(r'[^A-Za-z0-9-]', '', name)[:80]}"


def _with_notes(block: JSON, notes: dict[str, JSON]) -> JSON:
    """Texts marked as leading to a footnote lose the mark and are followed by the footnote."""
    inner = children(block)
    if not inner:
        return block
    wanted = {_comment_id(name): note for name, note in notes.items()}
    made: list[JSON] = []
    for index, child in enumerate(inner):
        if child["type"] != "text":
            made.append(_with_notes(child, notes))
            continue
        name = next((each["attrs"]["id"] for each in child.get("marks") or () if each["type"] == "comment"), "")
        if name not in wanted:
            made.append(child)
            continue
        marks = [each for each in child["marks"] if each["type"] != "comment"]
        made.append({"type": "text", "text": child["text"], **({"marks": marks} if marks else {})})
        following = inner[index + 1] if index + 1 < len(inner) else {}
        if not any(each.get("attrs", {}).get("id") == name for each in following.get("marks") or ()):
            made.append(wanted[name])
    return {**block, "content": join_text(made)}


def _is_text(element: etree._Element) -> bool:
    return bool(element.get("Type") == "Text")


def _names(project: etree._Element, section: str, name: str) -> dict[str, str]:
    """Labels or statuses by id; -1 is Scrivener's "none"."""
    found = project.iterfind(f"{section}//{name}")
    return {each.get("ID", ""): clean_text(each.text or "").strip() for each in found if each.get("ID") != "-1"}


def _document(item: _Item, language: Language, direction: Direction) -> ManuscriptDocument:
    def text(blocks: list[JSON]) -> JSON:
        return document(settle_directions(settle_languages(blocks, language), direction))

    content = text(item.blocks) if item.kind != "folder" or item.blocks else None
    below = tuple(_document(each, language, direction) for each in item.children)
    earlier = tuple(EarlierText(each.title, each.date, text(each.blocks)) for each in item.earlier)
    return ManuscriptDocument(
        item.title or "Untitled", item.kind, content, below, "", item.synopsis, item.label, item.status, earlier=earlier
    )


def _walk(items: list[_Item]) -> list[_Item]:
    return [each for item in items for each in (item, *_walk(item.children))]


def read_scrivener(path: Path, filename: str, limits: Limits) -> Manuscript:
    """The draft as the tree of the book; research follows as notes, the trash stays behind."""
    with SafeZip(path, limits) as archive:
        name = next((name for name in archive.names if name.endswith(".scrivx")), "")
        try:
            project = archive.read_xml(name)
        except FormatError as error:
            raise damaged("binder") from error
        reader = ScrivenerReader(archive, posixpath.dirname(name))
        items = reader.read(project)
    every = _walk(items)
    language, direction = guess_language(plain_text(block) for item in every for block in item.blocks)
    documents = tuple(_document(each, language, direction) for each in items)
    title = posixpath.basename(name).removesuffix(".scrivx")
    return Manuscript(title, language, direction, "", documents, reader.pictures.resources, tuple(reader.comments),
                      reader.losses.listed())  # fmt: skip
