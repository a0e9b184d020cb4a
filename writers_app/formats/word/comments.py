"""Word's comments with their authors, dates, replies and states."""

from __future__ import annotations

from writers_app.formats import losses as lost
from writers_app.formats.blocks import clean_text, paragraph, text_node
from writers_app.formats.model import JSON, Comment
from writers_app.formats.word.inline import Source, comment_id, utc_date
from writers_app.formats.word.names import W14, W15, W
from writers_app.formats.word.package import WordPackage


def read_comments(package: WordPackage, source: Source) -> tuple[Comment, ...]:
    """All comments; replies are noted in `source`, as they take their place from what they answer."""
    found = package.parse_related("comments")
    if found is None:
        return ()
    states = _states(package)
    by_paragraph: dict[str, str] = {}
    comments: list[Comment] = []
    for element in found[1].iterchildren(f"{W}comment"):
        identifier = element.get(f"{W}id", "")
        paragraphs = list(element.iter(f"{W}p"))
        last = paragraphs[-1].get(f"{W14}paraId", "") if paragraphs else ""
        by_paragraph[last] = identifier
        parent, resolved = states.get(last, (None, False))
        owner = by_paragraph.get(parent) if parent else None
        if owner is not None:
            source.replies.add(identifier)
        text = "\n".join("".join(part.text or "" for part in each.iter(f"{W}t", f"{W}delText")) for each in paragraphs)
        comments.append(Comment(
            comment_id(identifier), clean_text(text).strip(), clean_text(element.get(f"{W}author", "")),
            utc_date(element.get(f"{W}date")), comment_id(owner) if owner is not None else None, resolved,
        ))  # fmt: skip
    return tuple(comments)


def _states(package: WordPackage) -> dict[str, tuple[str | None, bool]]:
    """By a comment's last paragraph: the paragraph of the comment that it answers, and whether it is resolved."""
    found = package.parse_related("commentsExtended")
    if found is None:
        return {}
    return {
        each.get(f"{W15}paraId", ""): (each.get(f"{W15}paraIdParent"), each.get(f"{W15}done") in ("1", "true"))
        for each in found[1].iterchildren(f"{W15}commentEx")
    }


def append_unplaced(blocks: list[JSON], comments: tuple[Comment, ...], source: Source) -> list[JSON]:
    """Comments that point nowhere stay readable: each marks a line of its own at the end."""
    placed = {comment_id(identifier) for identifier in source.placed_comments}
    left = [each for each in comments if each.parent is None and each.id not in placed]
    source.losses.add(lost.COMMENTS_WITHOUT_PLACE, len(left))
    marks = [{"type": "comment", "attrs": {"id": each.id}} for each in left]
    return [*blocks, *(paragraph([text_node("※", [made])]) for made in marks)]
