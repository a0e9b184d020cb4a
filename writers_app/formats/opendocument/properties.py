"""The properties of an OpenDocument text: meta.xml, both ways. Called by its reader and writer."""

from __future__ import annotations

from xml.sax.saxutils import escape

from writers_app.formats.blocks import clean_text
from writers_app.formats.limits import SafeZip
from writers_app.formats.model import Manuscript
from writers_app.formats.opendocument.sheet import NAMESPACES, XML
from writers_app.formats.opendocument.styles import DC, META
from writers_app.formats.properties import Properties, join_names, split_keywords, tidy

_PART = "meta.xml"
MOST_KEYWORDS = 200


def read_properties(archive: SafeZip) -> Properties:
    if _PART not in archive:
        return tidy()
    meta = archive.read_xml(_PART)
    keywords = [each.text for each in meta.iterfind(f".//{META}keyword")][:MOST_KEYWORDS]
    return tidy(
        meta.findtext(f".//{DC}title"),
        meta.findtext(f".//{META}initial-creator") or meta.findtext(f".//{DC}creator"),
        subject=meta.findtext(f".//{DC}subject"),
        keywords=join_names(keywords),
        description=meta.findtext(f".//{DC}description"),
    )


def meta_xml(manuscript: Manuscript) -> str:
    about = manuscript.about
    told = [
        ("dc:title", manuscript.title), ("dc:description", about.description), ("dc:subject", about.subject),
        *(("meta:keyword", each) for each in split_keywords(about.keywords)),
        ("meta:initial-creator", manuscript.author), ("dc:language", manuscript.language),
    ]  # fmt: skip
    made = "".join(f"<{name}>{escape(clean_text(text))}</{name}>" for name, text in told if text)
    return (
        f'{XML}<office:document-meta {NAMESPACES} office:version="1.3"><office:meta>{made}'
        "</office:meta></office:document-meta>"
    )
