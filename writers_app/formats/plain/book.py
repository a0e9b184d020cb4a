"""A whole manuscript as one plain text file."""

from __future__ import annotations

from writers_app.formats.blocks import clean_text
from writers_app.formats.compilation import compile_sections
from writers_app.formats.model import Manuscript
from writers_app.formats.options import ImageSource, WriteOptions
from writers_app.formats.plain.writer import TextWriter


def write_text(manuscript: Manuscript, options: WriteOptions, images: ImageSource | None = None) -> bytes:
    writer = TextWriter(scene_break=options.scene_sign, persian=manuscript.language == "fa")
    parts = [clean_text(part) for part in (manuscript.title, manuscript.author) if part and options.title_page]
    bodies = [writer.blocks(section.blocks) for section in compile_sections(manuscript, options)]
    text = "\n\n\n".join(part for part in ("\n".join(parts), *bodies, writer.set_notes()) if part)
    return (text + "\n").encode("utf-8", "replace")
