"""Questions about single HTML elements: what they are, what their attributes say; asked by the HTML reader."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from itertools import takewhile

from lxml import etree, html

from writers_app.formats.blocks import (
    BOLD,
    CODE,
    ITALIC,
    STRIKE,
    SUBSCRIPT,
    SUPERSCRIPT,
    UNDERLINE,
    mark,
    trim,
)  # fmt: skip
from writers_app.formats.html.stylesheet import highlight_colour
from writers_app.formats.language import clean_tag
from writers_app.formats.limits import damaged
from writers_app.formats.model import JSON, Resource
from writers_app.formats.validation import MARKS

_INLINE_MARKS: dict[str, JSON] = {
    "b": BOLD, "strong": BOLD, "i": ITALIC, "em": ITALIC, "cite": ITALIC, "dfn": ITALIC, "var": ITALIC, "u": UNDERLINE,
    "s": STRIKE, "strike": STRIKE, "sup": SUPERSCRIPT, "sub": SUBSCRIPT,
    "code": CODE, "kbd": CODE, "samp": CODE, "tt": CODE,
}  # fmt: skip
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)


def local_name(element: etree._Element) -> str:
    tag = str(element.tag)
    return (tag.rpartition("}")[2] if tag[0] == "{" else tag.rpartition(":")[2]).lower()


def tree_direction(root: etree._Element, body: etree._Element) -> str | None:
    for element in (body, root):
        own = (element.get("dir") or "").lower()
        if own in ("rtl", "ltr"):
            return own
    return None


def ends_page(element: etree._Element) -> bool:
    """A rule or an empty element that only says where a page ends."""
    return "page-break" in (element.get("class") or "").split() or (
        re.search(r"\b(?:page-)?break-(?:after|before)\s*:\s*(?:page|always)", element.get("style") or "") is not None
    )


def holds_blocks(element: etree._Element) -> bool:
    return any(isinstance(child.tag, str) and local_name(child) in BLOCKS for child in element.iterdescendants())


def marks_of(element: etree._Element, tag: str) -> Iterable[JSON]:
    """Marks that an element means; attributes that the model would refuse are left out."""
    yield from languages_of(element)
    if tag == "mark":
        colour = element.get("data-color") or highlight_colour(element.get("style") or "")
        yield mark("highlight", **_fitting("highlight", color=colour))
    elif tag in ("ins", "del"):
        identifier = element.get("data-id")
        if identifier or element.get("datetime") or element.get("data-author"):
            kind = "insertion" if tag == "ins" else "deletion"
            told = _fitting(kind, id=identifier, author=element.get("data-author"), date=element.get("datetime"))
            yield mark(kind, **{"id": "change", **told})
        else:
            yield UNDERLINE if tag == "ins" else STRIKE
    elif told := _fitting("comment", id=element.get("data-comment")):
        yield mark("comment", **told)
    elif tag in _INLINE_MARKS:
        yield _INLINE_MARKS[tag]


def languages_of(element: etree._Element) -> list[JSON]:
    """What an element says of the language of all its words."""
    told = element.get("lang") or element.get("xml:lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang")
    tag = clean_tag(told)
    return [mark("language", lang=tag)] if tag else []


def _fitting(kind: str, **attrs: str | None) -> dict[str, str]:
    checks = MARKS[kind].attrs
    return {name: value for name, value in attrs.items() if value is not None and checks[name](value)}


def epub_type(element: etree._Element) -> str:
    return element.get("{http://www.idpf.org/2007/ops}type") or element.get("epub:type") or ""


def is_reference(anchor: etree._Element) -> bool:
    if anchor.get("role") == "doc-noteref" or "noteref" in epub_type(anchor):
        return True
    if anchor.get("role") == "doc-backlink" or "backlink" in epub_type(anchor):
        return False
    names = (
        f"{anchor.get('class') or ''} {anchor.getparent().get('class') or '' if anchor.getparent() is not None else ''}"
    )
    return re.search(r"\bfootnote-?ref\b|\bnoteref\b", names) is not None


def only_reference(sup: etree._Element) -> etree._Element | None:
    anchors = list(sup.iter("a"))
    alone = len(anchors) == 1 and "".join(sup.itertext()).strip() == "".join(anchors[0].itertext()).strip()
    return anchors[0] if alone and is_reference(anchors[0]) else None


def is_note_place(element: etree._Element) -> bool:
    role, kind = element.get("role") or "", epub_type(element).split()
    if role in ("doc-endnotes", "doc-footnote", "doc-endnote") or {
        "footnote",
        "footnotes",
        "endnote",
        "endnotes",
        "rearnote",
        "rearnotes",
    } & set(kind):
        return True
    return local_name(element) in ("section", "div", "ol", "header") and (
        element.get("class") in ("footnotes", "footnotes-list", "comments", "title")
    )


def note_body(target: etree._Element) -> etree._Element:
    """The element that holds the note's text: an id may sit on an anchor inside it."""
    while local_name(target) in ("a", "sup", "span") and target.getparent() is not None:
        target = target.getparent()
    return target


