"""What two states of a text look like beside each other, to REST. Made by services.comparisons."""

from typing import Any

from pydantic import BaseModel


class FigureChange(BaseModel):
    """`name` is a metric's; `difference` is null where a side has too little text for it."""

    name: str
    before: float | None
    after: float | None
    difference: float | None


class WordChange(BaseModel):
    """`weight`: the change of uses beyond that of the text's length, in uses."""

    word: str
    before: int
    after: int
    weight: float


class FindingChange(BaseModel):
    """Findings of a kind: of `before`, `resolved` are gone; of `after`, `added` are new."""

    kind: str
    before: int
    after: int
    resolved: int
    added: int


class ParagraphChange(BaseModel):
    """Paragraphs with words, matched by their text wherever they stand."""

    kept: int
    added: int
    removed: int


class ChangedFinding(BaseModel):
    """A finding that only one side has, with its place and the words around; `message` is a msgid for `values`."""

    kind: str
    paragraph: int
    note: int
    start: int
    end: int
    utf16_start: int
    utf16_end: int
    text: str
    before: str
    after: str
    message: str
    values: dict[str, Any]


class Comparison(BaseModel):
    """What a rewrite changed. `resolved` and `added` hold some findings of each kind; `findings` counts them all."""

    language: str
    paragraphs: ParagraphChange
    figures: list[FigureChange]
    words: list[WordChange]
    findings: list[FindingChange]
    resolved: list[ChangedFinding]
    added: list[ChangedFinding]
