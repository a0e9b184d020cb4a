"""Writes a manuscript as PDF: title page, contents, chapters with running heads, footnotes; Typst does the setting."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from writers_app.formats.blocks import attr, plain_text, walk
from writers_app.formats.changes import accept_changes
from writers_app.formats.compilation import Section, compile_sections
from writers_app.formats.model import Manuscript
from writers_app.formats.options import PAPERS, ImageSource, WriteOptions, image_source
from writers_app.formats.pdf.binding import LINK, Bookmark, bind, page_numbers
from writers_app.formats.pdf.heads import APART, Heads
from writers_app.formats.pdf.markup import TypstWriter, literal
from writers_app.formats.pdf.objects import Objects, read_objects
from writers_app.formats.pdf.setting import set_pages
from writers_app.formats.pdf.textlayer import repair_text_layer
from writers_app.formats.pictures import EXTENSIONS, picture_type
from writers_app.formats.properties import split_keywords
from writers_app.formats.typescript import about_words, contact_lines, running_head

_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TEMPLATE = (Path(__file__).parent / "template.typ").read_text(encoding="utf-8")
_FONTS = Path(__file__).parents[3] / "assets" / "fonts" / "print"
_WORDS = {"en": ("Contents", "Notes"), "fa": ("فهرست", "یادداشت‌ها")}
_TYPESCRIPT_FONT = "Libertinus Serif"
_INCH = (25.4, 25.4, 25.4, 25.4)
_LETTERS_TOGETHER = 150_000
"""Of code: some 22,000 words, for which Typst takes 75 MB; twice as many are no quicker and take 105."""


@dataclass(slots=True)
class _Chapter:
    """What begins a page: its title, and its text as code."""

    number: int
    level: int
    title: str
    texts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Of the place where it begins."""
        return f"chapter-{self.number}"

    @property
    def code(self) -> str:
        return f"#chapter({self.number}, {self.level}, {literal(self.title)})[{''.join(self.texts)}]\n"


@dataclass(frozen=True, slots=True)
class _Body:
    before: str
    chapters: list[_Chapter]


