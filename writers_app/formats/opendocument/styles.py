"""What a style of an .odt file means, through its parents; and the list styles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from writers_app.formats.blocks import BOLD, CODE, ITALIC, STRIKE, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, mark
from writers_app.formats.language import RTL_LETTER, clean_tag, primary
from writers_app.formats.model import JSON

TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
SVG: Final = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
XLINK: Final = "{http://www.w3.org/1999/xlink}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"
META: Final = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"

_CODE_BLOCK = re.compile(r"(?:preformatted text|source code)(?: \((.{1,64})\))?")
_SPOKEN = frozenset({"language", "language-complex"})
_KINDS = {"title": "title", "author": "author", "quotations": "quote", "quote": "quote", "horizontal line": "break",
          "scene break": "break", "table heading": "head cell", "table spacer": "spacer",
          "page break": "page", "quotation page break": "quoted page"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """Marks by name (None: switched off), and what the paragraph is."""

    marks: dict[str, JSON | None] = field(default_factory=dict)
    kind: str = ""
    rtl: bool | None = None
    align: str | None = None
    page_break: bool = False
    page_end: bool = False
    language: str | None = None
    hidden: bool = False
    list_style: str | None = None
    rule: bool = False


@dataclass(frozen=True, slots=True)
class ListLevel:
    ordered: bool
    type: str | None = None
    start: int = 1


class Styles:
    def __init__(self, roots: list[etree._Element]) -> None:
        self.elements: dict[tuple[str, str], etree._Element] = {}
        self.lists: dict[str, dict[int, ListLevel]] = {}
        self.known: dict[tuple[str, str], Style] = {}
        self.paragraph = Style()
        """What a paragraph is whose styles say nothing."""
        self.languages: dict[str, str] = {}
        """What all text is in unless a run tells another, by the names of the two marks."""
        for root in roots:
            default = f".//{STYLE}default-style[@{STYLE}family='paragraph']/{STYLE}paragraph-properties"
            # Left-to-right is what programs say there of every text, of Persian ones too.
            if any(_with_paragraph(Style(), element).rtl for element in root.iterfind(default)):
                self.paragraph = Style(rtl=True)
            for element in root.iter(f"{STYLE}style"):
                self.elements[element.get(f"{STYLE}family", ""), element.get(f"{STYLE}name", "")] = element
            for element in (*_defaults(root), *_defaults(root, ordinary=True)):
                self.languages |= {name: primary(made["attrs"]["lang"]) for name, made in _languages(element).items()}
            for element in root.iter(f"{TEXT}list-style"):
                self.lists[element.get(f"{STYLE}name", "")] = _list_levels(element)

    def get(self, family: str, name: str | None) -> Style:
        key = (family, name or "")
        if key not in self.known:
            style = self.paragraph if family == "paragraph" else Style()
            for element in reversed(self._chain(family, name or "")):
                style = _specialise(style, element)
            self.known[key] = style
        return self.known[key]

    def spoken(self, marks: Iterable[JSON], text: str) -> Iterable[JSON]:
        """Of the two languages that a run may be told, the one of its letters, unless all text is in that."""
        wanted = "language-complex" if RTL_LETTER.search(text) else "language"
        for made in marks:
            if made["type"] not in _SPOKEN:
                yield made
            elif made["type"] == wanted and primary(made["attrs"]["lang"]) != self.languages.get(wanted):
                yield mark("language", lang=made["attrs"]["lang"])

    def of_heading(self, name: str | None) -> Style:
        """With an alignment only where the writer gave this heading one: that of its named style is decoration."""
        style, element = self.get("paragraph", name), self.elements.get(("paragraph", name or ""))
        is_own = element is not None and (above := element.getparent()) is not None and above.tag != f"{OFFICE}styles"
        named = element.get(f"{STYLE}parent-style-name") if element is not None and is_own else name
        return replace(style, align=None) if style.align == self.get("paragraph", named).align else style

    def _chain(self, family: str, name: str) -> list[etree._Element]:
        chain: list[etree._Element] = []
        while (element := self.elements.get((family, name))) is not None and element not in chain:
            chain.append(element)
            name = element.get(f"{STYLE}parent-style-name", "")
        return chain


def _specialise(style: Style, element: etree._Element) -> Style:
    shown = element.get(f"{STYLE}display-name") or element.get(f"{STYLE}name", "").replace("_20_", " ")
    shown = shown.replace("_28_", "(").replace("_29_", ")").lower()
    if match := _CODE_BLOCK.fullmatch(shown):
        style = replace(style, kind="code", language=match.group(1))
    elif shown in _KINDS:
        style = replace(style, kind=_KINDS[shown])
    elif shown in ("source text", "teletype", "html code", "verbatim char"):
        style = replace(style, marks={"code": CODE})
    if element.get(f"{STYLE}list-style-name"):
        style = replace(style, list_style=element.get(f"{STYLE}list-style-name"))
    is_named = element.getparent() is not None and element.getparent().tag == f"{OFFICE}styles"
    for child in element:
        if child.tag == f"{STYLE}text-properties" and not (is_named and element.get(f"{STYLE}family") == "paragraph"):
            # How a named paragraph style looks is decoration; how a writer made a paragraph look is meant.
            style = replace(style, marks={**style.marks, **_marks(child)}, hidden=child.get(f"{TEXT}display") == "none")
        elif child.tag == f"{STYLE}paragraph-properties":
            style = _with_paragraph(style, child)
    if shown in ("internet link", "footnote anchor", "endnote anchor", "footnote symbol", "visited internet link"):
        style = replace(style, marks={})
    return style


def _with_paragraph(style: Style, element: etree._Element) -> Style:
    mode = element.get(f"{STYLE}writing-mode", "")
    rtl = True if mode.startswith("rl") else False if mode.startswith("lr") else style.rtl
    align = element.get(f"{FO}text-align") or style.align
    before, after = element.get(f"{FO}break-before"), element.get(f"{FO}break-after")
    breaks = style.page_break if before is None else before == "page"
    ends = style.page_end if after is None else after == "page"
    border = element.get(f"{FO}border-bottom")
    rule = style.rule or (border is not None and border != "none")
    return replace(style, rtl=rtl, align=align, page_break=breaks, page_end=ends, rule=rule)


def _defaults(root: etree._Element, *, ordinary: bool = False) -> list[etree._Element]:
    """How text looks by the file's default, or by its ordinary paragraph."""
    style = f"style[@{STYLE}name='Standard']" if ordinary else "default-style"
    return list(root.iterfind(f".//{STYLE}{style}[@{STYLE}family='paragraph']/{STYLE}text-properties"))


