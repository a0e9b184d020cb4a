"""Tables on a grid: cells that reach into others, and rows that are shorter than the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.formats.manuscripts import block, paragraph
from tests.unit.formats.test_pdf import bare_pages
from writers_app.formats.model import JSON
from writers_app.formats.tables import lay_out


def table(*rows: list[tuple[str, int, int]]) -> JSON:
    """Cells by their text, colspan and rowspan."""
    return block("table", *(block("tableRow", *(cell(*told) for told in row)) for row in rows))


def cell(words: str, colspan: int, rowspan: int) -> JSON:
    spans = {name: span for name, span in (("colspan", colspan), ("rowspan", rowspan)) if span > 1}
    return block("tableCell", paragraph(words), **spans)


def shown(made: JSON) -> list[list[str]]:
    """Each place of the grid by the cell that takes it, "-" where none does."""
    lines: list[list[str]] = []
    for row in lay_out(made).rows:
        lines.append([])
        for each in row:
            above = lines[-2][each.column] if each.merge == "go on" else "-"
            name = each.block["content"][0]["content"][0]["text"] if each.block else above
            assert len(lines[-1]) == each.column
            lines[-1] += [name] * each.colspan
    return lines


IRREGULAR: dict[str, tuple[JSON, list[list[str]]]] = {
    "a short row": (table([("a", 1, 1), ("b", 1, 1)], [("c", 1, 1)]), [["a", "b"], ["c", "-"]]),
    "a row before one that reaches down": (
        table([("a", 1, 1), ("b", 1, 2)], [], [("c", 2, 1)]), [["a", "b"], ["-", "b"], ["c", "c"]],
    ),
    "a cell that would reach into another": (
        table([("a", 1, 1), ("b", 1, 2)], [("c", 2, 1), ("d", 1, 1)]), [["a", "b", "-"], ["c", "b", "d"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", IRREGULAR)
def test_every_place_of_the_grid_is_taken_once(what: str) -> None:
    made, expected = IRREGULAR[what]
    assert shown(made) == expected


@pytest.mark.parametrize("what", IRREGULAR)
def test_an_irregular_table_is_set_with_all_its_words(what: str) -> None:
    made, expected = IRREGULAR[what]
    assert sorted(bare_pages(made)[0]) == sorted({word for row in expected for word in row} - {"-"})


@given(
    st.lists(
        st.lists(st.tuples(st.just("x"), st.integers(1, 3), st.integers(1, 3)), max_size=4), min_size=1, max_size=5
    )
)
def test_whatever_reaches_where_the_grid_is_whole(rows: list[list[tuple[str, int, int]]]) -> None:
    lines = shown(table(*rows))
    assert len({len(line) for line in lines}) == 1
    assert sum(each.block is not None for row in lay_out(table(*rows)).rows for each in row) == sum(map(len, rows))
