"""How a manuscript is written: chosen by the person who exports, the same for every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from writers_app.formats.model import RESOURCE_PREFIX, Manuscript, Resource

Paper = Literal["a4", "letter", "a5", "b5", "5x8", "5.5x8.5", "6x9", "roqi", "vaziri"]
PAPERS: Mapping[Paper, tuple[float, float]] = {
    "a4": (210, 297), "letter": (215.9, 279.4), "a5": (148, 210), "b5": (176, 250), "5x8": (127, 203.2),
    "5.5x8.5": (139.7, 215.9), "6x9": (152.4, 228.6), "roqi": (140, 210), "vaziri": (170, 240),
}  # fmt: skip
"""Width and height in millimetres; roqi (رقعی) and vaziri (وزیری) are the usual sizes of Persian books."""

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
    paper: Paper = "a4"
    medium: Literal["print", "screen"] = "print"
    """For PDF: print has mirrored margins and begins chapters on the right-hand page."""
    contents: bool = True
    """Whether a PDF or EPUB shows a table of contents."""
    margins: tuple[float, float, float, float] | None = None
    """Millimetres: inner, outer, top, bottom; None takes what fits the paper."""
    round_trip: bool = False
    """For Word: hidden bookmarks, so that what an editor sends back finds its documents (returns.merge_returned)."""
    hyphenate: bool = False
    """For PDF: dividing words doubles the time that setting takes."""
    cover: Resource | None = None
    fonts_folder: Path | None = None
    """Where the fonts of a PDF lie; None means those that come with Writers (assets/fonts/print)."""
    print_font: str = "Literata"
    print_complex_font: str = "Vazirmatn"
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
