"""Drift of tense and person: paragraphs whose narration leaves the one that its document keeps to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from writers_app.analysis.documents import Paragraph
from writers_app.analysis.facts import ParagraphFacts
from writers_app.analysis.findings import Finding, find_at
from writers_app.analysis.lexicon import Lexicon
from writers_app.analysis.passages import Mark
from writers_app.analysis.pieces import Pieces
from writers_app.analysis.readings import Reading

_MAJORITY: Final = 0.75
_LEAST_WITNESSES: Final = 12
_LEAST_IN_PARAGRAPH: Final = 3


@dataclass(frozen=True, slots=True)
class Narration:
    """Shares of past among past and present verbs, and of the first person among first and third, outside speech."""

    past_share: float | None
    first_person_share: float | None


@dataclass(frozen=True, slots=True)
class _Axis:
    """Two ways to narrate, by their positions in a `Voice`, and what to say where the first or the second is kept to
    and the other is found."""

    kind: str
    sides: tuple[int, int]
    messages: tuple[str | None, str | None]


_AXES: Final = (
    _Axis(
        "tense_drift",
        (0, 1),
        (
            "This paragraph is told in the present tense, the document in the past.",
            "This paragraph is told in the past tense, the document in the present.",
        ),
    ),
    _Axis(
        "person_drift",
        (2, 3),
        (
            None,  # a first-person narrator speaks of others all the time
            "This paragraph is told in the first person, the document in the third.",
        ),
    ),
)
_FIRST_WORD: Final = 4


def describe_narration(readings: Sequence[Reading]) -> Narration:
    sums = [sum(facts.voice[i] for reading in readings for _, facts in reading.prose) for i in range(4)]
    past, present, first, third = sums
    return Narration(
        past / (past + present) if past + present else None,
        first / (first + third) if first + third else None,
    )


def find_drift(reading: Reading) -> Iterator[Finding]:
    """One finding for each paragraph with three words or more of the other tense or person and fewer of the kept one,
    in documents of which three quarters keep to one."""
    for axis in _AXES:
        counts = [sum(facts.voice[side] for _, facts in reading.prose) for side in axis.sides]
        total = sum(counts)
        if total < _LEAST_WITNESSES or max(counts) < _MAJORITY * total:
            continue
        kept = 0 if counts[0] >= counts[1] else 1
        for paragraph, facts in reading.prose:
            found = _drift_in(paragraph, facts, axis, kept, reading.lexicon)
            if found is not None:
                yield find_at(reading.document.id, paragraph, found)


def _drift_in(paragraph: Paragraph, facts: ParagraphFacts, axis: _Axis, kept: int, lexicon: Lexicon) -> Mark | None:
    mine, other = facts.voice[axis.sides[kept]], facts.voice[axis.sides[1 - kept]]
    message = axis.messages[kept]
    if message is None or other < _LEAST_IN_PARAGRAPH or mine >= other:
        return None
    start, end = Pieces(paragraph.text, lexicon).place_of(facts.voice[_FIRST_WORD + axis.sides[1 - kept]])
    return Mark(axis.kind, start, end, message, {})
