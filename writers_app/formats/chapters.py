"""Recognises a line that names a chapter, in English and Persian, where a file has no heading styles."""

from __future__ import annotations

import re

from writers_app.formats.blocks import BOLD, children, heading, plain_text
from writers_app.formats.model import JSON

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last"
)
_NUMBER_EN = rf"(?:\d{{1,4}}|[ivxlc]{{1,8}}|(?:the\s+)?(?:(?:{_TENS})(?:[-\s](?:{_ONES}))?|{_ONES}))"
_TITLE = r"(?:\s*[.:–—-]\s*\S.{0,80}|[.:])?"
_PART = rf"(?:part|book|volume)\s+{_NUMBER_EN}{_TITLE}"
_CHAPTER = (
    rf"(?:chapter|act)\s+{_NUMBER_EN}{_TITLE}|prologue|epilogue|foreword|preface|introduction|afterword|acknowledge?ments|"
    rf"dedication|interlude|(?:prologue|epilogue){_TITLE}"
)
_ONES_FA = "اول|نخست|آخر|پایانی|یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه|ده"
_ORDINAL_FA = rf"(?:[\d۰-۹٠-٩]{{1,4}}|(?:[\w\u200c]+\s+و\s+)?(?:[\w\u200c]+م(?:ین)?|{_ONES_FA}))"
_PART_FA = rf"(?:بخش|کتاب|دفتر|جلد|پرده)[\s\u200c]+{_ORDINAL_FA}{_TITLE}"
_CHAPTER_FA = (
    rf"(?:فصل|باب|قسمت|گفتار)[\s\u200c]+{_ORDINAL_FA}{_TITLE}|پیش[\s\u200c]?گفتار|مقدمه|مؤخره|سرآغاز|درآمد|دیباچه|پی[\s\u200c]?نوشت|"
    r"سخن نویسنده|پس[\s\u200c]?گفتار|پیش[\s\u200c]?درآمد|سپاس[\s\u200c]?گزاری"
)

_IS_PART = re.compile(f"(?:{_PART}|{_PART_FA})", re.I)
_IS_CHAPTER = re.compile(f"(?:{_CHAPTER}|{_CHAPTER_FA})", re.I)


def chapter_rank(line: str) -> int | None:
    """1 for a part, 2 for a chapter, None for any other line."""
    stripped = line.strip().strip("*_# \t")
    if not 0 < len(stripped) <= 120:
        return None
    if _IS_PART.fullmatch(stripped):
        return 1
    return 2 if _IS_CHAPTER.fullmatch(stripped) else None


def promote_chapters(blocks: list[JSON]) -> list[JSON]:
    """Makes headings of chapter lines, only where the text has no heading of its own."""
    if any(block["type"] == "heading" for block in blocks):
        return blocks
    ranks = [chapter_rank(plain_text(block)) if block["type"] == "paragraph" else None for block in blocks]
    has_parts, has_chapters = 1 in ranks, 2 in ranks
    return [
        _promoted(block, 2 if rank == 2 and has_parts and has_chapters else 1) if rank else block
        for block, rank in zip(blocks, ranks, strict=True)
    ]


def _promoted(block: JSON, level: int) -> JSON:
    attrs = {key: value for key, value in (block.get("attrs") or {}).items() if key == "dir"}
    return heading(level, [_unbold(child) for child in children(block)], **attrs)


def _unbold(child: JSON) -> JSON:
    marks = [made for made in child.get("marks") or () if made != BOLD]
    kept = {key: value for key, value in child.items() if key != "marks"}
    return {**kept, "marks": marks} if marks else kept
