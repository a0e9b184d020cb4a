"""Reads plain text: finds paragraphs however they are set apart, chapter lines, and scene breaks."""

from __future__ import annotations

import re
from pathlib import Path

from writers_app.formats import losses as lost
from writers_app.formats.blocks import clean_text, document, node, paragraph, plain_text, text_node
from writers_app.formats.chapters import chapter_rank, promote_chapters
from writers_app.formats.encoding import decode_text
from writers_app.formats.flow import PAGE_BREAK, is_scene_break, settle_pages
from writers_app.formats.language import guess_language
from writers_app.formats.limits import Limits
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument

# Programs that make text of pages put a form feed before the first line of each; one that stands alone is meant.
_PAGE_BREAK = re.compile(r"\n[ \t]*\n\f[ \t]*\n(?=[ \t]*\n)")
_PAGE_SIGN = "\0"
_WRAP_MIN, _WRAP_MAX = 45, 100


def read_text(path: Path, filename: str, limits: Limits) -> Manuscript:
    """A plain text file in any encoding that `encoding` knows."""
    losses = Losses()
    text = decode_text(path.read_bytes())
    losses.add(lost.CUT_ENCODING, text.count("\ufffd"))
    blocks = promote_chapters(text_blocks(text))
    language, direction = guess_language(map(plain_text, blocks))
    return Manuscript("", language, direction, documents=(ManuscriptDocument("", "scene", document(blocks)),),
                      losses=losses.listed())  # fmt: skip


def text_blocks(text: str) -> list[JSON]:
    """Paragraphs and scene breaks, in order."""
    made: list[JSON] = []
    pages = (clean_text(page.replace("\f", "\n\n")) for page in _PAGE_BREAK.split(text))
    for line in _paragraphs(f"\n\n{_PAGE_SIGN}\n\n".join(pages)):
        if line == _PAGE_SIGN:
            made.append(PAGE_BREAK)
        elif is_scene_break(line):
            if made and made[-1]["type"] != "horizontalRule":
                made.append(node("horizontalRule"))
        else:
            made.append(paragraph([text_node(line)]))
    return settle_pages(made)


def _paragraphs(text: str) -> list[str]:
    groups = [group for group in (_lines(part) for part in re.split(r"\n[ \t\u200c]*\n", text)) if group]
    lines = [line for group in groups for line in group]
    if _is_wrapped(groups, lines):
        return [joined for group in groups for joined in _join_wrapped(group)]
    return [line.strip() for line in lines]


def _lines(part: str) -> list[str]:
    return [line.rstrip() for line in part.split("\n") if line.strip()]


def _is_wrapped(groups: list[list[str]], lines: list[str]) -> bool:
    """Broken by hand at a width: inner lines nearly all end near the same column."""
    inner = [line for group in groups for line in group[:-1]]
    if len(inner) < 3 or len(inner) < len(lines) / 4:
        return False
    fitting = sum(1 for line in inner if _WRAP_MIN <= len(line.strip()) <= _WRAP_MAX)
    return fitting >= 0.8 * len(inner) and max(map(len, lines)) <= _WRAP_MAX + 30


def _join_wrapped(group: list[str]) -> list[str]:
    """Lines of one group as paragraphs: an indented line, a chapter line and a scene break begin a new one."""
    joined: list[str] = []
    alone = True
    for line in group:
        stripped = line.strip()
        starts = alone or (line[0] in " \t\u3000" and group[0][0] not in " \t")
        alone = chapter_rank(stripped) is not None or is_scene_break(stripped)
        if starts or alone:
            joined.append(stripped)
        else:
            joined[-1] = f"{joined[-1]} {stripped}"
    return joined
