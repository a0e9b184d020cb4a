"""What is known of pieces of text, cut at white space, and of the words in them, each worked out once.

A manuscript repeats itself: of a hundred thousand pieces ("house,", "said.") some ten thousand differ. Work per piece
or word is done for those only, and kept in the tables below from one report to the next.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

from writers_app.analysis.lemmas import fold_word
from writers_app.text.sentences import ENDINGS, Ending
from writers_app.text.words import count_characters, find_words

_MOST_ENTRIES: Final = 400_000
_LONGEST_PIECE: Final = 60
_Known = TypeVar("_Known")


class Table(dict[str, _Known]):
    """What is known of words, worked out when a word is met for the first time; it forgets everything when it grows
    beyond a large vocabulary."""

    def __init__(self, find: Callable[[str], _Known]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> _Known:
        if len(self) >= _MOST_ENTRIES:
            self.clear()
        known = self[word] = self._find(word)
        return known


class Piece(NamedTuple):
    """What is known of a piece: its words as written, where they begin and end in it, how many of its characters cannot
    be seen, and what it ends in."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    hidden: int
    ending: Ending | None


class _PieceTable(Table[Piece]):
    """Pieces are looked up as words are, but for those so long that they will hardly come again."""

    def __missing__(self, piece: str) -> Piece:
        return super().__missing__(piece) if len(piece) <= _LONGEST_PIECE else self._find(piece)


def _read_piece(piece: str) -> Piece:
    letters = piece[:-1] if piece[-1] in _MARKS else piece
    if letters.isalpha():  # nine pieces of ten: one word, and at most a mark after it
        return Piece((letters,), ((0, len(letters)),), 0, None if letters is piece else ENDINGS[piece])
    words = list(find_words(piece))
    return Piece(
        tuple(word.text for word in words),
        tuple((word.start, word.end) for word in words),
        len(piece) - count_characters(piece),
        ENDINGS[piece],
    )


_MARKS: Final = frozenset(".,;:!?…،؛؟")
KNOWN: Final = _PieceTable(_read_piece)
FOLDS: Final = Table(fold_word)
"""From a word as written to the word folded."""


def words_of(text: str) -> list[str]:
    """The words that `writers_app.text.words.split_words` finds."""
    return [word for piece in text.split() for word in KNOWN[piece].words]


def fold_words(text: str) -> str:
    """The words of a text, folded, with one space between them: the way to tell whether two phrases are the same."""
    return " ".join(map(FOLDS.__getitem__, words_of(text)))
