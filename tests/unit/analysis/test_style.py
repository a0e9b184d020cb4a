"""Findings of style in English and Persian: what is marked, and what is left alone."""

import pytest

from tests.unit.analysis.tiptap import PERSIAN, block, document, text
from writers_app.analysis import Finding, analyse
from writers_app.analysis.diversity import mtld
from writers_app.i18n.catalogs import translate


def find(kind: str, *paragraphs: str, language: str = "en") -> list[str]:
    return [finding.text for finding in findings_of(kind, *paragraphs, language=language)]


def findings_of(kind: str, *paragraphs: str, language: str = "en") -> list[Finding]:
    findings = analyse([document(*paragraphs)], language).findings
    assert all(finding.message in PERSIAN for finding in findings)
    return [finding for finding in findings if finding.kind == kind]


@pytest.mark.parametrize(
    ("kind", "sentence", "found"),
    [
        ("adverb", "She slowly ate her family's jelly early, then quickly left.", ["slowly", "quickly"]),
        ("adverb", "She probably slept, finally; it was nearly noon, and perfectly still.", ["perfectly"]),
        ("passive", "It was undated, she unprepared. It was uncovered.", ["was uncovered"]),
        ("passive", "The letter was written by Sara.", ["was written"]),
        ("passive", "The door had been quietly closed, and was not sold.", ["been quietly closed", "was not sold"]),
        ("passive", "She was tired. It was red. He was. Broken glass lay there.", []),
        ("passive", "“But it is,” returned she. He is, observed from afar, a giant.", []),
        ("passive", "They were being watched.", ["were being watched"]),
        ("passive", "It was made of wood and she was left alone. It was made by hand.", ["was made"]),
        ("filter_word", "She saw the door open. I realized it. The saw was blunt.", ["She saw", "I realized"]),
        ("filter_word", "“I saw him,” he said.", []),
        ("filter_word", "Did she know? Nor did he see it. You know, it was late. He knew it.", ["He knew"]),
        ("cliche", "At the end of the day, time stood still.", ["At the end of the day", "time stood still"]),
        ("cliche", "The end of the working day was near.", []),
        ("doubled_word", "The the door shut, and and the  the wind fell.", ["The the", "and and", "the  the"]),
        ("doubled_word", "He had had it; that that was was was. Plan A. A plan. “Of,” of course, and the a.", []),
        ("said_tag", "“Go,” she hissed. The snake hissed too. “Stay,” he said.", ["hissed"]),
        ("said_tag", "He snarled: “Go.”", ["snarled"]),
        ("repeated_opening", "He ran. He fell. He rose. She laughed.", ["He"]),
        ("repeated_opening", "He ran. He fell. She rose. He laughed.", []),
        ("long_sentence", "It was " + "very " * 38 + "cold.", ["It was " + "very " * 38 + "cold."]),
        ("long_sentence", "It was " + "very " * 37 + "cold.", []),
        ("sticky_sentence", "Sit. It was he who had to be there by us.", ["It was he who had to be there by us."]),
        ("sticky_sentence", "As it emerged into the moonshine I saw what it was.", []),
        ("sticky_sentence", "Cold rain hammered down upon broken roofs while seagulls screamed overhead.", []),
    ],
)  # fmt: skip
def test_english_style_is_marked(kind: str, sentence: str, found: list[str]) -> None:
    assert find(kind, sentence) == found


@pytest.mark.parametrize(
    ("kind", "sentence", "found"),
    [
        ("adverb", "او واقعاً خسته بود و خیلی آرام رفت. سریعاً رسید.", ["واقعاً", "خیلی", "سریعاً"]),
        ("adverb", "بعداً آمد. معمولاً دیر می‌رسد، مثلاً دیروز.", []),
        ("passive", "نامه نوشته شد. کتاب خوانده خواهد شد.", ["نوشته شد", "خوانده خواهد شد"]),
        ("passive", "او دستپاچه شد. هیجان‌زده شدم. «نوشته»، شد.", []),
        ("passive", "او متوجه شد. هوا سرد شد. خانه شد.", []),
        ("passive", "شوکه شدم. شکر اضافه شد. شایعه شد.", []),
        ("passive", "این کتاب توسط او نوشته شده است.", ["توسط", "نوشته شده"]),
        ("filter_word", "سارا احساس کرد که سرد است. متوجه شدم.", ["احساس کرد", "متوجه شدم"]),
        ("cliche", "اشک در چشمانش حلقه زد.", ["اشک در چشمانش حلقه زد"]),
        ("doubled_word", "گفت که که می‌آید و کتاب را را آورد.", ["که که", "را را"]),
        ("doubled_word", "کم کم و آرام آرام، یکی یکی آمدند. به به! گفت که، که را دید. بود که. که رفت؟", []),
        ("said_tag", "«برو!» غرید و رفت.", ["غرید"]),
        ("said_tag", "«برو!» گفت و رفت. شیر غرید.", []),
        ("repeated_opening", "او رفت. او آمد. او نشست.", ["او"]),
        ("long_sentence", "سرد " * 45 + "بود.", ["سرد " * 45 + "بود."]),
    ],
)
def test_persian_style_is_marked(kind: str, sentence: str, found: list[str]) -> None:
    assert find(kind, sentence, language="fa") == found


