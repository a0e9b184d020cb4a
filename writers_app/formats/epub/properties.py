"""What an EPUB's package says about the book, both ways. Called by its reader and writer."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from lxml import etree

from writers_app.formats.blocks import children, clean_text, plain_text
from writers_app.formats.html.reader import read_fragment
from writers_app.formats.model import Manuscript
from writers_app.formats.properties import DESCRIPTION, Properties, join_names, split_keywords, tidy

MOST = 200
"""Of each kind: a package may name a thousand subjects."""
_KEYWORD = "keyword"
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_ROLE = "{http://www.idpf.org/2007/opf}role"


def local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def read_properties(opf: etree._Element) -> Properties:
    """A standard that knows subjects only: the first that is not marked as a keyword is the subject, the rest are
    keywords."""
    subjects = _named(opf, "subject")
    subject = next((each for each in subjects if not (each.get("id") or "").startswith(_KEYWORD)), None)
    keywords = [_text(each) for each in subjects if each is not subject]
    authors = [_text(each) for each in _named(opf, "creator") if each.get(_ROLE, "aut") == "aut"]
    return tidy(
        next(map(_text, _named(opf, "title")), ""), join_names(authors),
        subject=_text(subject) if subject is not None else "", keywords=join_names(keywords),
        description=_plain(next(map(_text, _named(opf, "description")), "")),
    )  # fmt: skip


def metadata_xml(manuscript: Manuscript) -> str:
    about = manuscript.about
    told = [("dc:creator", "", manuscript.author), ("dc:subject", "", about.subject)]
    words = split_keywords(about.keywords)
    told += [("dc:subject", f' id="{_KEYWORD}-{number}"', word) for number, word in enumerate(words, 1)]
    told.append(("dc:description", "", about.description))
    return "".join(f"<{name}{mark}>{escape(clean_text(text))}</{name}>" for name, mark, text in told if text)


def _named(opf: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in opf.iter() if local(each) == name and _text(each)][:MOST]


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _plain(description: str) -> str:
    """Shops and calibre put HTML there, as text."""
    if not _MARKUP.search(description):
        return description
    return "\n".join(map(plain_text, children(read_fragment(description[: 4 * DESCRIPTION]))))
