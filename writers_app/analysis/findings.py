"""Findings: remarks with a place in the text. Made by the analysis, shown and clicked in reports and in the editor."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from writers_app.analysis.context import surround
from writers_app.analysis.documents import Paragraph
from writers_app.analysis.passages import Mark


class Place(NamedTuple):
    """Where something stands; see `writers_app.analysis.documents` for how paragraphs and offsets count."""

    document: str
    paragraph: int
    note: int
    start: int
    end: int
    utf16_start: int
    utf16_end: int

    def overlaps(self, other: "Place") -> bool:
        """Within one paragraph."""
        return self.start < other.end and other.start < self.end


class Finding(NamedTuple):
    """`kind` is a name in `METRICS`, which explains it. `message` is a msgid with %(name)s places for `values`.
    `within` is the whole text that has the place; it is kept, not copied, and `to_json` cuts a little out of it."""

    kind: str
    place: Place
    text: str
    message: str
    values: Mapping[str, str | int]
    within: str
    related: tuple[Place, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Flat: the place's fields stand beside the finding's; `related` is a list of places; `before` and `after`
        are the words around, see `writers_app.analysis.context`."""
        before, after = surround(self.within, self.place.start, self.place.end)
        return {
            "kind": self.kind,
            **self.place._asdict(),
            "text": self.text,
            "before": before,
            "after": after,
            "message": self.message,
            "values": dict(self.values),
            "related": [place._asdict() for place in self.related],
        }


def place_in(document: str, paragraph: Paragraph, start: int, end: int) -> Place:
    """The place of a span of a paragraph's text."""
    text = paragraph.text
    if _counts_alike(text):
        return Place(document, paragraph.number, paragraph.note, start, end, start, end)
    utf16_start = utf16_length(text[:start])
    utf16_end = utf16_start + utf16_length(text[start:end])
    return Place(document, paragraph.number, paragraph.note, start, end, utf16_start, utf16_end)


def find_at(document: str, paragraph: Paragraph, mark: Mark) -> Finding:
    """The finding that a mark is, once its paragraph has a place."""
    place = place_in(document, paragraph, mark.start, mark.end)
    text = paragraph.text
    return Finding(mark.kind, place, text[mark.start : mark.end], mark.message, mark.values, text)


def utf16_length(text: str) -> int:
    """Length as JavaScript counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@lru_cache(maxsize=512)
def _counts_alike(text: str) -> bool:
    """Whether JavaScript counts this text as Python does. A paragraph is asked about for each of its findings."""
    return utf16_length(text) == len(text)
