"""Small TipTap documents for the tests of the analysis."""

import json
from pathlib import Path
from typing import Any

import writers_app.analysis
from writers_app.analysis import AnalysedDocument

PERSIAN: dict[str, str] = json.loads((Path(writers_app.analysis.__file__).parent / "locale_fa.json").read_text("utf-8"))
SCENE_BREAK: dict[str, Any] = {"type": "horizontalRule"}


def text(content: str, *marks: str) -> dict[str, Any]:
    node: dict[str, Any] = {"type": "text", "text": content}
    return node | {"marks": [{"type": mark} for mark in marks]} if marks else node


def block(*content: str | dict[str, Any], kind: str = "paragraph") -> dict[str, Any]:
    return {"type": kind, "content": [text(part) if isinstance(part, str) else part for part in content if part]}


def document(*blocks: str | dict[str, Any], name: str = "d1") -> AnalysedDocument:
    content = [block(part) if isinstance(part, str) else part for part in blocks]
    return AnalysedDocument(name, f"Title of {name}", {"type": "doc", "content": content})
