"""Lays a table's cells on a grid, as Word and OpenDocument want every place of it named."""

from __future__ import annotations

from dataclasses import dataclass

from writers_app.formats.blocks import attr, children
from writers_app.formats.model import JSON

_WIDTH = 9000  # twips that a table without column widths shares among its columns
MAX_COLUMNS = 63  # Word's own limit


@dataclass(slots=True)
class Cell:
    """A place in a row: a cell of ours, or (block None) the part of one that reaches down from above, or none."""

    block: JSON | None
    column: int
    colspan: int
    merge: str = ""
    rowspan: int = 1


@dataclass(slots=True)
class Grid:
    rows: list[list[Cell]]
    widths: list[int]
    """Twips per column."""
    fixed: bool


def lay_out(table: JSON) -> Grid:
    """Rows with every grid place filled; spans that reach beyond the last row, or into another cell, are cut."""
    source = children(table)
    rows: list[list[Cell]] = []
    reaching: dict[int, tuple[int, int]] = {}  # column → (rows left, colspan)
    pixels: dict[int, int] = {}
    for index, row in enumerate(source):
        made: list[Cell] = []
        column = _pass_reaching(made, reaching, 0)
        for block in children(row):
            colspan = max(1, min(MAX_COLUMNS, int(attr(block, "colspan", 1))))
            rowspan = max(1, min(len(source) - index, int(attr(block, "rowspan", 1))))
            colspan = min([colspan, *(each - column for each in reaching if each > column)])
            if column + colspan > MAX_COLUMNS:
                break
            made.append(Cell(block, column, colspan, "begin" if rowspan > 1 else "", rowspan))
            if rowspan > 1:
                reaching[column] = (rowspan, colspan)
            for offset, width in enumerate((attr(block, "colwidth") or [])[:colspan]):
                if width:
                    pixels.setdefault(column + offset, int(width))
            column = _pass_reaching(made, reaching, column + colspan)
        for there in sorted(each for each in reaching if each >= column):
            if any(cell.column == there for cell in made):
                continue
            made.extend(Cell(None, at, 1) for at in range(column, there))
            column = _pass_reaching(made, reaching, there)
        rows.append(made)
        reaching = {at: (left - 1, span) for at, (left, span) in reaching.items() if left > 1}
    count = max((cell.column + cell.colspan for row in rows for cell in row), default=1)
    for made in rows:
        _fill(made, count)
    known = len(pixels) == count
    widths = [pixels.get(at, 100) * 15 if pixels else _WIDTH // count for at in range(count)]
    return Grid(rows, widths, known)


def _pass_reaching(made: list[Cell], reaching: dict[int, tuple[int, int]], column: int) -> int:
    """Steps over places that are taken from above and names them."""
    while column in reaching:
        made.append(Cell(None, column, reaching[column][1], "go on"))
        column += reaching[column][1]
    return column


def _fill(made: list[Cell], count: int) -> None:
    end = made[-1].column + made[-1].colspan if made else 0
    made.extend(Cell(None, column, 1) for column in range(end, count))
