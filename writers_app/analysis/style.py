"""The rules of style run over one paragraph; facts are gathered through it, once per different paragraph.

A language brings `Triggers`: from a word to the rules that want to see it. Most words have none, so a paragraph costs
one look-up per word and a call per word that matters.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from operator import itemgetter
from typing import Final, NamedTuple

from writers_app.analysis.counts import FOLDS
from writers_app.analysis.passages import Mark, Passage, SentenceFacts

Rule = Callable[[Passage, int], Mark | None]

LONG_SENTENCE: Final = {"en": 40, "fa": 45}
_STICKY_FROM: Final = 10
_STICKY_SHARE: Final = {"en": 0.68, "fa": 0.62}
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
# Bits by which a trigger table says what a word shows.
PAST, PRESENT, FIRST, THIRD = 1, 2, 4, 8


class Trigger(NamedTuple):
    rules: tuple[Rule, ...]
    shows: int


class Triggers(dict[str, Trigger | None]):
    """From a word as written to its trigger, filled as words are met; `find` takes the word as written and folded."""

    def __init__(self, find: Callable[[str, str], Trigger | None]) -> None:
        self._find = find

    def __missing__(self, word: str) -> Trigger | None:
        if len(self) > 400_000:
            self.clear()
        trigger = self[word] = self._find(word, FOLDS[word])
        return trigger


class Glue(dict[str, bool]):
    """From a word as written to whether it is glue, filled as words are met."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words

    def __missing__(self, word: str) -> bool:
        if len(self) > 400_000:
            self.clear()
        is_glue = self[word] = FOLDS[word] in self.words
        return is_glue


def run_rules(passage: Passage, triggers: Triggers) -> tuple[list[tuple[int, Mark]], list[tuple[int, int]]]:
    """The marks that single words trigger, and what words of the narration show (as bits), each with the number of the
    word, in order."""
    marks: list[tuple[int, Mark]] = []
    shown: list[tuple[int, int]] = []
    met = list(map(triggers.__getitem__, passage.words))
    for number, (rules, bits) in zip(compress(range(len(met)), met), filter(None, met), strict=True):
        for rule in rules:
            mark = rule(passage, number)
            if mark is not None:
                marks.append((number, mark))
        if bits:
            shown.append((number, bits))
    return marks, list(_outside(passage.spoken, shown))


def _outside(spoken: Sequence[range], shown: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is shown by words that nobody speaks."""
    done = 0
    for part in spoken:
        begin = bisect_left(shown, part.start, done, key=itemgetter(0))
        yield from shown[done:begin]
        done = bisect_left(shown, part.stop, begin, key=itemgetter(0))
    yield from shown[done:]


def hear_voice(shown: Sequence[tuple[int, int]], first: int) -> Voice:
    """The voice of a paragraph, from what its words show; `first` is the number of its first word."""
    if not shown:
        return SILENT
    counts = [0, 0, 0, 0]
    firsts = [-1, -1, -1, -1]
    for number, bits in shown:
        for i in _SIDES[bits]:
            counts[i] += 1
            if firsts[i] < 0:
                firsts[i] = number - first
    return Voice(*counts, *firsts)


# From the bits to the positions in a `Voice` that they count for.
_SIDES: Final = tuple(tuple(i for i in range(4) if bits & 1 << i) for bits in range(16))


def mark_sentences(
    passage: Passage, sentences: Sequence[SentenceFacts], first: int, glue: Sequence[int], language: str
) -> Iterator[Mark]:
    """Marks on whole sentences of a paragraph: long ones, sticky ones, and runs that begin with the same word. `first`
    is the number of its first word; `glue` counts the glue words before each word of the passage."""
    same = 0
    before = ""
    for sentence in sentences:
        words = sentence.words
        if words > LONG_SENTENCE[language]:
            yield _mark_sentence("long_sentence", sentence, "A sentence of %(words)s words.", words=words)
        if words >= _STICKY_FROM:
            sticky = glue[first + words] - glue[first]
            if sticky > _STICKY_SHARE[language] * words:
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
            first = number - at
            if first < 0 or not passage.starts.isdisjoint(range(first + 1, first + len(words))):
                continue
            if all(passage.folded(first + i) == word for i, word in enumerate(words)):
                return passage.mark(kind, first, first + len(words) - 1, message)
        return None

    return rule
