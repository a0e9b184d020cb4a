"""Kills the server at random moments, 200 times, and looks for what it had acknowledged.

`python -m benchmarks.durability [--kills N]`. An independent client (tests/sync/writer.py) types numbered words without
end in several documents and remembers which were acknowledged. After kills the database is read by a process of its
own; at the end everybody comes back, sends what was never acknowledged, and every word must be there exactly once.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from benchmarks.servers import PREPARE, ROOT, free_port, writers_environment
from tests.servers import answers, wait_until
from tests.sync.writer import Writer

DOCUMENTS, TYPISTS = 3, 2

READ = """
import asyncio, json, sys
from uuid import UUID
from writers_app.config import settings
from writers_app.store import Journal
async def main(documents):
    journal, texts = Journal(settings()), {}
    for name in documents:
        text = await journal.load(UUID(name))
        texts[name] = "".join(str(inline) for block in text.fragment.children for inline in block.children)
    print(json.dumps(texts))
    journal.close()
asyncio.run(main(sys.argv[1:]))
"""


NURSERY = """
import os, signal, sys
from tests.sync.server import create_server
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for port in sys.stdin:
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        create_server(int(port)).run()
        os._exit(0)
    print(pid, flush=True)
"""
"""Has everything imported and forks a server for each line, so that a restart takes no seconds of importing."""


@dataclass
class Typist:
    """One tab over all its connections, with a memory of what it was promised."""

    writer: Writer
    document: str
    name: str
    typed: int = 0
    acknowledged: int = 0
    connections: int = 0
    _sent_as: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.writer.on_saved = self._note

    def _note(self, saved: int) -> None:
        for number in [number for number in self._sent_as if number <= saved]:
            self.acknowledged = max(self.acknowledged, self._sent_as.pop(number))

    async def type_on(self) -> None:
        while True:
            try:
                self._sent_as.clear()
                await self.writer.open()
                self.connections += 1
                self._sent_as[self.writer.sent] = self.typed
                while True:
                    self.typed += 1
                    self.writer.write(f"{self.name}{self.typed} ")
                    self._sent_as[await self.writer.flush()] = self.typed
                    await asyncio.sleep(random.uniform(0, 0.02))
            except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
                await asyncio.sleep(0.05)


@dataclass
class Trial:
    folder: Path
    port: int
    documents: list[str]
    environment: dict[str, str]
    nursery: subprocess.Popen[str]
    pid: int = 0

    def start(self) -> None:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(f"{self.port}\n")
        self.nursery.stdin.flush()
        self.pid = int(self.nursery.stdout.readline())
        wait_until(lambda: answers(self.port), "the server")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{self.pid}").exists(), "the end of the server")

    def stop(self) -> None:
        os.kill(self.pid, signal.SIGTERM)
        wait_until(lambda: not Path(f"/proc/{self.pid}").exists(), "the end of the server")
        assert self.nursery.stdin is not None
        self.nursery.stdin.close()
        self.nursery.wait()

    def read(self) -> dict[str, Counter[str]]:
        """The stored words of each document, each with how often it is there."""
        command = [sys.executable, "-c", READ, *self.documents]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)
        return {name: Counter(text.split()) for name, text in json.loads(done.stdout).items()}


@dataclass
class Tally:
    promised: int = 0
    lost: int = 0
    doubled: int = 0

    def compare(self, stored: dict[str, Counter[str]], typists: list[Typist], promised: list[int]) -> None:
        for typist, limit in zip(typists, promised, strict=True):
            words = stored[typist.document]
            self.lost += sum(words[f"{typist.name}{number}"] == 0 for number in range(1, limit + 1))
        self.doubled += sum(count - 1 for words in stored.values() for count in words.values())
        self.promised = sum(promised)


async def progress(typists: list[Typist]) -> None:
    """Until most have been promised something since the last kill."""
    before = [typist.acknowledged for typist in typists]
    moved = 0
    while moved < len(typists) * 2 / 3:
        await asyncio.sleep(0.01)
        moved = sum(typist.acknowledged > was for typist, was in zip(typists, before, strict=True))


async def torment(trial: Trial, typists: list[Typist], kills: int) -> Tally:
    tally = Tally()
    typing = [asyncio.create_task(typist.type_on()) for typist in typists]
    for number in range(1, kills + 1):
        await progress(typists)
        await asyncio.sleep(random.expovariate(2.0))
        promised = [typist.acknowledged for typist in typists]
        await asyncio.to_thread(trial.kill)
        if number % 5 == 0 or number == kills:
            tally.compare(await asyncio.to_thread(trial.read), typists, promised)
        await asyncio.to_thread(trial.start)
        if number % 20 == 0:
            print(
                f"  {number:4} kills   {tally.promised:7,} acknowledged   {tally.lost} lost   {tally.doubled} doubled"
            )
    await asyncio.sleep(1.0)
    for task in typing:
        task.cancel()
    await asyncio.gather(*typing, return_exceptions=True)
    for typist in typists:
        await typist.writer.open()
        await typist.writer.until_saved()
        await typist.writer.leave()
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    kills = parser.parse_args().kills
    with tempfile.TemporaryDirectory(prefix="writers-durability-") as name:
        trial, headers = prepare(Path(name))
        trial.start()
        address = f"ws://127.0.0.1:{trial.port}/sync/"
        typists = [
            Typist(Writer(address + document, headers), document, f"{letter}.")
            for document in trial.documents
            for letter in "ab"[:TYPISTS]
        ]
        started = time.monotonic()
        try:
            tally = asyncio.run(torment(trial, typists, kills))
        finally:
            trial.stop()
        report(trial.read(), typists, tally, kills, time.monotonic() - started)


def prepare(folder: Path) -> tuple[Trial, dict[str, str]]:
    environment = {**writers_environment(folder), "WRITERS_ACCESS_MINUTES": "600"}
    run = {"env": environment, "cwd": ROOT, "check": True}
    subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], **run)
    made = subprocess.run([sys.executable, "-c", PREPARE, str(DOCUMENTS)], capture_output=True, **run)
    prepared = json.loads(made.stdout)
    with (folder / "log").open("w") as log:
        nursery = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    return Trial(folder, free_port(), prepared["documents"], environment, nursery), prepared["headers"]


def report(stored: dict[str, Counter[str]], typists: list[Typist], tally: Tally, kills: int, seconds: float) -> None:
    typed = sum(typist.typed for typist in typists)
    wanted = {document: Counter[str]() for document in stored}
    for typist in typists:
        wanted[typist.document].update(f"{typist.name}{number}" for number in range(1, typist.typed + 1))
    print(f"  {kills} kills in {seconds:.0f} s, {sum(typist.connections for typist in typists)} connections")
    print(f"  acknowledged before a kill, and lost: {tally.lost}")
    print(f"  doubled: {tally.doubled}")
    print(f"  typed in all: {typed:,}; there exactly once at the end: {stored == wanted}")
    if tally.lost or tally.doubled or stored != wanted:
        raise SystemExit(1)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
