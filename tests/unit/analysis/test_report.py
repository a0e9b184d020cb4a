"""The report as a whole: figures worked out by hand, places, and what must hold for any text."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.analysis.tiptap import PERSIAN, SCENE_BREAK, block, document, text
from writers_app.analysis import METRICS, MemoryCache, Report, analyse
from writers_app.analysis.copyediting import suggest_in
from writers_app.analysis.documents import read_paragraphs
from writers_app.analysis.figures import Bin

STORY = document(
    block("Chapter One", kind="heading"),
    "The old house stood on the hill. “Who lives there?” asked Sara.",
    SCENE_BREAK,
    "Nobody did.",
)


def test_totals_are_counted() -> None:
    values = analyse([STORY, document("Only one sentence here.", name="d2")], "en").values
    assert {name: values[name] for name in ("words", "sentences", "paragraphs", "scenes", "reading_time")} == {
        "words": 20,
        "sentences": 4,
        "paragraphs": 3,
        "scenes": 3,
        "reading_time": 1,
    }
    assert values["characters"] == 11 + 63 + 11 + 23


def test_sentence_lengths_are_distributed() -> None:
    lengths = analyse(
        [document("One two three. One. " + "Word " * 10 + "end. " + "Long " * 70 + "end.")], "en"
    ).sentence_lengths
    assert (lengths.shortest, lengths.longest, lengths.median) == (1, 71, 7)
    assert lengths.mean == pytest.approx(86 / 4)
    assert lengths.deviation == pytest.approx((((3 - 21.5) ** 2 + 20.5**2 + 10.5**2 + 49.5**2) / 4) ** 0.5)
    assert lengths.histogram[0] == Bin(1, 5, 2)
    assert lengths.histogram[2] == Bin(11, 15, 1)
    assert lengths.histogram[-1] == Bin(61, None, 1)
    assert sum(one.count for one in lengths.histogram) == 4


def test_paragraph_length_is_a_mean() -> None:
    assert analyse([document("One two three.", "Four.")], "en").values["paragraph_length"] == 2


@pytest.mark.parametrize(
    ("paragraphs", "language", "share"),
    [
        (["“Go now,” he said."], "en", 2 / 4),
        (['"Go now," he said. "Go."'], "en", 3 / 5),
        (["‘Don’t go,’ he said."], "en", 2 / 4),
        (["'Don't go,' he said."], "en", 2 / 4),
        (["The dogs' house, 'tis 'said', was Sara's."], "en", 0),
        (["It’s the dogs’ house."], "en", 0),
        (["— I don't know.", "He was there."], "en", 3 / 6),
        (["او گفت: «نمی‌دانم چرا.»"], "fa", 2 / 4),
        (["— کجا بودی؟", "خانه بود."], "fa", 2 / 4),
        (["“A long speech", "goes on.” He slept."], "en", 3 / 7),
    ],
)
def test_dialogue_is_a_share_of_words(paragraphs: list[str], language: str, share: float) -> None:
    assert analyse([document(*paragraphs)], language).values["dialogue_share"] == pytest.approx(share)


def test_most_used_words_are_counted_with_all_their_forms() -> None:
    report = analyse([document("He walked. She walks. They walk to the houses by a house; walking.")], "en")
    assert [(use.word, use.count) for use in report.words] == [("walk", 4), ("house", 2)]
    assert set(report.words[0].forms) == {"walk", "walked", "walking", "walks"}
    assert report.words[1].per_thousand == pytest.approx(1000 * 2 / 13)


def test_persian_forms_are_counted_together() -> None:
    report = analyse([document("كتاب تازه و کتاب‌های کهنه و کتابهای نو و کتاب‌هایم.")], "fa")
    assert (report.words[0].word, report.words[0].count) == ("کتاب", 4)


def test_phrases_are_maximal_and_stay_within_sentences() -> None:
    story = "The red fox ran. A red fox ran. Tall grass. The red fox slept. Tall. Grass."
    assert [(use.phrase, use.count) for use in analyse([document(story)], "en").phrases] == [
        ("red fox", 3),
        ("red fox ran", 2),
    ]


def test_phrases_may_have_function_words_inside() -> None:
    story = "The end of the day came. At the end of the day it rained."
    assert [use.phrase for use in analyse([document(story)], "en").phrases] == ["end of the day"]


def test_an_echo_points_at_both_places() -> None:
    [echo] = analyse([document("A 😀 window.", "Another broken window!")], "en").findings
    assert (echo.kind, echo.text, echo.place.paragraph) == ("echo", "window", 1)
    assert echo.message % echo.values == "“window” was used 3 words before."
    assert (echo.related[0].paragraph, echo.related[0].start, echo.related[0].utf16_start) == (0, 4, 5)


def test_names_do_not_echo() -> None:
    assert _echoed("Then Edmund left. It rained. So Edmund slept near a window.") == []
    assert _echoed("Windows were open. Windows let the rain in.") == ["Windows"]
    told = document("سارا خندید. سارا گفت که باران می‌آید. باران نیامد.")
    assert [one.text for one in analyse([told], "fa").findings if one.kind == "echo"] == ["باران"]


def test_words_far_apart_do_not_echo() -> None:
    near, far = "filler " * 39, "filler " * 40
    assert _echoed(f"window {near} window") == ["window"]
    assert _echoed(f"window {far} window") == []


def _echoed(content: str) -> list[str]:
    # "filler" itself is far more than one word in 150.
    return [finding.text for finding in analyse([document(content)], "en").findings if finding.kind == "echo"]


def test_code_counts_words_and_no_prose() -> None:
    values = analyse([document(block("x = very long code", kind="codeBlock"))], "en").values
    assert (values["words"], values["sentences"], values["sentence_length"]) == (4, 0, None)


def test_every_figure_and_finding_is_explained_in_both_languages() -> None:
    for language in ("en", "fa"):
        report = analyse([STORY], language)
        assert set(report.values) <= set(METRICS)
        assert {finding.kind for finding in report.findings} <= set(METRICS)
        assert all(language in METRICS[name].languages for name in report.values)
    for metric in METRICS.values():
        for msgid in (metric.title, metric.definition, metric.formula, metric.source):
            assert PERSIAN[msgid].strip()


pieces = st.text(
    st.one_of(st.sampled_from("aeZ.!?… \n\"“”«»—'’آیکخ‌،؟1۲😀\u0301"), st.characters(exclude_categories=["Cs"])),
    max_size=80,
)
sentences = st.lists(
    st.sampled_from(
        [
            "the",
            "window",
            "was",
            "broken",
            "by",
            "Sara.",
            "پنجره",
            "را",
            "شکست؟",
            "He",
            "said",
            "“no”!",
            "very",
            "quickly",
        ]
    )
).map(" ".join)
paragraphs = st.lists(st.one_of(pieces, sentences), max_size=8)


@given(paragraphs, st.sampled_from(["en", "fa", "de"]))
def test_any_text_gets_a_report_whose_places_hold_the_text_they_name(texts: list[str], language: str) -> None:
    story = document(*(block(piece) for piece in texts))
    report = analyse([story], language)
    by_index = {paragraph.number: paragraph.text for paragraph in read_paragraphs(story.content)}
    for finding in report.findings:
        place = finding.place
        whole = by_index[place.paragraph]
        assert whole[place.start : place.end] == finding.text
        in_browser = whole.encode("utf-16-le")[2 * place.utf16_start : 2 * place.utf16_end]
        assert in_browser.decode("utf-16-le") == finding.text
        assert finding.message % finding.values
    assert json.loads(json.dumps(report.to_json())) == report.to_json()


@given(paragraphs, paragraphs)
def test_counts_add_up_over_paragraphs_and_documents(first: list[str], second: list[str]) -> None:
    apart = [analyse([document(*map(block, part))], "en") for part in (first, second)]
    one = analyse([document(*map(block, first + second))], "en")
    two = analyse([document(*map(block, first), name="a"), document(*map(block, second), name="b")], "en")
    for name in ("words", "characters", "sentences", "paragraphs"):
        assert one.values[name] == two.values[name] == sum(_number(report, name) for report in apart)


def _number(report: Report, name: str) -> float:
    value = report.values[name]
    assert value is not None
    return value


@given(paragraphs, st.integers(0, 7), pieces)
def test_a_report_from_the_cache_is_the_report(texts: list[str], edited: int, piece: str) -> None:
    cache = MemoryCache()
    analyse([document(*map(block, texts))], "en", cache)
    changed = [piece if i == edited else old for i, old in enumerate(texts)]
    story = document(*map(block, changed))
    assert analyse([story], "en", cache) == analyse([story], "en")


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["WAS", "WAS SAID"]),
        ("en", ["“Go away.”", "Hissed the wind."]),
        ("en", ["He hissed", "“Go away.”"]),
        ("fa", ["«برو.»", "غرید باد."]),
        ("fa", ["گفته", "خواهد شد."]),
    ],
)
def test_rules_of_style_do_not_look_into_the_paragraph_beside(language: str, texts: list[str]) -> None:
    alone = [finding.kind for text in texts for finding in analyse([document(text)], language).findings]
    assert [finding.kind for finding in analyse([document(*texts)], language).findings] == alone


def test_deleted_text_is_not_in_the_report() -> None:
    story: list[Any] = [document(block("One ", text("two three ", "deletion"), "four."))]
    assert analyse(story, "en").values["words"] == 2


@pytest.mark.parametrize(
    "unit", ["‘ ", '"', "! ", "a.", "http://! ", "a-", "a@", "— ", "a\u0301", "ا\u200c", "۱.", "Ab. ", "\n"]
)
def test_a_hostile_paragraph_takes_linear_work(unit: str) -> None:
    story = document(unit * 50_000)
    assert analyse([story], "fa").values["characters"] is not None
    assert suggest_in(story) is not None