class PdfWriter:
    def __init__(self, manuscript: Manuscript, options: WriteOptions, images: ImageSource) -> None:
        self.manuscript, self.options, self.images = manuscript, options, images
        self.files: dict[str, bytes] = {}
        self.names: dict[str, str | None] = {}
        self.front: list[Section] = []
        self.is_typescript = options.layout == "manuscript"
        self.in_print = options.medium == "print" and not self.is_typescript  # a typescript has one side only
        self.writer = TypstWriter(self._picture, brackets=_has_both_notes(manuscript))

    def write(self) -> bytes:
        """Tagged for the screen, where programs read it out; a printer has no use for tags, which cost a tenth."""
        body = self._body()
        if self.in_print and self.options.new_page_per_chapter and not body.before:
            groups = _group(body.chapters)
            if len(groups) > 1:
                return self._bind(groups)
        return self._set([self._source(body)], format="pdf", pdf_tags=not self.in_print)[0][0]

    def draw(self, pixels_per_inch: float) -> list[bytes]:
        """Each page as PNG."""
        return self._set([self._source(self._body())], format="png", ppi=pixels_per_inch)[0]

    def _set(self, sources: list[str], **wanted: Any) -> list[list[bytes]]:
        made = set_pages(sources, self.files, self.options.fonts_folder or _FONTS, **wanted)
        if wanted["format"] == "pdf":
            for source, pdf in zip(sources, made, strict=True):
                if _RTL.search(source, pos=source.index(_TEMPLATE) + len(_TEMPLATE)):
                    pdf[0] = repair_text_layer(pdf[0])
        return made

    def _parts(self, sources: list[str]) -> list[Objects]:
        found = [read_objects(made[0]) for made in self._set(sources, format="pdf", pdf_tags=False)]
        assert all(found), "Typst writes a plain table of objects"
        return [each for each in found if each]

    def _bind(self, groups: list[list[_Chapter]]) -> bytes:
        """The groups one after another, without heads and numbers; then what stands before, behind a sheet of those."""
        settings = self._settings(part=True)
        sources = ["".join([settings, _TEMPLATE, *(each.code for each in group)]) for group in groups]
        parts = self._parts(sources)
        chapters = [each for group in groups for each in group]
        places: dict[int, int] = {}
        pages = 0
        for group, part in zip(groups, parts, strict=True):
            found = page_numbers(part)
            places |= {each.number: pages + found[each.name] for each in group}
            pages += found[""] + found[""] % 2
        opened = [(places[each.number], each.title) for each in chapters]
        heads = Heads(self.manuscript.title, opened, pages) if self.options.page_numbers else None
        before = [*([_sheet(heads)] if heads else []), *self._front(chapters, places)]
        source = "".join([self._settings(), _TEMPLATE, *before])
        front = self._parts([source])[0] if before else None
        return bind(front, parts, [Bookmark(each.level, each.title, each.name) for each in chapters], heads)

    def _source(self, body: _Body) -> str:
        """All of it as Typst code: settings, template, text."""
        front = self._front(body.chapters)
        settings = self._settings(first=1 if front and self.in_print else 0)
        return "".join([settings, _TEMPLATE, *front, body.before, *(each.code for each in body.chapters)])

    def _front(self, chapters: list[_Chapter], places: dict[int, int] | None = None) -> list[str]:
        """`places`: on which pages the chapters begin, when they are set elsewhere."""
        parts = [self._title_page()] if self.options.title_page else []
        parts += [f'#front-page("{each.front}")[{self.writer.blocks(each.blocks)}]\n' for each in self.front]
        if self.options.contents and len(chapters) > 1 and not self.is_typescript:
            parts.append(self._contents(chapters, places))
        return parts

    def _contents(self, chapters: list[_Chapter], places: dict[int, int] | None) -> str:
        title = literal(_WORDS[self.manuscript.language][0])
        if places is None:
            depth = max(each.level for each in chapters)
            return f"#pagebreak(weak: true)\n#outline(title: {title}, depth: {depth})\n"
        lines = [
            f"#contents-line({each.level}, {literal(each.title)}, {places[each.number]}, {literal(LINK + each.name)})\n"
            for each in chapters
        ]
        return "".join(["#pagebreak(weak: true)\n#heading(outlined: false, bookmarked: false, ", title, ")\n", *lines])

    def _body(self) -> _Body:
        """What begins a page takes all that follows it as its text; what comes before the first stands alone."""
        sections = compile_sections(self.manuscript, self.options)
        self.front = [each for each in sections if each.front]
        before: list[str] = []
        chapters: list[_Chapter] = []
        for section in sections:
            if section.front:
                continue
            blocks = section.blocks
            if section.opens:
                chapters.append(_Chapter(len(chapters) + 1, section.level, plain_text(blocks[0])))
                blocks = blocks[1:]
            (chapters[-1].texts if chapters else before).append(self.writer.blocks(blocks))
        if self.writer.endnotes:
            title = _WORDS[self.manuscript.language][1]
            chapters.append(_Chapter(len(chapters) + 1, 1, title, [self.writer.set_endnotes()]))
        return _Body("".join(before), chapters)

    def _settings(self, *, first: int = 0, part: bool = False) -> str:
        """`first` is the chapter whose first page has the number 1; 0 lets them run on. `part`: set as one."""
        options, manuscript = self.options, self.manuscript
        width, height = PAPERS[options.paper]
        inner, outer, top, bottom = options.margins or (_INCH if self.is_typescript else _margins(width, height))
        sides = f"inside: {inner}mm, outside: {outer}mm" if self.in_print else f"x: {(inner + outer) / 2}mm"
        told = {
            "title": literal(manuscript.title), "author": literal(manuscript.author), "about": _about(manuscript),
            "persian": "true" if manuscript.language == "fa" else "false",
            "language": literal(manuscript.language), "print": "true" if self.in_print else "false",
            "width": f"{width}mm", "height": f"{height}mm", "margin": f"({sides}, top: {top}mm, bottom: {bottom}mm)",
            "fonts": self._fonts(), "size": f"{options.font_size or (11 if width < 160 else 12)}pt",
            "first": str(first), "part": "true" if part else "false",
            "hyphenate": "true" if options.hyphenate else "false",
            "sign": literal(options.scene_sign), "heads": "true" if options.page_numbers else "false",
            "opens": "true" if options.new_page_per_chapter else "false",
            "typescript": "true" if self.is_typescript else "false",
            "head": literal(running_head(manuscript)),
            "leading": "0.95em" if manuscript.language == "fa" else "0.72em",
        }  # fmt: skip
        return f"#let settings = ({', '.join(f'{name}: {value}' for name, value in told.items())})\n"

    def _fonts(self) -> str:
        """In a Persian book the Latin font sets Latin letters only: were spaces its own, every word would be a run."""
        latin = literal(_TYPESCRIPT_FONT if self.is_typescript else self.options.print_font)
        persian = literal(self.options.print_complex_font)
        if self.manuscript.language != "fa":
            return f"({latin}, {persian})"
        return f'((name: {latin}, covers: regex("[A-Za-zÀ-ɏ]")), {persian}, {latin})'

    def _title_page(self) -> str:
        if self.is_typescript:
            return self._corner()
        author = f"#v(2em)#text(1.2em, {literal(self.manuscript.author)})" if self.manuscript.author else ""
        title = f"#text(2.2em, weight: 700, {literal(self.manuscript.title)})"
        return f"#align(center)[#v(28%){title}{author}]\n#pagebreak()\n"

    def _corner(self) -> str:
        """The first page of a standard manuscript: who writes, about how many words, and the title halfway down."""
        lines = contact_lines(self.manuscript, self.options)
        contact = "#linebreak()".join(f"#{literal(line)}" for line in lines)
        told = f"[{contact}], [#{literal(about_words(self.manuscript))}], [#{literal(self.manuscript.title)}]"
        return f"#corner({told}, [#{literal(self.manuscript.author)}])\n"

    def _picture(self, src: str) -> str | None:
        if src not in self.names:
            found = self.images(src)
            kind = picture_type(found.data) if found is not None else None
            if found is None or kind is None:
                self.names[src] = None
            else:
                name = f"picture-{len(self.files) + 1}.{EXTENSIONS[kind]}"
                self.files[name], self.names[src] = found.data, name
        return self.names[src]


