"""Edits a .docx as an editor's word processor does: tracked changes and comments in its XML. Used by tests."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"


class WordFile:
    """`file = WordFile(data)`; change it; `file.data()`. Every text to change stands in one run."""

    def __init__(self, data: bytes, author: str = "Editor", date: str = "2026-05-06T07:08:09Z") -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.signed = f'w:author="{author}" w:date="{date}"'
        self.number = 9000

    @property
    def body(self) -> str:
        return self.files["word/document.xml"].decode()

    def replace_tracked(self, old: str, new: str) -> None:
        """As Word tracks it: the old words deleted, the new ones inserted."""

        def change(properties: str) -> str:
            gone = f'<w:r>{properties}<w:delText xml:space="preserve">{escape(old)}</w:delText></w:r>'
            come = f'<w:r>{properties}<w:t xml:space="preserve">{escape(new)}</w:t></w:r>'
            deleted = f'<w:del w:id="{self._next()}" {self.signed}>{gone}</w:del>'
            return deleted + (f'<w:ins w:id="{self._next()}" {self.signed}>{come}</w:ins>' if new else "")

        self._split(old, change)

    def replace_silently(self, old: str, new: str) -> None:
        assert old in self.body
        self.files["word/document.xml"] = self.body.replace(old, new, 1).encode()

    def comment(self, words: str, text: str) -> None:
        number = self._next()

        def change(properties: str) -> str:
            return (
                f'<w:commentRangeStart w:id="{number}"/>{_run(properties, escape(words))}'
                f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
            )

        self._split(words, change)
        line = f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
        made = f'<w:comment w:id="{number}" {self.signed} w:initials="E">{line}</w:comment>'
        if "word/comments.xml" not in self.files:
            self._add_comments_part()
        whole = self.files["word/comments.xml"].decode()
        self.files["word/comments.xml"] = whole.replace("</w:comments>", f"{made}</w:comments>").encode()

    def data(self) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.files.items():
                archive.writestr(name, data)
        return out.getvalue()

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _split(self, words: str, change: Callable[[str], str]) -> None:
        """Cut the run that holds the words, and put something in their place."""
        pattern = re.compile(
            r"<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t(?: [^>]*)?>([^<]*?)"
            + re.escape(escape(words))
            + r"([^<]*)</w:t></w:r>"
        )
        found = pattern.search(self.body)
        assert found is not None, f"{words!r} does not stand in one run"
        properties, before, after = found[1] or "", found[2], found[3]
        made = "".join((_run(properties, before), change(properties), _run(properties, after)))
        self.files["word/document.xml"] = (self.body[: found.start()] + made + self.body[found.end() :]).encode()

    def _add_comments_part(self) -> None:
        self.files["word/comments.xml"] = f"<w:comments {W}></w:comments>".encode()
        types, relations = "[Content_Types].xml", "word/_rels/document.xml.rels"
        override = f'<Override PartName="/word/comments.xml" ContentType="{_COMMENTS}"/></Types>'
        related = f'<Relationship Id="rIdComments" Type="{_RELATION}" Target="comments.xml"/></Relationships>'
        self.files[types] = self.files[types].replace(b"</Types>", override.encode())
        self.files[relations] = self.files[relations].replace(b"</Relationships>", related.encode())


def _run(properties: str, text: str) -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
