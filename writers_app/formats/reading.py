"""Picks the reader for a file by what the file is; the reading child and tests call this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePath

from writers_app.formats.detection import Format, detect
from writers_app.formats.limits import Limits
from writers_app.formats.model import Manuscript

Reader = Callable[[Path, str, Limits], Manuscript]

# Named, not imported: a reader is loaded when its format comes, as the child that reads starts anew for each file.
_READERS = {
    Format.DOCX: ("writers_app.formats.word.reader", "read_docx"),
    Format.ODT: ("writers_app.formats.opendocument.reader", "read_odt"),
    Format.EPUB: ("writers_app.formats.epub.reader", "read_epub"),
    Format.MARKDOWN: ("writers_app.formats.markdown.reader", "read_markdown"),
    Format.HTML: ("writers_app.formats.html.reader", "read_html"),
    Format.RTF: ("writers_app.formats.rtf.reader", "read_rtf"),
    Format.FOUNTAIN: ("writers_app.formats.fountain.reader", "read_fountain"),
    Format.SCRIVENER: ("writers_app.formats.scrivener.reader", "read_scrivener"),
    Format.TEXT: ("writers_app.formats.plain.reader", "read_text"),
}


def read(path: Path | str, filename: str = "", limits: Limits | None = None) -> Manuscript:
    """Reads in this process; raises FormatError. The title falls back to the file's name."""
    path, limits = Path(path), limits or Limits()
    module, function = _READERS[detect(path, filename, limits)]
    reader: Reader = getattr(import_module(module), function)
    manuscript = reader(path, filename, limits)
    return name_untitled(manuscript, filename or path.name)


def name_untitled(manuscript: Manuscript, filename: str) -> Manuscript:
    title = " ".join(manuscript.title.split()) or PurePath(filename).stem.replace("_", " ").strip() or "Untitled"
    documents = manuscript.documents
    if len(documents) == 1 and not documents[0].title:
        documents = (replace(documents[0], title=title),)
    return replace(manuscript, title=title[:300], documents=documents)
