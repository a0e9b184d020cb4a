"""What one paragraph alone tells, and where that is kept between two looks at the same text.

A report is put together from the facts of its paragraphs. Facts depend on nothing but the paragraph's text, its kind
and the language, so after an edit only touched paragraphs are worked out anew; `ParagraphCache` is where the caller
keeps the rest.
"""

from collections.abc import Hashable, Iterator, Sequence
from itertools import accumulate, chain
from operator import itemgetter
from typing import Final, NamedTuple, Protocol

from writers_app.analysis.counts import Pieces
from writers_app.analysis.dialogue import find_speech
from writers_app.analysis.documents import Paragraph
from writers_app.analysis.languages import Language
from writers_app.analysis.passages import Mark, Passage, SentenceFacts
from writers_app.analysis.style import (
    SILENT,
    Voice,
    find_doubled,
    hear_voice,
    mark_sentences,
    read_signs,
    run_rules,
    sort_signs,
)
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


class Gathered(NamedTuple):
    """`pieces` are those of all paragraphs with prose, one after the other, where these were cut in one go."""

    facts: list[ParagraphFacts]
    pieces: Pieces | None


def gather_facts(paragraphs: Sequence[Paragraph], language: Language, cache: ParagraphCache | None = None) -> Gathered:
    """The facts of each paragraph, in order."""
    if cache is None:
        return _read_all(paragraphs, language)
    keys = [(language.code, p.kind in _NOT_PROSE, p.protected, p.text) for p in paragraphs]
    known: dict[Hashable, ParagraphFacts] = {key: facts for key in keys if (facts := cache.get(key)) is not None}
    unknown = {key: paragraph for key, paragraph in zip(keys, paragraphs, strict=True) if key not in known}
    for key, facts in zip(unknown, _read_all(list(unknown.values()), language).facts, strict=True):
        known[key] = facts
        cache.set(key, facts)
    return Gathered([known[key] for key in keys], None)


_NOT_PROSE: Final = frozenset({"heading", "code"})
SEPARATOR: Final = "\x1d"  # white space for str.split, and never in a text


def _read_all(paragraphs: Sequence[Paragraph], language: Language) -> Gathered:
    """The plain paragraphs in one go, those with lines of their own or without prose one by one."""
    plain = [p.kind not in _NOT_PROSE and "\n" not in p.text and bool(p.text.strip()) for p in paragraphs]
    together, pieces = _read_prose([p for p, is_plain in zip(paragraphs, plain, strict=True) if is_plain], language)
    rest = iter(together)
    facts = [
        next(rest) if is_plain else _read_alone(paragraph, language)
        for paragraph, is_plain in zip(paragraphs, plain, strict=True)
    ]
    has_prose = [bool(one.sentences) for one in facts]
    return Gathered(facts, pieces if has_prose == plain else None)


def _read_alone(paragraph: Paragraph, language: Language) -> ParagraphFacts:
    words = tuple(Pieces(paragraph.text).words)
    if words and paragraph.kind not in _NOT_PROSE:
        return _read_prose([paragraph], language)[0][0]
    return _without_prose(paragraph, words)


def _without_prose(paragraph: Paragraph, words: tuple[str, ...] = ()) -> ParagraphFacts:
    return ParagraphFacts(words, (), 0, count_characters(paragraph.text), (), SILENT)


def _read_prose(paragraphs: Sequence[Paragraph], language: Language) -> tuple[list[ParagraphFacts], Pieces | None]:
    """Either one paragraph, or many without line breaks."""
    if not paragraphs:
        return [], None
    split = [paragraph.text.split() for paragraph in paragraphs]
    pieces = Pieces(SEPARATOR.join([paragraph.text for paragraph in paragraphs]), list(chain.from_iterable(split)))
    piece_ends = list(accumulate(map(len, split)))
    word_ends = [pieces.ends[end - 1] for end in piece_ends]
    offsets = list(accumulate([len(paragraph.text) + 1 for paragraph in paragraphs], initial=0))
    lines = [end - 1 for end in piece_ends[:-1]] or line_ends(pieces.text)
    sentences = _find_sentences(pieces, lines, piece_ends, offsets)
    speech = [list(find_speech(paragraph.text)) for paragraph in paragraphs]
    passage = Passage(
        pieces,
        offsets,
        word_ends,
        accumulate([sentence.words for own in sentences for sentence in own], initial=0),
        [(start + offset, end + offset) for own, offset in zip(speech, offsets, strict=False) for start, end in own],
    )
    texts = [paragraph.text for paragraph in paragraphs]
    visible = list(_count_visible(texts, pieces, piece_ends))
    return list(_share_out(paragraphs, passage, word_ends, sentences, speech, visible, language)), pieces


