"""Marks of the document model as Yjs formatting attributes, and back, as y-prosemirror names them. Called by tree.

A mark that may lie over another of its kind (comments) gets a hash in its attribute's name: `comment--Yh3kQd2F`.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

JSON = dict[str, Any]

OVERLAPPING = frozenset({"comment"})
"""Marks that the editor declares with `excludes: ""`."""

ORDER = {
    name: rank
    for rank, name in enumerate(
        ("link", "bold", "italic", "underline", "strike", "superscript", "subscript", "code", "highlight", "language",
         "comment", "insertion", "deletion")
    )
}  # fmt: skip

_HASHED = re.compile(r"(.*)(--[a-zA-Z0-9+/=]{8})")


def marks_to_attributes(marks: Iterable[JSON]) -> dict[str, JSON]:
    return {_attribute_name(mark): mark.get("attrs", {}) for mark in marks}


def attributes_to_marks(attributes: Mapping[str, Any] | None) -> list[JSON]:
    """In the one order that readers and writers use."""
    marks = [_mark(name, value) for name, value in (attributes or {}).items() if value is not None]
    return sorted(marks, key=lambda mark: (ORDER.get(mark["type"], len(ORDER)), str(mark.get("attrs"))))


def _mark(attribute: str, value: Any) -> JSON:
    hashed = _HASHED.fullmatch(attribute)
    attrs = clean_attrs(value) if isinstance(value, Mapping) else {}
    name = hashed[1] if hashed else attribute
    return {"type": name, "attrs": attrs} if attrs else {"type": name}


def clean_attrs(attrs: Mapping[str, Any]) -> JSON:
    """In one order, without what is null; numbers that Yjs gives as floats are whole again."""
    return {key: clean_value(value) for key, value in sorted(attrs.items()) if value is not None}


def clean_value(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [clean_value(item) for item in value]
    return value


def _attribute_name(mark: JSON) -> str:
    name: str = mark["type"]
    if name not in OVERLAPPING:
        return name
    whole = {"type": name, "attrs": mark["attrs"]} if mark.get("attrs") else {"type": name}
    digest = hashlib.sha256(_encode_any(whole)).digest()
    short = bytearray(digest[:6])
    for index in range(6, len(digest)):
        short[index % 6] ^= digest[index]
    return f"{name}--{base64.b64encode(bytes(short)).decode()}"


def _encode_any(value: Any) -> bytes:
    """lib0's encoding of JSON values: what the editor hashes."""
    match value:
        case None:
            return b"\x7e"
        case bool():
            return b"\x78" if value else b"\x79"
        case int():
            return b"\x7d" + _signed_varint(value)
        case str():
            return b"\x77" + _text(value)
        case dict():
            parts = [_text(key) + _encode_any(item) for key, item in value.items()]
            return b"\x76" + _varuint(len(parts)) + b"".join(parts)
    raise TypeError(f"a mark holds a {type(value).__name__}")


def _text(value: str) -> bytes:
    data = value.encode()
    return _varuint(len(data)) + data


def _varuint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _signed_varint(value: int) -> bytes:
    """The first byte holds the sign and six bits."""
    sign, value = (0x40, -value) if value < 0 else (0, value)
    first = value & 63 | sign
    value >>= 6
    return bytes([first | 128]) + _varuint(value) if value else bytes([first])
