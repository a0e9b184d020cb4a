"""How a text has become what it is: which of an editor's changes it holds by now. Called by returns, returned_lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Step:
    """Something that stands in a text, or may: `fits` answers where what begins at a place would end."""

    fits: Callable[[int], int | None]
    is_optional: bool


def find_route(steps: Sequence[Step], length: int) -> list[int | None] | None:
    """Where each step begins in a text of this length (None: it is not there); None when the text is another one.

    A text that holds some of the changes, whole, and nothing else that is new, is recognised however alike its words
    are; the longest common pieces of two texts would mistake one "the" for another.
    """
    reached: list[dict[int, tuple[int, bool]]] = []
    here: list[int] = [0]
    for step in steps:
        found: dict[int, tuple[int, bool]] = {}
        for place in here:
            end = step.fits(place)
            if end is not None:
                found.setdefault(end, (place, True))
            if step.is_optional:
                found.setdefault(place, (place, False))
        reached.append(found)
        here = list(found)
    if length not in here:
        return None
    route: list[int | None] = []
    at = length
    for found in reversed(reached):
        at, is_there = found[at]
        route.append(at if is_there else None)
    return route[::-1]


def fingerprint(*told: str) -> str:
    """By which a change is known again, in 16 letters: what was changed, where in what went out, and into what."""
    return blake2b("\x1f".join(told).encode(), digest_size=8).hexdigest()
