"""A whole manuscript as one Markdown file; small pictures go in as data, as the file has no folder beside it."""

from __future__ import annotations

import base64
import json

from writers_app.formats.blocks import clean_text
from writers_app.formats.compilation import compile_sections
from writers_app.formats.html.remarks import comments_html
from writers_app.formats.markdown.writer import MarkdownWriter, PictureAddress
from writers_app.formats.model import Manuscript
from writers_app.formats.options import ImageSource, WriteOptions, image_source
from writers_app.formats.pictures import picture_type


def write_markdown(manuscript: Manuscript, options: WriteOptions, images: ImageSource | None = None) -> bytes:
    writer = MarkdownWriter(data_addresses(image_source(manuscript, images)))
    writer.surroundings = [manuscript.direction]
    bodies = [writer.blocks(section.blocks) for section in compile_sections(manuscript, options)]
    text = _front_matter(manuscript) if options.title_page else ""
    text += "\n".join(body for body in bodies if body) + writer.set_notes()
    if manuscript.comments:
        text += "\n" + comments_html(manuscript.comments)
    return text.encode("utf-8", "replace")


def _front_matter(manuscript: Manuscript) -> str:
    told = {
        "title": manuscript.title,
        "author": manuscript.author,
        "subject": manuscript.about.subject,
        "keywords": manuscript.about.keywords,
        "description": manuscript.about.description,
        "lang": manuscript.language,
        "dir": manuscript.direction,
    }
    lines = [f"{name}: {json.dumps(clean_text(value), ensure_ascii=False)}\n" for name, value in told.items() if value]
    return f"---\n{''.join(lines)}---\n\n"


def data_addresses(find: ImageSource) -> PictureAddress:
    """Pictures as data addresses; None for what nobody finds, so that its description stands there."""

    def address(src: str) -> str | None:
        found = find(src)
        kind = picture_type(found.data) if found is not None else None
        if found is None or kind is None:
            return None
        return f"data:{kind};base64,{base64.b64encode(found.data).decode()}"

    return address
