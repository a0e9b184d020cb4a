"""Words by their numbers: the arrays tell what a plain walk over the words tells, whatever was read before."""

from collections import Counter
from collections.abc import Sequence
from threading import Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.analysis.tiptap import block, document
from writers_app.analysis import AnalysedDocument, Report, analyse, lexicon
from writers_app.analysis.counts import FOLDS
from writers_app.analysis.echoes import WINDOW, find_echoes, most_uses
from writers_app.analysis.frequency import LONGEST_PHRASE, most_used_phrases
from writers_app.analysis.languages import language_of
from writers_app.analysis.lexicon import Lexicon, current_lexicon
from writers_app.analysis.pieces import Pieces
from writers_app.text.words import find_words

pieces = st.one_of(
    st.sampled_from(["“Well-known", "e-mail,", "don't", "…", "—", "U.S.A.", "می‌رفت،", "«كتاب»", "a/b", "x—y", "۱۲٫۵"]),
    st.text(alphabet="aBc.,-'“”ك\u200c\u2060 é", min_size=1, max_size=6),
)
texts = st.lists(pieces, max_size=30).map(" ".join)
forms = st.sampled_from(["red", "reds", "house", "houses", "ran", "run", "the", "of", "cat", "stood", "lamp", "door"])
sentences = st.lists(
    st.lists(st.sampled_from(["the", "red", "house", "cat", "of", "stood"]), min_size=1, max_size=9), max_size=12
)


@given(st.lists(texts, min_size=1, max_size=4))
def test_the_words_of_a_text_and_their_places_are_those_that_are_there(several: list[str]) -> None:
    shared = Lexicon()
    for text in several:
        words = list(find_words(text))
        cut = Pieces(text, shared)
        assert cut.words == [word.text for word in words]
        assert [cut.place_of(number) for number in range(len(words))] == [(word.start, word.end) for word in words]
        assert shared.spell(shared.fold(cut.numbers)) == [FOLDS[word.text] for word in words]
        places = list(range(len(text) + 1))
        assert cut.words_before(places) == [sum(word.start < place for word in words) for place in places]


@given(st.lists(forms, max_size=150))
def test_echoes_are_those_that_a_walk_over_the_words_hears(words: list[str]) -> None:
    english, own = language_of("en"), Lexicon()
    lemmas = [english.echoing[word] for word in words]
    uses = Counter(lemmas)
    heard = []
    for place, lemma in enumerate(lemmas):
        earlier = max((i for i in range(place) if lemmas[i] == lemma), default=-WINDOW - 1)
        if lemma is not None and place - earlier <= WINDOW and uses[lemma] <= most_uses(len(words)):
            heard.append((place, earlier))
    assert [tuple(echo) for echo in find_echoes(own.fold(own.number_words(words)), own, english)] == heard


@given(sentences)
def test_phrases_are_those_that_occur_twice_and_not_only_in_a_longer_one(sentences: list[list[str]]) -> None:
    english, own = language_of("en"), Lexicon()
    folds = own.fold(own.number_words([word for sentence in sentences for word in sentence]))
    lengths = np.array([len(sentence) for sentence in sentences], np.int32)
    found = {use.phrase: use.count for use in most_used_phrases(folds, lengths, own, english, limit=1000)}
    assert found == _count_phrases(sentences, english.stop_words)


def _count_phrases(sentences: Sequence[Sequence[str]], stop_words: frozenset[str]) -> dict[str, int]:
    counts = Counter(
        tuple(sentence[first : first + length])
        for sentence in sentences
        for length in range(2, LONGEST_PHRASE + 1)
        for first in range(len(sentence) - length + 1)
        if sentence[first] not in stop_words and sentence[first + length - 1] not in stop_words
    )
    kept: dict[tuple[str, ...], int] = {}
    for phrase, count in sorted(counts.items(), key=lambda item: -len(item[0])):
        longer = [
            other for other in kept if len(other) > len(phrase) and f" {' '.join(phrase)} " in f" {' '.join(other)} "
        ]
        if count >= 2 and count > max((kept[other] for other in longer), default=0):
            kept[phrase] = count
    return {" ".join(phrase): count for phrase, count in kept.items()}


def test_a_report_says_the_same_whatever_was_read_before_it() -> None:
    chapter = document(
        block("Sara met Tom. The red door, Tom said; the red door again. Sara’s e-mail; an email."), block("Tom!")
    )
    alone: list[Report] = []
    fresh = Thread(target=lambda: alone.append(analyse([chapter], "en")))
    fresh.start()
    fresh.join()
    analyse([document(block("An email. Tom, again the door red; said Sara, e-mail."))], "en")
    assert analyse([chapter], "en").to_json() == alone[0].to_json()


def test_a_full_lexicon_gives_way_to_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    before = current_lexicon()
    assert current_lexicon() is before
    monkeypatch.setattr(lexicon, "_MOST_LETTERS", int(before.widths.sum()) + 50)
    analyse([AnalysedDocument("1", "One", document(block("x" * 60)).content)], "en")
    assert current_lexicon() is not before
