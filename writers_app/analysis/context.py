"""The words around a finding, by which a reader judges it without opening the text; findings bring them to reports."""

from typing import Final

from writers_app.analysis.documents import DELETED, DELETED_ASTRAL

REACH: Final = 36
"""How many characters there are at most on a side, whole words of them and without the ellipsis."""

_TELLS_ALONE: Final = 80
_FURTHER: Final = 10 * REACH  # what was deleted takes room, and isn't shown


def surround(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a span of the text, cut between words, with an ellipsis where more of the text was
    left out. Nothing around what is long enough to be judged alone, such as a sentence."""
    if end - start > _TELLS_ALONE:
        return "", ""
    window = REACH + 1
    before, after = text[max(0, start - window) : start], text[end : end + window]
    if _has_deleted(before) or _has_deleted(after):
        window = _FURTHER
        before, after = _visible(text[max(0, start - window) : start]), _visible(text[end : end + window])
    if start > window or len(before) > REACH:
        before = before[-REACH - 1 :]
        before = f"…{before[before.find(' ') + 1 :]}"
    if len(text) - end > window or len(after) > REACH:
        after = after[: REACH + 1]
        space = after.rfind(" ")
        after = f"{after if space < 0 else after[:space]}…"
    return before.replace("\n", " "), after.replace("\n", " ")


def _has_deleted(text: str) -> bool:
    return not text.isascii() and (DELETED in text or DELETED_ASTRAL in text)


def _visible(text: str) -> str:
    return text.replace(DELETED, "").replace(DELETED_ASTRAL, "")
