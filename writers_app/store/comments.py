"""Comments of a manuscript: a Yjs map beside the text, by id, each a map of its own whose fields merge one by one.

Called within the store. Anybody who may write can put anything there, so what is read is cleaned first.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any, cast

from pycrdt import Map

from writers_app.store.manuscript import YDoc

COMMENTS = "comments"
TEXT_AT_MOST = 10_000
NAME_AT_MOST = 300
QUOTE_AT_MOST = 300
MOST = 20_000
"""Comments of one text that are read."""


@dataclass(frozen=True, slots=True)
class StoredComment:
    """`parent` is the comment that this one answers, `quote` the words that it was made on, should they go."""

    id: str
    text: str
    author: str = ""
    user: str = ""
    """The account of the author; empty for comments that came with a file."""
    date: str = ""
    """ISO 8601 UTC, or empty."""
    parent: str | None = None
    resolved: bool = False
    quote: str = ""


_NAMES = tuple(each.name for each in fields(StoredComment) if each.name != "id")


def comments_of(doc: YDoc) -> "Map[Any]":
    # A document's roots have types of their own; pycrdt's annotations know one type for all of them.
    return cast("Map[Any]", doc.get(COMMENTS, type=cast(Any, Map)))


def read_comments(doc: YDoc) -> tuple[StoredComment, ...]:
    """In the order in which they were made; an answer to an answer is one to the comment that began."""
    found = {key: value for key, value in (comments_of(doc).to_py() or {}).items() if isinstance(value, dict)}
    comments = [_clean(key, found[key], found) for key in sorted(found)[:MOST]]
    return tuple(sorted(comments, key=lambda each: (each.date, each.id)))


def write_comments(doc: YDoc, comments: Iterable[StoredComment]) -> None:
    """Add what is new, and change the fields that differ of what is there."""
    kept = comments_of(doc)
    for comment in comments:
        wanted = _fields(comment)
        before = kept.get(comment.id)
        if not isinstance(before, Map):
            kept[comment.id] = Map(wanted)
            continue
        for name in _NAMES:
            if name not in wanted:
                before.pop(name, None)
            elif before.get(name) != wanted[name]:
                before[name] = wanted[name]


def drop_comments(doc: YDoc, ids: Collection[str]) -> None:
    kept = comments_of(doc)
    for each in ids:
        if each in kept:
            del kept[each]


def _fields(comment: StoredComment) -> dict[str, Any]:
    """As it is stored: what is empty is left out."""
    return {name: value for name in _NAMES if (value := getattr(comment, name))}


def _clean(key: str, value: dict[str, Any], others: dict[str, dict[str, Any]]) -> StoredComment:
    return StoredComment(
        id=key,
        text=_text(value.get("text"), TEXT_AT_MOST),
        author=_text(value.get("author"), NAME_AT_MOST),
        user=_text(value.get("user"), 36),
        date=_text(value.get("date"), 40),
        parent=_root(key, others),
        resolved=value.get("resolved") is True,
        quote=_text(value.get("quote"), QUOTE_AT_MOST),
    )


def _text(value: object, most: int) -> str:
    return value[:most] if isinstance(value, str) else ""


def _root(key: str, others: dict[str, dict[str, Any]]) -> str | None:
    """The comment that began the thread; None for that one, for strays, and where parents go round in a circle."""
    seen = {key}
    root: str | None = None
    while isinstance(parent := others[root or key].get("parent"), str) and parent in others:
        if parent in seen:
            return None
        seen.add(parent)
        root = parent
    return root
