"""Where sentences end, in English and Persian."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writers_app.text.sentences import count_sentences, find_sentences, split_sentences
from writers_app.text.words import count_words


@pytest.mark.parametrize(
    "sentences",
    [
        ["One.", "Two!", "Three?", "Four"],
        ["Dr. Smith met Mrs. Jones at 10:30 a.m. on Monday.", "They talked."],
        ["J. R. R. Tolkien wrote it.", "He was English."],
        ["We bought apples, pears, etc. and left.", "It rained."],
        ["She left at 5 p.m.", "He stayed."],
        ["It cost $3.50.", "Cheap!"],
        ["See e.g. Smith and fig. 3 for this.", "No. 5 is lost."],
        ["I said no.", "He left."],
        ["It was I.", "Plan B. failed."],
        ["That was plan B.", "Then we ran."],
        ["“Stop!” he said.", "Nobody moved."],
        ["“Who is it?” Sara asked.", "“Me.”", "She opened."],
        ["“Who?”", "The door opened."],
        ["Well… perhaps not.", "Wait...", "No."],
        ["He left (quickly!).", "She stayed."],
        ["What?!", "Really?!"],
        ["Visit example.com.", "It is good."],
        ["سلام.", "خوبی؟", "بله!", "خوبم…", "تو چطور؟"],
        ["«کجا بودی؟» پرسید.", "«خانه.»", "رفت."],
        ["در سال ۱۴۰۵ ه.ش. آمد و ۳٫۵ کیلو برد.", "تمام."],
        ["او گفت: «نمی‌دانم!", "شاید.»"],
        ["First line", "second line"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    separator = "\n" if sentences[0] == "First line" else " "
    assert split_sentences(separator.join(sentences)) == sentences


def test_marks_alone_are_no_sentence() -> None:
    assert count_sentences("— … !!!") == 0
    assert split_sentences("Yes. … No.") == ["Yes.", "… No."]
    assert split_sentences("Yes! !!!") == ["Yes! !!!"]


texts = st.text(st.one_of(st.sampled_from("aZ. .!?…؟\n\"”»آی ۱2I'"), st.characters()))


@given(texts)
def test_places_are_right_and_no_word_is_left_out(text: str) -> None:
    found = list(find_sentences(text))
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert sum(count_words(sentence.text) for sentence in found) == count_words(text)


@given(texts)
def test_a_text_with_words_has_a_sentence(text: str) -> None:
    assert (count_sentences(text) > 0) == (count_words(text) > 0)


def test_endless_marks_take_linear_work() -> None:
    assert count_sentences("! " * 200_000) == 0
    assert count_sentences("a " + "! " * 200_000) == 1
