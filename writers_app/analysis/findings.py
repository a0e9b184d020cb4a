"""Findings: remarks with a place in the text. Made by the analysis, shown and clicked in reports and in the editor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from writers_app.analysis.documents import Paragraph


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; see `writers_app.analysis.documents` for how paragraphs and offsets count."""

    document: str
    paragraph: int
    note: int
    start: int
    end: int
    utf16_start: int
    utf16_end: int

    def to_json(self) -> dict[str, Any]:
        return {
            "document": self.document,
            "paragraph": self.paragraph,
            "note": self.note,
            "start": self.start,
            "end": self.end,
            "utf16_start": self.utf16_start,
            "utf16_end": self.utf16_end,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` is a name in `METRICS`, which explains it. `message` is a msgid with %(name)s places for `values`."""

    kind: str
    place: Place
    text: str
    message: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    related: tuple[Place, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            **self.place.to_json(),
            "text": self.text,
            "message": self.message,
            "values": dict(self.values),
            "related": [place.to_json() for place in self.related],
        }


def place_in(document: str, paragraph: Paragraph, start: int, end: int) -> Place:
    """The place of a span of a paragraph's text."""
    before, within = paragraph.text[:start], paragraph.text[start:end]
    utf16_start = utf16_length(before)
    utf16_end = utf16_start + utf16_length(within)
    return Place(document, paragraph.number, paragraph.note, start, end, utf16_start, utf16_end)


def utf16_length(text: str) -> int:
    """Length as JavaScript counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
