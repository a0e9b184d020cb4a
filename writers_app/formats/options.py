"""How a manuscript is written: chosen by the person who exports, the same for every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from writers_app.formats.model import RESOURCE_PREFIX, Manuscript, Resource
from writers_app.schemas.books import Changes, Chapters, LayoutName, Medium, Numbering, Paper, SceneBreak

PAPERS: Mapping[Paper, tuple[float, float]] = {
    "a4": (210, 297), "letter": (215.9, 279.4), "a5": (148, 210), "b5": (176, 250), "5x8": (127, 203.2),
    "5.5x8.5": (139.7, 215.9), "6x9": (152.4, 228.6), "roqi": (140, 210), "vaziri": (170, 240),
}  # fmt: skip
"""Width and height in millimetres; roqi (رقعی) and vaziri (وزیری) are the usual sizes of Persian books."""

_SIGNS: Mapping[SceneBreak, str] = {"stars": "* * *", "hash": "#", "dots": "• • •", "space": ""}

ImageSource = Callable[[str], Resource | None]


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """`changes` says what becomes of suggestions: kept (where the format can), all accepted, or all rejected."""

    title_page: bool = True
    new_page_per_chapter: bool = True
    include_notes: bool = False
    include_comments: bool = True
    changes: Changes = "keep"
    page_numbers: bool = True
    paper: Paper = "a4"
    medium: Medium = "print"
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
    font_size: int | None = None
    """Points; None takes what is usual, less on the paper of a small book."""
    layout: LayoutName = "book"
    """"manuscript" is the standard manuscript format (Shunn): double-spaced, one plain font, running head."""
    contact: str = ""
    """Name, address, mail for the first page of a standard manuscript; one line each."""
    chapters: Chapters = "texts"
    numbering: Numbering = "none"
    chapter_titles: bool = True
    """Without them a numbered chapter has its number only."""
    scene_break: SceneBreak | None = None
    """None takes what the layout is used to."""
    copyright: str = ""
    dedication: str = ""
    epigraph: str = ""
    """Pages before the text; one line each."""
    written: datetime | None = None
    """When, in UTC, as the file's properties say; None leaves it out, so that the same book gives the same bytes."""

    @property
    def scene_sign(self) -> str:
        """What stands between scenes; nothing but space is an empty one."""
        return _SIGNS[self.scene_break or ("hash" if self.layout == "manuscript" else "stars")]


def image_source(manuscript: Manuscript, images: ImageSource | None) -> ImageSource:
    """The manuscript's own resources first, then what the caller can find."""

    def find(src: str) -> Resource | None:
        if src.startswith(RESOURCE_PREFIX):
            return manuscript.resources.get(src.removeprefix(RESOURCE_PREFIX))
        return images(src) if images is not None else None

    return find
