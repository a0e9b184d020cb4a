"""A plain cover for a book that has no picture of its own: title and author drawn as SVG."""

from __future__ import annotations

from html import escape

from writers_app.formats.blocks import clean_text
from writers_app.formats.model import Manuscript

COVER_STYLE = (
    "html, body { margin: 0; padding: 0; height: 100%; } .cover { text-align: center; height: 100%; } "
    ".cover img, svg { max-height: 100%; max-width: 100%; }"
)
_GROUND, _INK = "#22333b", "#f4efe6"


def cover_page(manuscript: Manuscript) -> str:
    """The inside of a page's body; lines are broken by length, as SVG does not break them."""
    lines = _lines(clean_text(manuscript.title))
    top = 640 - 50 * len(lines)
    direction = manuscript.direction
    title = "".join(
        f'<text x="600" y="{top + index * 120}" font-size="96" text-anchor="middle" '
        f'direction="{direction}" fill="{_INK}">'
        f"{escape(line)}</text>"
        for index, line in enumerate(lines)
    )
    author = (
        f'<text x="600" y="1400" font-size="56" text-anchor="middle" direction="{direction}" fill="{_INK}">'
        f"{escape(clean_text(manuscript.author))}</text>"
        if manuscript.author
        else ""
    )
    return (
        '<div class="cover"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1600" width="100%" height="100%" '
        f'role="img" aria-label="{escape(clean_text(manuscript.title))}" font-family="serif">'
        f'<rect width="1200" height="1600" fill="{_GROUND}"/>{title}'
        f'<path d="M450 {top + len(lines) * 120 - 40} h300" stroke="{_INK}" stroke-width="4"/>{author}</svg></div>\n'
    )


def _lines(title: str) -> list[str]:
    lines: list[str] = []
    for word in title.split()[:24]:
        if lines and len(lines[-1]) + len(word) < 18:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines[:6] or [""]
