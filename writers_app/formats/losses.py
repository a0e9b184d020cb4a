"""Counts what a reader could not keep, so that the writer is told each thing once and how often it happened."""

from __future__ import annotations

from collections import Counter

from writers_app.formats.model import Loss

PICTURE_FORMAT = "%(count)s pictures were left out: only PNG, JPEG, GIF and WebP are kept."
PICTURE_REMOTE = "%(count)s pictures lie on the web and were not fetched; a link stands in their place."
PICTURE_MISSING = "%(count)s pictures were named in the file but not in it."
PICTURE_IN_NOTE = "%(count)s pictures inside footnotes were left out."
PICTURE_TOO_LARGE = "%(count)s pictures were left out: they are larger than 20 MB."
DEEP_HEADINGS = "%(count)s headings below the fourth level became headings of the fourth level."
LINKS = (
    "%(count)s links pointed to addresses that are not kept (only web, mail and inner links are); their text stayed."
)
SCRIPTS = "%(count)s embedded programs, forms or films were left out."
RAW_HTML = "%(count)s pieces of HTML inside the Markdown were kept as plain text."
TEXT_BOXES = "The text of %(count)s text boxes was moved into the running text."
EMBEDDED = "%(count)s embedded objects (charts, formulas, drawings) were left out."
FORMULAS = "%(count)s formulas were kept as plain text."
TRACKED_BREAKS = "%(count)s tracked paragraph breaks were taken as accepted."
TRACKED_FORMATS = "%(count)s tracked changes of formatting were taken as accepted."
COMMENTS_WITHOUT_PLACE = "%(count)s comments had no place in the text; they stand at its end."
TABLE_OF_CONTENTS = "The table of contents was left out: Writers makes its own."
HEADERS_FOOTERS = "Page headers and footers were left out."
HEADING_MARKS = "%(count)s chapter titles lost their emphasis when they became document titles."
HEADING_NOTES = "%(count)s footnotes on chapter titles were moved to the beginning of the chapter."
NOTE_MISSING = "%(count)s footnote marks had no footnote."
SMALL_CAPITALS = "%(count)s passages in small capitals became ordinary text."
CUT_ENCODING = "%(count)s unreadable characters were replaced by �."
NESTED_NOTES = "%(count)s footnotes inside footnotes were set in brackets."
BONEYARD = "%(count)s passages that the script had cut out were left out."
METADATA = "The header of the Markdown file was left out."
SNAPSHOTS = "%(count)s snapshots of earlier versions could not be read and were left out."
UNKNOWN = "%(count)s parts of a kind that Writers does not know became plain text."


class Losses:
    """One per file that is read."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, message: str, count: int = 1) -> None:
        if count:
            self.counts[message] += count

    def listed(self) -> tuple[Loss, ...]:
        return tuple(
            Loss(message, {"count": count} if "%(count)s" in message else {}) for message, count in self.counts.items()
        )
