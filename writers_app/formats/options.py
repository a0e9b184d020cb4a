"""How a manuscript is written: chosen by the person who exports, the same for every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from writers_app.formats.model import RESOURCE_PREFIX, Manuscript, Resource

ImageSource = Callable[[str], Resource | None]


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """`changes` says what becomes of suggestions: kept as such (where the format can), all accepted, or "
    "all rejected."""

    title_page: bool = True
    new_page_per_chapter: bool = True
    include_notes: bool = False
    include_comments: bool = True
    changes: Literal["keep", "accept", "reject"] = "keep"
    page_numbers: bool = True
    paper: Literal["a4", "letter", "a5"] = "a4"
    font: str = "Georgia"
    complex_font: str = "Vazirmatn"
    font_size: int = 12
    preset: Literal["book", "manuscript"] = "book"
    """"manuscript" is the standard manuscript format (Shunn): double-spaced, one plain font, running head."""
    contact: str = ""
    """Name, address, mail for the first page of a standard manuscript; one line each."""


def image_source(manuscript: Manuscript, images: ImageSource | None) -> ImageSource:
    """The manuscript's own resources first, then what the caller can find."""

    def find(src: str) -> Resource | None:
        if src.startswith(RESOURCE_PREFIX):
            return manuscript.resources.get(src.removeprefix(RESOURCE_PREFIX))
        return images(src) if images is not None else None

    return find
