"""What a Word style means: heading level, quote, code, list, direction and marks, through all it is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml import etree

from writers_app.formats.blocks import BOLD, CODE, ITALIC, STRIKE, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, mark
from writers_app.formats.language import clean_tag, primary
from writers_app.formats.model import JSON
from writers_app.formats.word.names import VAL, W, child_value, is_on, number

StyleKind = Literal[
    "text", "heading", "title", "author", "quote", "code", "contents", "break", "table heading", "continue", "spacer"
]

_HEADING = re.compile(r"heading\s*(\d)")
_CODE = re.compile(r"(?:html preformatted|preformatted text|source code|code block|code|plain code)(?: \((.{1,64})\))?")
_CONTINUE = re.compile(r"list continue(?: (\d))?")
_NAMES: dict[str, StyleKind] = {
    "title": "title", "author": "author", "quote": "quote", "intense quote": "quote", "block text": "quote",
    "quotations": "quote", "block quotation": "quote", "scene break": "break", "horizontal line": "break",
    "table heading": "table heading", "toc heading": "contents", "table spacer": "spacer", "contact": "spacer",
}  # fmt: skip
_CODE_LETTERS = frozenset(
    {"verbatim char", "html code", "code", "source text", "inline code", "html typewriter", "code char"}
)
_NO_LOOK = frozenset({"hyperlink", "followedhyperlink", "internet link", "footnote reference", "endnote reference",
                      "annotation reference", "footnote anchor", "footnote characters",
                      "default paragraph font"})  # fmt: skip
HIGHLIGHTS = {
    "yellow": None, "green": "lime", "cyan": "cyan", "magenta": "magenta", "blue": "blue", "red": "red",
    "darkBlue": "navy", "darkCyan": "teal", "darkGreen": "green", "darkMagenta": "purple", "darkRed": "maroon",
    "darkYellow": "olive", "darkGray": "gray", "lightGray": "silver", "black": "black", "white": "white",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """Marks that run properties switch on (True) or off (False), and what decides which of them count."""

    marks: dict[str, JSON | None] = field(default_factory=dict)
    complex_bold: bool | None = None
    complex_italic: bool | None = None
    is_complex: bool = False
    hidden: bool = False
    small_capitals: bool = False
    complex_language: JSON | None = None


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    kind: StyleKind = "text"
    level: int = 1
    list_id: str | None = None
    list_level: int = 0
    rtl: bool | None = None
    centred: bool = False
    language: str | None = None
    marks: tuple[JSON, ...] = ()


_PLAIN = ParagraphStyle()
_SIMPLE = {"u": "underline", "strike": "strike", "dstrike": "strike"}
_MADE = {"bold": BOLD, "italic": ITALIC, "underline": UNDERLINE, "strike": STRIKE}


def read_look(properties: etree._Element, styles: Styles | None = None) -> Look:
    """What a w:rPr says; its character style comes first and direct formatting wins over it."""
    marks: dict[str, JSON | None] = {}
    bold = italic = None
    is_complex = hidden = capitals = False
    spoken: JSON | None = None
    for child in properties:
        name = child.tag[len(W) :] if child.tag.startswith(W) else ""
        if name == "b":
            marks["bold"] = BOLD if is_on(child) else None
        elif name == "i":
            marks["italic"] = ITALIC if is_on(child) else None
        elif name == "bCs":
            bold = is_on(child)
        elif name == "iCs":
            italic = is_on(child)
        elif name in _SIMPLE:
            marks[_SIMPLE[name]] = _MADE[_SIMPLE[name]] if is_on(child) else None
        elif name == "lang":
            marks["language"], spoken = _language(child.get(VAL)), _language(child.get(f"{W}bidi"))
        elif name == "rStyle" and styles is not None:
            marks = {**styles.letter_marks(child.get(VAL, "")), **marks}
        elif name == "vertAlign":
            kind = child.get(VAL)
            if kind in ("superscript", "subscript"):
                marks[kind] = SUPERSCRIPT if kind == "superscript" else SUBSCRIPT
        elif name == "highlight":
            colour = child.get(VAL, "yellow")
            marks["highlight"] = mark("highlight", color=HIGHLIGHTS.get(colour)) if colour != "none" else None
        elif name == "shd":
            fill = child.get(f"{W}fill", "auto")
            if re.fullmatch(r"[0-9A-Fa-f]{6}", fill) and fill.upper() != "FFFFFF" and "highlight" not in marks:
                marks["highlight"] = mark("highlight", color=f"#{fill.lower()}")
        elif name in ("rtl", "cs"):
            is_complex = is_complex or is_on(child)
        elif name in ("vanish", "webHidden"):
            hidden = hidden or (name == "vanish" and is_on(child))
        elif name in ("smallCaps", "caps"):
            capitals = is_on(child)
    if styles is not None:
        marks["language"] = styles.foreign(marks.get("language"), "val")
        spoken = styles.foreign(spoken, "bidi")
    return Look(marks, bold, italic, is_complex, hidden, capitals, spoken)


def _language(tag: str | None) -> JSON | None:
    found = clean_tag(tag)
    return mark("language", lang=found) if found else None


def look_marks(look: Look) -> list[JSON]:
    """The marks that show. In complex script Word looks at bCs and iCs; a lone w:b there is taken as meant."""
    marks = dict(look.marks)
    if look.is_complex:
        marks["language"] = look.complex_language
        if look.complex_bold is not None:
            marks["bold"] = BOLD if look.complex_bold else None
        if look.complex_italic is not None:
            marks["italic"] = ITALIC if look.complex_italic else None
    return [made for made in marks.values() if made is not None]


class Styles:
    """The style sheet of one file; each style is worked out once."""

    def __init__(self, root: etree._Element | None) -> None:
        found = root.iterchildren(f"{W}style") if root is not None else ()
        self.elements = {element.get(f"{W}styleId", ""): element for element in found}
        self.paragraphs: dict[str, ParagraphStyle] = {}
        self.letters: dict[str, dict[str, JSON | None]] = {}
        self.default = next(
            (name for name, each in self.elements.items()
             if each.get(f"{W}type") == "paragraph" and each.get(f"{W}default") in ("1", "true")), "",
        )  # fmt: skip
        self.languages = _own_languages(root, self.elements.get(self.default))
        """What all text is in unless a run tells another: of Latin letters (val) and of right-to-left ones (bidi)."""

    def foreign(self, made: JSON | None, script: str) -> JSON | None:
        """The mark, unless it tells what all text of that script is in: Word tells the language of nearly all runs."""
        return made if made and primary(made["attrs"]["lang"]) != self.languages.get(script) else None

    def paragraph(self, name: str | None) -> ParagraphStyle:
        name = name or self.default
        if name not in self.paragraphs:
            self.paragraphs[name] = self._work_out(name)
        return self.paragraphs[name]

    def _chain(self, name: str) -> list[etree._Element]:
        """The style and all it is based on, nearest first; a circle ends it."""
        chain: list[etree._Element] = []
        while (element := self.elements.get(name)) is not None and element not in chain:
            chain.append(element)
            name = child_value(element, "basedOn") or ""
        return chain

    def _work_out(self, name: str) -> ParagraphStyle:
        chain = self._chain(name)
        style = _PLAIN if chain else _named(name)
        for element in reversed(chain):
            style = _specialise(style, element)
        return style

    def letter_marks(self, name: str) -> dict[str, JSON | None]:
        """A character style's marks."""
        if name not in self.letters:
            marks: dict[str, JSON | None] = {}
            for element in reversed(self._chain(name)):
                shown = (child_value(element, "name") or "").lower()
                if shown in _NO_LOOK:
                    marks = {}
                    continue
                properties = element.find(f"{W}rPr")
                if properties is not None:
                    marks.update(read_look(properties).marks)
                if shown in _CODE_LETTERS:
                    marks = {"code": CODE}
            self.letters[name] = marks
        return self.letters[name]


