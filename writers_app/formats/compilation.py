"""Lays a manuscript's tree out as one run of sections, titles as headings; every writer starts from it.

What the person chose for the book as a whole happens here, once for all formats: which titles show, how chapters are
numbered, what stands between scenes, and the pages before the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from writers_app.formats.blocks import (
    ITALIC,
    attr,
    children,
    clean_text,
    heading,
    is_page_break,
    node,
    paragraph,
    text_node,
)
from writers_app.formats.chapters import chapter_rank
from writers_app.formats.model import JSON, Language, Manuscript, ManuscriptDocument
from writers_app.formats.options import WriteOptions
from writers_app.text.digits import write_persian_digits

Role = Literal["front", "part", "chapter", "scene"]
FRONT_PAGES = ("copyright", "dedication", "epigraph")
_CHAPTER = {"en": "Chapter", "fa": "فصل"}


@dataclass(frozen=True, slots=True)
class Section:
    """One document as it will stand in the book: its title as a heading first, when it has one to show."""

    document: ManuscriptDocument
    level: int
    blocks: list[JSON]
    role: Role = "chapter"
    new_page: bool = False
    """Whether it begins a page, in formats that have pages and are not told by the role itself."""
    front: str = ""
    """Which of FRONT_PAGES it is, when its role is "front"."""

    @property
    def opens(self) -> bool:
        """Whether it stands as a part or chapter in the contents, with a page to begin."""
        return self.role in ("part", "chapter") and bool(self.blocks) and self.blocks[0]["type"] == "heading"


def compile_sections(manuscript: Manuscript, options: WriteOptions | None = None) -> list[Section]:
    """Documents in reading order; notes are the writer's own and stay out unless asked for.

    A file that shall come back from an editor has every title as it is, so that the titles find their documents.
    """
    options = options or WriteOptions()
    if options.round_trip:
        options = replace(options, chapters="texts", numbering="none", copyright="", dedication="", epigraph="")
    sections = list(_Compilation(manuscript, options).sections())
    return [
        replace(each, new_page=_begins_page(each, options) or (index > 0 and sections[index - 1].role == "front"))
        for index, each in enumerate(sections)
    ]


def _begins_page(section: Section, options: WriteOptions) -> bool:
    return section.role == "front" or (options.new_page_per_chapter and section.role in ("part", "chapter"))


class _Compilation:
    def __init__(self, manuscript: Manuscript, options: WriteOptions) -> None:
        self.manuscript, self.options = manuscript, options
        self.number = 0

    def sections(self) -> Iterator[Section]:
        for kind in FRONT_PAGES:
            text = getattr(self.options, kind).strip()
            if text:
                yield self._front(kind, text)
        yield from self._documents(self.manuscript.documents, 1, "chapter")

    def _front(self, kind: str, text: str) -> Section:
        centred = {} if kind == "copyright" else {"textAlign": "center"}
        slanted = kind != "copyright" and self.manuscript.language == "en"
        blocks = [
            paragraph([text_node(line.strip(), [ITALIC] if slanted else [])] if line.strip() else [], **centred)
            for line in clean_text(text).split("\n")
        ]
        return Section(
            ManuscriptDocument("", content={"type": "doc", "content": blocks}), 1, blocks, "front", front=kind
        )

    def _documents(self, documents: tuple[ManuscriptDocument, ...], level: int, role: Role) -> Iterator[Section]:
        begun = False
        for document in documents:
            if document.kind == "note" and not self.options.include_notes:
                continue
            own = self._role(document, role)
            shown = self._section(document, level, own, after_scene=begun)
            begun = begun or (own == "scene" and bool(shown.blocks))
            yield shown
            yield from self._documents(document.children, level + 1, "chapter" if own == "part" else "scene")

    def _role(self, document: ManuscriptDocument, among: Role) -> Role:
        """What is below a chapter is a scene; a folder with chapters in it is a part."""
        if among == "scene" or document.kind != "folder":
            return among
        if self.options.chapters == "folders":
            return "part" if any(child.kind == "folder" for child in document.children) else "chapter"
        return "chapter" if children(document.content or {}) else "part"

    def _section(self, document: ManuscriptDocument, level: int, role: Role, *, after_scene: bool) -> Section:
        title = self._title(document, role)
        blocks = shift_headings(children(document.content or {}), level if title else level - 1)
        if title:
            blocks = [heading(level, [text_node(title)]), *blocks]
        elif self._is_untitled_scene(role) and after_scene and blocks and not is_page_break(blocks[0]):
            blocks = [node("horizontalRule"), *blocks]
        return Section(document, level, blocks, role)

    def _is_untitled_scene(self, role: Role) -> bool:
        return role == "scene" and self.options.chapters == "folders"

    def _title(self, document: ManuscriptDocument, role: Role) -> str:
        if self._is_untitled_scene(role) or _is_the_book(document, self.manuscript):
            return ""
        return self._numbered(document.title) if role == "chapter" and document.kind != "note" else document.title

    def _numbered(self, title: str) -> str:
        """A title that says itself what it is (Prologue, Chapter Four) stays as it is, and is not counted."""
        numbering = self.options.numbering
        if numbering == "none" or chapter_rank(title) is not None:
            return title
        self.number += 1
        return number_title(
            title if self.options.chapter_titles else "", self.number, numbering, self.manuscript.language
        )


def number_title(title: str, number: int, numbering: Literal["digits", "chapters"], language: Language) -> str:
    """ "3. The lake", "Chapter 3: The lake", «فصل ۳: دریاچه»; without a title, its number alone."""
    shown = write_persian_digits(str(number)) if language == "fa" else str(number)
    if numbering == "chapters":
        shown = f"{_CHAPTER[language]} {shown}"
    if not title:
        return shown
    return f"{shown}: {title}" if numbering == "chapters" else f"{shown}. {title}"


def _is_the_book(document: ManuscriptDocument, manuscript: Manuscript) -> bool:
    """A book that is one document: its title is on the title page already."""
    return len(manuscript.documents) == 1 and not document.children and document.title == manuscript.title


def shift_headings(blocks: list[JSON], above: int) -> list[JSON]:
    """Headings pushed down just so far that the highest stands below level `above`."""
    levels = [attr(block, "level", 1) for block in blocks if block["type"] == "heading"]
    shift = max(0, above + 1 - min(levels)) if levels else 0
    if not shift:
        return blocks
    return [_shifted(block, shift) if block["type"] == "heading" else block for block in blocks]


def _shifted(block: JSON, shift: int) -> JSON:
    return {**block, "attrs": {**(block.get("attrs") or {}), "level": min(4, attr(block, "level", 1) + shift)}}
