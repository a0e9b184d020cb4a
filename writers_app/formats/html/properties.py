"""What an HTML file says about its book in its head, both ways. Called by the reader and the writer of whole books."""

from __future__ import annotations

from html import escape

from lxml import etree

from writers_app.formats.blocks import clean_text
from writers_app.formats.model import Manuscript
from writers_app.formats.properties import Properties, tidy

_NAMES = {
    "author": "author", "dc.creator": "author", "subject": "subject", "dc.subject": "subject",
    "dcterms.subject": "subject", "keywords": "keywords", "description": "description",
    "dc.description": "description",
}  # fmt: skip


def read_properties(root: etree._Element) -> Properties:
    """The first of each that says something."""
    told: dict[str, str] = {}
    for element in root.iter("meta"):
        name, text = _NAMES.get((element.get("name") or "").strip().lower()), (element.get("content") or "").strip()
        if name and text:
            told.setdefault(name, text)
    return tidy(root.findtext(".//title"), **told)


def meta_tags(manuscript: Manuscript) -> str:
    about = manuscript.about
    told = (("author", manuscript.author), ("subject", about.subject), ("keywords", about.keywords),
            ("description", about.description))  # fmt: skip
    return "".join(f'<meta name="{name}" content="{escape(clean_text(text))}">\n' for name, text in told if text)
