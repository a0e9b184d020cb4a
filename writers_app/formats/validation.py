"""Is this JSON a document? Asked by REST before a text is replaced and by the parent of the reading child."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from writers_app.formats.errors import InvalidDocumentError
from writers_app.formats.language import LANGUAGE_TAG
from writers_app.formats.links import sanitise_href, sanitise_src

MAX_DEPTH = 40
MAX_NODES = 2_000_000
MAX_TEXT = 60_000_000

Check = Callable[[Any], bool]

_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,30}|(?:rgb|hsl)a?\([\d.,%/ deg]{1,60}\)|var\(--[\w-]{1,60}\)")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")
_IDENTIFIER = re.compile(r"[\w.:-]{1,128}")


def _is_integer(low: int, high: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_text(limit: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= limit


def _is_one_of(*choices: str) -> Check:
    return lambda value: isinstance(value, str) and value in choices


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_size(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 20_000


def _is_widths(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 1000 and all(width is None or _is_size(width) for width in value)


def _is_kept_href(value: Any) -> bool:
    return isinstance(value, str) and sanitise_href(value) is not None


def _is_kept_src(value: Any) -> bool:
    return isinstance(value, str) and sanitise_src(value) is not None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a node may hold: `children` by name, `first` what must come first, `least` how many there must be."""

    children: frozenset[str] = frozenset()
    attrs: Mapping[str, Check] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    least: int = 0
    first: str | None = None


_DIR: dict[str, Check] = {"dir": _is_one_of("ltr", "rtl")}
_ALIGN: dict[str, Check] = {"textAlign": _is_one_of("left", "right", "center", "justify")}
_CELL: dict[str, Check] = {
    "colspan": _is_integer(1, 1000),
    "rowspan": _is_integer(1, 10_000),
    "colwidth": _is_widths,
    **_ALIGN,
}
BLOCKS = frozenset(
    [
        "paragraph",
        "heading",
        "bulletList",
        "orderedList",
        "taskList",
        "blockquote",
        "codeBlock",
        "horizontalRule",
        "image",
        "table",
    ]
)
INLINE = frozenset({"text", "hardBreak", "footnote"})


def _shape(
    children: frozenset[str] = frozenset(),
    attrs: Mapping[str, Check] | None = None,
    *,
    least: int = 0,
    first: str | None = None,
    required: tuple[str, ...] = (),
) -> Shape:
    return Shape(children, attrs or {}, frozenset(required), least, first)


_LIST = {"start": _is_integer(0, 1_000_000), "type": _is_one_of("1", "a", "A", "i", "I")}
_PICTURE: dict[str, Check] = {
    "src": _is_kept_src, "alt": _is_text(5000), "title": _is_text(5000), "width": _is_size, "height": _is_size,
}  # fmt: skip
SHAPES: Mapping[str, Shape] = {
    "doc": _shape(BLOCKS),
    "paragraph": _shape(INLINE, _DIR | _ALIGN),
    "heading": _shape(INLINE, _DIR | _ALIGN | {"level": _is_integer(1, 4)}, required=("level",)),
    "bulletList": _shape(frozenset({"listItem"}), _DIR, least=1),
    "orderedList": _shape(frozenset({"listItem"}), _DIR | _LIST, least=1),
    "listItem": _shape(BLOCKS, _DIR, least=1, first="paragraph"),
    "taskList": _shape(frozenset({"taskItem"}), _DIR, least=1),
    "taskItem": _shape(BLOCKS, _DIR | {"checked": _is_flag}, least=1, first="paragraph"),
    "blockquote": _shape(BLOCKS, _DIR, least=1),
    "codeBlock": _shape(frozenset({"text"}), _DIR | {"language": _is_text(64)}),
    "horizontalRule": _shape(frozenset(), _DIR | {"page": _is_flag}),
    "image": _shape(frozenset(), _DIR | _PICTURE, required=("src",)),
    "table": _shape(frozenset({"tableRow"}), _DIR, least=1),
    "tableRow": _shape(frozenset({"tableHeader", "tableCell"}), _DIR),
    "tableHeader": _shape(BLOCKS, _DIR | _CELL, least=1),
    "tableCell": _shape(BLOCKS, _DIR | _CELL, least=1),
    "hardBreak": _shape(),
    "footnote": _shape(frozenset({"text", "hardBreak"}), {"kind": _is_one_of("footnote", "endnote")}),
}

_REVIEW = {"id": _matches(_IDENTIFIER), "author": _is_text(300), "date": _matches(_DATE)}
_LINK: dict[str, Check] = {
    "href": _is_kept_href, "target": _is_text(20), "rel": _is_text(100), "title": _is_text(5000),
    "class": _is_text(200),
}  # fmt: skip
MARKS: Mapping[str, Shape] = {
    **{name: _shape() for name in ("bold", "italic", "underline", "strike", "superscript", "subscript", "code")},
    "highlight": _shape(frozenset(), {"color": _matches(_COLOUR)}),
    "language": _shape(frozenset(), {"lang": _matches(LANGUAGE_TAG)}, required=("lang",)),
    "link": _shape(frozenset(), _LINK, required=("href",)),
    "comment": _shape(frozenset(), {"id": _matches(_IDENTIFIER)}, required=("id",)),
    "insertion": _shape(frozenset(), _REVIEW, required=("id",)),
    "deletion": _shape(frozenset(), _REVIEW, required=("id",)),
}


