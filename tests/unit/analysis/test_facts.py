"""Facts of paragraphs: the same whether they are read together or apart."""

from collections.abc import Hashable

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.analysis.tiptap import block, document
from writers_app.analysis import MemoryCache
from writers_app.analysis.documents import Paragraph, read_paragraphs
from writers_app.analysis.facts import ParagraphFacts, gather_facts
from writers_app.analysis.languages import language_of
from writers_app.analysis.lexicon import Lexicon
from writers_app.text.sentences import find_sentences
from writers_app.text.words import count_words, split_words

words = st.sampled_from(
    [
        "He",
        "she",
        "was",
        "taken.",
        "very",
        "slowly",
        "“Yes!",
        "no?”",
        "“",
        "”",
        "said.",
        "chuckled",
        "—\n",
        "«",
        "گفت",
        "»",
        "نوشته",
        "شد.",
        "…",
        "!",
        "—",
        "Dr.",
        "Sara",
        "1.",
        "saw\nthe",
        "the",
        "At",
        "end",
        "of",
        "the",
        "day",
    ]
)
texts = st.lists(st.lists(words, max_size=12).map(" ".join), max_size=8)


def paragraphs_of(contents: list[str]) -> list[Paragraph]:
    return read_paragraphs(document(*map(block, contents)).content)


@given(texts, st.sampled_from(["en", "fa"]))
def test_paragraphs_read_together_have_the_facts_they_have_alone(contents: list[str], language: str) -> None:
    known = language_of(language)
    paragraphs = paragraphs_of(contents)
    alone = [facts for paragraph in paragraphs for facts in gather_facts([paragraph], known, Lexicon()).facts]
    assert gather_facts(paragraphs, known, Lexicon()).facts == alone


@given(texts)
def test_words_and_sentences_are_those_of_the_text(contents: list[str]) -> None:
    paragraphs = paragraphs_of(contents)
    for paragraph, facts in zip(paragraphs, gather_facts(paragraphs, language_of("en"), Lexicon()).facts, strict=True):
        assert list(facts.words) == split_words(paragraph.text)
        sentences = [
            (sentence.start, sentence.end, count)
            for sentence in find_sentences(paragraph.text)
            if (count := count_words(sentence.text))
        ]
        assert [tuple(sentence) for sentence in facts.sentences] == sentences


class CountingCache(MemoryCache):
    def __init__(self) -> None:
        super().__init__()
        self.taken_in: list[ParagraphFacts] = []

    def set(self, key: Hashable, facts: ParagraphFacts) -> None:
        self.taken_in.append(facts)
        super().set(key, facts)


def test_only_touched_paragraphs_are_read_again() -> None:
    cache = CountingCache()
    english = language_of("en")
    gather_facts(paragraphs_of(["One.", "Two.", "One."]), english, Lexicon(), cache)
    assert [facts.words for facts in cache.taken_in] == [("One",), ("Two",)]
    gather_facts(paragraphs_of(["One.", "Three.", "Two."]), english, Lexicon(), cache)
    assert [facts.words for facts in cache.taken_in[2:]] == [("Three",)]


def test_a_full_cache_forgets_what_it_took_in_first() -> None:
    cache = MemoryCache(most=4)
    gather_facts(paragraphs_of(["One.", "Two.", "Three.", "Four.", "Five."]), language_of("en"), Lexicon(), cache)
    texts_left = [facts.words[0] for key in _keys() if (facts := cache.get(key))]
    assert texts_left == ["Three", "Four", "Five"]


def _keys() -> list[tuple[object, ...]]:
    return [("en", False, (), text) for text in ("One.", "Two.", "Three.", "Four.", "Five.")]
