"""Yjs updates as a browser makes them, for tests of the log and of what serves it."""

from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText


def typed(letters: str) -> list[bytes]:
    """An update for each letter; the first brings the paragraph too."""
    doc: Any = Doc()
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(bytes(event.update)))
    paragraph, text = XmlElement("paragraph"), XmlText("")
    with doc.transaction():
        doc.get("default", type=XmlFragment).children.append(paragraph)
        paragraph.children.append(text)
        text.insert(0, letters[0])
    for number, letter in enumerate(letters[1:], 1):
        text.insert(number, letter)
    return updates