def _find_sentences(
    pieces: Pieces, lines: Sequence[int], piece_ends: Sequence[int], offsets: Sequence[int]
) -> list[list[SentenceFacts]]:
    """The sentences of each paragraph, as `writers_app.text.sentences.find_sentences` finds them."""
    ends = [*find_ends(pieces.pieces, pieces.ends, lines, pieces.endings), len(pieces.pieces) - 1]
    written, starts, words_until = pieces.pieces, pieces.starts, pieces.ends
    found: list[list[SentenceFacts]] = []
    i = first = words = 0
    for end, offset in zip(piece_ends, offsets, strict=False):
        own: list[SentenceFacts] = []
        while first < end:
            last = ends[i]
            if last < end:
                i += 1
            else:  # a paragraph without a word has no end of its own among the ends
                last = end - 1
            if count := words_until[last] - words:
                own.append(SentenceFacts(starts[first] - offset, starts[last] + len(written[last]) - offset, count))
                words += count
            first = last + 1
        found.append(own)
    return found


def _count_visible(texts: Sequence[str], pieces: Pieces, piece_ends: Sequence[int]) -> Iterator[int]:
    """For each text, `count_characters`: what is hidden in a piece is known, and between two stands one space."""
    hidden = list(accumulate(pieces.hidden, initial=0))
    is_even = pieces.is_even and pieces.text.count(" ") == len(pieces.pieces) - len(texts)
    first = 0
    for text, end in zip(texts, piece_ends, strict=True):
        if is_even or (text.count(" ") == end - first - 1 and not text[0].isspace() and not text[-1].isspace()):
            yield len(text) - hidden[end] + hidden[first]
        else:
            yield count_characters(text)
        first = end


def _share_out(
    paragraphs: Sequence[Paragraph],
    passage: Passage,
    word_ends: Sequence[int],
    sentences: Sequence[Sequence[SentenceFacts]],
    speech: Sequence[Sequence[tuple[int, int]]],
    visible: Sequence[int],
    language: Language,
) -> Iterator[ParagraphFacts]:
    """To each paragraph the words, marks and voice that are its own."""
    all_signs = read_signs(passage, language.signs)
    marks = run_rules(passage, language.rules)
    if doubled := list(find_doubled(passage, all_signs)):
        marks = sorted([*marks, *doubled], key=itemgetter(0))
    narrated, glue = sort_signs(passage, all_signs)
    words = tuple(passage.words)
    spoken = iter(passage.spoken)
    first = mark = 0
    for i, paragraph in enumerate(paragraphs):
        end = word_ends[i]
        last_mark = _first_from(end, marks, mark)
        own = [found for _, found in marks[mark:last_mark]]
        own += mark_sentences(passage, sentences[i], first, glue, language.code)
        if paragraph.protected:
            own = [found for found in own if not _touches(found, paragraph.protected)]
        yield ParagraphFacts(
            words[first:end],
            tuple(sentences[i]),
            sum(len(next(spoken)) for _ in speech[i]),
            visible[i],
            tuple(own),
            hear_voice(narrated[first:end]),
        )
        first, mark = end, last_mark


def _first_from(word: int, numbered: Sequence[tuple[int, object]], start: int) -> int:
    """From `start` on, where the entries of this word and those after it begin: a few steps on, nearly always."""
    while start < len(numbered) and numbered[start][0] < word:
        start += 1
    return start


def _touches(mark: Mark, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(mark.start < end and start < mark.end for start, end in spans)
