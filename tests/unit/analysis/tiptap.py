"""Small TipTap documents for the tests of the analysis."""

from typing import Any

from writers_app.analysis import AnalysedDocument

SCENE_BREAK: dict[str, Any] = {"type": "horizontalRule"}


def text(content: str, *marks: str) -> dict[str, Any]:
    node: dict[str, Any] = {"type": "text", "text": content}
    return node | {"marks": [{"type": mark} for mark in marks]} if marks else node


def block(*content: str | dict[str, Any], kind: str = "paragraph") -> dict[str, Any]:
    return {"type": kind, "content": [text(part) if isinstance(part, str) else part for part in content if part]}


def document(*blocks: str | dict[str, Any], name: str = "d1") -> AnalysedDocument:
    content = [block(part) if isinstance(part, str) else part for part in blocks]
    return AnalysedDocument(name, f"Title of {name}", {"type": "doc", "content": content})
