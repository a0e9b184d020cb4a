"""Writes a manuscript as EPUB 3: a chapter per document, cover, contents, footnotes that pop up, page direction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from writers_app.formats.archive import pack
from writers_app.formats.blocks import clean_text, plain_text
from writers_app.formats.changes import accept_changes
from writers_app.formats.compilation import Section, compile_sections
from writers_app.formats.epub.cover import COVER_STYLE, cover_page
from writers_app.formats.epub.properties import metadata_xml
from writers_app.formats.html.writer import HtmlWriter
from writers_app.formats.model import Manuscript
from writers_app.formats.options import ImageSource, WriteOptions, image_source
from writers_app.formats.pictures import EXTENSIONS, picture_type

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CONTAINER = (
    f'{_XML}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_WORDS = {
    "en": {"cover": "Cover", "contents": "Contents", "title": "Title page", "copyright": "Copyright",
           "dedication": "Dedication", "epigraph": "Epigraph"},
    "fa": {"cover": "جلد", "contents": "فهرست", "title": "صفحهٔ عنوان", "copyright": "شناسنامهٔ کتاب",
           "dedication": "پیشکش", "epigraph": "سرلوحه"},
}  # fmt: skip
_FRONT = {"copyright": "copyright-page", "dedication": "dedication", "epigraph": "epigraph"}
_STYLE = """
body { margin: 5%; line-height: 1.5; }
h1, h2, h3, h4 { text-align: center; line-height: 1.3; margin: 2em 0 1em; page-break-after: avoid; break-after: avoid; }
h3, h4 { text-align: start; }
p { margin: 0; text-indent: 1.2em; orphans: 2; widows: 2; white-space: pre-wrap; }
h1 + p, h2 + p, h3 + p, hr + p, td p, th p, li p, aside p { text-indent: 0; }
hr { border: 0; text-align: center; margin: 1.5em 0; min-height: 1em; }
hr.page-break { margin: 0; min-height: 0; }
blockquote { margin: 1em 1.5em; }
table { border-collapse: collapse; margin: 1em 0; }
td, th { border: 1px solid; padding: .2em .5em; }
img { max-width: 100%; height: auto; }
pre { white-space: pre-wrap; }
ul[data-type="taskList"] { list-style: none; padding: 0; }
section.title { text-align: center; margin-top: 30%; }
section.front { margin-top: 30%; }
section.front p { text-indent: 0; }
"""


@dataclass(frozen=True, slots=True)
class _Page:
    """A file of the book; `depth` 0 keeps it out of the table of contents."""

    name: str
    title: str
    body: str
    depth: int
    kind: str = "bodymatter chapter"
    style: str = ""


class EpubWriter:
    def __init__(self, manuscript: Manuscript, options: WriteOptions, images: ImageSource) -> None:
        self.manuscript, self.options, self.images = manuscript, options, images
        self.words = _WORDS[manuscript.language]
        self.pictures: dict[str, tuple[str, bytes]] = {}
        self.names: dict[str, str | None] = {}
        self.writer = HtmlWriter(self._picture, xhtml=True)

    def write(self) -> bytes:
        pages = self._pages()
        files: dict[str, str | bytes] = {
            "mimetype": "application/epub+zip", "META-INF/container.xml": _CONTAINER,
            "EPUB/package.opf": self._package(pages),
            "EPUB/nav.xhtml": self._navigation(pages), "EPUB/style.css": _STYLE + self._break_rule(),
        }  # fmt: skip
        files |= {f"EPUB/{page.name}": self._page(page) for page in pages}
        files |= {f"EPUB/{name}": data for name, (_, data) in self.pictures.items()}
        return pack(files, frozenset({"mimetype"}))

    def _pages(self) -> list[_Page]:
        pages = [self._cover()]
        if self.options.title_page:
            title, author = escape(clean_text(self.manuscript.title)), escape(clean_text(self.manuscript.author))
            body = f'<section epub:type="titlepage" class="title"><h1>{title}</h1><p>{author}</p></section>\n'
            pages.append(_Page("title.xhtml", self.words["title"], body, 0, "frontmatter"))
        sections = compile_sections(self.manuscript, self.options)
        pages += [self._front(section) for section in sections if section.role == "front"]
        for index, together in enumerate(_by_page([each for each in sections if each.role != "front"]), 1):
            pages.append(self._chapter(together, index))
        return pages

    def _front(self, section: Section) -> _Page:
        text = self.writer.blocks(section.blocks)
        body = f'<section epub:type="{_FRONT[section.front]}" class="front">\n{text}</section>\n'
        return _Page(f"{section.front}.xhtml", self.words[section.front], body, 0, "frontmatter")

    def _break_rule(self) -> str:
        """The sign between scenes, which is not part of the text."""
        sign = self.options.scene_sign
        unsigned = 'section[role="doc-endnotes"] hr::before, hr.page-break::before'
        return f'hr::before {{ content: "{sign}"; }}\n{unsigned} {{ content: ""; }}\n'

    def _chapter(self, together: list[Section], index: int) -> _Page:
        section = together[0]
        head = section.blocks[0] if section.blocks else None
        title = plain_text(head) if head is not None and head["type"] == "heading" else section.document.title
        body = "".join(self.writer.blocks(each.blocks) for each in together) + self.writer.set_notes()
        return _Page(f"chapter-{index:04}.xhtml", title or self.manuscript.title, body, section.level)

    def _cover(self) -> _Page:
        """The writer's own picture, or a plain one drawn with the title on it."""
        cover = self.options.cover
        kind = picture_type(cover.data) if cover is not None else None
        if cover is not None and kind is not None:
            name = f"cover.{EXTENSIONS[kind]}"
            self.pictures[name] = (kind, cover.data)
            body = f'<div class="cover"><img src="{name}" alt="{escape(clean_text(self.manuscript.title))}"/></div>\n'
        else:
            body = cover_page(self.manuscript)
        return _Page("cover.xhtml", self.words["cover"], body, 0, "cover", COVER_STYLE)

    def _picture(self, src: str) -> str | None:
        if src not in self.names:
            found = self.images(src)
            kind = picture_type(found.data) if found is not None else None
            if found is None or kind is None:
                self.names[src] = None
            else:
                name = f"picture-{len(self.pictures) + 1}.{EXTENSIONS[kind]}"
                self.pictures[name], self.names[src] = (kind, found.data), name
        return self.names[src]

    def _page(self, page: _Page) -> str:
        manuscript = self.manuscript
        style = f"<style>{page.style}</style>" if page.style else ""
        return (
            f'{_XML}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
            'xmlns:epub="http://www.idpf.org/2007/ops" '
            f'xml:lang="{manuscript.language}" lang="{manuscript.language}" dir="{manuscript.direction}">\n<head>'
            f'<title>{escape(clean_text(page.title))}</title><link rel="stylesheet" type="text/css" '
            f'href="style.css"/>{style}'
            f'</head>\n<body epub:type="{page.kind}">\n{page.body}</body>\n</html>\n'
        )

    def _navigation(self, pages: list[_Page]) -> str:
        told = [page for page in pages if page.depth]
        items = (
            _nested(told, 0, 1)[0]
            or f'<li><a href="{pages[-1].name}">{escape(clean_text(self.manuscript.title)) or 1}</a></li>'
        )
        body = (
            f'<nav epub:type="toc" role="doc-toc" id="toc"><h1>{self.words["contents"]}</h1><ol>{items}</ol></nav>\n'
            f'<nav epub:type="landmarks" hidden="hidden"><ol><li><a epub:type="cover" href="cover.xhtml">'
            f'{self.words["cover"]}</a></li><li><a epub:type="bodymatter" href="{(told or pages)[0].name}">'
            f"{escape(clean_text(self.manuscript.title)) or '1'}</a></li></ol></nav>\n"
        )
        return self._page(_Page("nav.xhtml", self.words["contents"], body, 0, "frontmatter"))

    def _package(self, pages: list[_Page]) -> str:
        manuscript = self.manuscript
        rows = ['<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>']
        rows.append('<item id="style" href="style.css" media-type="text/css"/>')
        for page in pages:
            svg = ' properties="svg"' if "<svg" in page.body else ""
            rows.append(f'<item id="{_id(page.name)}" href="{page.name}" media-type="application/xhtml+xml"{svg}/>')
        for name, (kind, _) in self.pictures.items():
            cover = ' properties="cover-image"' if name.startswith("cover.") else ""
            rows.append(f'<item id="{_id(name)}" href="{name}" media-type="{kind}"{cover}/>')
        spine = "".join(f'<itemref idref="{_id(page.name)}"/>' for page in pages)
        if self.options.contents:
            spine = spine.replace(
                '<itemref idref="chapter-0001', '<itemref idref="nav"/><itemref idref="chapter-0001', 1
            )
        # Required by the standard; a date that never changes would keep reading devices from taking a newer edition.
        changed = f"{self.options.written or datetime(2000, 1, 1, tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}"
        return (
            f'{_XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
            f'xml:lang="{manuscript.language}" dir="{manuscript.direction}"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<dc:identifier id="id">{_identifier(manuscript)}</dc:identifier>'
            f"<dc:title>{escape(clean_text(manuscript.title)) or '?'}</dc:title>{metadata_xml(manuscript)}"
            f"<dc:language>{manuscript.language}</dc:language>"
            f'<meta property="dcterms:modified">{changed}</meta></metadata>'
            f"<manifest>{''.join(rows)}</manifest>"
            f'<spine page-progression-direction="{manuscript.direction}">{spine}</spine></package>'
        )


