"""The rules of style run over a passage; facts are gathered through it, once per different paragraph.

A language brings two tables: from a word as written to the rules that want to see it, and to its signs. Most words have
no rules, so a passage costs a few passes over its words' numbers and a call per word that matters.
"""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from writers_app.analysis.counts import Table
from writers_app.analysis.passages import Mark, Passage

Rule = Callable[[Passage, int], Mark | None]
Signs = NDArray[np.uint8]

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
    words = passage.words
    for number in np.flatnonzero(passage.column(rules, np.bool_)).tolist():
        for rule in rules[words[number]]:
            mark = rule(passage, number)
            if mark is not None:
                marks.append((number, mark))
    return marks


def hear_voices(passage: Passage, signs: Signs) -> list[Voice]:
    """The voice of each paragraph, from the signs of its narrated words."""
    narrated = signs * passage.is_narrated
    ends = np.array(passage.word_ends, np.intp)
    starts = np.concatenate(([0], ends[:-1]))
    counts, firsts = [], []
    for sign in (PAST, PRESENT, FIRST, THIRD):
        having = np.flatnonzero(narrated & sign)
        before, until = np.searchsorted(having, starts), np.searchsorted(having, ends)
        counts.append((until - before).tolist())
        firsts.append(np.where(until > before, np.append(having, 0)[before] - starts, -1).tolist())
    return list(map(Voice, *counts, *firsts))


def group_words(*groups: str) -> dict[str, int]:
    """The sign that each word of up to seven groups has."""
    return {word: ONCE * number for number, group in enumerate(groups, start=1) for word in group.split()}


def find_doubled(passage: Passage, signs: Signs) -> Iterator[tuple[int, Mark]]:
    """Words that don't follow themselves and do, with nothing but space between: "the the"."""
    groups = signs // ONCE
    again = (groups[1:] > 0) & (groups[1:] == groups[:-1]) & (passage.folds[1:] == passage.folds[:-1])
    for number in np.flatnonzero(again).tolist():
        if number + 1 not in passage.starts:
            mark = passage.mark("doubled_word", number, number + 1, "“%(text)s”: the word stands here twice.")
            if str(mark.values["text"]).split() == passage.words[number : number + 2]:  # nothing else between
                yield number, mark


def mark_sentences(passage: Passage, signs: Signs, language: str) -> list[tuple[int, Mark]]:
    """Marks on whole sentences: long ones, sticky ones, and runs in a paragraph that begin with the same word; each
    with the number of the word that begins the sentence, in order."""
    found = [
        *_mark_long(passage, LONG_SENTENCE[language]),
        *_mark_sticky(passage, signs, _STICKY_SHARE[language]),
        *_mark_openings(passage),
    ]
    return sorted(found, key=itemgetter(0))


def _mark_long(passage: Passage, most: int) -> Iterator[tuple[int, Mark]]:
    for number in np.flatnonzero(passage.lengths > most).tolist():
        words = int(passage.lengths[number])
        yield passage.mark_sentence(number, "long_sentence", "A sentence of %(words)s words.", words=words)


def _mark_sticky(passage: Passage, signs: Signs, share: float) -> Iterator[tuple[int, Mark]]:
    until = np.concatenate(([0], np.cumsum((signs & GLUE) > 0)))
    lengths, openings = passage.lengths, passage.openings
    glue = until[openings + lengths] - until[openings]
    message = "%(glue)s of %(words)s words are glue; the sentence may say the same with fewer."
    for number in np.flatnonzero((lengths >= _STICKY_FROM) & (glue > share * lengths)).tolist():
        sticky, words = int(glue[number]), int(lengths[number])
        yield passage.mark_sentence(number, "sticky_sentence", message, glue=sticky, words=words)


def _mark_openings(passage: Passage) -> Iterator[tuple[int, Mark]]:
    words, paragraphs = passage.folds[passage.openings], passage.paragraphs_of_sentences
    again = (words[1:] == words[:-1]) & (paragraphs[1:] == paragraphs[:-1])
    same: dict[int, int] = {}
    for number in (np.flatnonzero(again) + 1).tolist():
        same[number] = count = same.get(number - 1, 1) + 1
        if count >= _SAME_OPENINGS:
            first = int(passage.openings[number])
            message = "“%(text)s” begins %(count)s sentences in a row."
            yield first, passage.mark("repeated_opening", first, first, message, count=count)


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
