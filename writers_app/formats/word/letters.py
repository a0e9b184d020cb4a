"""Runs of a written .docx: what a text and its marks become, split where the script changes direction."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.sax.saxutils import escape

from writers_app.formats.blocks import attr, clean_text
from writers_app.formats.language import clean_tag
from writers_app.formats.model import JSON

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_HAS_RTL = re.compile(f"[{_RTL}]")
_HAS_LTR = re.compile(rf"(?![{_RTL}])[^\W\d_]")
_RTL_PIECE = re.compile(rf"[{_RTL}](?:(?:(?![^\W\d_])[\s\S]|[{_RTL}])*[{_RTL}\u200c])?")
_LTR_PIECE = re.compile(rf"(?:(?![{_RTL}])[^\W\d_])(?:(?:(?![{_RTL}])[\s\S])*(?:(?![{_RTL}])\w))?")
_LOOKS = {
    "bold": "<w:b/><w:bCs/>", "italic": "<w:i/><w:iCs/>", "strike": "<w:strike/>", "underline": '<w:u w:val="single"/>',
    "superscript": '<w:vertAlign w:val="superscript"/>', "subscript": '<w:vertAlign w:val="subscript"/>',
}  # fmt: skip
_ORDER = ("bold", "italic", "strike", "highlight", "underline", "shade", "superscript", "subscript")
_NAMED = {
    "yellow": "FFFF00", "lime": "00FF00", "cyan": "00FFFF", "aqua": "00FFFF", "magenta": "FF00FF", "fuchsia": "FF00FF",
    "blue": "0000FF", "red": "FF0000", "navy": "000080", "teal": "008080", "green": "008000", "purple": "800080",
    "maroon": "800000", "olive": "808000", "gray": "808080", "grey": "808080", "silver": "C0C0C0", "black": "000000",
    "orange": "FFA500", "pink": "FFC0CB", "gold": "FFD700", "white": "FFFFFE",
}  # fmt: skip


def letters_xml(text: str, marks: list[JSON], rtl: bool, *, deleted: bool = False, style: str = "") -> str:
    """One text node as runs. In a right-to-left paragraph all but Latin words is set as complex script."""
    properties = _properties(marks, style)
    name = "delText" if deleted else "t"
    spoken = _language(marks)
    return "".join([_run(piece, properties, is_rtl, spoken, name) for piece, is_rtl in split_by_script(text, rtl)])


def split_by_script(text: str, rtl: bool) -> list[tuple[str, bool]]:
    """Pieces with whether each is right-to-left; spaces and marks between go with the paragraph."""
    if rtl:
        if not _HAS_LTR.search(text):
            return [(text, True)]
        pattern = _LTR_PIECE
    else:
        if text.isascii() or not _HAS_RTL.search(text):
            return [(text, False)]
        pattern = _RTL_PIECE
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            pieces.append((text[at : match.start()], rtl))
        pieces.append((match.group(), not rtl))
        at = match.end()
    if at < len(text):
        pieces.append((text[at:], rtl))
    return pieces


def _run(text: str, properties: str, is_rtl: bool, spoken: str, name: str) -> str:
    if is_rtl:
        properties += "<w:rtl/>"
    properties += spoken
    head = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    text = escape(clean_text(text))
    body = f'<w:{name} xml:space="preserve">{text}</w:{name}>'
    if "\t" in text:
        body = body.replace("\t", f'</w:{name}><w:tab/><w:{name} xml:space="preserve">')
    return f"<w:r>{head}{body}</w:r>"


def _language(marks: list[JSON]) -> str:
    """Told for both scripts: what is no letter goes with either."""
    tag = next((clean_tag(attr(made, "lang")) for made in marks if made["type"] == "language"), None)
    return f'<w:lang w:val="{tag}" w:bidi="{tag}"/>' if tag else ""


def _properties(marks: list[JSON], style: str) -> str:
    """In the order that the schema demands; w:rtl and w:lang come last and are added per piece."""
    if not marks:
        return f'<w:rStyle w:val="{style}"/>' if style else ""
    looks: dict[str, str] = {}
    for made in marks:
        kind = made["type"]
        if kind in _LOOKS:
            looks[kind] = _LOOKS[kind]
        elif kind == "code":
            style = "HTMLCode"
        elif kind == "highlight":
            fill = _hex_colour(str(attr(made, "color", "")))
            looks["shade" if fill else "highlight"] = (
                f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else '<w:highlight w:val="yellow"/>'
            )
    head = f'<w:rStyle w:val="{style}"/>' if style else ""
    return head + "".join([looks[name] for name in _ORDER if name in looks])


@lru_cache(maxsize=256)
def _hex_colour(colour: str) -> str | None:
    """A CSS colour as six hex digits; None for none and for what cannot be told here (it becomes yellow)."""
    if match := re.fullmatch(r"#([0-9a-fA-F]{6})(?:[0-9a-fA-F]{2})?", colour):
        return match.group(1).upper()
    if match := re.fullmatch(r"#([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])[0-9a-fA-F]?", colour):
        return "".join(each * 2 for each in match.groups()).upper()
    if match := re.fullmatch(r"rgba?\((\d{1,3})\D+(\d{1,3})\D+(\d{1,3}).*\)", colour):
        return "".join(f"{min(255, int(each)):02X}" for each in match.groups())
    return _NAMED.get(colour.lower())
