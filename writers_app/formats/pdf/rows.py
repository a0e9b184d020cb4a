"""A table's rows where pages end in its cells: the row ends there, and goes on on the next page; called by pdf/markup.

A page that ends at the edge of a cell ends between two rows. One table it stays, so that its columns keep their widths
and its heads stand on every page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from writers_app.formats.blocks import children, is_page_break, walk
from writers_app.formats.model import JSON
from writers_app.formats.pdf.pages import split_into_runs
from writers_app.formats.tables import Cell, lay_out


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, or a part of one, as it is set."""

    content: list[JSON]
    colspan: int
    rowspan: int = 1
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    places: list[Place]
    ends_page: bool = False
    """It has no height and nothing in it: what follows stands on the next page."""


@dataclass(frozen=True, slots=True)
class Rows:
    columns: int
    head: list[Row]
    """What stands over the table on every page."""
    body: list[Row]
    page_before: bool
    page_after: bool


def lay_rows(table: JSON) -> Rows:
    grid = lay_out(table)
    rows = [[cell for cell in row if cell.merge != "go on"] for row in grid.rows]
    heads = _count_heads(rows)
    ends = _ends_between(rows, heads)
    cut = [_cut(row) for row in rows]
    opens = [heads < index and index in ends and bool(row) for index, row in enumerate(rows)]
    heights = [2 * max(map(len, parts), default=1) - 1 for parts in cut]  # with the ends of pages between the parts
    body: list[Row] = []
    for index in range(heads, len(rows)):
        if opens[index]:
            body.append(_page_end(rows[index]))
        spans = [
            sum(heights[index : index + cell.rowspan]) + sum(opens[index + 1 : index + cell.rowspan])
            if cell.rowspan > 1
            else 1
            for cell in rows[index]
        ]
        body.extend(_parts(rows[index], cut[index], spans))
    head = [
        Row([Place(_without_page_ends(_content(cell)), cell.colspan, cell.rowspan, is_head=True) for cell in row])
        for row in rows[:heads]
    ]
    return Rows(len(grid.widths), head, body, heads in ends, len(rows) in ends)


def _content(cell: Cell) -> list[JSON]:
    return children(cell.block) if cell.block is not None else []


def _is_head(cell: Cell) -> bool:
    return cell.block is not None and cell.block["type"] == "tableHeader"


def _count_heads(rows: list[list[Cell]]) -> int:
    is_head = [bool(row) and all(map(_is_head, row)) for row in rows]
    count = is_head.index(False) if False in is_head else 0
    spans_out = any(cell.rowspan > count - index for index, row in enumerate(rows[:count]) for cell in row)
    return 0 if spans_out or not any(rows[count:]) else count


def _ends_between(rows: list[list[Cell]], heads: int) -> set[int]:
    """The rows before which a page ends, because one of their cells begins, or one above ends, with its end."""
    found: set[int] = set()
    for index, row in enumerate(rows[heads:], heads):
        for cell in row:
            inner = _content(cell)
            found |= {index} if inner and is_page_break(inner[0]) else set()
            found |= {index + cell.rowspan} if inner and is_page_break(inner[-1]) else set()
    return found


def _cut(row: list[Cell]) -> list[list[list[JSON]]]:
    """What each cell holds on each page; one that reaches into other rows ends its own pages."""
    return [
        [run for run in split_into_runs(_content(cell)) if run] or [[]] if cell.rowspan == 1 else [_content(cell)]
        for cell in row
    ]


def _parts(row: list[Cell], cut: list[list[list[JSON]]], spans: list[int]) -> Iterator[Row]:
    flat = [cell for cell in row if cell.rowspan == 1]
    for at in range(max(map(len, cut), default=1)):
        if at:
            yield _page_end(flat)
        yield Row(
            [
                Place(runs[at] if at < len(runs) else [], cell.colspan, span, _is_head(cell))
                for cell, runs, span in zip(row, cut, spans, strict=True)
                if at == 0 or cell.rowspan == 1
            ]
        )


def _page_end(row: list[Cell]) -> Row:
    return Row([Place([], cell.colspan) for cell in row], ends_page=True)


def _without_page_ends(blocks: list[JSON]) -> list[JSON]:
    return [
        {**each, "content": _without_page_ends(children(each))} if any(map(is_page_break, walk(each))) else each
        for each in blocks
        if not is_page_break(each)
    ]