def is_inner(href: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]*:", href, re.I) is None


def resolve_address(base: str, place: str) -> str:
    parts = base.split("/")[:-1] if "/" in base else []
    for part in place.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def inline_data(source: str) -> Resource | None:
    match = re.match(r"data:([\w/+.-]{1,60})(?:;[\w=-]{1,60})*;base64,", source[:300])
    if not match:
        return None
    try:
        return Resource(base64.b64decode(source[match.end() :], validate=False), match.group(1))
    except (binascii.Error, ValueError):
        return None


def number_of(value: str | None) -> int | None:
    return min(int(value), 1_000_000) if value and value.strip().isdecimal() and len(value) < 12 else None


def pixels_of(element: etree._Element, name: str) -> int | None:
    value = number_of((element.get(name) or "").removesuffix("px"))
    return value if value and value <= 20_000 else None


def span_of(cell: etree._Element, name: str, limit: int) -> int | None:
    value = number_of(cell.get(name))
    return min(value, limit) if value and value > 1 else None


def widths_of(cell: etree._Element) -> list[int] | None:
    parts = (cell.get("data-colwidth") or cell.get("colwidth") or "").split(",")
    widths = [number_of(part) for part in parts]
    return [width for width in widths if width] if all(widths) else None


def checkbox_of(element: etree._Element) -> bool | None:
    if element.get("data-type") == "taskItem" or element.get("data-checked") in ("true", "false"):
        return bool(element.get("data-checked") == "true")
    boxes = own_boxes(element)
    return boxes[0].get("checked") is not None if boxes else None


def own_boxes(element: etree._Element) -> list[etree._Element]:
    """Boxes to check in an item of a list, without those of lists in it."""
    return [
        box
        for box in element.iter("input")
        if box.get("type") == "checkbox"
        and not any(
            local_name(each) in ("ul", "ol")
            for each in takewhile(lambda parent: parent is not element, box.iterancestors())
        )
    ]


def table_of(row: etree._Element) -> etree._Element | None:
    parent = row.getparent()
    while parent is not None and local_name(parent) != "table":
        parent = parent.getparent()
    return parent


def remove_element(element: etree._Element) -> None:
    """Takes an element out and leaves the text after it."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def parse_html(text: str) -> etree._Element:
    """A tree from any HTML, however broken; no network, no entities from outside."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except etree.ParserError:  # only comments or white space
        root = html.document_fromstring(b"<p></p>", parser=parser, ensure_head_body=True)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(type(error).__name__) from error
    return root


def without_number(content: list[JSON], label: str) -> list[JSON]:
    """A note that begins with its own number: numbers are counted, not kept."""
    if not content or content[0]["type"] != "text" or not label.isdecimal():
        return content
    text = content[0]["text"]
    match = re.match(rf"\[?{label}[.):\]]?\s+", text)
    return [{**content[0], "text": text[match.end() :]}, *content[1:]] if match and len(text) > match.end() else content


def without_back_arrow(content: list[JSON]) -> list[JSON]:
    while content and content[-1]["type"] == "text" and content[-1]["text"].strip() in ("↩", "↩︎", "^", "↑", "⏎"):
        content = content[:-1]
    return trim(content)