def _identifier(manuscript: Manuscript) -> str:
    """The same for every edition of a book, by which reading programs know that one takes the place of another."""
    known_by = manuscript.id or f"{manuscript.title}:{manuscript.author}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'writers:{known_by}')}"


def _by_page(sections: list[Section]) -> list[list[Section]]:
    """A document begins a file, except an untitled scene, which goes on in its chapter's."""
    pages: list[list[Section]] = []
    for section in sections:
        untitled = not section.blocks or section.blocks[0]["type"] != "heading"
        if pages and section.role == "scene" and untitled:
            pages[-1].append(section)
        else:
            pages.append([section])
    return pages


def _id(name: str) -> str:
    return name.replace(".", "-")


def _nested(pages: list[_Page], start: int, depth: int) -> tuple[str, int]:
    """List items of the pages from `start` on at `depth`, deeper ones inside; and where the next shallower one is."""
    items, at = "", start
    while at < len(pages) and pages[at].depth >= depth:
        page = pages[at]
        inner, following = _nested(pages, at + 1, page.depth + 1)
        below = f"<ol>{inner}</ol>" if inner else ""
        items += f'<li><a href="{page.name}">{escape(clean_text(page.title)) or "*"}</a>{below}</li>'
        at = following
    return items, at


def write_epub(manuscript: Manuscript, options: WriteOptions, images: ImageSource | None = None) -> bytes:
    return EpubWriter(accept_changes(manuscript), options, image_source(manuscript, images)).write()
