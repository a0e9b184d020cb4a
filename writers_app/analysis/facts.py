"""What one paragraph alone tells, and where that is kept between two looks at the same text.

A report is put together from the facts of its paragraphs. Facts depend on nothing but the paragraph's text, its kind
and the language, so after an edit only touched paragraphs are worked out anew; `ParagraphCache` is where the caller
keeps the rest.
"""

from collections.abc import Hashable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from operator import itemgetter
from typing import Final, NamedTuple, Protocol

import numpy as np

from writers_app.analysis.counts import words_of
from writers_app.analysis.dialogue import find_speech
from writers_app.analysis.documents import Paragraph
from writers_app.analysis.languages import Language
from writers_app.analysis.lexicon import Lexicon
from writers_app.analysis.passages import Mark, Passage, SentenceFacts
from writers_app.analysis.pieces import Pieces
from writers_app.analysis.style import SILENT, Voice, find_doubled, hear_voices, mark_sentences, run_rules
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


def gather_facts(
    paragraphs: Sequence[Paragraph], language: Language, lexicon: Lexicon, cache: ParagraphCache | None = None
) -> Gathered:
    """The facts of each paragraph, in order."""
    if cache is None:
        return _read_all(paragraphs, language, lexicon)
    keys = [(language.code, p.kind in _NOT_PROSE, p.protected, p.text) for p in paragraphs]
    known: dict[Hashable, ParagraphFacts] = {key: facts for key in keys if (facts := cache.get(key)) is not None}
    unknown = {key: paragraph for key, paragraph in zip(keys, paragraphs, strict=True) if key not in known}
    for key, facts in zip(unknown, _read_all(list(unknown.values()), language, lexicon).facts, strict=True):
        known[key] = facts
        cache.set(key, facts)
    return Gathered([known[key] for key in keys], None)


_NOT_PROSE: Final = frozenset({"heading", "code"})
SEPARATOR: Final = "\x1d"  # white space for str.split, and never in a text


def _read_all(paragraphs: Sequence[Paragraph], language: Language, lexicon: Lexicon) -> Gathered:
    """Those with prose in one go."""
    is_prose = [p.kind not in _NOT_PROSE and any(map(str.isalnum, p.text)) for p in paragraphs]
    prose = [paragraph for paragraph, is_one in zip(paragraphs, is_prose, strict=True) if is_one]
    together, pieces = _read_prose(prose, language, lexicon)
    rest = iter(together)
    facts = [
        next(rest) if is_one else _without_prose(paragraph)
        for paragraph, is_one in zip(paragraphs, is_prose, strict=True)
    ]
    return Gathered(facts, pieces if all(one.sentences for one in together) else None)


def _without_prose(paragraph: Paragraph) -> ParagraphFacts:
    return ParagraphFacts(tuple(words_of(paragraph.text)), (), 0, count_characters(paragraph.text), (), SILENT)


def _read_prose(
    paragraphs: Sequence[Paragraph], language: Language, lexicon: Lexicon
) -> tuple[list[ParagraphFacts], Pieces | None]:
    if not paragraphs:
        return [], None
    texts = [paragraph.text for paragraph in paragraphs]
    split = [text.split() for text in texts]
    pieces = Pieces(SEPARATOR.join(texts), lexicon, list(chain.from_iterable(split)))
    piece_ends = list(accumulate(map(len, split)))
    offsets = list(accumulate([len(text) + 1 for text in texts], initial=0))[:-1]
    speech = [list(find_speech(text)) for text in texts]
    in_text = [
        (start + offset, end + offset) for own, offset in zip(speech, offsets, strict=True) for start, end in own
    ]
    sentences = _find_sentences(texts, pieces, piece_ends, offsets)
    passage = Passage(pieces, offsets, pieces.ends[np.array(piece_ends) - 1].tolist(), sentences, in_text)
    visible = list(_count_visible(texts, pieces, piece_ends))
    return list(_share_out(paragraphs, passage, list(map(len, speech)), visible, language)), pieces


