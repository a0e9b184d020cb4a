"""Which language and direction a text has, by the share of its letters; used by every reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from writers_app.formats.blocks import children, join_text, walk
from writers_app.formats.model import JSON, Direction, Language

_ARABIC = re.compile(r"[\u0620-\u064a\u0671-\u06d3\u06fa-\u06fc\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LETTERS = re.compile(r"[^\W\d_]")
LANGUAGE_TAG = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,3}")
"""A language of words, as BCP 47 has them ("fr", "pt-BR"); what says that there is none ("zxx") is none here."""
_NO_LANGUAGE = frozenset({"zxx", "und", "mul", "mis"})
_NEARLY_ALL = 0.8
RTL_LETTER = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def rtl_share(text: str) -> float:
    """Letters of right-to-left scripts among all letters, 0 when there are none."""
    letters = len(_LETTERS.findall(text))
    return len(RTL_LETTER.findall(text)) / letters if letters else 0.0


def guess_language(texts: Iterable[str]) -> tuple[Language, Direction]:
    """Persian when half of the letters are; a few ten thousand characters decide."""
    arabic = letters = 0
    for text in texts:
        letters += len(_LETTERS.findall(text))
        arabic += len(_ARABIC.findall(text))
        if letters > 50_000:
            break
    return ("fa", "rtl") if arabic * 2 > letters else ("en", "ltr")


def direction_of(language: Language) -> Direction:
    return "rtl" if language == "fa" else "ltr"


def clean_tag(tag: str | None) -> str | None:
    """A language as a file tells it, in the letters that are usual; None for what names no language."""
    tag = (tag or "").strip().replace("_", "-")
    if not LANGUAGE_TAG.fullmatch(tag) or primary(tag) in _NO_LANGUAGE:
        return None
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(each.upper() if len(each) == 2 else each for each in rest)])


def primary(tag: str) -> str:
    """The language itself, whichever country's it is."""
    return tag.partition("-")[0].lower()


def settle_languages(blocks: list[JSON], language: Language) -> list[JSON]:
    """Without marks that tell the book's own language: many programs say of every run what it is in."""
    told: Counter[str] = Counter()
    letters = 0
    for block in blocks:
        for found in walk(block):
            if found["type"] == "text":
                letters += len(found["text"])
                told.update({_told(made): len(found["text"]) for made in found.get("marks") or ()})
    own = {language, *(name for name, count in told.items() if name and count > _NEARLY_ALL * letters)}
    return [_without_languages(block, own) for block in blocks] if own & told.keys() else blocks


def _told(made: JSON) -> str:
    return primary(made["attrs"]["lang"]) if made["type"] == "language" else ""


def _without_languages(block: JSON, own: set[str]) -> JSON:
    if block["type"] == "text":
        kept = [made for made in block.get("marks") or () if _told(made) not in own]
        return {"type": "text", "text": block["text"], **({"marks": kept} if kept else {})}
    inner = children(block)
    return {**block, "content": join_text(_without_languages(child, own) for child in inner)} if inner else block
