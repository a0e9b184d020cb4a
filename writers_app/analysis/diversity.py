"""How varied the vocabulary is; the report calls this with folded words."""

from collections.abc import Sequence
from math import ceil
from typing import Final

MTLD_THRESHOLD: Final = 0.72


def mtld(words: Sequence[str]) -> float | None:
    """The measure of textual lexical diversity: the mean length of stretches whose type-token ratio stays above 0.72,
    over the text read forwards and backwards. McCarthy & Jarvis, "MTLD, vocd-D, and HD-D: A validation study of
    sophisticated approaches to lexical diversity assessment", Behavior Research Methods 42 (2010). None without words
    or without a single repetition."""
    forwards, backwards = _factors(words), _factors(words[::-1])
    if not forwards or not backwards:
        return None
    return (len(words) / forwards + len(words) / backwards) / 2


def _factors(words: Sequence[str]) -> float:
    """Full stretches, plus the last one by how far its ratio has fallen from 1 towards the threshold."""
    factors = 0.0
    start, end = 0, 0
    types: set[str] = set()
    total = len(words)
    while end < total:
        # However the next words repeat, the ratio cannot reach the threshold before this many of them.
        stop = start + ceil(len(types) / MTLD_THRESHOLD)
        if stop <= end:
            stop = end + 1
        types.update(words[end:stop])
        end = stop if stop < total else total
        if len(types) <= MTLD_THRESHOLD * (end - start):
            factors += 1
            start, types = end, set()
    if end > start:
        factors += (1 - len(types) / (end - start)) / (1 - MTLD_THRESHOLD)
    return factors


def type_token_ratio(types: int, words: int) -> float | None:
    """Different words ÷ words. It falls as a text grows, so it compares only texts of one length."""
    return types / words if words else None
