"""Comments of a written .docx: ranges in the text, comments.xml, and replies and states beside it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from writers_app.formats.blocks import attr, clean_text, walk
from writers_app.formats.model import JSON, Comment
from writers_app.formats.word.letters import letters_xml
from writers_app.formats.word.sheet import NAMESPACES, XML


class Remarks:
    """A comment's range opens at its first text and closes after its last; Word wants exactly one range for each."""

    def __init__(self, comments: tuple[Comment, ...]) -> None:
        self.comments = {each.id: each for each in comments}
        self.replies: dict[str, list[str]] = {}
        for each in comments:
            if each.parent is not None:
                self.replies.setdefault(each.parent, []).append(each.id)
        self.numbers = {each.id: number for number, each in enumerate(comments)}
        self.last: dict[str, int] = {}
        self.opened: set[str] = set()
        self.placed: list[str] = []

    def note_ends(self, blocks: list[JSON]) -> None:
        """Called with all blocks before they are written: where does each comment end?"""
        if not self.comments:
            return
        for block in blocks:
            for found in _texts(block):
                for identifier in _ids(found):
                    self.last[identifier] = id(found)

    def wrap(self, child: JSON, body: str) -> str:
        """A text with the borders of the comments that begin or end on it."""
        for identifier in _ids(child):
            if identifier not in self.comments:
                continue
            family = [identifier, *self.replies.get(identifier, [])]
            if identifier not in self.opened:
                self.opened.add(identifier)
                self.placed.extend(family)
                body = "".join(f'<w:commentRangeStart w:id="{self.numbers[each]}"/>' for each in family) + body
            if self.last.get(identifier) == id(child):
                body += "".join(_end(self.numbers[each]) for each in family)
        return body

    def parts(self) -> dict[str, str]:
        """The two parts by name; none when the text has no comments."""
        if not self.placed:
            return {}
        ordered = [each for each in self.comments if each in set(self.placed)]
        rows = "".join(self._comment(self.comments[each]) for each in ordered)
        states = "".join(self._state(self.comments[each]) for each in ordered)
        return {
            "comments.xml": f"{XML}<w:comments {NAMESPACES}>{rows}</w:comments>",
            "commentsExtended.xml": f"{XML}<w15:commentsEx {NAMESPACES}>{states}</w15:commentsEx>",
        }

    def _paragraph_id(self, identifier: str) -> str:
        return f"{0x10000000 + self.numbers[identifier]:08X}"

    def _comment(self, comment: Comment) -> str:
        author = escape(clean_text(comment.author))
        initials = escape("".join(word[0] for word in clean_text(comment.author).split()[:3]))
        dated = f' w:date="{escape(comment.date)}"' if comment.date else ""
        lines = clean_text(comment.text).split("\n")
        paragraphs = "".join(
            f'<w:p{self._last_id(comment, index == len(lines) - 1)}><w:pPr><w:pStyle w:val="CommentText"/></w:pPr>'
            f"{letters_xml(line, [], False)}</w:p>"
            for index, line in enumerate(lines)
        )
        number = self.numbers[comment.id]
        return f'<w:comment w:id="{number}" w:author="{author}"{dated} w:initials="{initials}">{paragraphs}</w:comment>'

    def _last_id(self, comment: Comment, is_last: bool) -> str:
        return f' w14:paraId="{self._paragraph_id(comment.id)}"' if is_last else ""

    def _state(self, comment: Comment) -> str:
        parent = f' w15:paraIdParent="{self._paragraph_id(comment.parent)}"' if comment.parent in self.numbers else ""
        done = 1 if comment.resolved else 0
        return f'<w15:commentEx w15:paraId="{self._paragraph_id(comment.id)}"{parent} w15:done="{done}"/>'


def _texts(block: JSON) -> Iterator[JSON]:
    return (found for found in walk(block) if found["type"] == "text" and found.get("marks"))


def _ids(child: JSON) -> list[str]:
    return [str(attr(made, "id", "")) for made in child.get("marks") or () if made["type"] == "comment"]


def _end(number: int) -> str:
    return (
        f'<w:commentRangeEnd w:id="{number}"/><w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
        f'<w:commentReference w:id="{number}"/></w:r>'
    )
