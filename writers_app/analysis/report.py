"""The report on a text: `analyse` makes it from documents. Services and tasks call it, pages show it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median, pstdev
from typing import Any, Final

from writers_app.analysis import readability
from writers_app.analysis.documents import AnalysedDocument, Paragraph, read_paragraphs
from writers_app.analysis.echoes import find_echoes
from writers_app.analysis.facts import ParagraphCache, ParagraphFacts, gather_facts
from writers_app.analysis.findings import Finding, place_in
from writers_app.analysis.frequency import SENTENCE_BREAK, PhraseUse, WordUse, most_used_phrases, most_used_words
from writers_app.analysis.languages import Language, language_of
from writers_app.analysis.readability import TextCounts
from writers_app.analysis.syllables import count_syllables
from writers_app.text.reading_time import reading_minutes
from writers_app.text.words import Word, find_words

VERSION: Final = 1
_BIN: Final = 5
_LAST_BIN: Final = 60
_FORMULAS: Final = {
    "en": (
        readability.flesch_reading_ease,
        readability.flesch_kincaid_grade,
        readability.gunning_fog,
        readability.coleman_liau,
        readability.smog,
        readability.automated_readability,
        readability.lix,
    ),
    "fa": (readability.persian_ease, readability.lix),
}


@dataclass(frozen=True, slots=True)
class Bin:
    """How many sentences have from `least` to `most` words; the last bin is open (`most` None)."""

    least: int
    most: int | None
    count: int


@dataclass(frozen=True, slots=True)
class SentenceLengths:
    mean: float
    median: float
    deviation: float
    shortest: int
    longest: int
    histogram: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    id: str
    title: str
    words: int
    sentences: int
    paragraphs: int
    scenes: int
    dialogue_share: float


@dataclass(frozen=True, slots=True)
class Report:
    """`values` holds the figures by their names in `METRICS`; one that cannot be worked out is None."""

    language: str
    values: Mapping[str, float | None]
    sentence_lengths: SentenceLengths
    words: tuple[WordUse, ...]
    phrases: tuple[PhraseUse, ...]
    documents: tuple[DocumentSummary, ...]
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers; figures rounded to 4 places."""
        return {
            "version": VERSION,
            "language": self.language,
            "values": _plain(self.values),
            "sentence_lengths": _plain(asdict(self.sentence_lengths)),
            "words": [_plain(asdict(use)) for use in self.words],
            "phrases": [_plain(asdict(use)) for use in self.phrases],
            "documents": [_plain(asdict(document)) for document in self.documents],
            "findings": [finding.to_json() for finding in self.findings],
        }


class _Read:
    """A document with its paragraphs and their facts."""

    def __init__(self, document: AnalysedDocument, language: Language, cache: ParagraphCache | None) -> None:
        self.document = document
        self.paragraphs = read_paragraphs(document.content)
        self.facts = gather_facts(self.paragraphs, language, cache)


def analyse(texts: Sequence[AnalysedDocument], language: str, cache: ParagraphCache | None = None) -> Report:
    """The report on the documents together, in the order given. `language` is a BCP 47 tag."""
    known = language_of(language)
    reads = [_Read(document, known, cache) for document in texts]
    facts = [fact for read in reads for fact in read.facts]
    lengths = [sentence.words for fact in facts for sentence in fact.sentences]
    counts = Counter(word for fact in facts for word in fact.words)
    return Report(
        language=known.code,
        values=_values(reads, facts, lengths, known),
        sentence_lengths=_sentence_lengths(lengths),
        words=most_used_words(counts, known),
        phrases=most_used_phrases(_words_with_breaks(facts), known),
        documents=tuple(map(_summarise, reads)),
        findings=tuple(finding for read in reads for finding in _echoes(read, known)),
    )


def _values(
    reads: Sequence[_Read], facts: Sequence[ParagraphFacts], lengths: Sequence[int], language: Language
) -> dict[str, float | None]:
    words = sum(len(fact.words) for fact in facts)
    prose = [fact for fact in facts if fact.sentences]
    prose_words = sum(lengths)
    values: dict[str, float | None] = {
        "words": words,
        "characters": sum(fact.characters for fact in facts),
        "sentences": len(lengths),
        "paragraphs": len(prose),
        "scenes": sum(map(_count_scenes, reads)),
        "reading_time": reading_minutes(words, language.code),
        "sentence_length": _divided(prose_words, len(lengths)),
        "sentence_variation": pstdev(lengths) if lengths else None,
        "paragraph_length": _divided(prose_words, len(prose)),
        "dialogue_share": _divided(sum(fact.spoken_words for fact in prose), prose_words),
    }
    counted = _counts_of(prose, len(lengths), language)
    for formula in _FORMULAS[language.code]:
        values[formula.__name__] = formula(counted) if counted.words else None
    return values


