"""What a project's book says about itself, as document properties do. Stored with the project, written by exports."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

LONGEST = {"author": 200, "subject": 300, "keywords": 1000, "description": 4000}
_ONE_LINE = r"^[^\x00-\x1f]*$"
_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"


def _text(name: str, pattern: str) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, max_length=LONGEST[name], pattern=pattern)


class BookProperties(BaseModel):
    """Empty ones are not written; without an author, the owner's name stands on the book. Only what is given changes
    when a project is changed. Commas stand between keywords.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    author: Annotated[str, _text("author", _ONE_LINE)] = ""
    subject: Annotated[str, _text("subject", _ONE_LINE)] = ""
    keywords: Annotated[str, _text("keywords", _ONE_LINE)] = ""
    description: Annotated[str, _text("description", _LINES)] = ""


class CarriedProperty(BaseModel):
    """One that only Word files have; `kind` is empty for those that Word itself knows."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: str
    kind: str = ""


class CarriedProperties(BaseModel):
    """Those of the file that a project came from: not shown, and written into its Word files."""

    model_config = ConfigDict(frozen=True)

    items: tuple[CarriedProperty, ...] = ()
