"""The document model's JSON as a Yjs XML fragment, and back, in y-prosemirror's mapping. Called within the store."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from pycrdt import XmlElement, XmlFragment, XmlText

from writers_app.store.manuscript import FRAGMENT, YDoc
from writers_app.store.marks import attributes_to_marks, clean_attrs, marks_to_attributes

JSON = dict[str, Any]
Group = JSON | list[JSON]
"""A child as Yjs holds it: an element, or neighbouring text nodes, which share one XmlText."""

Parent = XmlElement | XmlFragment

BLOCKS_AT_ONCE = 200
"""Top blocks in one Yjs transaction: its cost grows faster than its length."""

DEFAULTS: dict[str, JSON] = {
    "heading": {"level": 1},
    "orderedList": {"start": 1},
    "taskItem": {"checked": False},
    "tableHeader": {"colspan": 1, "rowspan": 1},
    "tableCell": {"colspan": 1, "rowspan": 1},
    "footnote": {"kind": "footnote"},
}
"""Attributes that the editor stores even when they have their default."""


def write_blocks(doc: YDoc, content: JSON) -> None:
    """Append a document's blocks to the fragment."""
    fragment: XmlFragment = doc.get(FRAGMENT, type=XmlFragment)
    blocks = group_children(content)
    for start in range(0, len(blocks), BLOCKS_AT_ONCE):
        with doc.transaction():
            for index, block in enumerate(blocks[start : start + BLOCKS_AT_ONCE], start):
                insert_group(fragment, index, block)


def insert_group(parent: Parent, index: int, group: Group) -> None:
    """Put an element, with all it holds, or a run of texts before the child at `index`."""
    if isinstance(group, list):
        text = XmlText("")
        parent.children.insert(index, text)
        write_runs(text, group)
        return
    element = XmlElement(group["type"])
    parent.children.insert(index, element)
    for name, value in stored_attrs(group).items():
        element.attributes[name] = value
    for place, child in enumerate(group_children(group)):
        insert_group(element, place, child)


def write_runs(text: XmlText, runs: Sequence[JSON]) -> None:
    """Write text nodes into an empty XmlText. Yrs counts places in UTF-8 bytes."""
    place = 0
    for run in runs:
        text.insert(place, run["text"], marks_to_attributes(run.get("marks", ())))
        place += len(run["text"].encode())


def stored_attrs(node: JSON) -> JSON:
    attrs = {**DEFAULTS.get(node["type"], {}), **(node.get("attrs") or {})}
    return {name: value for name, value in attrs.items() if value is not None}


def group_children(node: JSON) -> list[Group]:
    """A node's children as Yjs holds them. Empty texts are dropped."""
    children = [child for child in node.get("content") or () if child["type"] != "text" or child.get("text")]
    groups: list[Group] = []
    for is_text, members in groupby(children, key=lambda child: child["type"] == "text"):
        run = list(members)
        groups += [run] if is_text else run
    return groups


def read_document(doc: YDoc) -> JSON:
    """The fragment as TipTap's JSON."""
    fragment: XmlFragment = doc.get(FRAGMENT, type=XmlFragment)
    with doc.transaction():
        return {"type": "doc", "content": list(read_children(fragment))}


def read_children(parent: Parent) -> Iterator[JSON]:
    """The children as nodes; neighbouring texts of the same marks are one."""
    last: JSON | None = None
    for child in parent.children:
        if isinstance(child, XmlElement):
            last = None
            yield read_element(child)
            continue
        for node in read_runs(child):
            if last is not None and last.get("marks") == node.get("marks"):
                last["text"] += node["text"]
            else:
                last = node
                yield node


def read_element(element: XmlElement) -> JSON:
    node: JSON = {"type": element.tag}
    attrs = read_attrs(element)
    if attrs:
        node["attrs"] = attrs
    content = list(read_children(element))
    if content:
        node["content"] = content
    return node


def read_attrs(element: XmlElement) -> JSON:
    return clean_attrs(dict(element.attributes.__iter__()))  # the view is iterable, but not a mapping


def read_runs(text: Any) -> Iterator[JSON]:
    for value, attributes in text.diff():
        if not isinstance(value, str) or not value:
            continue  # an embed, which the document model does not know
        marks = attributes_to_marks(attributes)
        yield {"type": "text", "text": value, "marks": marks} if marks else {"type": "text", "text": value}
