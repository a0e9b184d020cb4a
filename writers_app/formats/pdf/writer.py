"""Writes a manuscript as PDF: title page, contents, chapters with running heads, footnotes; Typst does the setting."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import typst

from writers_app.formats.blocks import children, plain_text
from writers_app.formats.changes import accept_changes
from writers_app.formats.compilation import Section, compile_sections
from writers_app.formats.errors import FormatError
from writers_app.formats.model import Manuscript
from writers_app.formats.options import PAPERS, ImageSource, WriteOptions, image_source
from writers_app.formats.pdf.markup import TypstWriter, literal
from writers_app.formats.pdf.textlayer import repair_text_layer
from writers_app.formats.pictures import EXTENSIONS, picture_type

_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TEMPLATE = (Path(__file__).parent / "template.typ").read_text(encoding="utf-8")
_FONTS = Path(__file__).parents[3] / "assets" / "fonts" / "print"
_WORDS = {"en": ("Contents", "Notes"), "fa": ("فهرست", "یادداشت‌ها")}
_NOT_SET = "The PDF could not be set. Export to Word instead, and tell the makers of Writers about it."


class PdfWriter:
    def __init__(self, manuscript: Manuscript, options: WriteOptions, images: ImageSource) -> None:
        self.manuscript, self.options, self.images = manuscript, options, images
        self.files: dict[str, bytes] = {}
        self.names: dict[str, str | None] = {}
        self.chapters = 0
        self.writer = TypstWriter(self._picture)

    def write(self) -> bytes:
        source = self.source()
        fonts = [str(self.options.fonts_folder or _FONTS)]
        with tempfile.TemporaryDirectory() as folder:  # all that Typst can read: the pictures of this book
            for name, data in self.files.items():
                (Path(folder) / name).write_bytes(data)
            try:
                made: bytes = typst.compile(  # type: ignore[misc]  # its stub cannot tell bytes from a path
                    source.encode("utf-8", "replace"), root=folder, font_paths=fonts, ignore_system_fonts=True,
                    package_path=folder, package_cache_path=folder,
                )  # fmt: skip
            except typst.TypstError as error:
                raise FormatError(_NOT_SET) from error
        return repair_text_layer(made) if _RTL.search(source) else made

    def source(self) -> str:
        """All of it as Typst code: settings, template, text."""
        sections = compile_sections(self.manuscript, notes=self.options.include_notes)
        depth = _chapter_depth(sections)
        contents, notes = _WORDS[self.manuscript.language]
        body = self._chapters(sections, depth)
        if self.writer.endnotes:
            self.chapters += 1
            body += f"#chapter({self.chapters}, 1, {literal(notes)})[{self.writer.set_endnotes()}]\n"
        front = self._title_page() if self.options.title_page else ""
        if self.options.contents and self.chapters > 1:
            front += f"#outline(title: {literal(contents)}, depth: {depth})\n"
        return f"{self._settings(restart=bool(front))}{_TEMPLATE}{front}{body}"

    def _chapters(self, sections: list[Section], depth: int) -> str:
        """What begins a page takes all that follows it as its body; what comes before the first stands alone."""
        parts: list[str] = []
        for section in sections:
            blocks = section.blocks
            if blocks and blocks[0]["type"] == "heading" and section.level <= depth and section.document.title:
                self.chapters += 1
                parts.append("]\n" if self.chapters > 1 else "")
                parts.append(f"#chapter({self.chapters}, {section.level}, {literal(plain_text(blocks[0]))})[")
                blocks = blocks[1:]
            parts.append(self.writer.blocks(blocks))
        return "".join(parts) + ("]\n" if self.chapters else "")

    def _settings(self, *, restart: bool) -> str:
        options, manuscript = self.options, self.manuscript
        width, height = PAPERS[options.paper]
        inner, outer, top, bottom = options.margins or _margins(width, height)
        sides = f"inside: {inner}mm, outside: {outer}mm" if options.medium == "print" else f"x: {(inner + outer) / 2}mm"
        told = {
            "title": literal(manuscript.title), "author": literal(manuscript.author),
            "persian": "true" if manuscript.language == "fa" else "false",
            "language": literal(manuscript.language), "print": "true" if options.medium == "print" else "false",
            "width": f"{width}mm", "height": f"{height}mm", "margin": f"({sides}, top: {top}mm, bottom: {bottom}mm)",
            "fonts": self._fonts(), "size": f"{min(options.font_size, 11 if width < 160 else 12)}pt",
            "restart": "true" if restart and options.medium == "print" else "false",
            "hyphenate": "true" if options.hyphenate else "false",
            "leading": "0.95em" if manuscript.language == "fa" else "0.72em",
        }  # fmt: skip
        return f"#let settings = ({', '.join(f'{name}: {value}' for name, value in told.items())})\n"

    def _fonts(self) -> str:
        """In a Persian book the Latin font sets Latin letters only: were spaces its own, every word would be a run."""
        latin, persian = literal(self.options.print_font), literal(self.options.print_complex_font)
        if self.manuscript.language != "fa":
            return f"({latin}, {persian})"
        return f'((name: {latin}, covers: regex("[A-Za-zÀ-ɏ]")), {persian}, {latin})'

    def _title_page(self) -> str:
        author = f"#v(2em)#text(1.2em, {literal(self.manuscript.author)})" if self.manuscript.author else ""
        title = f"#text(2.2em, weight: 700, {literal(self.manuscript.title)})"
        return f"#align(center)[#v(28%){title}{author}]\n#pagebreak()\n"

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


def _chapter_depth(sections: list[Section]) -> int:
    """How deep documents begin pages of their own: chapters, or parts and their chapters."""
    has_parts = any(
        section.document.kind == "folder" and not children(section.document.content or {}) for section in sections
    )
    return 2 if has_parts else 1


def _margins(width: float, height: float) -> tuple[float, float, float, float]:
    """Inner, outer, top, bottom, after the proportions of a printed book."""
    return round(width * 0.135, 1), round(width * 0.11, 1), round(height * 0.1, 1), round(height * 0.115, 1)


def write_pdf(manuscript: Manuscript, options: WriteOptions, images: ImageSource | None = None) -> bytes:
    return PdfWriter(accept_changes(manuscript), options, image_source(manuscript, images)).write()
