"""The front matter of a Markdown file: the little of YAML that books use. Called by the reader."""

from __future__ import annotations

import json
import re

from writers_app.formats.properties import Properties, join_names, tidy

KEPT = frozenset({
    "title", "author", "subject", "keywords", "tags", "description", "abstract", "lang", "language", "dir",
})  # fmt: skip
_OPENS_TEXT = re.compile(r"[|>][-+]?")
_ITEM = re.compile(r"\s*-\s+(.*)")
_IN_LIST = re.compile(r'"(?:[^"\\]|\\.)*"|[^,"\s][^,]*')


def read_front(source: str) -> dict[str, str]:
    """Names in small letters and what stands beside or below them: a line, a list, or indented text."""
    told: dict[str, list[str]] = {}
    name, listed = "", set()
    for line in source.splitlines():
        item = _ITEM.fullmatch(line)
        if item or line[:1].isspace():
            told.setdefault(name, []).append(_unquote(item[1].strip()) if item else line.strip())
            listed |= {name} if item else set()
            continue
        key, colon, value = line.partition(":")
        name, value = key.strip().lower() if colon else "", value.strip()
        if value.startswith("[") and value.endswith("]"):
            told[name] = [_unquote(each.strip()) for each in _IN_LIST.findall(value[1:-1])]
            listed.add(name)
        elif value and not _OPENS_TEXT.fullmatch(value):
            told[name] = [_unquote(value)]
    made = {name: join_names(lines) if name in listed else "\n".join(lines) for name, lines in told.items()}
    return {name: text.strip() for name, text in made.items() if name and text.strip()}


def properties_in(front: dict[str, str]) -> Properties:
    return tidy(
        front.get("title"), front.get("author"), subject=front.get("subject"),
        keywords=front.get("keywords") or front.get("tags"),
        description=front.get("description") or front.get("abstract"),
    )  # fmt: skip


def _unquote(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        try:
            return str(json.loads(value, strict=False))
        except ValueError:  # a sign that only YAML knows, or none
            return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return value[1:-1].replace("''", "'") if len(value) > 1 and value[0] == value[-1] == "'" else value
