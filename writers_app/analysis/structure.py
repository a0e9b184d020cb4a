"""The build of a book: its documents and scenes, how the pace runs along it, how its chapters weigh."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from writers_app.analysis.documents import Paragraph
from writers_app.analysis.facts import ParagraphFacts
from writers_app.analysis.figures import deviation, divided
from writers_app.analysis.readings import Reading

_PACE_POINTS: Final = 40


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """`weight` is the document's words ÷ the mean of the project's documents that have words."""

    id: str
    title: str
    words: int
    sentences: int
    paragraphs: int
    scenes: int
    dialogue_share: float
    weight: float


@dataclass(frozen=True, slots=True)
class SceneSummary:
    """`opening` and `closing` are the words of its first and last paragraph; `number` counts from 1 in its document."""

    document: str
    number: int
    paragraph: int
    words: int
    sentences: int
    sentence_length: float
    dialogue_share: float
    opening: int
    closing: int
    opens_with_dialogue: bool
    closes_with_dialogue: bool


@dataclass(frozen=True, slots=True)
class PacePoint:
    """A stretch of the book: where it ends (share of its words), and its mean sentence length and dialogue share."""

    at: float
    sentence_length: float
    dialogue_share: float


@dataclass(frozen=True, slots=True)
class Structure:
    """`balance` is the coefficient of variation of the documents' lengths: 0 when all are equally long."""

    scenes: tuple[SceneSummary, ...]
    pace: tuple[PacePoint, ...]
    balance: float | None


def summarise_documents(readings: Sequence[Reading]) -> tuple[DocumentSummary, ...]:
    lengths = _document_lengths(readings)
    mean = sum(lengths) / max(1, sum(map(bool, lengths)))
    return tuple(_summarise(reading, words, mean) for reading, words in zip(readings, lengths, strict=True))


def _document_lengths(readings: Sequence[Reading]) -> list[int]:
    return [sum(len(facts.words) for facts in reading.facts) for reading in readings]


def describe_structure(readings: Sequence[Reading]) -> Structure:
    filled = [words for words in _document_lengths(readings) if words]
    return Structure(
        scenes=tuple(scene for reading in readings for scene in _describe_scenes(reading)),
        pace=tuple(_run_pace(readings)),
        balance=deviation(filled) * len(filled) / sum(filled) if filled else None,
    )


def _summarise(reading: Reading, words: int, mean: float) -> DocumentSummary:
    spoken = sum(facts.spoken_words for _, facts in reading.prose)
    return DocumentSummary(
        id=reading.document.id,
        title=reading.document.title,
        words=words,
        sentences=sum(len(facts.sentences) for _, facts in reading.prose),
        paragraphs=len(reading.prose),
        scenes=len(reading.scenes),
        dialogue_share=divided(spoken, len(reading.words)) or 0.0,
        weight=divided(words, mean) or 0.0,
    )


def _describe_scenes(reading: Reading) -> Iterator[SceneSummary]:
    for number, scene in enumerate(reading.scenes, start=1):
        words = sum(len(facts.words) for _, facts in scene)
        sentences = sum(len(facts.sentences) for _, facts in scene)
        opening, closing = scene[0], scene[-1]
        yield SceneSummary(
            document=reading.document.id,
            number=number,
            paragraph=opening[0].number,
            words=words,
            sentences=sentences,
            sentence_length=words / sentences,
            dialogue_share=sum(facts.spoken_words for _, facts in scene) / words,
            opening=len(opening[1].words),
            closing=len(closing[1].words),
            opens_with_dialogue=_is_dialogue(opening),
            closes_with_dialogue=_is_dialogue(closing),
        )


def _is_dialogue(pair: tuple[Paragraph, ParagraphFacts]) -> bool:
    return 2 * pair[1].spoken_words > len(pair[1].words)


def _run_pace(readings: Sequence[Reading]) -> Iterator[PacePoint]:
    """About forty stretches of equal words, cut between paragraphs."""
    prose = [facts for reading in readings for _, facts in reading.prose]
    total = sum(len(facts.words) for facts in prose)
    step = max(1, total / _PACE_POINTS)
    done = words = sentences = spoken = 0
    cut = step
    for number, facts in enumerate(prose, start=1):
        words += len(facts.words)
        sentences += len(facts.sentences)
        spoken += facts.spoken_words
        if done + words >= cut or number == len(prose):
            done += words
            yield PacePoint(done / total, words / sentences, spoken / words)
            words = sentences = spoken = 0
            cut = done + step
