"""Celery's broker that needs no server: messages as files in one folder. jobs.doorbell names it `folder://`.

kombu's own `filesystem://` lets a consumer take a file that is still being written, and moves files through /tmp; here
a message appears whole and is taken by whoever deletes it. Nothing is synced: the rows are the truth.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.utils.json import dumps, loads


class Channel(virtual.Channel):
    """One folder holds every queue; a file's name is `<time>_<random>.<queue>.msg`, so names sort by age."""

    supports_fanout = False

    @property
    def folder(self) -> Path:
        return Path(self.connection.client.transport_options["folder"])

    def _put(self, queue: str, payload: Any, **_: Any) -> None:
        name = f"{time_ns():020d}_{uuid4().hex}.{queue}.msg"
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{name}"
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.replace(self.folder / name)

    def _get(self, queue: str) -> Any:
        for name in sorted(self._names(queue)):
            path = self.folder / name
            try:
                text = path.read_text(encoding="utf-8")
                path.unlink()
            except FileNotFoundError:
                continue  # another worker was quicker
            return loads(text)
        raise Empty

    def _names(self, queue: str) -> Iterator[str]:
        try:
            names = os.listdir(self.folder)
        except FileNotFoundError:  # somebody emptied the data directory's queue
            names = []
        ending = f".{queue}.msg"
        return (name for name in names if name.endswith(ending) and not name.startswith("."))

    def _size(self, queue: str) -> int:
        return sum(1 for _ in self._names(queue))

    def _purge(self, queue: str) -> int:
        names = list(self._names(queue))
        for name in names:
            (self.folder / name).unlink(missing_ok=True)
        return len(names)


class Transport(virtual.Transport):
    Channel = Channel
    global_state = virtual.BrokerState()
    default_port = 0
    driver_type = "folder"
    driver_name = "folder"

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.state = self.global_state

    def driver_version(self) -> str:
        return "1"


TRANSPORT_ALIASES["folder"] = f"{__name__}:Transport"
