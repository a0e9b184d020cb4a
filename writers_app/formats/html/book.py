"""A whole manuscript as one self-contained HTML file: style and pictures inside, nothing fetched from anywhere."""

from __future__ import annotations

from html import escape

from writers_app.formats.blocks import clean_text
from writers_app.formats.compilation import Section, compile_sections
from writers_app.formats.html.properties import meta_tags
from writers_app.formats.html.remarks import comments_html
from writers_app.formats.html.writer import HtmlWriter
from writers_app.formats.markdown.book import data_addresses
from writers_app.formats.model import Manuscript
from writers_app.formats.options import ImageSource, WriteOptions, image_source

_STYLE = """
body { max-width: 38em; margin: 3em auto; padding: 0 1em; line-height: 1.7; font-family: Georgia, "Vazirmatn", serif; }
:lang(fa) { font-family: "Vazirmatn", "Noto Naskh Arabic", Tahoma, serif; }
header.title { text-align: center; margin: 6em 0; } h1, h2, h3, h4 { line-height: 1.3; margin-top: 2em; }
section.front { margin: 6em 0; }
hr { border: 0; text-align: center; margin: 2em 0; min-height: 1em; }
section.footnotes { border-top: 1px solid; margin-top: 3em; font-size: .9em; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; } td, th { border: 1px solid; padding: .3em .6em; }
blockquote { margin-inline: 2em; } pre { white-space: pre-wrap; direction: ltr; text-align: left; }
ul[data-type="taskList"] { list-style: none; } li[data-type="taskItem"] > p { display: inline; }
p { white-space: pre-wrap; }
ins { text-decoration: underline; } [data-comment] { border-bottom: 2px dotted; } section.comments { font-size: .9em; }
hr.page-break { border-top: 1px dashed; min-height: 0; }
@media print { hr.page-break { border: 0; margin: 0; } h1 { break-before: page; } }
"""


def write_html(manuscript: Manuscript, options: WriteOptions, images: ImageSource | None = None) -> bytes:
    writer = HtmlWriter(data_addresses(image_source(manuscript, images)))
    body = "".join(_section(section, writer) for section in compile_sections(manuscript, options))
    title = escape(clean_text(manuscript.title))
    author = escape(clean_text(manuscript.author))
    head = f'<header class="title"><p class="book-title">{title}</p><p class="author">{author}</p></header>\n'
    page = (
        f'<!doctype html>\n<html lang="{manuscript.language}" '
        f'dir="{manuscript.direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"{meta_tags(manuscript)}<style>{_STYLE}{break_rule(options)}</style>\n</head>\n<body>\n"
        f"{head if options.title_page else ''}{body}"
        f"{writer.set_notes()}{comments_html(manuscript.comments)}</body>\n</html>\n"
    )
    return page.encode("utf-8", "replace")


def _section(section: Section, writer: HtmlWriter) -> str:
    looks = f' class="front {section.front}"' if section.role == "front" else ""
    return f"<section{looks}>\n{writer.blocks(section.blocks)}</section>\n"


def break_rule(options: WriteOptions) -> str:
    """The sign between scenes, which is not part of the text."""
    return (
        f'hr::before {{ content: "{options.scene_sign}"; }}\n'
        'section.footnotes hr::before, hr.page-break::before { content: ""; }\n'
    )
