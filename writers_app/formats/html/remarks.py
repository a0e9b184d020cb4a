"""Comments at the end of an HTML or Markdown file, written so that they can be read back."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from lxml import etree

from writers_app.formats.blocks import clean_text
from writers_app.formats.model import Comment


def comments_html(comments: tuple[Comment, ...]) -> str:
    if not comments:
        return ""
    return f'<section class="comments">\n<hr>\n<ol>\n{"".join(map(_comment, comments))}</ol>\n</section>\n'


def _comment(comment: Comment) -> str:
    parent = f' data-parent="{escape(comment.parent)}"' if comment.parent else ""
    resolved = ' data-resolved="true"' if comment.resolved else ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in comment.text.split("\n"))
    return (
        f'<li data-comment-id="{escape(comment.id)}" data-author="{escape(comment.author)}" '
        f'data-date="{escape(comment.date)}"{parent}{resolved}>{escape(comment.author)}: '
        f"<blockquote>{lines}</blockquote></li>\n"
    )


def find_comments(root: etree._Element) -> Iterator[Comment]:
    """The comments that our own writer put into a file."""
    for element in root.iter("li"):
        identifier = element.get("data-comment-id")
        if identifier:
            body = element.find("blockquote")
            text = "" if body is None else "\n".join("".join(line.itertext()) for line in body.iter("p"))
            author, date = clean_text(element.get("data-author") or ""), element.get("data-date") or ""
            resolved = element.get("data-resolved") == "true"
            yield Comment(identifier, clean_text(text), author, date, element.get("data-parent"), resolved)
