"""Picks the writer for a format; export tasks call `write`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from writers_app.formats.changes import settle_changes
from writers_app.formats.detection import Format
from writers_app.formats.errors import FormatError
from writers_app.formats.model import Manuscript
from writers_app.formats.options import ImageSource, WriteOptions

__all__ = ["WriteOptions", "write"]

Writer = Callable[[Manuscript, WriteOptions, ImageSource | None], bytes]

_WRITERS = {
    Format.DOCX: ("writers_app.formats.word.writer", "write_docx"),
    Format.ODT: ("writers_app.formats.opendocument.writer", "write_odt"),
    Format.EPUB: ("writers_app.formats.epub.writer", "write_epub"),
    Format.PDF: ("writers_app.formats.pdf.writer", "write_pdf"),
    Format.MARKDOWN: ("writers_app.formats.markdown.book", "write_markdown"),
    Format.HTML: ("writers_app.formats.html.book", "write_html"),
    Format.FOUNTAIN: ("writers_app.formats.fountain.writer", "write_fountain"),
    Format.TEXT: ("writers_app.formats.plain.book", "write_text"),
}
_NOT_WRITTEN = "Writers does not write %(format)s files. Choose another format."


def write(
    manuscript: Manuscript, format: Format, options: WriteOptions | None = None, images: ImageSource | None = None
) -> bytes:
    """The file's bytes. `images(src)` finds stored pictures; a picture nobody finds leaves its description."""
    options = options or WriteOptions()
    if format not in _WRITERS:
        raise FormatError(_NOT_WRITTEN, format=format.value)
    module, function = _WRITERS[format]
    writer: Writer = getattr(import_module(module), function)
    return writer(settle_changes(manuscript, options), options, images)
