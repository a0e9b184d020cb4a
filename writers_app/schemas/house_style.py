"""The house style of a project: what its copy-editing asks for. Stored with the project, kept to by the analysis."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]*$")]
"""A word, a name or a short phrase that is right as it is."""
MOST_TERMS = 1000


class HouseStyle(BaseModel):
    """A field that is null or false asks for nothing. Only what is given changes when a project is changed.

    `half_spaces`: every rule about them. `plurals`: کتاب‌های or کتابهای. `quotes`: «» around Persian, “ ” or " " around
    English. `he_ye`: the ezafe after a silent ه, هٔ or ه‌ی. `dashes` within sentences: word—word, word — word,
    word – word. `spelling` is of English. `terms` are left alone by every check.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    letters: bool = True
    half_spaces: bool = True
    plurals: Literal["half_space", "joined"] | None = None
    quotes: Literal["guillemets", "curly", "straight"] | None = "guillemets"
    digits: Literal["persian", "latin"] | None = "persian"
    spacing: bool = True
    punctuation: bool = True
    he_ye: Literal["hamza", "ye"] | None = "hamza"
    dashes: Literal["em", "spaced_em", "spaced_en"] | None = None
    spelling: Literal["british", "american"] | None = None
    terms: tuple[Term, ...] = Field(default=(), max_length=MOST_TERMS)


DEFAULT_STYLE = HouseStyle()


class NewTerm(BaseModel):
    """A word that the checks shall leave alone in the whole project."""

    model_config = ConfigDict(extra="forbid")

    term: Term
