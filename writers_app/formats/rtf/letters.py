"""Control words of RTF that change how the letters after them look. Called by the reader."""

from __future__ import annotations

from dataclasses import replace

from writers_app.formats.rtf.languages import WORDS, told_also
from writers_app.formats.rtf.state import Look, unpack_date

CAPITALS = frozenset({"scaps", "caps"})
_TOGGLES = {"b": "bold", "i": "italic", "ul": "underline", "strike": "strike", "striked": "strike"}
_TOGGLES |= dict.fromkeys(("uld", "uldb", "ulw", "uldash", "ulth", "ulwave"), "underline")
_RAISED = {"super": "superscript", "sub": "subscript"}


def changed_look(look: Look, word: str, number: int | None) -> Look | None:
    """The look from this word on; None for a word that says nothing of letters."""
    on = number != 0
    if word in _TOGGLES or word in _RAISED:
        return _marked(look, _TOGGLES.get(word) or _RAISED[word], on)
    if word == "ulnone":
        return _marked(look, "underline", False)
    if word == "nosupersub":
        return replace(look, marks=look.marks - {"superscript", "subscript"})
    if word == "highlight":
        return _marked(look, "highlight", bool(number))
    if word in ("cb", "chcbpat", "af") or word in CAPITALS:
        return look  # known, and nothing that Writers keeps
    if word == "plain":
        return replace(look, marks=frozenset(), hidden=False, font=None, change=None, told=())
    if word == "f":
        return replace(look, font=number)
    if word == "uc":
        return replace(look, skip=max(0, min(9, number if number is not None else 1)))
    if word == "v":
        return replace(look, hidden=on)
    if word in WORDS:
        return replace(look, told=told_also(look.told, word, number))
    return _changed_revision(look, word, number)


def _changed_revision(look: Look, word: str, number: int | None) -> Look | None:
    if word in ("revised", "deleted"):
        kind = "insertion" if word == "revised" else "deletion"
        return replace(look, change=kind if number != 0 else None)
    if word in ("revauth", "revauthdel"):
        return replace(look, author=number or 0)
    if word in ("revdttm", "revdttmdel"):
        return replace(look, date=unpack_date(number or 0))
    return None


def _marked(look: Look, name: str, on: bool) -> Look:
    return replace(look, marks=look.marks | {name} if on else look.marks - {name})
