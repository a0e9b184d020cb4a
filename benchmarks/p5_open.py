"""P5: open a document of 100k and 500k words from the database, fresh and after a million edits.

`python -m benchmarks.p5_open`. The time is from the first byte of the connection to the last byte of the text, in a
document that the server does not have in memory; the median of several documents. Either server rests before the
first opening and after each one, so that what is timed is an opening, not the server's own start or the one before.
"""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from benchmarks.servers import ROOT, Peer, hocuspocus, writers, writers_environment
from benchmarks.typing_traces import apply_patches, read_trace

SIZES = (100_000, 500_000)
COPIES = 7
START_REST, REST = 3.0, 0.3
"""Seconds: after the start, and between two openings."""
EDITS = 1_000_000
TAIL = 900
"""Updates after the newest snapshot: as many as there ever are."""

STORE = """
import asyncio, json, sys
from pathlib import Path
from uuid import UUID
from writers_app.config import settings
from writers_app.store import Append, Journal
async def main(folder):
    journal = Journal(settings())
    for name, snapshot, tail in json.loads((folder / "plan.json").read_text()):
        document, seq = UUID(name), 0
        for part in (folder / tail).read_bytes().split(b"<next>"):
            (seq,) = await journal.append([Append(document, 1, part)])
            if seq == 1 and not await journal.compact(document, 1, 1, (folder / snapshot).read_bytes()):
                raise SystemExit("no snapshot")
    journal.close()
asyncio.run(main(Path(sys.argv[1])))
"""


def make_text(words: int) -> Any:
    chance = random.Random(words)
    vocabulary = ["the", "house", "کتاب", "window", "می‌خواهم", "night", "سکوت", "walked", "and", "said", "دنیا", "of"]
    doc: Any = Doc(client_id=1)
    fragment = doc.get("default", type=XmlFragment)
    for _ in range(words // 60 // 200 + 1):
        with doc.transaction():
            for _ in range(200):
                paragraph, text = XmlElement("paragraph"), XmlText(" ".join(chance.choices(vocabulary, k=60)))
                fragment.children.append(paragraph)
                paragraph.children.append(text)
    return doc


def edit_much(doc: Any, edits: int) -> str:
    """A million keys of a real trace, played into several paragraphs; answers the trace's name."""
    name, patches = read_trace()
    fragment = doc.get("default", type=XmlFragment)
    for number in range(-(-edits // len(patches))):
        paragraph, text = XmlElement("paragraph"), XmlText("")
        fragment.children.insert(number * 7, paragraph)
        paragraph.children.append(text)
        for start in range(0, len(patches), 500):
            with doc.transaction():
                apply_patches(text, patches[start : start + 500])
    return name


def tail_of(doc: Any) -> list[bytes]:
    """The last updates, one key each."""
    updates: list[bytes] = []
    text = doc.get("default", type=XmlFragment).children[0].children[0]
    subscription = doc.observe(lambda event: updates.append(bytes(event.update)))
    for _ in range(TAIL):
        text.insert(0, "k")
    doc.unobserve(subscription)
    return updates


async def open_all(peer: Peer) -> tuple[float, int]:
    """Median milliseconds, and the bytes of the text."""
    times, size = [], 0
    await asyncio.sleep(START_REST)
    for number in range(COPIES):
        tab = peer.tab(number)
        started = time.perf_counter()
        await tab.open()
        times.append((time.perf_counter() - started) * 1e3)
        size = len(tab.state)
        await tab.close()
        await asyncio.sleep(REST)
    return statistics.median(times), size


def measure(label: str, snapshot: bytes, tail: list[bytes], whole: bytes) -> None:
    def arrange(folder: Path, documents: list[str]) -> None:
        (folder / "snapshot").write_bytes(snapshot)
        (folder / "tail").write_bytes(b"<next>".join([b"\x00\x00", *tail]))
        plan = [[name, "snapshot", "tail"] for name in documents]
        (folder / "plan.json").write_text(json.dumps(plan))
        command = [sys.executable, "-c", STORE, str(folder)]
        subprocess.run(command, env=writers_environment(folder), cwd=ROOT, check=True)

    with writers(COPIES, arrange) as peer:
        asyncio.run(warm(peer))
        ours, size = asyncio.run(open_all(peer))
    with hocuspocus(COPIES, dict.fromkeys(range(COPIES), whole)) as peer:
        theirs, _ = asyncio.run(open_all(peer))
    print(
        f"  {label:44} {size / 1e6:5.1f} MB   "
        f"writers {ours:6.1f} ms   hocuspocus {theirs:6.1f} ms   {ours / theirs:.2f}"
    )


async def warm(peer: Peer) -> None:
    """One connection that is refused, so that first imports and connections are not timed; Node's start is its own."""
    tab = peer.tab(0)
    tab._url = tab._url._replace(path="/sync/00000000-0000-0000-0000-000000000000")
    loop = asyncio.get_running_loop()
    await loop.create_connection(lambda: tab, tab._url.hostname, tab._url.port)
    await asyncio.sleep(1.0)


def main() -> None:
    print("P5  open a document that is not in memory")
    for words in SIZES:
        doc = make_text(words)
        whole = doc.get_update()
        measure(f"{words:,} words", whole, [], whole)
        trace = edit_much(doc, EDITS)
        snapshot = doc.get_update()
        tail = tail_of(doc)
        measure(f"{words:,} words, 10^6 edits of {trace}", snapshot, tail, doc.get_update())
    print("  (goal: 20 and 60 ms, still after a million edits)")


if __name__ == "__main__":
    main()
