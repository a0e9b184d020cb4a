"""Snapshots of a Scrivener project: earlier states of its texts, each a file that is named by its date; for reader.py.

`Snapshots/<document>.snapshots/index.xml` has titles and dates ("2026-05-08 16:04:16 -0700"); the texts lie beside it
as `2026-05-08-16-04-16-0700.rtf`, in some versions with "+" in the name and in older ones without the offset.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from writers_app.formats import losses as lost
from writers_app.formats.blocks import children, clean_text, join_text
from writers_app.formats.errors import FormatError
from writers_app.formats.limits import SafeZip
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON

MOST = 1000
"""Of all documents together; a book has dozens."""
_UNNAMED = "Untitled Snapshot"
_CLOCK = 14
"""Digits of a date and time, without the offset."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`date` is ISO 8601 UTC; the title is empty when its writer gave none."""

    title: str
    date: str
    blocks: list[JSON]


class Snapshots:
    """Those of one project, by document."""

    def __init__(self, archive: SafeZip, root: str, losses: Losses, read_rtf: Callable[[bytes], list[JSON]]) -> None:
        self.archive, self.losses, self.read_rtf = archive, losses, read_rtf
        self.left = MOST
        self.files: dict[str, dict[str, str]] = {}
        within = posixpath.join(root, "Snapshots", "")
        for path in archive.names:
            folder, _, name = path.removeprefix(within).partition(".snapshots/")
            if path.startswith(within) and name.lower().endswith(".rtf"):
                self.files.setdefault(folder, {})[_digits(name)] = path
        self.index = posixpath.join(within, "{}.snapshots", "index.xml")

    def read(self, document: str) -> list[Snapshot]:
        """The document's snapshots, the oldest first."""
        texts = self.files.get(document, {})
        titles = self._titles(document) if texts else {}
        found = [self._snapshot(digits, path, titles) for digits, path in texts.items()]
        return sorted((each for each in found if each is not None), key=lambda each: each.date)

    def _titles(self, document: str) -> dict[str, tuple[str, str]]:
        """Title and date by the date's digits; nothing when the list is missing or damaged."""
        name = self.index.format(document)
        try:
            told = self.archive.read_xml(name) if name in self.archive else None
        except FormatError:
            told = None
        rows = told.iterfind("Snapshot") if told is not None else ()
        return {
            _digits(date): (" ".join(clean_text(row.findtext("Title") or "").split())[:200], date)
            for row in rows
            if (date := row.findtext("Date") or "")
        }

    def _snapshot(self, digits: str, path: str, titles: dict[str, tuple[str, str]]) -> Snapshot | None:
        title, date = titles.get(digits) or next(
            (told for each, told in titles.items() if each[:_CLOCK] == digits[:_CLOCK]), ("", "")
        )
        moment = _moment(date) or _moment(posixpath.basename(path))
        if moment is None or self.left <= 0:
            self.losses.add(lost.SNAPSHOTS)
            return None
        self.left -= 1
        try:
            blocks = [_without_comments(block) for block in self.read_rtf(self.archive.read(path))]
        except FormatError:
            self.losses.add(lost.SNAPSHOTS)
            return None
        return Snapshot("" if title == _UNNAMED else title, moment, blocks)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _moment(text: str) -> str | None:
    """ISO 8601 UTC from a date as the list or a file's name has it; without an offset it is taken as UTC."""
    found = re.search(r"(\d{4})-(\d\d)-(\d\d)[ -](\d\d)[:-](\d\d)[:-](\d\d)(?:\s*([+-]\d{4}))?", text)
    if found is None:
        return None
    *numbers, offset = found.groups()
    try:
        moment = datetime.strptime(f"{' '.join(numbers)} {offset or '+0000'}", "%Y %m %d %H %M %S %z")
        return moment.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return None


def _without_comments(block: JSON) -> JSON:
    """Links to comments lead nowhere: those of a snapshot are not beside the text as it stands now."""
    if block["type"] == "text":
        marks = [each for each in block.get("marks") or () if each["type"] != "comment"]
        plain = {key: value for key, value in block.items() if key != "marks"}
        return {**plain, "marks": marks} if marks else plain
    inner = children(block)
    return {**block, "content": join_text([_without_comments(child) for child in inner])} if inner else block