def _own_languages(root: etree._Element | None, default: etree._Element | None) -> dict[str, str]:
    """By the whole file's defaults and by its ordinary paragraph, which counts more."""
    told = [] if root is None else [root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")]
    told += [] if default is None else [default.find(f"{W}rPr/{W}lang")]
    return {
        script: primary(tag)
        for element in told
        for script in ("val", "bidi")
        if element is not None and (tag := clean_tag(element.get(f"{W}{script}")))
    }


def _named(shown: str) -> ParagraphStyle:
    """What a style's own name says."""
    shown = shown.lower()
    if match := _HEADING.fullmatch(shown):
        return ParagraphStyle("heading", int(match.group(1)))
    if match := _CODE.fullmatch(shown):
        return ParagraphStyle("code", language=match.group(1))
    if match := _CONTINUE.fullmatch(shown):
        return ParagraphStyle("continue", int(match.group(1) or 1))
    if re.fullmatch(r"(toc|table of figures|index) ?\d*", shown):
        return ParagraphStyle("contents")
    return ParagraphStyle(_NAMES.get(shown, "text"))


def _specialise(style: ParagraphStyle, element: etree._Element) -> ParagraphStyle:
    """A style on top of the one it is based on."""
    own = _named(child_value(element, "name") or "")
    if own.kind != "text":
        style = replace(style, kind=own.kind, level=own.level, language=own.language, marks=())
    properties = element.find(f"{W}pPr")
    if properties is not None:
        style = _with_paragraph(style, properties)
    letters = element.find(f"{W}rPr")
    if letters is not None and style.kind == "text" and element.get(f"{W}default") not in ("1", "true"):
        look = read_look(letters)
        kept = {made["type"]: made for made in style.marks} | {name: look.marks[name] for name in look.marks}
        style = replace(style, marks=tuple(made for name, made in kept.items() if made and name in ("bold", "italic")))
    return style


def _with_paragraph(style: ParagraphStyle, properties: etree._Element) -> ParagraphStyle:
    outline = number(child_value(properties, "outlineLvl"))
    if outline is not None and style.kind in ("text", "heading"):
        style = (
            replace(style, kind="heading", level=outline + 1, marks=()) if outline < 9 else replace(style, kind="text")
        )
    numbering = properties.find(f"{W}numPr")
    if numbering is not None:
        list_id = child_value(numbering, "numId") or style.list_id
        style = replace(
            style, list_id=list_id, list_level=number(child_value(numbering, "ilvl"), style.list_level) or 0
        )
    bidi = properties.find(f"{W}bidi")
    if bidi is not None:
        style = replace(style, rtl=is_on(bidi))
    align = child_value(properties, "jc")
    return replace(style, centred=align == "center") if align else style