def _about(manuscript: Manuscript) -> str:
    """What Typst calls description is a PDF's Subject, so a subject stands there when nothing else does."""
    about = manuscript.about
    keywords = "".join(f"{literal(each)}, " for each in split_keywords(about.keywords))
    description = about.description or about.subject
    return f"(keywords: ({keywords}), description: {literal(description) if description else 'none'})"


def _has_both_notes(manuscript: Manuscript) -> bool:
    kinds = {
        attr(node, "kind", "footnote")
        for _, document in manuscript.walk() if document.content
        for node in walk(document.content) if node["type"] == "footnote"
    }  # fmt: skip
    return len(kinds) > 1


def _group(chapters: list[_Chapter]) -> list[list[_Chapter]]:
    """Neighbours that are set together: as many as keep the memory that Typst takes in bounds."""
    groups: list[list[_Chapter]] = [[]]
    letters = 0
    for chapter in chapters:
        length = sum(map(len, chapter.texts))
        if groups[-1] and letters + length > _LETTERS_TOGETHER:
            groups.append([])
            letters = 0
        groups[-1].append(chapter)
        letters += length
    return groups


def _sheet(heads: Heads) -> str:
    """The two pages with all heads and numbers, for right-hand and left-hand pages."""
    sides = [
        f"(({''.join(f'{literal(title)}, ' for title in heads.titles(side))}), "
        f"({''.join(f'{number}, ' for number in heads.numbers(side))}))"
        for side in (1, 0)
    ]
    return f"#sheet({APART}pt, {', '.join(sides)})\n"


def _margins(width: float, height: float) -> tuple[float, float, float, float]:
    """Inner, outer, top, bottom, after the proportions of a printed book."""
    return round(width * 0.135, 1), round(width * 0.11, 1), round(height * 0.1, 1), round(height * 0.115, 1)


def write_pdf(manuscript: Manuscript, options: WriteOptions, images: ImageSource | None = None) -> bytes:
    return PdfWriter(accept_changes(manuscript), options, image_source(manuscript, images)).write()


def draw_pages(
    manuscript: Manuscript, options: WriteOptions, images: ImageSource | None, pixels_per_inch: float
) -> list[bytes]:
    """Its pages as PNG: for previews."""
    return PdfWriter(accept_changes(manuscript), options, image_source(manuscript, images)).draw(pixels_per_inch)
