"""What the editor sends to have paragraphs checked while one writes, and what it gets back."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_PARAGRAPHS = 400
LONGEST_PARAGRAPH = 50_000
Unit = Annotated[int, Field(ge=0, le=LONGEST_PARAGRAPH)]
Span = tuple[Unit, Unit]


class AskedParagraph(BaseModel):
    """`text` as docs/analysis.md describes that of a block; `code` are the spans marked as code, in UTF-16 units."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=LONGEST_PARAGRAPH)]
    kind: Literal["paragraph", "heading", "quote", "list", "cell", "code", "footnote"] = "paragraph"
    code: Annotated[list[Span], Field(max_length=500)] = []


class AskedChecks(BaseModel):
    """Paragraphs that follow one another in the document, the first after some 40 words that are sent too if there are
    any: echoes are heard over that distance.
    """

    model_config = ConfigDict(extra="forbid")

    paragraphs: Annotated[list[AskedParagraph], Field(min_length=1, max_length=MOST_PARAGRAPHS)]


class CheckCard(BaseModel):
    """A remark on ``text[start:end]``, in UTF-16 units. `kind` names a metric, `message` with `values` says what it is.

    A suggestion has a `replacement` for just that span; `shown` is the span with the whole words around it.
    """

    kind: str
    start: int
    end: int
    shown: tuple[int, int]
    message: str
    values: dict[str, str | int]
    replacement: str | None


class CheckedParagraph(BaseModel):
    checks: list[CheckCard]