def _languages(element: etree._Element) -> dict[str, JSON]:
    """The languages that an element tells, by the script they are told for; reader.py asks `spoken` which counts."""
    found: dict[str, JSON] = {}
    for name, space, end in (("language", FO, ""), ("language-complex", STYLE, "-complex")):
        parts = element.get(f"{space}language{end}"), element.get(f"{space}country{end}")
        whole = element.get(f"{STYLE}rfc-language-tag{end}")
        tag = clean_tag(whole or "-".join(part for part in parts if part and part != "none"))
        if tag:
            found[name] = mark(name, lang=tag)
    return found


def _marks(element: etree._Element) -> dict[str, JSON | None]:
    made: dict[str, JSON | None] = {**_languages(element)}
    for name, complex_name, mark_name, on in (
        ("font-weight", "font-weight-complex", "bold", BOLD),
        ("font-style", "font-style-complex", "italic", ITALIC),
    ):
        values = [value for value in (element.get(f"{FO}{name}"), element.get(f"{STYLE}{complex_name}")) if value]
        if values:
            made[mark_name] = on if any(value not in ("normal", "400") for value in values) else None
    for name, mark_name, on in (
        ("text-underline-style", "underline", UNDERLINE),
        ("text-line-through-style", "strike", STRIKE),
    ):
        value = element.get(f"{STYLE}{name}")
        if value is not None:
            made[mark_name] = on if value != "none" else None
    position = element.get(f"{STYLE}text-position", "").partition(" ")[0]
    if position:
        raised = position == "super" or (position.rstrip("%").lstrip("-").isdigit() and int(position.rstrip("%")) > 0)
        lowered = position == "sub" or position.startswith("-")
        made["superscript"] = SUPERSCRIPT if raised else None
        made["subscript"] = SUBSCRIPT if lowered else None
    background = element.get(f"{FO}background-color")
    if background is not None:
        colour = background.lower() if re.fullmatch(r"#[0-9A-Fa-f]{6}", background) else None
        shown = colour if colour != "#ffff00" else None
        made["highlight"] = mark("highlight", color=shown) if colour and colour != "#ffffff" else None
    return made


def _list_levels(element: etree._Element) -> dict[int, ListLevel]:
    levels: dict[int, ListLevel] = {}
    for child in element:
        number = child.get(f"{TEXT}level", "")
        if number.isdigit():
            kind = child.get(f"{STYLE}num-format", "")
            ordered = child.tag == f"{TEXT}list-level-style-number" and bool(kind)
            start = child.get(f"{TEXT}start-value", "1")
            shown = kind if kind in ("a", "A", "i", "I") else None
            levels[int(number)] = ListLevel(ordered, shown, int(start) if start.isdigit() else 1)
    return levels