def _find_sentences(
    texts: Sequence[str], pieces: Pieces, piece_ends: Sequence[int], offsets: Sequence[int]
) -> list[list[SentenceFacts]]:
    """The sentences of each paragraph that have words, as `writers_app.text.sentences.find_sentences` finds them."""
    words_until = pieces.ends.tolist()
    lines = list(_find_lines(texts, words_until, piece_ends))
    last_pieces = np.array(piece_ends) - 1
    ends_one = np.zeros(len(pieces.pieces), np.bool_)
    ends_one[find_ends(pieces.pieces, words_until, lines[:-1], pieces.candidates)] = True
    ends_one[last_pieces] = True
    last = np.flatnonzero(ends_one)
    words = np.diff(pieces.ends[last], prepend=0)
    first = np.concatenate(([0], last[:-1] + 1))
    paragraph = np.searchsorted(last_pieces, last)
    offset = np.array(offsets)[paragraph]
    starts, ends = pieces.starts[first] - offset, pieces.starts[last] + pieces.widths[last] - 1 - offset
    has_words = words > 0
    found = list(map(SentenceFacts, *(column[has_words].tolist() for column in (starts, ends, words))))
    until = np.cumsum(np.bincount(paragraph[has_words], minlength=len(piece_ends))).tolist()
    return [found[begin:end] for begin, end in pairwise([0, *until])]


def _find_lines(texts: Sequence[str], words_until: Sequence[int], piece_ends: Sequence[int]) -> Iterator[int]:
    """The pieces that end a line. What follows the last word of a paragraph belongs to the line of that word."""
    for text, (first, end) in zip(texts, pairwise([0, *piece_ends]), strict=True):
        if "\n" in text:
            yield from (line for at in line_ends(text) if words_until[line := first + at] < words_until[end - 1])
        yield end - 1


def _count_visible(texts: Sequence[str], pieces: Pieces, piece_ends: Sequence[int]) -> Iterator[int]:
    """For each text, `count_characters`: what is hidden in a piece is known, and between two stands one space."""
    hidden = np.add.reduceat(pieces.hidden, [0, *piece_ends[:-1]]).tolist()
    is_even = pieces.is_even and pieces.text.count(" ") == len(pieces.pieces) - len(texts)
    for text, own, (first, end) in zip(texts, hidden, pairwise([0, *piece_ends]), strict=True):
        if is_even or (text.count(" ") == end - first - 1 and not text[0].isspace() and not text[-1].isspace()):
            yield len(text) - own
        else:
            yield count_characters(text)


def _share_out(
    paragraphs: Sequence[Paragraph],
    passage: Passage,
    speeches: Sequence[int],
    visible: Sequence[int],
    language: Language,
) -> Iterator[ParagraphFacts]:
    """To each paragraph the words, marks and voice that are its own. `speeches` counts those of each."""
    signs = passage.column(language.signs, np.uint8)
    marks = run_rules(passage, language.rules)
    if doubled := list(find_doubled(passage, signs)):
        marks = sorted([*marks, *doubled], key=itemgetter(0))
    in_sentences = mark_sentences(passage, signs, language.code)
    voices = hear_voices(passage, signs)
    words = tuple(passage.words)
    spoken = iter(passage.spoken)
    first = mark = sentence_mark = 0
    for i, paragraph in enumerate(paragraphs):
        end = passage.word_ends[i]
        last_mark, last_in_sentences = _first_from(end, marks, mark), _first_from(end, in_sentences, sentence_mark)
        own = [found for _, found in (*marks[mark:last_mark], *in_sentences[sentence_mark:last_in_sentences])]
        if paragraph.protected:
            own = [found for found in own if not _touches(found, paragraph.protected)]
        yield ParagraphFacts(
            words[first:end],
            tuple(passage.sentences[i]),
            sum(len(next(spoken)) for _ in range(speeches[i])),
            visible[i],
            tuple(own),
            voices[i],
        )
        first, mark, sentence_mark = end, last_mark, last_in_sentences


def _first_from(word: int, numbered: Sequence[tuple[int, object]], start: int) -> int:
    """From `start` on, where the entries of this word and those after it begin: a few steps on, nearly always."""
    while start < len(numbered) and numbered[start][0] < word:
        start += 1
    return start


def _touches(mark: Mark, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(mark.start < end and start < mark.end for start, end in spans)