def validate_document(document: Any, *, max_text: int = MAX_TEXT) -> None:
    """Raises InvalidDocumentError naming the first path that does not fit docs/document-model.md."""
    if not isinstance(document, dict) or document.get("type") != "doc":
        raise InvalidDocumentError('A document is a JSON object with "type": "doc".')
    _Validation(max_text).check(document, "doc", 0)


class _Validation:
    """One walk over one document; counts what must stay bounded."""

    def __init__(self, max_text: int) -> None:
        self.nodes = 0
        self.text_left = max_text

    def check(self, node: dict[str, Any], path: str, depth: int) -> None:
        name = node["type"]
        shape = SHAPES[name]
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise InvalidDocumentError("%(path)s is nested more than %(limit)s deep.", path=path, limit=MAX_DEPTH)
        if self.nodes > MAX_NODES:
            raise InvalidDocumentError("The document has more than %(limit)s parts.", limit=MAX_NODES)
        if not node.keys() <= _NODE_KEYS:
            raise _unknown(path, node.keys() - _NODE_KEYS)
        _check_attrs(node.get("attrs"), shape, path)
        if node.get("marks"):
            raise InvalidDocumentError("%(path)s: only text carries marks.", path=path)
        children = node.get("content")
        if children is None:
            children = []
        if not isinstance(children, list):
            raise InvalidDocumentError("%(path)s.content must be a list.", path=path)
        self._check_children(children, shape, name, path, depth)

    def _check_children(self, children: list[Any], shape: Shape, name: str, path: str, depth: int) -> None:
        if len(children) < shape.least:
            raise InvalidDocumentError("%(path)s: a %(name)s must not be empty.", path=path, name=name)
        for index, child in enumerate(children):
            if not isinstance(child, dict):
                raise InvalidDocumentError("%(path)s must be an object.", path=f"{path}.content[{index}]")
            kind = child.get("type")
            if not isinstance(kind, str) or kind not in shape.children:
                shown = repr(kind)[:60]
                at = f"{path}.content[{index}]"
                raise InvalidDocumentError(
                    "%(path)s: %(kind)s cannot stand in a %(name)s.", path=at, kind=shown, name=name
                )
            if index == 0 and shape.first and kind != shape.first:
                at = f"{path}.content[0]"
                raise InvalidDocumentError(
                    "%(path)s: a %(name)s begins with a %(first)s.", path=at, name=name, first=shape.first
                )
            if kind == "text":
                self._check_text(child, name, path, index)
            else:
                self.check(child, f"{path}.content[{index}]", depth + 1)

    def _check_text(self, node: dict[str, Any], parent: str, path: str, index: int) -> None:
        self.nodes += 1
        text = node.get("text")
        if not isinstance(text, str) or not text:
            raise InvalidDocumentError("%(path)s.text must be text and not empty.", path=f"{path}.content[{index}]")
        self.text_left -= len(text)
        if self.text_left < 0:
            raise InvalidDocumentError("The document has too much text; split it into several.")
        if not text.isprintable() and _FORBIDDEN.search(text):
            raise InvalidDocumentError("%(path)s.text holds a control character.", path=f"{path}.content[{index}]")
        if not node.keys() <= _TEXT_KEYS:
            raise _unknown(f"{path}.content[{index}]", node.keys() - _TEXT_KEYS)
        marks = node.get("marks")
        if marks:
            _check_marks(marks, parent, f"{path}.content[{index}].marks")


_NODE_KEYS = frozenset({"type", "attrs", "content", "marks"})
_TEXT_KEYS = frozenset({"type", "text", "marks"})
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _unknown(path: str, keys: set[str]) -> InvalidDocumentError:
    return InvalidDocumentError(
        "%(path)s has an unknown member %(name)s.", path=path, name=repr(min(map(str, keys)))[:60]
    )


def _check_attrs(attrs: Any, shape: Shape, path: str) -> None:
    if attrs is None:
        attrs = {}
    if not isinstance(attrs, dict):
        raise InvalidDocumentError("%(path)s.attrs must be an object.", path=path)
    for key, value in attrs.items():
        if value is None:
            continue
        check = shape.attrs.get(key)
        if check is None:
            raise _unknown(f"{path}.attrs", {key})
        if not check(value):
            raise InvalidDocumentError("%(path)s.attrs.%(key)s has a value that is not allowed.", path=path, key=key)
    for key in shape.required:
        if attrs.get(key) is None:
            raise InvalidDocumentError("%(path)s.attrs.%(key)s is missing.", path=path, key=key)


def _check_marks(marks: Any, parent: str, path: str) -> None:
    if not isinstance(marks, list) or len(marks) > 40:
        raise InvalidDocumentError("%(path)s must be a short list.", path=path)
    if parent == "codeBlock":
        raise InvalidDocumentError("%(path)s: text in a code block carries no marks.", path=path)
    for index, mark in enumerate(marks):
        kind = mark.get("type") if isinstance(mark, dict) else None
        if not isinstance(kind, str) or kind not in MARKS:
            raise InvalidDocumentError(
                "%(path)s: %(kind)s is not a mark.", path=f"{path}[{index}]", kind=repr(kind)[:60]
            )
        if not mark.keys() <= {"type", "attrs"}:
            raise _unknown(f"{path}[{index}]", mark.keys() - {"type", "attrs"})
        _check_attrs(mark.get("attrs"), MARKS[kind], f"{path}[{index}]")
