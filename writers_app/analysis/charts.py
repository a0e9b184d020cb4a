"""Charts as inline SVG, for reports that are one file. Drawn from a report's JSON by `writers_app.analysis.page`.

Colours and type are classes of the page's stylesheet. A chart is drawn once for both directions: `Canvas` mirrors where
things stand, and SVG's text follows the page's direction by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

WIDTH: Final = 680
_ROW: Final = 24
_LABEL: Final = 210
_VALUE: Final = 60
_HEIGHT: Final = 170
_LONGEST_LABEL: Final = 30
_MOST_NAMES: Final = 6
"""Of columns on a phone; of more, every other one is named."""
_CELL: Final = 20

Row = tuple[str, float]
Write = Callable[[float], str]


@dataclass(slots=True)
class Canvas:
    """Shapes are placed from the side where reading begins."""

    rtl: bool
    parts: list[str] = field(default_factory=list)

    def bar(self, x: float, y: float, width: float, height: float, kind: str, *, opacity: float = 1.0) -> None:
        at = WIDTH - x - width if self.rtl else x
        faint = "" if opacity == 1.0 else f' fill-opacity="{opacity:.2f}"'
        self.parts.append(
            f'<rect class="{kind}" x="{at:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2"{faint}/>'
        )

    def text(self, x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> None:
        at = WIDTH - x if self.rtl else x
        shown = text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…"
        hint = "" if shown == text else f"<title>{escape(text)}</title>"
        self.parts.append(
            f'<text class="{kind}" x="{at:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(shown)}{hint}</text>'
        )

    def path(self, points: Sequence[tuple[float, float]], tag: str, kind: str) -> None:
        placed = " ".join(f"{WIDTH - x if self.rtl else x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<{tag} class="{kind}" points="{placed}"/>')

    def svg(self, height: float, label: str) -> str:
        box = f'viewBox="0 0 {WIDTH} {height:.0f}"'
        return f'<svg role="img" aria-label="{escape(label, quote=True)}" {box}>{"".join(self.parts)}</svg>'


def draw_columns(rows: Sequence[Row], label: str, write: Write, *, rtl: bool) -> str:
    """A column for each row, with its value above and its name below."""
    canvas = Canvas(rtl)
    most = max((value for _, value in rows), default=0) or 1
    step = WIDTH / max(1, len(rows))
    crowded = len(rows) > _MOST_NAMES
    for number, (name, value) in enumerate(rows):
        height = _HEIGHT * value / most
        canvas.bar(number * step + 2, _HEIGHT + 18 - height, step - 4, max(height, 1), "strong")
        middle = (number + 0.5) * step
        if value:
            canvas.text(middle, _HEIGHT + 12 - height, write(value), "soft", "middle")
        canvas.text(middle, _HEIGHT + 36, name, "soft every-other" if number % 2 and crowded else "soft", "middle")
    return canvas.svg(_HEIGHT + 42, label)


def draw_bars(rows: Sequence[Row], label: str, write: Write, *, rtl: bool) -> str:
    """A bar for each row, with its name before and its value after it."""
    canvas = Canvas(rtl)
    most = max((value for _, value in rows), default=0) or 1
    room = WIDTH - _LABEL - _VALUE
    for number, (name, value) in enumerate(rows):
        top = number * _ROW
        width = max(2.0, room * value / most)
        canvas.bar(_LABEL, top + 4, width, _ROW - 8, "mild")
        canvas.text(0, top + 16, name)
        canvas.text(_LABEL + width + 6, top + 16, write(value), "soft")
    return canvas.svg(len(rows) * _ROW, label)


def draw_pace(points: Sequence[dict[str, Any]], label: str, *, rtl: bool) -> str:
    """A line for the length of sentences, over an area for the share of dialogue."""
    canvas = Canvas(rtl)
    longest = max(point["sentence_length"] for point in points) or 1
    area = [(WIDTH * p["at"], _HEIGHT * (1 - 0.92 * p["dialogue_share"])) for p in points]
    line = [(WIDTH * p["at"], _HEIGHT * (1 - 0.92 * p["sentence_length"] / longest)) for p in points]
    canvas.path([(0, _HEIGHT), (0, area[0][1]), *area, (WIDTH, _HEIGHT)], "polygon", "mild")
    canvas.path([(0, line[0][1]), *line], "polyline", "line")
    return canvas.svg(_HEIGHT + 2, label)


def draw_heat(rows: Sequence[tuple[str, Sequence[int]]], label: str, *, rtl: bool) -> str:
    """A row of cells for each name: the darker, the more."""
    canvas = Canvas(rtl)
    most = max((count for _, counts in rows for count in counts), default=0) or 1
    columns = max((len(counts) for _, counts in rows), default=0) or 1
    step = (WIDTH - _LABEL) / columns
    for number, (name, counts) in enumerate(rows):
        top = number * _CELL
        canvas.text(0, top + 14, name)
        for column, count in enumerate(counts):
            left = _LABEL + column * step
            canvas.bar(left, top + 1, max(step - 1, 1), _CELL - 2, "cell")
            if count:
                canvas.bar(left, top + 1, max(step - 1, 1), _CELL - 2, "strong", opacity=0.15 + 0.85 * count / most)
    return canvas.svg(len(rows) * _CELL, label)
