"""Consistency: the same thing written in two ways, and names over scenes."""

import pytest

from tests.unit.analysis.tiptap import PERSIAN, SCENE_BREAK, document
from writers_app.analysis import analyse


@pytest.mark.parametrize(
    ("kind", "language", "paragraphs", "found"),
    [
        ("spelling_variant", "en", ["The colour and the colours, one color."], ["color"]),
        ("spelling_variant", "en", ["They realise it. We realize it, I realize it."], ["realise"]),
        ("spelling_variant", "en", ["A prize of any size. Likewise."], []),
        ("hyphenation", "en", ["An e-mail, an email, an email."], ["e-mail"]),
        ("hyphenation", "en", ["The well-known man, well-known to all; a well known fact."], ["well known"]),
        ("hyphenation", "en", ["A well-known man, a well-known wife. He was well known, well known to us."], []),
        ("hyphenation", "en", ["A right-hand man, a right-hand glove. His right hand shook."], []),
        ("hyphenation", "en", ["The wished-for day, the wished-for rain. All that he wished for."], []),
        ("hyphenation", "en", ["The tea-room, the tea-room. In the tea room."], ["tea room"]),
        ("hyphenation", "fa", ["موزه‌ای کهنه و موزهای رسیده."], []),
        ("hyphenation", "fa", ["می‌رود. می‌رود. میرود."], ["میرود"]),
        ("number_style", "en", ["Two men, three dogs and five cats saw 4 birds in 1984."], ["4"]),
        ("number_style", "en", ["Two men saw 4 birds."], []),
        (
            "number_style",
            "en",
            ["Two, three, four. " * 20, "March 9, 7:30, 8 pm; 2 May; No. 4, page 3, £5, 4 1/2, 3%, 6 cats."],
            ["6"],
        ),
        ("number_style", "fa", ["دو سه چهار پنج. " * 9, "ساعت ۹، ۳ آبان، فصل ۵، ۴ گربه."], ["۴"]),
        ("number_style", "fa", ["دو مرد و سه سگ و پنج گربه، ۴ پرنده."], ["۴"]),
        ("digit_style", "fa", ["سال ۱۴۰۵ و ۱۴۰۴ و 1403، نشانی http://a.ir/12."], ["1403"]),
        ("quote_style", "en", ["“One,” he said. “Two.” \"Three.\""], ['"', '"']),
        ("quote_style", "fa", ["«یک» و «دو» و “سه”"], ["“", "”"]),
        ("dash_style", "en", ["One—two—three, four -- no, five--six."], ["--", "--"]),
        ("apostrophe_style", "en", ["Don’t, can’t, won't."], ["'"]),
        ("ellipsis_style", "en", ["Well… yes… no..."], ["..."]),
        ("name_variant", "en", ["Then Sarah left, but Sarah and Sara met. So Sara slept. Sarah."], ["Sara", "Sara"]),
        ("name_variant", "en", ["Then Jon left. And Joan and Jon met Joan."], []),
        ("name_variant", "en", ["So Bennet met the Bennets. And Bennet left."], []),
        ("name_variant", "en", ["In India, in India he met an Indian, the Indian."], []),
        ("name_variant", "en", ["So Stoner met Stoper. " * 5], []),
        ("name_variant", "en", ["So Lestrade left. " * 6 + "And Lestrabe left; so Lestrabe slept."], ["Lestrabe"] * 2),
        ("name_variant", "fa", ["علی گفت. علی رفت. علی آمد. علي گفت. علي رفت."], ["علي", "علي"]),
    ],
)  # fmt: skip
def test_the_rarer_way_is_found(kind: str, language: str, paragraphs: list[str], found: list[str]) -> None:
    findings = analyse([document(*paragraphs)], language).findings
    assert all(finding.message in PERSIAN for finding in findings)
    assert [finding.text for finding in findings if finding.kind == kind] == found


def test_a_variant_names_the_commoner_way() -> None:
    [finding] = [
        f for f in analyse([document("Colour, colour, color.")], "en").findings if f.kind == "spelling_variant"
    ]
    assert finding.message % finding.values == "“color” here, “colour” 2 times elsewhere."


def test_names_are_words_with_a_capital_inside_sentences() -> None:
    report = analyse(
        [document("Suddenly Sara met Edmund on Monday. The king met Sara’s dog. Edmund ran. Rain fell.")], "en"
    )
    assert report.names == {"Sara": 2, "Edmund": 2}


def test_titles_are_no_names() -> None:
    report = analyse([document("So Dr. Roylott met St. Clair. And Dr. Roylott, the Colonel, left St. Clair.")], "en")
    assert report.names == {"Roylott": 2, "Clair": 2}


def test_where_people_go_and_what_they_look_at_are_no_names() -> None:
    told = "سارا به مدرسه رفت. علی به مدرسه رفت. سارا به ساعتش نگاه کرد. علی به ساعتش نگاه کرد. یادم آمد. یادم آمد. "
    report = analyse([document(told + "سارا گفت نه. سارا خندید.")], "fa")
    assert report.names == {"سارا": 4}


def test_persian_names_stand_before_what_people_do() -> None:
    report = analyse([document("سارا گفت: «نه.» سارا رفت. خانم کریمی نشست. کریمی خندید. مرد رفت. مرد آمد.")], "fa")
    assert report.names == {"سارا": 2, "کریمی": 2}


def test_characters_are_counted_by_scene() -> None:
    story = document("Here Sara met Edmund. And Sara left.", SCENE_BREAK, "So Edmund slept.", "Where was Edmund?")
    heat = analyse([story], "en").characters
    assert heat.names == ("Edmund", "Sara")
    assert heat.counts == ((1, 2), (2, 0))
