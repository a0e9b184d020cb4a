"""The words around a finding."""

import pytest

from tests.unit.analysis.tiptap import block, document, text
from writers_app.analysis import analyse
from writers_app.analysis.context import REACH, surround
from writers_app.schemas.house_style import HouseStyle


def around(content: str, found: str) -> tuple[str, str]:
    start = content.index(found)
    return surround(content, start, start + len(found))


def test_a_short_text_is_shown_whole() -> None:
    assert around("She was very tired.", "very") == ("She was ", " tired.")


def test_a_long_text_is_cut_between_words() -> None:
    content = "word " * 20 + "very" + " long" * 20
    before, after = around(content, "very")
    assert (before, after) == ("…" + "word " * 7, " long" * 7 + "…")
    assert content.index(before[1:] + "very" + after[:-1])


def test_persian_words_stay_whole_with_their_half_spaces() -> None:
    before, after = around("کتاب‌های " * 10 + "خیلی" + " می‌خواهم" * 10, "خیلی")
    assert before == "…" + "کتاب‌های " * 4
    assert after == " می‌خواهم" * 4 + "…"


@pytest.mark.parametrize("letters", ["a" * 500, "語" * 500])
def test_what_has_no_spaces_is_cut_anywhere(letters: str) -> None:
    before, after = surround(letters, 250, 252)
    assert (len(before), len(after)) == (REACH + 2, REACH + 2)


def test_a_sentence_tells_alone() -> None:
    content = "It rained. " + "so " * 40 + "it seemed. Then it did not."
    assert surround(content, 11, len(content) - 17) == ("", "")


def test_what_was_deleted_is_not_shown_and_a_hard_break_is_a_space() -> None:
    broken = {"type": "hardBreak"}
    story = document(block("He saw", text(" 😀 nothing at all" * 5, "deletion"), broken, "that it was stolen."))
    [passive] = [one for one in analyse([story], "en").to_json()["findings"] if one["kind"] == "passive"]
    assert (passive["before"], passive["text"], passive["after"]) == ("He saw that it ", "was stolen", ".")


def test_every_kind_of_finding_brings_its_paragraph() -> None:
    english = document(
        "The colour faded very slowly. The colour was forgotten by Sara. Sara saw the color of a window, a window.",
        "Well-known Sarah left. A well-known book. 3 men, two men, four men, five men; “one” 'two'.",
    )
    persian = document("كتاب ها را خیلی دوست داشت. نامه نوشته شد.")
    for story, language in ((english, "en"), (persian, "fa")):
        findings = analyse([story], language, style=HouseStyle()).findings
        assert len({one.kind for one in findings}) > 2
        assert all(one.within[one.place.start : one.place.end] == one.text for one in findings)
