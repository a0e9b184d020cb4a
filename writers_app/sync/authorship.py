"""Whose the client ids in an update are: nobody may write under another's. Called by rooms."""

from uuid import UUID

from pycrdt import get_update

from writers_app.store import YDoc
from writers_app.sync.protocol import MalformedFrameError, read_varuint, write_varuint

_ALL = b"\xff\xff\xff\xff\x0f"
"""The highest clock, as a varUint: "I know everything of this client"."""


class ForeignClientError(Exception):
    """An update with new items under a client id of somebody else's."""


class Authorship:
    """Client ids of one document and whose they are. Ids that the text knows but nobody owns are the server's own."""

    def __init__(self, writers: dict[int, UUID | None]) -> None:
        self._writers = dict(writers)
        self._fresh: dict[int, UUID | None] = {}

    def learn(self, writers: dict[int, UUID | None]) -> None:
        """Take over what other processes have stored."""
        self._writers.update(writers)

    def check(self, doc: YDoc, update: bytes, user_id: UUID) -> frozenset[int]:
        """The client ids under which this person's update brings new items; ids not used before become theirs.

        ForeignClientError when one of them isn't theirs, MalformedFrameError when the update can't be read.
        """
        client = first_client(update)
        if client is None:
            return frozenset()
        if update[0] == 1 and self._writers.get(client) == user_id:
            return frozenset((client,))
        return self._check_each(doc, update, user_id)

    def _check_each(self, doc: YDoc, update: bytes, user_id: UUID) -> frozenset[int]:
        state = doc.get_state()
        mine: dict[int, None] = {}
        while (client := first_client(_beyond(update, state, mine))) is not None:
            if client in mine or not self._may_use(client, state, user_id):
                raise ForeignClientError
            mine[client] = None
        for client in mine:
            if client not in self._writers:
                self._writers[client] = self._fresh[client] = user_id
        return frozenset(mine)

    def _may_use(self, client: int, state: bytes, user_id: UUID) -> bool:
        if client in self._writers:
            return self._writers[client] == user_id
        return client not in read_state(state)

    def take_fresh(self) -> tuple[tuple[int, UUID | None], ...]:
        """What is to be stored with the next commit."""
        fresh, self._fresh = tuple(self._fresh.items()), {}
        return fresh


def first_client(update: bytes) -> int | None:
    """The client id that an update's items begin with; None when it has no items (it may still delete)."""
    clients, place = read_varuint(update, 0)
    if clients == 0:
        return None
    _, place = read_varuint(update, place)
    client, _ = read_varuint(update, place)
    return client


def is_known(doc_state: bytes, update: bytes) -> bool:
    """Has a document in this state every item of the update?"""
    return _residue(update, doc_state)[:1] == b"\x00"


def without_clients(update: bytes, clients: frozenset[int]) -> bytes:
    """The update less the items of these clients, for those who wrote them."""
    return _residue(update, write_state(clients))


def _beyond(update: bytes, state: bytes, known: dict[int, None]) -> bytes:
    """What of the update is new to a document in this state, apart from the known clients' items."""
    count, place = read_varuint(state, 0)
    return _residue(update, write_varuint(count + len(known)) + state[place:] + _entries(known))


def _residue(update: bytes, state: bytes) -> bytes:
    try:
        return get_update(update, state)
    except ValueError as error:
        raise MalformedFrameError(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # as in store.manuscript
            raise
        raise MalformedFrameError("the update made Yrs panic") from error


def read_state(state: bytes) -> dict[int, int]:
    """A state vector: the next clock of each client. MalformedFrameError when it is none."""
    count, place = read_varuint(state, 0)
    clocks: dict[int, int] = {}
    for _ in range(count):
        client, place = read_varuint(state, place)
        clocks[client], place = read_varuint(state, place)
    if place != len(state):
        raise MalformedFrameError("a state vector with something after it")
    return clocks


def write_state(clients: frozenset[int]) -> bytes:
    """A state vector that knows everything of these clients and nothing else."""
    return write_varuint(len(clients)) + _entries(dict.fromkeys(clients))


def _entries(clients: dict[int, None]) -> bytes:
    return b"".join(write_varuint(client) + _ALL for client in clients)
