"""Ends of paragraphs that were put in or taken out as tracked changes. Called by Word's reader.

The model has no mark for them. A paragraph that came or went whole is a suggestion by its words; any other is taken as
the change would have it: two where an end was put in, one where it was taken out.
"""

from __future__ import annotations

from lxml import etree

from writers_app.formats.word.names import W, child_value

_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_NEW = frozenset({f"{W}ins", f"{W}moveTo"})
_PROPERTIES, _LOOK = f"{W}pPr", f"{W}rPr"
_TEXT = (f"{W}t", f"{W}delText")


def has_tracked_end(paragraph: etree._Element) -> bool:
    """Whether there is anything to settle: for nearly all paragraphs there is not."""
    properties = paragraph.find(_PROPERTIES)
    look = properties.find(_LOOK) if properties is not None and len(properties) else None
    return look is not None and (look.find(f"{W}ins") is not None or look.find(f"{W}del") is not None)


def take_in_following(paragraph: etree._Element) -> list[etree._Element]:
    """Joins to a paragraph whose end was taken out what follows, and gives back the paragraphs that are empty now.

    Those of another style stay apart: a heading is no beginning of a paragraph.
    """
    taken: list[etree._Element] = []
    while _has_end(taken[-1] if taken else paragraph, "del") and not _is_whole(paragraph, _GONE):
        following = (taken[-1] if taken else paragraph).getnext()
        if following is None or following.tag != f"{W}p" or _style(following) != _style(paragraph):
            break
        for child in list(following):
            # Bookmarks name the paragraph that it was; the one that takes it in has its own.
            if child.tag not in (f"{W}pPr", f"{W}bookmarkStart"):
                paragraph.append(child)
        taken.append(following)
    return taken


def tells_of_break(paragraph: etree._Element) -> bool:
    """Whether its end was put in, and it is not by its words that this can be seen."""
    return _has_end(paragraph, "ins") and not _is_whole(paragraph, _NEW)


def stays_apart(paragraph: etree._Element, taken: list[etree._Element]) -> bool:
    """Whether what follows should have been joined, and is not."""
    return _has_end(taken[-1] if taken else paragraph, "del") and not _is_whole(paragraph, _GONE)


def _has_end(paragraph: etree._Element, kind: str) -> bool:
    return paragraph.find(f"{W}pPr/{W}rPr/{W}{kind}") is not None


def _is_whole(paragraph: etree._Element, changes: frozenset[str]) -> bool:
    """Whether all that it says is under such a change; so it is when it says nothing."""
    return all(
        any(above.tag in changes for above in text.iterancestors()) for text in paragraph.iter(*_TEXT) if text.text
    )


def _style(paragraph: etree._Element) -> tuple[str | None, bool]:
    properties = paragraph.find(_PROPERTIES)
    is_listed = properties is not None and properties.find(f"{W}numPr") is not None
    return child_value(properties, "pStyle"), is_listed
