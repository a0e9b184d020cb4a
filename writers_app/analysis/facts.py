"""What one paragraph alone tells, and where that is kept between two looks at the same text.

A report is put together from the facts of its paragraphs. Facts depend on nothing but the paragraph's text, its kind
and the language, so after an edit only touched paragraphs are worked out anew; `ParagraphCache` is where the caller
keeps the rest.
"""

from collections.abc import Hashable, Iterable
from typing import Final, NamedTuple, Protocol

from writers_app.analysis.counts import Pieces
from writers_app.analysis.dialogue import find_speech
from writers_app.analysis.documents import Paragraph
from writers_app.analysis.languages import Language
from writers_app.analysis.passages import Mark, Passage, SentenceFacts
from writers_app.analysis.style import SILENT, Voice, mark_sentences, run_rules
from writers_app.text.sentences import find_ends, line_ends
from writers_app.text.words import count_characters


class ParagraphFacts(NamedTuple):
    """`words` are as written and in order; `sentences` are those with words, and none in headings and code."""

    words: tuple[str, ...]
    sentences: tuple[SentenceFacts, ...]
    spoken_words: int
    characters: int
    marks: tuple[Mark, ...]
    voice: Voice


class ParagraphCache(Protocol):
    """Keeps facts by a key that stands for text, kind and language. It may forget at any time."""

    def get(self, key: Hashable) -> ParagraphFacts | None: ...

    def set(self, key: Hashable, facts: ParagraphFacts) -> None: ...


class MemoryCache:
    """A `ParagraphCache` in this process's memory; when full it forgets the half it took in first."""

    def __init__(self, most: int = 50_000) -> None:
        self._facts: dict[Hashable, ParagraphFacts] = {}
        self._most: Final = most

    def get(self, key: Hashable) -> ParagraphFacts | None:
        return self._facts.get(key)

    def set(self, key: Hashable, facts: ParagraphFacts) -> None:
        if len(self._facts) >= self._most:
            for old in list(self._facts)[: self._most // 2]:
                del self._facts[old]
        self._facts[key] = facts


def gather_facts(
    paragraphs: Iterable[Paragraph], language: Language, cache: ParagraphCache | None = None
) -> list[tuple[ParagraphFacts, Pieces | None]]:
    """The facts of each paragraph, in order; where it had to be read, with the pieces it was cut into."""
    if cache is None:
        return [_read_facts(paragraph, language) for paragraph in paragraphs]
    found: list[tuple[ParagraphFacts, Pieces | None]] = []
    for paragraph in paragraphs:
        key = (language.code, paragraph.kind in _NOT_PROSE, paragraph.protected, paragraph.text)
        facts = cache.get(key)
        if facts is None:
            facts, pieces = _read_facts(paragraph, language)
            cache.set(key, facts)
            found.append((facts, pieces))
        else:
            found.append((facts, None))
    return found


_NOT_PROSE: Final = frozenset({"heading", "code"})


def _read_facts(paragraph: Paragraph, language: Language) -> tuple[ParagraphFacts, Pieces]:
    text = paragraph.text
    pieces = Pieces(text)
    characters = count_characters(text)
    if not pieces.words or paragraph.kind in _NOT_PROSE:
        return ParagraphFacts(tuple(pieces.words), (), 0, characters, (), SILENT), pieces
    sentences, starts = _find_sentences(pieces)
    passage = Passage(pieces, starts, list(find_speech(text)))
    marks, voice = run_rules(passage, language.triggers)
    marks += mark_sentences(passage, sentences, language.glue, language.code)
    if paragraph.protected:
        marks = [mark for mark in marks if not _touches(mark, paragraph.protected)]
    spoken = sum(map(len, passage.spoken)) if passage.speech else 0
    facts = ParagraphFacts(tuple(pieces.words), tuple(sentences), spoken, characters, tuple(marks), voice)
    return facts, pieces


def _find_sentences(pieces: Pieces) -> tuple[list[SentenceFacts], list[int]]:
    """The sentences, as `writers_app.text.sentences.find_sentences` finds them, and the number of each one's first
    word."""
    sentences: list[SentenceFacts] = []
    starts: list[int] = []
    first = words = 0
    for last in (*find_ends(pieces.pieces, pieces.ends, line_ends(pieces.text)), len(pieces.pieces) - 1):
        starts.append(words)
        sentences.append(SentenceFacts(pieces.start_of(first), pieces.end_of(last), pieces.ends[last] - words))
        first, words = last + 1, pieces.ends[last]
    return sentences, starts


def _touches(mark: Mark, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(mark.start < end and start < mark.end for start, end in spans)
