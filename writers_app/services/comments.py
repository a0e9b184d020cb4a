"""Comments on a text, as other programs read and write them; the editor does so by itself, over /sync. Called by REST.

They live in the manuscript (docs/decisions/0012), so they are saved, shared and restored with it. `book_comments` gives
those of a whole book to exports.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from writers_app import store
from writers_app.db import Session, utc_now
from writers_app.errors import ForbiddenError, InvalidError, NotFoundError
from writers_app.formats.model import Comment
from writers_app.models import DocumentKind, User
from writers_app.schemas.comments import CommentCard, CommentChange, NewComment
from writers_app.services.access import Actor, Right, require_document
from writers_app.services.selections import Selected

JSON = dict[str, Any]

COMMENT_MISSING = "There is no such comment on this text; it may have been deleted."
NOT_YOURS = "Only who wrote a comment can change its words. Answer it instead."
ON_FOLDER = "A folder has no text to comment on. Comment on a scene or a note."


async def list_comments(session: Session, actor: Actor, document_id: UUID) -> list[CommentCard]:
    """In the order in which they were made."""
    await require_document(session, actor, document_id, Right.READ)
    text = await store.read_projection(session, document_id)
    placed = comment_ids(text.content)
    return [_card(comment, placed) for comment in text.comments]


async def add_comment(session: Session, actor: Actor, document_id: UUID, new: NewComment) -> CommentCard:
    document = await require_document(session, actor, document_id, Right.WRITE)
    if document.kind is DocumentKind.FOLDER:
        raise InvalidError(ON_FOLDER)
    if new.parent is not None:
        await _require(session, document_id, new.parent)
    author = await session.get_one(User, actor.user_id)
    date = utc_now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    comment = store.StoredComment(str(uuid4()), new.text, author.name, str(author.id), date, new.parent)
    await store.change_comments(session, document_id, [comment])
    return _card(comment, frozenset())


async def change_comment(
    session: Session, actor: Actor, document_id: UUID, comment_id: str, change: CommentChange
) -> CommentCard:
    await require_document(session, actor, document_id, Right.WRITE)
    text, comment = await _require(session, document_id, comment_id)
    if change.text is not None and comment.user != str(actor.user_id):
        raise ForbiddenError(NOT_YOURS)
    changed = replace(comment, **change.model_dump(exclude_none=True))
    await store.change_comments(session, document_id, [changed])
    return _card(changed, comment_ids(text.content))


async def delete_comment(session: Session, actor: Actor, document_id: UUID, comment_id: str) -> None:
    """With its answers, and with its mark in the text."""
    document = await require_document(session, actor, document_id, Right.WRITE)
    await session.refresh(document, with_for_update=True)
    text, _ = await _require(session, document_id, comment_id)
    if comment_id in comment_ids(text.content):
        await store.replace(session, document_id, _without(text.content, comment_id), based_on=text.seq)
    gone = [each.id for each in text.comments if comment_id in (each.id, each.parent)]
    await store.change_comments(session, document_id, drop=gone)


def book_comments(selected: Iterable[Selected]) -> tuple[tuple[Comment, ...], dict[UUID, JSON]]:
    """All comments of a book, each under an id of its own; and the texts in which ids had to change for that."""
    comments: list[Comment] = []
    changed: dict[UUID, JSON] = {}
    taken: set[str] = set()
    for number, item in enumerate(selected):
        if item.text is None:
            continue
        names = {each.id: f"{each.id}.{number}" if each.id in taken else each.id for each in item.text.comments}
        taken.update(names.values())
        if any(old != new for old, new in names.items()):
            changed[item.card.id] = _renamed(item.text.content, names)
        own = map(as_comment, item.text.comments)
        comments.extend(replace(each, id=names[each.id], parent=names.get(each.parent or "")) for each in own)
    return tuple(comments), changed


def as_comment(comment: store.StoredComment) -> Comment:
    """As formats know it."""
    return Comment(
        comment.id, comment.text, comment.author, comment.date, comment.parent, comment.resolved, comment.quote
    )


def as_stored(comment: Comment) -> store.StoredComment:
    """A comment that came with a file."""
    return store.StoredComment(
        comment.id,
        comment.text[:10_000],
        comment.author[:300],
        date=comment.date,
        parent=comment.parent,
        resolved=comment.resolved,
        quote=comment.quote[:300],
    )


def comment_ids(content: JSON) -> frozenset[str]:
    """The comments that words of a text carry."""
    found = {str((mark.get("attrs") or {}).get("id", "")) for mark in content.get("marks", ()) if _is_comment(mark)}
    return frozenset(found.union(*map(comment_ids, content.get("content", ()))))


async def _require(
    session: Session, document_id: UUID, comment_id: str
) -> tuple[store.ProjectedText, store.StoredComment]:
    text = await store.read_projection(session, document_id)
    comment = next((each for each in text.comments if each.id == comment_id), None)
    if comment is None:
        raise NotFoundError(COMMENT_MISSING)
    return text, comment


def _is_comment(mark: JSON) -> bool:
    return bool(mark["type"] == "comment")


def _map_marks(node: JSON, change: Any) -> JSON:
    made = {**node, "content": [_map_marks(each, change) for each in node["content"]]} if "content" in node else node
    if "marks" not in node:
        return made
    marks = [kept for mark in node["marks"] if (kept := change(mark)) is not None]
    plain = {name: value for name, value in made.items() if name != "marks"}
    return {**plain, "marks": marks} if marks else plain


def _without(content: JSON, comment_id: str) -> JSON:
    return _map_marks(
        content, lambda mark: None if _is_comment(mark) and mark.get("attrs", {}).get("id") == comment_id else mark
    )


def _renamed(content: JSON, names: dict[str, str]) -> JSON:
    def change(mark: JSON) -> JSON:
        name = mark.get("attrs", {}).get("id") if _is_comment(mark) else None
        return {**mark, "attrs": {"id": names[name]}} if name in names else mark

    return _map_marks(content, change)


def _card(comment: store.StoredComment, placed: frozenset[str]) -> CommentCard:
    return CommentCard(
        id=comment.id,
        text=comment.text,
        author=comment.author,
        user_id=_user(comment.user),
        date=comment.date,
        parent=comment.parent,
        resolved=comment.resolved,
        quote=comment.quote,
        placed=(comment.parent or comment.id) in placed,
    )


def _user(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
