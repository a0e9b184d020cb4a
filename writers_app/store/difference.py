"""Turns the text in a Yjs fragment into another text by a small change, so that live typing elsewhere in it survives.

Called by writing. Blocks that are equal stay; a block that replaces one of its kind is changed inside; letters that
stay keep their Yjs items.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, zip_longest

import orjson
from pycrdt import XmlElement, XmlText

from writers_app.store.marks import clean_attrs, marks_to_attributes
from writers_app.store.tree import (
    JSON,
    Group,
    Parent,
    group_children,
    insert_group,
    read_attrs,
    read_element,
    read_runs,
    stored_attrs,
    write_runs,
)

COMPARED_AT_MOST = 1_000_000
"""Pairs of words; a paragraph that changed more than that is replaced between its common beginning and end."""

_WORDS = re.compile(r"\w+|\W", re.DOTALL)

Place = tuple[int, JSON]
"""A text run's end, in UTF-8 bytes, and its Yjs attributes."""


def rewrite_children(parent: Parent, node: JSON) -> None:
    """Make the children of a fragment or element those of `node`."""
    old = [_group_of(child) for child in parent.children]
    new = group_children(node)
    matcher = SequenceMatcher(None, [_key(group) for group in old], [_key(group) for group in new], autojunk=False)
    for tag, i1, i2, j1, j2 in reversed(matcher.get_opcodes()):
        if tag != "equal":
            _rewrite_range(parent, i1, old[i1:i2], new[j1:j2])


def _rewrite_range(parent: Parent, start: int, old: Sequence[Group], new: Sequence[Group]) -> None:
    """Change pairs of a kind in place; put in and take out the rest. From the end, so that places stay true."""
    pairs = list(zip_longest(old, new))
    for offset, (before, after) in reversed(list(enumerate(pairs))):
        place = start + offset
        if before is None:
            assert after is not None
            insert_group(parent, start + len(old), after)
        elif after is None:
            del parent.children[place]
        elif _kind(before) == _kind(after):
            _rewrite(parent.children[place], after)
        else:
            del parent.children[place]
            insert_group(parent, place, after)


def _rewrite(child: XmlElement | XmlText | object, after: Group) -> None:
    if isinstance(child, XmlText) and isinstance(after, list):
        _rewrite_text(child, after)
    elif isinstance(child, XmlElement) and isinstance(after, dict):
        _rewrite_attributes(child, stored_attrs(after))
        rewrite_children(child, after)


def _rewrite_attributes(element: XmlElement, after: JSON) -> None:
    before = read_attrs(element)
    for name in before.keys() - after.keys():
        del element.attributes[name]
    for name, value in after.items():
        if before.get(name) != value:
            element.attributes[name] = value


def _rewrite_text(text: XmlText, runs: list[JSON]) -> None:
    """Change the words that differ, then give every stretch its looks."""
    before = "".join(node["text"] for node in read_runs(text))
    after = "".join(run["text"] for run in runs)
    if not before:
        text.clear()
        write_runs(text, runs)
        return
    for start, stop, inserted in reversed(list(_edits(before, after))):
        place = len(before[:start].encode())
        if stop > start:
            del text[place : place + len(before[start:stop].encode())]
        if inserted:
            text.insert(place, inserted)
    _restyle(text, runs)


def _edits(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """From where to where something goes, and what comes there: word by word between the common beginning and end."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = _WORDS.findall(before[head : len(before) - tail]), _WORDS.findall(after[head : len(after) - tail])
    if len(old) * len(new) > COMPARED_AT_MOST:
        yield head, len(before) - tail, "".join(new)
        return
    places = [head, *(head + end for end in accumulate(map(len, old)))]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield places[i1], places[i2], "".join(new[j1:j2])


def _common(one: str, other: str) -> int:
    """How many letters the beginnings share."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _restyle(text: XmlText, runs: list[JSON]) -> None:
    present = _places((value, attributes or {}) for value, attributes in text.diff() if isinstance(value, str))
    wanted = _places((run["text"], marks_to_attributes(run.get("marks", ()))) for run in runs)
    for start, stop, now, then in _overlaps(present, wanted):
        change = dict.fromkeys(now.keys() - then.keys())
        change |= {name: value for name, value in then.items() if name not in now or clean_attrs(now[name]) != value}
        if change:
            text.format(start, stop, change)


def _places(runs: Iterator[tuple[str, JSON]]) -> list[Place]:
    places: list[Place] = []
    end = 0
    for value, attributes in runs:
        end += len(value.encode())
        places.append((end, attributes))
    return places


def _overlaps(one: list[Place], other: list[Place]) -> Iterator[tuple[int, int, JSON, JSON]]:
    """The stretches over which both lists have one entry each."""
    start, i, j = 0, 0, 0
    while i < len(one) and j < len(other):
        stop = min(one[i][0], other[j][0])
        if stop > start:
            yield start, stop, one[i][1], other[j][1]
        start = stop
        i, j = i + (one[i][0] == stop), j + (other[j][0] == stop)


def _group_of(child: object) -> Group:
    if isinstance(child, XmlElement):
        return read_element(child)
    return list(read_runs(child))


def _kind(group: Group) -> str:
    return "text" if isinstance(group, list) else group["type"]


def _key(group: Group) -> bytes:
    """Equal for groups that look the same however they came about."""
    plain = [_plain(node) for node in group] if isinstance(group, list) else _plain(group)
    return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)


def _plain(node: JSON) -> JSON:
    if node["type"] == "text":
        return {"text": node["text"], "marks": marks_to_attributes(node.get("marks", ()))}
    children = [[_plain(n) for n in g] if isinstance(g, list) else _plain(g) for g in group_children(node)]
    return {"type": node["type"], "attrs": stored_attrs(node), "content": children}
