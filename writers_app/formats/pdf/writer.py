"""Writes a manuscript as PDF: title page, contents, chapters with running heads, footnotes; Typst does the setting."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import typst

from writers_app.formats.blocks import plain_text
from writers_app.formats.changes import accept_changes
from writers_app.formats.compilation import Section, compile_sections
from writers_app.formats.errors import FormatError
from writers_app.formats.model import Manuscript
from writers_app.formats.options import PAPERS, ImageSource, WriteOptions, image_source
from writers_app.formats.pdf.markup import TypstWriter, literal
from writers_app.formats.pdf.textlayer import repair_text_layer
from writers_app.formats.pictures import EXTENSIONS, picture_type
from writers_app.formats.typescript import about_words, contact_lines, running_head

_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TEMPLATE = (Path(__file__).parent / "template.typ").read_text(encoding="utf-8")
_FONTS = Path(__file__).parents[3] / "assets" / "fonts" / "print"
_WORDS = {"en": ("Contents", "Notes"), "fa": ("فهرست", "یادداشت‌ها")}
_TYPESCRIPT_FONT = "Libertinus Serif"
_INCH = (25.4, 25.4, 25.4, 25.4)
_NOT_SET = "The PDF could not be set. Export to Word instead, and tell the makers of Writers about it."


class PdfWriter:
    def __init__(self, manuscript: Manuscript, options: WriteOptions, images: ImageSource) -> None:
        self.manuscript, self.options, self.images = manuscript, options, images
        self.files: dict[str, bytes] = {}
        self.names: dict[str, str | None] = {}
        self.chapters = 0
        self.is_typescript = options.layout == "manuscript"
        self.in_print = options.medium == "print" and not self.is_typescript  # a typescript has one side only
        self.writer = TypstWriter(self._picture)

    def write(self) -> bytes:
        """Tagged for the screen, where programs read it out; a printer has no use for tags, which cost a tenth."""
        source = self.source()
        made = self._compile(source, format="pdf", pdf_tags=not self.in_print)[0]
        return repair_text_layer(made) if _RTL.search(source, pos=source.index(_TEMPLATE) + len(_TEMPLATE)) else made

    def draw(self, pixels_per_inch: float) -> list[bytes]:
        """Each page as PNG."""
        return self._compile(self.source(), format="png", ppi=pixels_per_inch)

    def _compile(self, source: str, **wanted: Any) -> list[bytes]:
        fonts = [str(self.options.fonts_folder or _FONTS)]
        with tempfile.TemporaryDirectory() as folder:  # all that Typst can read: the pictures of this book
            for name, data in self.files.items():
                (Path(folder) / name).write_bytes(data)
            try:
                made: Any = typst.compile(  # bytes for a PDF, a list of them for pictures
                    source.encode("utf-8", "replace"), root=folder, font_paths=fonts, ignore_system_fonts=True,
                    package_path=folder, package_cache_path=folder, **wanted,
                )  # fmt: skip
            except typst.TypstError as error:
                raise FormatError(_NOT_SET) from error
        return made if isinstance(made, list) else [made]

    def source(self) -> str:
        """All of it as Typst code: settings, template, text."""
        sections = compile_sections(self.manuscript, self.options)
        body = self._chapters([each for each in sections if each.role != "front"])
        if self.writer.endnotes:
            notes = _WORDS[self.manuscript.language][1]
            self.chapters += 1
            body.append(f"#chapter({self.chapters}, 1, {literal(notes)})[{self.writer.set_endnotes()}]\n")
        front = self._front(sections)
        return "".join([self._settings(restart=bool(front)), _TEMPLATE, *front, *body])

    def _front(self, sections: list[Section]) -> list[str]:
        parts = [self._title_page()] if self.options.title_page else []
        parts += [
            f'#front-page("{each.front}")[{self.writer.blocks(each.blocks)}]\n' for each in sections if each.front
        ]
        if self.options.contents and self.chapters > 1 and self.options.layout == "book":
            depth = max(each.level for each in sections if each.opens)
            contents = _WORDS[self.manuscript.language][0]
            parts.append(f"#pagebreak(weak: true)\n#outline(title: {literal(contents)}, depth: {depth})\n")
        return parts

    def _chapters(self, sections: list[Section]) -> list[str]:
        """What begins a page takes all that follows it as its body; what comes before the first stands alone."""
        parts: list[str] = []
        for section in sections:
            blocks = section.blocks
            if section.opens:
                self.chapters += 1
                parts.append("]\n" if self.chapters > 1 else "")
                parts.append(f"#chapter({self.chapters}, {section.level}, {literal(plain_text(blocks[0]))})[")
                blocks = blocks[1:]
            parts.append(self.writer.blocks(blocks))
        return [*parts, "]\n"] if self.chapters else parts

    def _settings(self, *, restart: bool) -> str:
        options, manuscript = self.options, self.manuscript
        width, height = PAPERS[options.paper]
        inner, outer, top, bottom = options.margins or (_INCH if self.is_typescript else _margins(width, height))
        sides = f"inside: {inner}mm, outside: {outer}mm" if self.in_print else f"x: {(inner + outer) / 2}mm"
        told = {
            "title": literal(manuscript.title), "author": literal(manuscript.author),
            "persian": "true" if manuscript.language == "fa" else "false",
            "language": literal(manuscript.language), "print": "true" if self.in_print else "false",
            "width": f"{width}mm", "height": f"{height}mm", "margin": f"({sides}, top: {top}mm, bottom: {bottom}mm)",
            "fonts": self._fonts(), "size": f"{options.font_size or (11 if width < 160 else 12)}pt",
            "restart": "true" if restart and self.in_print else "false",
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
