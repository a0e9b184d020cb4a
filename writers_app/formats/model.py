"""What readers return and writers take: a manuscript as a tree of documents in TipTap's JSON, with its resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

JSON = dict[str, Any]
Language = Literal["en", "fa"]
Direction = Literal["ltr", "rtl"]
DocumentKind = Literal["folder", "scene", "note"]

RESOURCE_PREFIX = "resource:"


@dataclass(frozen=True, slots=True)
class Resource:
    """An image that came with a manuscript or goes into a written file."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark beside the text; the `comment` mark with the same id shows where it belongs."""

    id: str
    text: str
    author: str = ""
    date: str = ""
    """ISO 8601 UTC, or empty when the file does not say."""
    parent: str | None = None
    resolved: bool = False
    quote: str = ""
    """The words that it was made on, should they go."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that could not be kept: a msgid and what fills its %(name)s places, as in errors.WritersError."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


@dataclass(frozen=True, slots=True)
class EarlierText:
    """A state of a document that the writer kept in another program; `date` is ISO 8601 UTC."""

    title: str
    date: str
    content: JSON


@dataclass(frozen=True, slots=True)
class ManuscriptDocument:
    """A node of the project's tree; a folder has children and usually no content."""

    title: str
    kind: DocumentKind = "scene"
    content: JSON | None = None
    children: tuple[ManuscriptDocument, ...] = ()
    id: str = ""
    """The stored document's id when a project is written, so that a returned Word file finds its way back."""
    synopsis: str = ""
    label: str = ""
    status: str = ""
    sent: str = ""
    """The id of the kept state in which it goes to an editor and comes back, if it does."""
    earlier: tuple[EarlierText, ...] = ()
    """The oldest first."""


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a book beside its title and author; keywords stand in one line, with commas between them."""

    subject: str = ""
    keywords: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """A property of a Word file that says nothing to Writers and goes out again: one of Word's own by its name
    there, or with a `kind` (text, number, date) one that the file's makers gave it. Made by `word.carried.keep`.
    """

    name: str
    value: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A whole book, or one document of it, on its way in or out."""

    title: str
    language: Language = "en"
    direction: Direction = "ltr"
    author: str = ""
    documents: tuple[ManuscriptDocument, ...] = ()
    resources: Mapping[str, Resource] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    losses: tuple[Loss, ...] = ()
    about: About = About()
    id: str = ""
    """Of the project or document that is written: what a book is known by, whatever it is called."""
    carried: tuple[Carried, ...] = ()

    def walk(self) -> Iterator[tuple[int, ManuscriptDocument]]:
        """Every document with its depth (1 at the top), in reading order."""
        yield from _walk(self.documents, 1)

    def with_losses(self, *losses: Loss) -> Manuscript:
        return replace(self, losses=(*self.losses, *losses))


def _walk(documents: tuple[ManuscriptDocument, ...], depth: int) -> Iterator[tuple[int, ManuscriptDocument]]:
    for document in documents:
        yield depth, document
        yield from _walk(document.children, depth + 1)
