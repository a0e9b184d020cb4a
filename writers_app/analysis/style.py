"""The rules of style run over one paragraph; facts are gathered through it, once per different paragraph.

A language brings two tables: from a word as written to the rules that want to see it, and to its signs. Most words have
no rules, so a paragraph costs two look-ups per word and a call per word that matters.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from typing import Final, NamedTuple

from writers_app.analysis.counts import FOLDS, Table
from writers_app.analysis.passages import Mark, Passage, SentenceFacts

Rule = Callable[[Passage, int], Mark | None]

STRENGTHENS: Final = "“%(text)s” strengthens a word; a stronger word may need no help."
LONG_SENTENCE: Final = {"en": 40, "fa": 45}
_STICKY_FROM: Final = 10
_STICKY_SHARE: Final = {"en": 0.75, "fa": 0.62}
_SAME_OPENINGS: Final = 3


class Voice(NamedTuple):
    """Words of the narration (not of speech) that show tense and person, and the first word of each, or -1."""

    past: int
    present: int
    first_person: int
    third_person: int
    first_past: int
    first_present: int
    first_first: int
    first_third: int


SILENT: Final = Voice(0, 0, 0, 0, -1, -1, -1, -1)
# The signs of a word, as bits: what it shows of tense and person, and whether it is glue. The three bits from `ONCE` on
# number the groups of words that don't follow themselves; a group has words that hardly follow one another.
PAST, PRESENT, FIRST, THIRD, GLUE, ONCE = 1, 2, 4, 8, 16, 32


def run_rules(passage: Passage, rules: Table[tuple[Rule, ...]]) -> list[tuple[int, Mark]]:
    """The marks that single words trigger, each with the number of the word, in order."""
    marks: list[tuple[int, Mark]] = []
    met = list(map(rules.__getitem__, passage.words))
    for number in compress(range(len(met)), met):
        for rule in met[number]:
            mark = rule(passage, number)
            if mark is not None:
                marks.append((number, mark))
    return marks


def read_signs(passage: Passage, signs: Table[int]) -> bytes:
    """A byte of signs for each word."""
    return bytes(map(signs.__getitem__, passage.words))


def sort_signs(passage: Passage, all_signs: bytes) -> tuple[bytes, bytes]:
    """The signs of the narration, which are nothing for spoken words; and 1 for each word that is glue."""
    narrated = bytearray(all_signs)
    for part in passage.spoken:
        narrated[part.start : part.stop] = bytes(len(part))
    return bytes(narrated), all_signs.translate(_HAVING[GLUE])


def hear_voice(narrated: bytes) -> Voice:
    """The voice of a paragraph, from the signs of its words."""
    past, present = narrated.translate(_HAVING[PAST]), narrated.translate(_HAVING[PRESENT])
    first, third = narrated.translate(_HAVING[FIRST]), narrated.translate(_HAVING[THIRD])
    return Voice(
        *(past.count(1), present.count(1), first.count(1), third.count(1)),
        *(past.find(1), present.find(1), first.find(1), third.find(1)),
    )


# By sign, the table for `bytes.translate` that leaves 1 where words have it and 0 elsewhere.
_HAVING: Final = {sign: bytes(bool(byte & sign) for byte in range(256)) for sign in (PAST, PRESENT, FIRST, THIRD, GLUE)}
_GROUPS: Final = bytes(byte // ONCE for byte in range(256))


def group_words(*groups: str) -> dict[str, int]:
    """The sign that each word of up to seven groups has."""
    return {word: ONCE * number for number, group in enumerate(groups, start=1) for word in group.split()}


def find_doubled(passage: Passage, all_signs: bytes) -> Iterator[tuple[int, Mark]]:
    """Words that don't follow themselves and do, with nothing but space between: "the the". The signs are at hand, and
    to look through them for two alike takes next to no time."""
    groups = all_signs.translate(_GROUPS)
    for group in range(1, 256 // ONCE):
        pair = bytes((group, group))
        number = groups.find(pair)
        while number >= 0:
            if passage.folded(number) == passage.folded(number + 1) and number + 1 not in passage.starts:
                mark = passage.mark("doubled_word", number, number + 1, "“%(text)s”: the word stands here twice.")
                if str(mark.values["text"]).split() == passage.words[number : number + 2]:  # nothing else between
                    yield number, mark
            number = groups.find(pair, number + 1)


def mark_sentences(
    passage: Passage, sentences: Sequence[SentenceFacts], first: int, glue: bytes, language: str
) -> Iterator[Mark]:
    """Marks on whole sentences of a paragraph: long ones, sticky ones, and runs that begin with the same word. `first`
    is the number of its first word; `glue` has a byte for each word of the passage, 1 where it is glue."""
    long, share = LONG_SENTENCE[language], _STICKY_SHARE[language]
    same = 0
    before = ""
    for sentence in sentences:
        words = sentence.words
        if words > long:
            yield _mark_sentence("long_sentence", sentence, "A sentence of %(words)s words.", words=words)
        if words >= _STICKY_FROM:
            sticky = glue.count(1, first, first + words)
            if sticky > share * words:
                message = "%(glue)s of %(words)s words are glue; the sentence may say the same with fewer."
                yield _mark_sentence("sticky_sentence", sentence, message, glue=sticky, words=words)
        opening = FOLDS[passage.words[first]]
        same = same + 1 if opening == before else 1
        if same >= _SAME_OPENINGS:
            message = "“%(text)s” begins %(count)s sentences in a row."
            yield passage.mark("repeated_opening", first, first, message, count=same)
        before = opening
        first += words


def _mark_sentence(kind: str, sentence: SentenceFacts, message: str, **values: str | int) -> Mark:
    return Mark(kind, sentence.start, sentence.end, message, values)


def phrase_rule(kind: str, message: str, phrases: Sequence[str], stop_words: frozenset[str]) -> dict[str, Rule]:
    """For each phrase, a rule on its first telling word that looks whether the phrase stands around it."""
    by_trigger: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for phrase in phrases:
        words = tuple(phrase.split())
        at = next((i for i, word in enumerate(words) if word not in stop_words), 0)
        by_trigger.setdefault(words[at], []).append((at, words))
    return {word: _phrase_rule(kind, message, entries) for word, entries in by_trigger.items()}


def _phrase_rule(kind: str, message: str, entries: Sequence[tuple[int, tuple[str, ...]]]) -> Rule:
    longest_first = sorted(entries, key=lambda entry: -len(entry[1]))

    def rule(passage: Passage, number: int) -> Mark | None:
        for at, words in longest_first:
            first, end = number - at, number - at + len(words)
            if passage.reads(first, words) and passage.starts.isdisjoint(range(first + 1, end)):
                return passage.mark(kind, first, end - 1, message)
        return None

    return rule
