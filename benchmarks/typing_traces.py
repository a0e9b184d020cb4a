"""What is typed in the benchmarks: a real editing trace when there is one, else a seeded one. Called by P1 to P6.

Real traces are `automerge-paper.json.gz` and `seph-blog1.json.gz` of github.com/josephg/editing-traces; put them into
the folder named by WRITERS_TRACES (default: writers-traces in the temporary directory). They are not part of this
repository.
"""

import gzip
import json
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

Patch = tuple[int, int, str]
"""Where, how many letters go, what comes."""


def read_trace(name: str = "automerge-paper") -> tuple[str, list[Patch]]:
    """A trace's name and its patches, in order."""
    folder = Path(os.environ.get("WRITERS_TRACES") or Path(tempfile.gettempdir()) / "writers-traces")
    file = folder / f"{name}.json.gz"
    if not file.exists():
        return "seeded", list(seeded_patches(260_000))
    with gzip.open(file) as packed:
        trace = json.load(packed)
    return name, [(place, gone, text) for txn in trace["txns"] for place, gone, text in txn["patches"]]


def seeded_patches(count: int) -> Iterator[Patch]:
    """Typing as people do: mostly on, sometimes back, sometimes elsewhere."""
    chance = random.Random(1)
    length = place = 0
    for _ in range(count):
        if length and chance.random() < 0.02:
            place = chance.randrange(length)
        if place and chance.random() < 0.12:
            place, length = place - 1, length - 1
            yield place, 1, ""
        else:
            yield place, 0, chance.choice("etaoinshrdlu  اینسته")
            place, length = place + 1, length + 1


def make_updates(client: int, patches: list[Patch]) -> list[bytes]:
    """The trace as Yjs updates of one client, in one paragraph."""
    doc: Any = Doc(client_id=client)
    updates: list[bytes] = []
    subscription = doc.observe(lambda event: updates.append(bytes(event.update)))
    paragraph = XmlElement("paragraph")
    text = XmlText("")
    with doc.transaction():
        doc.get("default", type=XmlFragment).children.append(paragraph)
        paragraph.children.append(text)
    apply_patches(text, patches)
    doc.unobserve(subscription)
    return updates


def apply_patches(text: XmlText, patches: list[Patch]) -> None:
    """Letters become single bytes, so that places in the trace are places in the text."""
    for place, gone, new in patches:
        if gone:
            del text[place : place + gone]
        if new:
            text.insert(place, new.encode("ascii", "replace").decode())


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