def _counts_of(prose: Sequence[ParagraphFacts], sentences: int, language: Language) -> TextCounts:
    """What the readability formulas need, worked out once for each different word."""
    words = Counter(word for fact in prose for word in fact.words)
    letters = {word: sum(map(str.isalnum, word)) for word in words}
    syllables = {word: count_syllables(word) for word in words} if language.code == "en" else {}
    polysyllabic = [word for word, count in syllables.items() if count >= 3]
    return TextCounts(
        words=sum(words.values()),
        sentences=sentences,
        letters=sum(letters[word] * count for word, count in words.items()),
        syllables=sum(words[word] * count for word, count in syllables.items()),
        polysyllables=sum(words[word] for word in polysyllabic),
        fog_words=sum(words[word] for word in polysyllabic if _is_complex(word)),
        long_words=sum(count for word, count in words.items() if letters[word] > 6),
    )


def _is_complex(word: str) -> bool:
    """Three syllables without a verb or plural ending, as Gunning counts; expects three with it."""
    for ending in ("es", "ed", "ing"):
        if word.endswith(ending):
            return count_syllables(word.removesuffix(ending)) >= 3
    return True


def _sentence_lengths(lengths: Sequence[int]) -> SentenceLengths:
    if not lengths:
        return SentenceLengths(0, 0, 0, 0, 0, ())
    counted = Counter(min(length - 1, _LAST_BIN) // _BIN for length in lengths)
    histogram = tuple(
        Bin(i * _BIN + 1, (i + 1) * _BIN if i * _BIN < _LAST_BIN else None, counted[i]) for i in range(max(counted) + 1)
    )
    return SentenceLengths(fmean(lengths), median(lengths), pstdev(lengths), min(lengths), max(lengths), histogram)


def _words_with_breaks(facts: Sequence[ParagraphFacts]) -> list[str]:
    words: list[str] = []
    for fact in facts:
        start = 0
        for sentence in fact.sentences:
            words += fact.words[start : start + sentence.words]
            words.append(SENTENCE_BREAK)
            start += sentence.words
    return words


def _count_scenes(read: _Read) -> int:
    return len({paragraph.scene for paragraph, fact in zip(read.paragraphs, read.facts, strict=True) if fact.sentences})


def _summarise(read: _Read) -> DocumentSummary:
    prose = [fact for fact in read.facts if fact.sentences]
    spoken = sum(fact.spoken_words for fact in prose)
    return DocumentSummary(
        id=read.document.id,
        title=read.document.title,
        words=sum(len(fact.words) for fact in read.facts),
        sentences=sum(len(fact.sentences) for fact in prose),
        paragraphs=len(prose),
        scenes=_count_scenes(read),
        dialogue_share=_divided(spoken, sum(len(fact.words) for fact in prose)) or 0.0,
    )


def _echoes(read: _Read, language: Language) -> list[Finding]:
    """Echoes within the document's prose, with their places."""
    prose = [(p, fact.words) for p, fact in zip(read.paragraphs, read.facts, strict=True) if fact.sentences]
    words = [word for _, in_paragraph in prose for word in in_paragraph]
    locate = _Locator([(paragraph, len(in_paragraph)) for paragraph, in_paragraph in prose])
    findings = []
    for echo in find_echoes(words, language):
        paragraph, word = locate(echo.word)
        earlier_paragraph, earlier = locate(echo.earlier)
        findings.append(
            Finding(
                kind="echo",
                place=place_in(read.document.id, paragraph, word.start, word.end),
                text=word.text,
                message="“%(word)s” was used %(distance)d words before.",
                values={"word": word.text, "distance": echo.word - echo.earlier},
                related=(place_in(read.document.id, earlier_paragraph, earlier.start, earlier.end),),
            )
        )
    return findings


class _Locator:
    """From a word's number among the words of a document to its paragraph and place."""

    def __init__(self, lengths: Sequence[tuple[Paragraph, int]]) -> None:
        self._of_word = [i for i, (_, length) in enumerate(lengths) for _ in range(length)]
        self._paragraphs = [paragraph for paragraph, _ in lengths]
        self._first: list[int] = []
        total = 0
        for _, length in lengths:
            self._first.append(total)
            total += length
        self._words: dict[int, list[Word]] = {}

    def __call__(self, number: int) -> tuple[Paragraph, Word]:
        i = self._of_word[number]
        if i not in self._words:
            self._words[i] = list(find_words(self._paragraphs[i].text))
        return self._paragraphs[i], self._words[i][number - self._first[i]]


def _divided(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
