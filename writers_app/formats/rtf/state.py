"""What an RTF group, paragraph and target remember while the RTF reader walks, and what it asks of a finished line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from writers_app.formats.blocks import BOLD, ITALIC, STRIKE, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, join_text, mark, trim
from writers_app.formats.flow import Line
from writers_app.formats.model import JSON
from writers_app.formats.rtf.languages import Told

MARKS: dict[str, JSON] = {
    "bold": BOLD, "italic": ITALIC, "underline": UNDERLINE, "strike": STRIKE, "superscript": SUPERSCRIPT,
    "subscript": SUBSCRIPT, "highlight": mark("highlight"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """The state that a group restores when it closes."""

    marks: frozenset[str] = frozenset()
    font: int | None = None
    skip: int = 1
    hidden: bool = False
    destination: str = ""
    link: str | None = None
    change: str | None = None
    author: int = 0
    date: str = ""
    comment: str | None = None
    """Scrivener's link to a comment that lies beside the text."""
    told: Told = ()
    """The languages of the letters."""


@dataclass(slots=True)
class Paragraph:
    """Properties of the paragraph that is being read; \\pard brings the defaults back."""

    style: int | None = None
    outline: int | None = None
    rtl: bool | None = None
    align: str | None = None
    list_level: int = 0
    list_id: int | None = None
    bullet: str | None = None
    in_table: bool = False


@dataclass(slots=True)
class Target:
    """Where text goes: the body, or one footnote."""

    content: list[JSON] = field(default_factory=list)
    is_note: bool = False
    kind: str = "footnote"
    depth: int = 0


def without_bold(content: list[JSON]) -> list[JSON]:
    """RTF spells a heading's look out on its letters; what all of them have is no emphasis."""
    texts = [child for child in content if child["type"] == "text"]
    if not texts or not all(BOLD in child.get("marks", ()) for child in texts):
        return content
    made: list[JSON] = []
    for child in content:
        kept = [each for each in child.get("marks", ()) if each != BOLD]
        bare = {key: value for key, value in child.items() if key != "marks"}
        made.append({**bare, "marks": kept} if kept else bare)
    return made


def take_checkbox(line: Line) -> None:
    first = line.content[0] if line.content else {}
    sign = first.get("text", "")[:2]
    if line.place is None or len(sign) < 2 or sign[0] not in "☐☑☒" or sign[1] != " ":
        return
    line.place.checked = sign[0] != "☐"
    rest = first["text"][2:]
    line.content = [*([{**first, "text": rest}] if rest else []), *line.content[1:]]


def side_of(align: str | None, rtl: bool) -> str | None:
    """RTF's sides are those of the page; the side where a text stands anyway is not stored."""
    usual = "right" if rtl else "left"
    return align if align in ("left", "right") and align != usual else None


def letter_type(told: str) -> str:
    roman = told.lower() in ("i", "v", "x") or len(told) > 1
    return ("i" if told.islower() else "I") if roman else ("a" if told.islower() else "A")


def pixels_of(twips: Any) -> int | None:
    return max(1, min(20_000, round(twips / 15))) if isinstance(twips, int) and twips > 0 else None


def note_text(content: list[JSON]) -> list[JSON]:
    return trim(join_text(child for child in content if child["type"] in ("text", "hardBreak")))


def unpack_date(number: int) -> str:
    """RTF's packed time of a revision (minute 6 bits, hour 5, day 5, month 4, year 9) as ISO 8601; empty when none."""
    packed = number & 0xFFFFFFFF
    minute, hour, day = packed & 0x3F, packed >> 6 & 0x1F, packed >> 11 & 0x1F
    month, year = packed >> 16 & 0xF, 1900 + (packed >> 20 & 0x1FF)
    if not (minute < 60 and hour < 24 and 1 <= day <= 31 and 1 <= month <= 12):
        return ""
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z"


def bytes_of(parts: list[bytes]) -> bytes:
    """A picture as RTF spells it: hexadecimal digits, among white space and whatever else."""
    digits = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(parts))
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
