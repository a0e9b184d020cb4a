"""Pieces of text cut at white space, and the folded words in them, each worked out once.

A manuscript repeats itself: of a hundred thousand pieces ("house,", "said.") some ten thousand differ. The tables below
turn the work per piece into a dictionary look-up, which is what makes a report take a microsecond or two for a word.
"""

from itertools import chain
from typing import Final

from writers_app.analysis.languages import fold_word
from writers_app.text.words import split_words

_MOST_PIECES: Final = 400_000
_LONGEST_PIECE: Final = 60


class _Pieces(dict[str, tuple[str, ...]]):
    """From a piece to its folded words; a table, so it forgets everything when it grows beyond a large vocabulary."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        words = tuple(map(fold_word, split_words(piece)))
        if len(piece) <= _LONGEST_PIECE:
            if len(self) >= _MOST_PIECES:
                self.clear()
            self[piece] = words
        return words


_PIECES: Final = _Pieces()


def fold_words(text: str) -> list[str]:
    """The words of a text, folded, in order. The same words as `writers_app.text.words.split_words` finds."""
    return list(chain.from_iterable(map(_PIECES.__getitem__, text.split())))
