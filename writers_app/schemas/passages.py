"""A passage that somebody has selected in the editor, and its figures, to REST. Made by services.passages."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from writers_app.schemas.checks import AskedParagraph

MOST_PARAGRAPHS = 4000


class AskedPassage(BaseModel):
    """The paragraphs of the passage, the first and last cut where it begins and ends."""

    model_config = ConfigDict(extra="forbid")

    paragraphs: Annotated[list[AskedParagraph], Field(min_length=1, max_length=MOST_PARAGRAPHS)]


class PassageFigure(BaseModel):
    """`name` is a metric's, `title` and `definition` are msgids; `value` is null where there is too little text."""

    name: str
    title: str
    definition: str
    unit: str
    value: float | None


class PassageFindings(BaseModel):
    """How many findings of a kind there are; `title` is a msgid."""

    kind: str
    title: str
    count: int


class PassageFigures(BaseModel):
    figures: list[PassageFigure]
    findings: list[PassageFindings]
