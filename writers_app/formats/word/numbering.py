"""Word's numbering: which list a paragraph belongs to, how it is numbered, and what number it shows."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from writers_app.formats.flow import ListPlace
from writers_app.formats.word.names import W, child_value, number

_TYPES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_PLAIN_BULLETS = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "decimal"
    start: int = 1


class Numbering:
    """Counts as Word does: per abstract list and level, a deeper level starts anew after a higher one moved."""

    def __init__(self, root: etree._Element | None) -> None:
        self.abstract: dict[str, dict[int, _Level]] = {}
        self.lists: dict[str, tuple[str, dict[int, int], dict[int, _Level]]] = {}
        self.counters: dict[str, dict[int, int]] = {}
        self.begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        for element in root.iterchildren(f"{W}abstractNum"):
            self.abstract[element.get(f"{W}abstractNumId", "")] = _levels(element)
        for element in root.iterchildren(f"{W}num"):
            starts: dict[int, int] = {}
            levels: dict[int, _Level] = {}
            for override in element.iterchildren(f"{W}lvlOverride"):
                level = number(override.get(f"{W}ilvl"), 0) or 0
                start = number(child_value(override, "startOverride"))
                if start is not None:
                    starts[level] = start
                levels.update(_levels(override))
            self.lists[element.get(f"{W}numId", "")] = (child_value(element, "abstractNumId") or "", starts, levels)

    def place(self, list_id: str, level: int) -> ListPlace | None:
        """The next item of a list at a level; None when the id names no list (numId 0 takes a list away)."""
        if list_id not in self.lists:
            return None
        owner, starts, own = self.lists[list_id]
        found = own.get(level) or self.abstract.get(owner, {}).get(level) or _Level()
        if found.format in _PLAIN_BULLETS:
            return ListPlace(level, list_id, ordered=False)
        counters = self.counters.setdefault(owner, {})
        if (list_id, level) not in self.begun and level in starts:
            counters[level] = starts[level]
        else:
            counters[level] = counters[level] + 1 if level in counters else starts.get(level, found.start)
        self.begun.add((list_id, level))
        for deeper in [each for each in counters if each > level]:
            del counters[deeper]
        return ListPlace(level, list_id, ordered=True, type=_TYPES.get(found.format), number=max(0, counters[level]))


def _levels(element: etree._Element) -> dict[int, _Level]:
    return {
        number(level.get(f"{W}ilvl"), 0) or 0: _Level(
            child_value(level, "numFmt") or "decimal", number(child_value(level, "start"), 1) or 0
        )
        for level in element.iterchildren(f"{W}lvl")
    }
