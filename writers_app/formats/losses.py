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
TRACKED_JOINS = "%(count)s paragraphs were to be joined to the next by a tracked change; they stand apart as they were."
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
PROPERTIES = "%(count)s properties of the Word file were left out: they are too long, or of a kind that is not kept."
UNKNOWN = "%(count)s parts of a kind that Writers does not know became plain text."

ONE = {
    PICTURE_FORMAT: "One picture was left out: only PNG, JPEG, GIF and WebP are kept.",
    PICTURE_REMOTE: "One picture lies on the web and was not fetched; a link stands in its place.",
    PICTURE_MISSING: "One picture was named in the file but not in it.",
    PICTURE_IN_NOTE: "One picture inside a footnote was left out.",
    PICTURE_TOO_LARGE: "One picture was left out: it is larger than 20 MB.",
    DEEP_HEADINGS: "One heading below the fourth level became a heading of the fourth level.",
    LINKS: "One link pointed to an address that is not kept (only web, mail and inner links are); its text stayed.",
    SCRIPTS: "One embedded program, form or film was left out.",
    RAW_HTML: "One piece of HTML inside the Markdown was kept as plain text.",
    TEXT_BOXES: "The text of a text box was moved into the running text.",
    EMBEDDED: "One embedded object (a chart, formula or drawing) was left out.",
    FORMULAS: "One formula was kept as plain text.",
    TRACKED_BREAKS: "One tracked paragraph break was taken as accepted.",
    TRACKED_JOINS: "One paragraph was to be joined to the next by a tracked change; it stands apart as it was.",
    TRACKED_FORMATS: "One tracked change of formatting was taken as accepted.",
    COMMENTS_WITHOUT_PLACE: "One comment had no place in the text; it stands at its end.",
    HEADING_MARKS: "One chapter title lost its emphasis when it became a document title.",
    HEADING_NOTES: "One footnote on a chapter title was moved to the beginning of the chapter.",
    NOTE_MISSING: "One footnote mark had no footnote.",
    SMALL_CAPITALS: "One passage in small capitals became ordinary text.",
    CUT_ENCODING: "One unreadable character was replaced by �.",
    NESTED_NOTES: "One footnote inside a footnote was set in brackets.",
    BONEYARD: "One passage that the script had cut out was left out.",
    SNAPSHOTS: "One snapshot of an earlier version could not be read and was left out.",
    PROPERTIES: "One property of the Word file was left out: it is too long, or of a kind that is not kept.",
    UNKNOWN: "One part of a kind that Writers does not know became plain text.",
}
"""How each is said of one thing only."""


class Losses:
    """One per file that is read."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, message: str, count: int = 1) -> None:
        if count:
            self.counts[message] += count

    def listed(self) -> tuple[Loss, ...]:
        return tuple(
            Loss(ONE[message])
            if count == 1 and message in ONE
            else Loss(message, {"count": count} if message in ONE else {})
            for message, count in self.counts.items()
        )
