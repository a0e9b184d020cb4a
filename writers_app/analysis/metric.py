"""The form of an explained metric; the registry and its lists are made of it."""

from dataclasses import dataclass
from typing import Final, Literal

Unit = Literal["count", "minutes", "words", "share", "score", "grade", "finding"]


@dataclass(frozen=True, slots=True)
class Metric:
    name: str
    title: str
    unit: Unit
    definition: str
    formula: str
    source: str
    languages: tuple[str, ...] = ("en", "fa")
    experimental: bool = False


OWN_DEFINITION: Final = "Writers' own definition."
