"""Makes the fonts of the printed page quick to kern: the same letters at the same distances, found in fewer steps.

`python -m deploy.kerning font.ttf …` rewrites each file where it lies, and needs `pip install fonttools==4.68.0`, as
nothing else does; the fonts under assets/fonts/print went through it. Literata keeps its kerning in four tables one
behind the other, two of them of single pairs, and a shaper looks through all of them for every pair of letters: a sixth
of the time that setting an English book took. What follows puts one table before them that answers for the letters that
a text is made of.
"""

from __future__ import annotations

import string
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.reorderGlyphs import reorderGlyphs
from fontTools.ttLib.tables import otTables

COMMON = string.ascii_letters + string.digits + " .,;:!?'\"()-–—…“”‘’«»"
_EXTENSION, _PAIRS, _ADVANCE = 9, 2, 4

Distance = Callable[[str, str], int]


def quicken(path: str) -> None:
    """SystemExit when a pair would stand elsewhere than before."""
    font = TTFont(path, recalcTimestamp=False)
    names = [font.getBestCmap()[ord(letter)] for letter in COMMON if ord(letter) in font.getBestCmap()]
    reorderGlyphs(font, list(dict.fromkeys([".notdef", *names, *font.getGlyphOrder()])))
    order = font.getGlyphOrder()
    lookup = _kerning(font)
    known = _distances([each.ExtSubTable for each in lookup.SubTable])
    before = {(first, second): known(first, second) for first in order for second in order}
    firsts = [name for name in order if name in names]
    quick = otTables.ExtensionPos()
    quick.Format, quick.ExtensionLookupType = 1, _PAIRS
    quick.ExtSubTable = _table(firsts, order, known)
    for each in lookup.SubTable:
        _leave_out(each.ExtSubTable, set(firsts))
    lookup.SubTable.insert(0, quick)
    for classes in (quick.ExtSubTable.ClassDef1, quick.ExtSubTable.ClassDef2, font["GDEF"].table.GlyphClassDef):
        classes.preWrite = partial(_as_array, classes)
    font.save(path)
    again = TTFont(path)
    after = _distances([each.ExtSubTable for each in _kerning(again).SubTable])
    if again.getGlyphOrder() != order or any(after(*pair) != distance for pair, distance in before.items()):
        raise SystemExit(f"{path}: the kerning has changed")


def _kerning(font: TTFont) -> Any:
    """The lookup with the pairs."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        if lookup.LookupType == _EXTENSION and lookup.SubTable[0].ExtSubTable.LookupType == _PAIRS:
            return lookup
    raise SystemExit("the font has no kerning of the expected form")


def _distances(tables: list[Any]) -> Distance:
    """What a shaper finds: the first table that knows the pair, or has its first letter in classes, decides."""
    pairs: dict[tuple[int, str], dict[str, int]] = {}
    covered = [set(table.Coverage.glyphs) for table in tables]
    for number, table in enumerate(tables):
        assert (table.ValueFormat1, table.ValueFormat2) == (_ADVANCE, 0), "only advances are known here"
        if table.Format == 1:
            for name, found in zip(table.Coverage.glyphs, table.PairSet, strict=True):
                pairs[number, name] = {each.SecondGlyph: each.Value1.XAdvance for each in found.PairValueRecord}

    def distance(first: str, second: str) -> int:
        for number, table in enumerate(tables):
            if first not in covered[number]:
                continue
            if table.Format == 1:
                if second in pairs[number, first]:
                    return pairs[number, first][second]
            else:
                row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)]
                value = row.Class2Record[table.ClassDef2.classDefs.get(second, 0)].Value1
                return value.XAdvance if value else 0
        return 0

    return distance


def _table(firsts: list[str], order: list[str], distance: Distance) -> Any:
    """Letters that keep the same distances are a class, on either side."""
    rows: dict[tuple[int, ...], int] = {}
    columns: dict[tuple[int, ...], int] = {(0,) * len(firsts): 0}
    table = otTables.PairPos()
    table.Format, table.ValueFormat1, table.ValueFormat2 = 2, _ADVANCE, 0
    table.Coverage, table.ClassDef1, table.ClassDef2 = otTables.Coverage(), otTables.ClassDef(), otTables.ClassDef()
    table.Coverage.glyphs = firsts
    table.ClassDef1.classDefs = {
        first: rows.setdefault(tuple(distance(first, second) for second in order), len(rows)) for first in firsts
    }
    seconds = {
        second: columns.setdefault(tuple(distance(first, second) for first in firsts), len(columns)) for second in order
    }
    table.ClassDef2.classDefs = {name: number for name, number in seconds.items() if number}
    table.Class1Record = [_row([row[order.index(_first(seconds, number))] for number in range(len(columns))])
                          for row in rows]  # fmt: skip
    table.Class1Count, table.Class2Count = len(rows), len(columns)
    return table


def _as_array(classes: Any, font: TTFont) -> dict[str, Any]:
    """How classes are written: fontTools would write ranges where they are shorter, in which a shaper has to search."""
    numbers = [font.getGlyphID(name) for name in classes.classDefs]
    names = font.getGlyphOrder()[min(numbers) : max(numbers) + 1]
    classes.Format = 1
    return {"StartGlyph": names[0], "ClassValueArray": [classes.classDefs.get(name, 0) for name in names]}


def _first(classes: dict[str, int], number: int) -> str:
    return next(name for name, found in classes.items() if found == number)


def _row(distances: list[int]) -> Any:
    row = otTables.Class1Record()
    row.Class2Record = []
    for distance in distances:
        record = otTables.Class2Record()
        record.Value1 = otTables.ValueRecord(valueFormat=_ADVANCE)
        record.Value1.XAdvance = distance
        row.Class2Record.append(record)
    return row


def _leave_out(table: Any, names: set[str]) -> None:
    """The letters that another table answers for."""
    kept = [name not in names for name in table.Coverage.glyphs]
    if table.Format == 1:
        table.PairSet = [each for each, keep in zip(table.PairSet, kept, strict=True) if keep]
        table.PairSetCount = len(table.PairSet)
    else:
        for name in names:
            table.ClassDef1.classDefs.pop(name, None)
    table.Coverage.glyphs = [name for name, keep in zip(table.Coverage.glyphs, kept, strict=True) if keep]


if __name__ == "__main__":
    for file in sys.argv[1:]:
        quicken(file)
