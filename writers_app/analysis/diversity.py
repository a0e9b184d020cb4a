"""How varied the vocabulary is; the report calls this with the numbers of folded words."""

from collections.abc import Hashable, Sequence
from math import ceil
from typing import Final

MTLD_THRESHOLD: Final = 0.72


def mtld(words: Sequence[Hashable]) -> float | None:
    """The measure of textual lexical diversity: the mean length of stretches whose type-token ratio stays above 0.72,
    over the text read forwards and backwards. McCarthy & Jarvis, "MTLD, vocd-D, and HD-D: A validation study of
    sophisticated approaches to lexical diversity assessment", Behavior Research Methods 42 (2010). None without words
    or without a single repetition."""
    forwards, backwards = _factors(words), _factors(words[::-1])
    if not forwards or not backwards:
        return None
    return (len(words) / forwards + len(words) / backwards) / 2


def _factors(words: Sequence[Hashable]) -> float:
    """Full stretches, plus the last one by how far its ratio has fallen from 1 towards the threshold."""
    factors = 0.0
    total = len(words)
    start, end = 0, min(2, total)
    types: set[Hashable] = set(words[:end])
    while end < total:
        # However the next words repeat, so many of them are the fewest at which the ratio can reach the threshold.
        stop = start + ceil(len(types) / MTLD_THRESHOLD)
        if stop <= end:
            factors += 1
            start, stop, types = end, end + 2, set()
        types.update(words[end:stop])
        end = stop if stop < total else total
    if len(types) <= MTLD_THRESHOLD * (end - start):
        return factors + (total > 0)
    return factors + (1 - len(types) / (end - start)) / (1 - MTLD_THRESHOLD)


def type_token_ratio(types: int, words: int) -> float | None:
    """Different words ÷ words. It falls as a text grows, so it compares only texts of one length."""
    return types / words if words else None
