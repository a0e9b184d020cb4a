"""The numbering part of a written .docx: one list of Word's for every list of ours, so that each counts for itself."""

from __future__ import annotations

from writers_app.formats.blocks import attr
from writers_app.formats.model import JSON
from writers_app.formats.word.sheet import NAMESPACES, XML

_FORMATS = ("bullet", "decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "none")
_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BULLETS = ("•", "◦", "▪")


class Lists:
    """Hands out numIds while the text is written and makes numbering.xml of them afterwards."""

    def __init__(self) -> None:
        self.made: list[tuple[int, int, int | None]] = []

    def add(self, block: JSON, level: int) -> int:
        kind = block["type"]
        if kind == "orderedList":
            name, start = _TYPES.get(attr(block, "type", "1"), "decimal"), int(attr(block, "start", 1))
        else:
            name, start = "bullet" if kind == "bulletList" else "none", None
        self.made.append((_FORMATS.index(name), level, start))
        return len(self.made)

    def xml(self) -> str:
        abstract = "".join(_abstract(index, name) for index, name in enumerate(_FORMATS))
        rows = "".join(_num(number, *told) for number, told in enumerate(self.made, 1))
        return f"{XML}<w:numbering {NAMESPACES}>{abstract}{rows}</w:numbering>"


def list_indent(level: int) -> int:
    """How far the text of an item stands in, in twentieths of a point."""
    return 360 * (level + 2)


def list_level(indent: int) -> int | None:
    """Of what stands in that far; None when it is too little for any list."""
    return indent // 360 - 2 if indent >= 360 * 2 else None


def _num(number: int, abstract: int, level: int, start: int | None) -> str:
    override = (
        "" if start is None else f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
    )
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'


def _abstract(index: int, name: str) -> str:
    levels = "".join(_level(level, name) for level in range(9))
    return (
        f'<w:abstractNum w:abstractNumId="{index}"><w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
    )


def _level(level: int, name: str) -> str:
    text = {"bullet": _BULLETS[level % 3], "none": ""}.get(name, f"%{level + 1}.")
    indent = list_indent(level)
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{name}"/><w:lvlText '
        f'w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="360"/></w:pPr></w:lvl>'
    )
