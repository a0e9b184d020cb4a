"""Names of WordprocessingML, shared by the reader's modules."""

from __future__ import annotations

from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15: Final = "{http://schemas.microsoft.com/office/word/2012/wordml}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V: Final = "{urn:schemas-microsoft-com:vml}"
VAL: Final = f"{W}val"

# ISO 29500 "strict" files use other namespaces for the same names; they are renamed before parsing.
STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
     b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)  # fmt: skip


def is_on(element: etree._Element) -> bool:
    """A toggle such as w:b: present means on unless it says otherwise."""
    return element.get(VAL, "1") not in ("0", "false", "off", "none")


def child_value(parent: etree._Element | None, name: str) -> str | None:
    """The w:val of a child, None without parent, child or value."""
    found = parent.find(f"{W}{name}") if parent is not None else None
    return found.get(VAL) if found is not None else None


def number(value: str | None, default: int | None = None) -> int | None:
    try:
        return int(value) if value is not None else default
    except ValueError:
        return default
