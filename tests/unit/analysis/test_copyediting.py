"""Persian copy-editing: what is suggested, what is left alone, and that nothing happens by itself."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.analysis.tiptap import PERSIAN, block, document, text
from writers_app.analysis import METRICS, analyse
from writers_app.analysis.copyediting import apply, suggest_in, suggestions, widen
from writers_app.analysis.suggesting import KINDS
from writers_app.schemas.house_style import HouseStyle


def edited(content: str, style: HouseStyle | None = None) -> str:
    """With everything accepted, as often as something is suggested: one change may make room for another."""
    for _ in range(5):
        found = suggestions(content, style=style or HouseStyle())
        if not found:
            break
        content = apply(content, found)
    return content


@pytest.mark.parametrize(
    ("kind", "written", "wanted"),
    [
        ("arabic_letter", "كتاب علي و موسى", "کتاب علی و موسی"),
        ("kashida", "ســـلام", "سلام"),
        ("half_space", "می خواهم و نمی دانم", "می‌خواهم و نمی‌دانم"),
        ("half_space", "میخواهم و نمیدانستم", "می‌خواهم و نمی‌دانستم"),
        ("half_space", "میشه، میگم، نمیخوام", "می‌شه، می‌گم، نمی‌خوام"),
        ("half_space", "کتاب های او و باغ ها", "کتاب‌های او و باغ‌ها"),
        ("half_space", "رفته اند و خانه ام", "رفته‌اند و خانه‌ام"),
        ("half_space", "بزرگ تر و زیبا ترین", "بزرگ‌تر و زیبا‌ترین"),
        ("stray_half_space", "می‌ رود،‌ خوب‌", "می‌رود، خوب"),
        ("stray_half_space", "می‌‌رود", "می‌رود"),
        ("quotes", 'گفت: "سلام" و “بله”', "گفت: «سلام» و «بله»"),
        ("digits", "سال 1405 و ١٢ و 3.5 و 1,000", "سال ۱۴۰۵ و ۱۲ و ۳٫۵ و ۱٬۰۰۰"),
        ("punctuation", "حدود ۱۲%", "حدود ۱۲٪"),
        ("punctuation", "سلام, خوبی? بله; باشد...", "سلام، خوبی؟ بله؛ باشد…"),
        ("spacing", "سلام ، خوبی ؟ بله .", "سلام، خوبی؟ بله."),
        ("spacing", "سلام،خوبی؟بله.باشد", "سلام، خوبی؟ بله. باشد"),
        ("spacing", "گفت« سلام » و رفت  خانه", "گفت «سلام» و رفت خانه"),
        ("spacing", "گفت:«سلام» و رفت.«بله»", "گفت: «سلام» و رفت. «بله»"),
        ("he_ye", "خانه ی ما و خانۀ شما و نامه‌ی او", "خانهٔ ما و خانهٔ شما و نامهٔ او"),
    ],
)
def test_what_copy_editors_change_is_suggested(kind: str, written: str, wanted: str) -> None:
    assert {one.kind for one in suggestions(written)} <= {kind, "stray_half_space", "half_space"}
    assert kind in {one.kind for one in suggestions(written)}
    assert edited(written) == wanted
    assert apply(written, [one for one in suggestions(written) if one.kind == kind]) != written


@pytest.mark.parametrize(
    "written",
    [
        "نشانی http://a.ir/b?c=12 و www.b.ir,c و sara@example.ir و @sara_12 و #سال_1405",
        "نسخهٔ Windows 10 و فرمان `rm -rf 12 ?` و F16",
        'گفت: «He said, "yes?"»',
        "میدان و میز و میان و میهن",
        "«سلام!» گفت. «بله؟» (نه.)",
        "ساعت ۱۰:۳۰ و ۱۴۰۵/۱/۱ و ۳٫۵",
        "می‌خواهم کتاب‌های نو بخوانم.",
        "تنها آنها رفتند.",
        "گفتم ها! خوب است ها. ها؟",
        "آه ای خدا. که ای تو؟ نه ای دوست. به شان او برخورد. به مان گفت.",
        "لباس تر و چشمان تر",
        "می می‌نوشید، می سرخ و می کهنه.",
        "«شاهنامه»ی فردوسی، «کتاب»ها، دوست(ان)",
        "بی.بی.سی و پی.دی.اف، آقای ا.ح. کریمی، سال ۱۴۰۳ هـ.ش",
        "قطار تهران ـ مشهد",
        "نسخهٔ 3.2.1 در 192.168.1.1",
    ],
)
def test_what_is_right_or_not_ours_is_left_alone(written: str) -> None:
    assert suggestions(written) == []


def test_all_about_one_mark_is_suggested_at_once() -> None:
    """Or else "accept all" would leave something to accept."""
    assert apply("سلام ،خوبی؟ حدود 10%", suggestions("سلام ،خوبی؟ حدود 10%")) == "سلام، خوبی؟ حدود ۱۰٪"


def test_text_in_another_language_is_left_alone() -> None:
    assert suggestions('He said , "yes"... in 1984 ?') == []


def test_terms_of_the_house_style_are_left_as_they_are() -> None:
    style = HouseStyle(terms=("علي", "خانه ی دوست"))
    assert suggestions("علي آمد به خانه ی دوست", style=style) == []
    assert [one.kind for one in suggestions("علیي و خانه ی دوستان", style=style)] == ["arabic_letter", "he_ye"]


def test_a_house_style_asks_for_what_it_wants() -> None:
    written = "كتابهای 12 خانه ی ما"
    assert edited(written, HouseStyle(digits=None, he_ye=None)) == "کتابهای 12 خانه ی ما"
    assert edited(written, HouseStyle(plurals="half_space", he_ye="ye")) == "کتاب‌های ۱۲ خانه‌ی ما"
    assert edited("سال ۱۴۰۵", HouseStyle(digits="latin")) == "سال 1405"
    asks_nothing = HouseStyle(
        letters=False, half_spaces=False, quotes=None, digits=None, spacing=False, punctuation=False, he_ye=None
    )
    assert suggestions(written, style=asks_nothing) == []


def test_plurals_may_be_joined_but_not_to_a_silent_he() -> None:
    written = "کتاب های ما، کتاب‌ها، خانه های ما، خانه‌ها، کارها"
    assert edited(written, HouseStyle(plurals="joined")) == "کتابهای ما، کتابها، خانه‌های ما، خانه‌ها، کارها"


@pytest.mark.parametrize(
    ("style", "written", "wanted"),
    [
        ({"spelling": "british"}, "Gray fog over the harbor.", "Grey fog over the harbour."),
        ({"spelling": "american"}, "She organised the colours. GREY!", "She organized the colors. GRAY!"),
        ({"quotes": "curly"}, '"Don\'t," he said. ("Why?")', "“Don’t,” he said. (“Why?”)"),
        ({"quotes": "straight"}, "“Don’t,” he said.", '"Don\'t," he said.'),
        ({"dashes": "em"}, "It was -- or so – he thought.", "It was—or so—he thought."),
        ({"dashes": "spaced_en"}, "It was—or so - he thought.", "It was – or so – he thought."),
        ({"dashes": "spaced_em"}, "این--یا آن - را", "این — یا آن — را"),
    ],
)
def test_an_english_house_style_is_kept_to(style: dict[str, str], written: str, wanted: str) -> None:
    assert edited(written, HouseStyle.model_validate(style)) == wanted


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ({"spelling": "british"}, "Mr. Gray came with Miss Gray, among others, to the program at colour.org/gray."),
        ({"spelling": "american"}, "A dialogue with Professor Grey at https://grey.org/colour and `colour`."),
        ({"dashes": "em"}, "– Well - begun on pages 3–4, well-known."),
        ({"quotes": "curly"}, "Already “curved” and ‘so’."),
        ({}, 'He\'s gray -- "really" grey.'),
    ],
)
def test_names_addresses_and_ranges_keep_their_form_in_english(style: dict[str, str], written: str) -> None:
    wanted = written.replace("Well - begun", "Well—begun")
    assert edited(written, HouseStyle.model_validate(style)) == wanted


def test_a_space_is_shown_with_the_words_around_it() -> None:
    written = "او مي روم و رفت"
    places = [widen(written, one) for one in suggestions(written)]
    assert {written[start:end] for start, end in places} == {"مي", "مي روم"}
    [letter, mark] = suggestions("علي!بیا")
    assert (widen("علي!بیا", letter), widen("علي!بیا", mark)) == ((0, 3), (0, 7))


def test_a_report_keeps_to_the_house_style() -> None:
    story = document("The colour -- grey -- was grey.", "The color was gray—gray.", "Gormenghast colour.")
    loose = analyse([story], "en").findings
    styled = analyse([story], "en", style=HouseStyle(spelling="british", dashes="em", terms=("gormenghast",))).findings
    assert {"spelling_variant", "dash_style"} <= {one.kind for one in loose}
    corrections = [(one.kind, one.text, one.values["better"]) for one in styled if one.kind in KINDS]
    assert ("spelling", "color", "colour") in corrections
    assert ("dashes", "colour -- grey", "colour—grey") in corrections
    assert {one.kind for one in styled}.isdisjoint({"spelling_variant", "dash_style"})
    assert "Gormenghast" not in {one.text for one in styled}


def test_one_suggestion_can_be_accepted_alone() -> None:
    written = "كتاب ها , خوب"
    [first, *_] = suggestions(written)
    assert (first.kind, written[first.start : first.end], first.replacement) == ("arabic_letter", "ك", "ک")
    assert apply(written, [first]) == "کتاب ها , خوب"
    assert apply(written, []) == written


def test_suggestions_in_a_document_have_places_and_spare_code() -> None:
    story = document(
        block("خوب 😀 كتاب و ", text("كد", "code")),
        block("كد", kind="codeBlock"),
        block("علي"),
    )
    found = suggest_in(story)
    assert [(one.place.paragraph, one.place.start, one.place.utf16_start, one.text) for one in found] == [
        (0, 6, 7, "ك"),
        (2, 2, 2, "ي"),
    ]
    assert found[0].to_json()["replacement"] == "ک"


def test_every_kind_is_explained_and_its_reason_told_in_persian() -> None:
    assert set(KINDS) <= set(METRICS)
    assert all(PERSIAN[reason] for reason in KINDS.values())


persian_texts = st.text(
    st.one_of(st.sampled_from('می خواهمكيىۀهٔ‌ـ،؛؟.,;?!:"“”«»()12۳٣…a @/'), st.characters(exclude_categories=["Cs"])),
    max_size=60,
)


@given(persian_texts)
def test_any_text_can_be_asked_and_suggestions_never_overlap(written: str) -> None:
    found = suggestions(written)
    assert all(0 <= one.start <= one.end <= len(written) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(written[one.start : one.end] != one.replacement for one in found)
    accepted = apply(written, found)
    assert (accepted == written) == (not found)


@given(persian_texts, st.sampled_from(["https://a.ir/ي?k=1,2", "sara@a.ir", "`كد 1`"]), persian_texts)
def test_protected_text_survives_everything(before: str, kept: str, after: str) -> None:
    before, after = before.replace("`", ""), after.replace("`", "")
    assert kept in edited(f"{before} {kept} {after}")


def test_a_new_project_asks_no_persian_marks_of_an_english_text() -> None:
    found = analyse([document('"Stay," he said.', '"No."', "“Yes.”")], "en", style=HouseStyle()).findings
    assert [(one.text, one.values["other"]) for one in found if one.kind == "quote_style"] == [
        ("“", '" "'),
        ("”", '" "'),
    ]
