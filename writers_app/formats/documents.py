"""One document to and from HTML, Markdown and plain text; REST's content endpoint calls this."""

from __future__ import annotations

from writers_app.formats.blocks import children, document
from writers_app.formats.html.reader import read_fragment
from writers_app.formats.html.writer import HtmlWriter
from writers_app.formats.markdown.reader import MarkdownReader
from writers_app.formats.markdown.writer import MarkdownWriter
from writers_app.formats.model import JSON
from writers_app.formats.plain.reader import text_blocks
from writers_app.formats.plain.writer import TextWriter


def to_html(content: JSON) -> str:
    """A fragment without `html` or `body`; everything from the text is escaped."""
    writer = HtmlWriter()
    return writer.blocks(children(content)) + writer.set_notes()


def to_markdown(content: JSON) -> str:
    writer = MarkdownWriter()
    return writer.blocks(children(content)) + writer.set_notes()


def to_text(content: JSON) -> str:
    writer = TextWriter()
    body, notes = writer.blocks(children(content)), writer.set_notes()
    return "\n\n".join(part for part in (body, notes) if part) + "\n"


def from_html(text: str) -> JSON:
    """A document from any HTML; what is not in the document model is dropped or becomes text."""
    return read_fragment(text)


def from_markdown(text: str) -> JSON:
    return document(MarkdownReader(stored=True).read(text.removeprefix("\ufeff").replace("\r\n", "\n")))


def from_text(text: str) -> JSON:
    """A document from plain text; lines are paragraphs, chapter lines stay what they are."""
    return document(text_blocks(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")))