@pytest.mark.parametrize(
    ("language", "told", "messages"),
    [
        ("en", "It was utterly cold; she slowly left.", ["strengthens", "stronger verb"]),
        ("fa", "هوا خیلی سرد بود؛ سریعاً رفت.", ["strengthens", "stronger verb"]),
    ],
)
def test_an_adverb_is_told_what_it_is_about(language: str, told: str, messages: list[str]) -> None:
    found = [one for one in analyse([document(told)], language).findings if one.kind == "adverb"]
    assert all(part in one.message for part, one in zip(messages, found, strict=True))
    assert all(one.message in PERSIAN for one in found)


def test_code_within_a_sentence_is_left_alone() -> None:
    story = document(block("Call ", text("quickly was written", "code"), " slowly."))
    assert [finding.text for finding in analyse([story], "en").findings] == ["slowly"]


def test_messages_are_filled_from_their_values_in_either_language() -> None:
    [long] = findings_of("long_sentence", "Very " * 41)
    assert translate(long.message, "fa", **long.values) == "جمله‌ای با ۴۱ واژه."
    [passive] = findings_of("passive", "It was stolen.")
    assert passive.message % passive.values == "Passive voice: “was stolen”. Who does it?"


PAST = "He went home and was glad. She had seen it and said so. They came and took it."
PRESENT = "He goes home and is glad. She has a car."


def test_a_paragraph_in_the_other_tense_is_found_at_its_first_verb() -> None:
    [drift] = findings_of("tense_drift", PAST, PAST, PRESENT, PAST)
    assert (drift.place.paragraph, drift.text) == (2, "goes")
    assert "present tense" in drift.message


def test_dialogue_has_its_own_tense_and_person() -> None:
    assert findings_of("tense_drift", PAST, PAST, f"“{PRESENT}” he said.", PAST) == []
    assert findings_of("person_drift", PAST, PAST * 3, "“I am here, and my wife, and we two,” he said.") == []


def test_a_first_person_paragraph_in_a_third_person_story_is_found() -> None:
    [drift] = findings_of("person_drift", "He saw her and she saw him. " * 4, "I took my hat and we left.")
    assert (drift.place.paragraph, drift.text) == (1, "I")


def test_tense_drifts_in_persian_too() -> None:
    told = "او رفت و دید و نشست. شب بود و باران آمد."
    [drift] = findings_of("tense_drift", told, told, told, "او می‌رود و می‌بیند و می‌گوید.", language="fa")
    assert drift.text == "می‌رود"


def test_narration_is_described_by_shares() -> None:
    narration = analyse([document("I went. She is here. He was.")], "en").narration
    assert narration.past_share == pytest.approx(2 / 3)
    assert narration.first_person_share == pytest.approx(1 / 3)


def test_lexical_diversity_is_worked_out_by_hand() -> None:
    # a b a: 2 types of 3 words, 0.667, is the first ratio not above 0.72. Forwards: "a b a", "b a b" and
    # "a b" of ratio 1 make 2 factors; backwards the same.
    assert mtld(list("abababab")) == pytest.approx(8 / 2)
    # 4 types of 5 words, 0.8: (1 - 0.8) / (1 - 0.72) of a factor.
    assert mtld(list("abcda")) == pytest.approx(5 / (0.2 / 0.28))
    assert mtld(list("abc")) is None


def test_the_step_over_words_gives_what_counting_each_word_gives() -> None:
    words = [str((i * i) % 37 + i // 50) for i in range(3000)]
    assert mtld(words) == pytest.approx((3000 / _slow_factors(words) + 3000 / _slow_factors(words[::-1])) / 2)


def _slow_factors(words: list[str]) -> float:
    factors, types, count = 0.0, set(), 0
    for word in words:
        types.add(word)
        count += 1
        if len(types) / count <= 0.72:
            factors, types, count = factors + 1, set(), 0
    return factors + ((1 - len(types) / count) / 0.28 if count else 0)


def test_shares_of_words_are_worked_out() -> None:
    values = analyse([document("The cat sat. The dog sat on the mat.")], "en").values
    assert values["type_token_ratio"] == pytest.approx(6 / 9)
    assert values["glue_share"] == pytest.approx(4 / 9)
    assert values["opening_variety"] == pytest.approx(1 / 2)


def test_overused_words_stand_beside_what_is_expected() -> None:
    overused = analyse([document("Suddenly it rained. " * 4 + "Then the sun shone on the hills. " * 20)], "en").overused
    by_word = {use.word: use for use in overused}
    assert by_word["suddenly"].count == 4
    assert by_word["suddenly"].rate == pytest.approx(10_000 * 4 / 152)
    assert by_word["suddenly"].surplus == 4
    assert overused[0].word == "suddenly"


def test_how_a_text_is_told_is_among_its_figures() -> None:
    told = analyse([document("She went home and he stayed. I am here, she thought, and was glad.")], "en")
    assert told.values["past_share"] == told.narration.past_share
    assert told.values["first_person_share"] == told.narration.first_person_share == 0.25
    assert analyse([document("Rain.")], "en").values["past_share"] is None
