"""Who is who: the forms of a name that count together, and those that must not."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.analysis.tiptap import SCENE_BREAK, document
from writers_app.analysis import MemoryCache, analyse
from writers_app.analysis.mentions import Form, find_mentions
from writers_app.analysis.persons import join_forms
from writers_app.analysis.titles import NEIGHBOURS

ENGLISH = NEIGHBOURS["en"].titles


def rows(*texts: str, language: str = "en") -> dict[str, dict[str, int]]:
    """By name, the forms that a row counts; each text is a document."""
    heat = analyse([document(text, name=str(number)) for number, text in enumerate(texts)], language).characters
    assert [sum(counts) for counts in heat.counts] == [sum(forms.values()) for forms in heat.forms]
    return dict(zip(heat.names, map(dict, heat.forms), strict=True))


def test_first_and_last_name_and_title_are_one_person() -> None:
    text = "So Sherlock Holmes came. And Mr. Holmes sat. Then Holmes spoke to Mr. Sherlock Holmes. Did Sherlock Holmes?"
    assert rows(text) == {
        "Sherlock Holmes": {"Sherlock Holmes": 2, "Holmes": 1, "Mr. Holmes": 1, "Mr. Sherlock Holmes": 1}
    }


def test_a_man_with_his_title_and_without_is_one() -> None:
    text = "There Mr. Darcy stood. But Darcy left. Then Mr. Fitzwilliam Darcy wrote. So Darcy’s dog bit Mr. Darcy."
    assert rows(text) == {"Mr. Fitzwilliam Darcy": {"Darcy": 2, "Mr. Darcy": 2, "Mr. Fitzwilliam Darcy": 1}}


def test_a_surname_that_several_share_keeps_a_row_of_its_own() -> None:
    text = "So Mr. Bennet and Mrs. Bennet met Elizabeth Bennet and Jane Bennet. The Bennet house. " * 2
    assert rows(text) == {
        "Bennet": {"Bennet": 2},
        "Elizabeth Bennet": {"Elizabeth Bennet": 2},
        "Jane Bennet": {"Jane Bennet": 2},
        "Mr. Bennet": {"Mr. Bennet": 2},
        "Mrs. Bennet": {"Mrs. Bennet": 2},
    }


def test_a_given_name_goes_to_its_only_full_name() -> None:
    text = "So Elizabeth Bennet saw Jane Fairfax. And Elizabeth Bennet saw Jane Bennet. Here Elizabeth met Jane. " * 2
    found = rows(text)
    assert found["Elizabeth Bennet"] == {"Elizabeth Bennet": 4, "Elizabeth": 2}
    assert found["Jane"] == {"Jane": 2}


def test_a_wife_is_not_her_husband() -> None:
    text = "So Joe Gargery came. And Mrs. Joe saw Mrs. Joe Gargery. Then Joe slept by Joe Gargery. But Mrs. Gargery."
    found = rows(text * 2)
    assert found["Joe Gargery"] == {"Joe Gargery": 4, "Joe": 2}
    assert found["Mrs. Joe"] == {"Mrs. Joe": 2}
    assert found["Mrs. Gargery"] == {"Mrs. Gargery": 2}


def test_a_name_alone_is_not_mrs() -> None:
    assert rows("So Mrs. Hudson came. Where was Hudson? So Mrs. Hudson left.") == {
        "Mrs. Hudson": {"Mrs. Hudson": 2},
        "Hudson": {"Hudson": 1},
    }


def test_father_and_son_stay_two() -> None:
    text = (
        "So Mr. McCarthy was dead. And James McCarthy ran. Did James? Did James? The Mr. James McCarthy. Mr. McCarthy! "
    )
    found = rows(text + "It was Mr. Charles McCarthy. " + text)
    assert "Mr. McCarthy" in found
    assert "Mr. McCarthy" not in found["James McCarthy"]


def test_of_two_brothers_the_elder_has_the_surname_and_the_younger_both_names() -> None:
    text = "So Mr. Knightley walked. And Mr. John Knightley sat. Then John spoke to Mr. Knightley. Did John Knightley? "
    found = rows(text * 3)
    assert found["Mr. Knightley"] == {"Mr. Knightley": 6}
    assert found["John Knightley"] == {"John": 3, "John Knightley": 3, "Mr. John Knightley": 3}


def test_a_colonel_is_no_bearer_of_the_given_name() -> None:
    text = "And Colonel Fitzwilliam saw Fitzwilliam. The Colonel Fitzwilliam and the Colonel Fitzwilliam. " * 2
    found = rows(f"So Mr. Fitzwilliam Darcy came. {text}")
    assert found["Colonel Fitzwilliam"] == {"Colonel Fitzwilliam": 6, "Fitzwilliam": 2}


def test_sir_stands_before_a_given_name_and_lady_catherine_is_never_plain() -> None:
    text = "So Sir William Lucas bowed. And Sir William met Lady Catherine de Bourgh. Lady Catherine saw Catherine. "
    found = rows(text * 2)
    assert found["Sir William Lucas"] == {"Sir William": 2, "Sir William Lucas": 2}
    assert found["Lady Catherine de Bourgh"] == {"Lady Catherine": 2, "Lady Catherine de Bourgh": 2}
    assert found["Catherine"] == {"Catherine": 2}


def test_places_do_not_swallow_people() -> None:
    text = "In Baker Street was Henry Baker. And Henry Baker left York with Mr. Henry Baker. So Baker saw Baker Street."
    found = rows(text)
    assert found["Henry Baker"] == {"Henry Baker": 2, "Baker": 1, "Mr. Henry Baker": 1}
    assert found["Baker Street"] == {"Baker Street": 2}


def test_a_name_in_another_story_may_be_another() -> None:
    here = "So Mary Sutherland came. And Mary Sutherland left."
    there = "But Mary came. And Mary left. Then Mary sat."
    assert rows(here, there) == {"Mary": {"Mary": 3}, "Mary Sutherland": {"Mary Sutherland": 2}}
    assert rows(f"{here} {there}") == {"Mary Sutherland": {"Mary": 3, "Mary Sutherland": 2}}


def test_spellings_that_may_be_one_name_stay_apart_in_the_rows() -> None:
    found = rows("So Frank came. And Frank left. Then Franz came. Did Franz?")
    assert found == {"Frank": {"Frank": 2}, "Franz": {"Franz": 2}}


def test_names_on_both_sides_of_a_sign_are_two_mentions() -> None:
    found = rows(
        "So Sara, Edmund and Sara. Edmund saw Sara—Edmund. The Dr. Holt saw Holt. So Sara.", "Here Sara. Edmund."
    )
    assert found == {"Sara": {"Sara": 5}, "Edmund": {"Edmund": 4}, "Dr. Holt": {"Dr. Holt": 1, "Holt": 1}}


PERSIAN = (
    "سارا کریمی گفت: «نه.» سارا خندید. سارا رفت. خانم کریمی نشست. آقای کریمی آمد. سارا بهرام را دید. بهرام رضایی آمد. "
    "بهرام گفت نه. بهرام خندید. سارا کریمی رفت. کریمی برگشت. بهرام رضایی نشست. دکتر احمدی آمد. دکتر احمدی گفت. "
    "احمدی نشست. دکتر احمدی سارا را دید. مریم خانم آمد. مریم گفت. مریم رفت. علی مریم را دید. علی گفت. علی رفت. "
    "علي گفت. علي خندید. سارا کریمیِ پیر را دید."
)


def test_persian_people_are_joined_and_subject_and_object_are_not() -> None:
    found = rows(PERSIAN, language="fa")
    assert found["سارا کریمی"] == {"سارا": 4, "سارا کریمی": 3}
    assert found["دکتر احمدی"] == {"دکتر احمدی": 3, "احمدی": 1}
    assert found["بهرام رضایی"] == {"بهرام": 3, "بهرام رضایی": 2}
    assert found["مریم"] == {"مریم": 3, "مریم خانم": 1}
    assert found["علی"] == {"علی": 5}
    assert {"خانم کریمی", "آقای کریمی", "کریمی"} <= found.keys()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_cache_changes_no_row(language: str) -> None:
    story = (
        document(*PERSIAN.split(". ")) if language == "fa" else document("So Sara Holt met Mr. Holt.", "Sara. Holt!")
    )
    cache = MemoryCache()
    whole = analyse([story], language).characters
    for text in ("So Edmund Holt met Sara Holt.", "سارا کریمی نشست."):
        analyse([document(text)], language, cache)
    assert analyse([story], language, cache).characters == analyse([story], language, cache).characters == whole


WORDS = st.sampled_from(
    [
        "Sara",
        "Edmund",
        "Holt",
        "Bennet",
        "Mr.",
        "Mrs.",
        "Dr.",
        "Lady",
        "Sir",
        "Street",
        "de",
        "St.",
        "A.",
        "came",
        "and",
        "saw",
        ",",
        ".",
        "'s",
        "—",
        "سارا",
        "را",
    ]
)
TEXTS = st.lists(st.lists(WORDS, max_size=14).map(" ".join), min_size=1, max_size=6)


@given(TEXTS)
def test_joining_changes_no_sum_and_no_order_of_paragraphs_matters(texts: list[str]) -> None:
    told = [*texts, "So Sara and Edmund saw Holt and Bennet."]
    heat = analyse([document(*told)], "en").characters
    counted = Counter({name: sum(counts) for name, counts in zip(heat.names, heat.counts, strict=True)})
    shuffled = random.Random(1).sample(told, len(told))
    again = analyse([document(*shuffled)], "en").characters
    assert counted == Counter({name: sum(counts) for name, counts in zip(again.names, again.counts, strict=True)})
    assert heat.forms == again.forms
    apart = analyse([document(*told[:1], SCENE_BREAK, *told[1:])], "en").characters
    assert [sum(counts) for counts in apart.counts] == [sum(counts) for counts in heat.counts]


FORMS = st.builds(
    Form,
    st.sampled_from(["", "mr", "mrs", "miss", "dr", "sir", "lady", "aunt"]),
    st.lists(st.sampled_from("XYZW"), min_size=1, max_size=3).map(tuple),
    st.booleans(),
)


@given(st.dictionaries(FORMS, st.lists(st.integers(0, 5), min_size=3, max_size=3), max_size=12), st.randoms())
def test_each_form_has_one_person_whatever_their_order(uses: dict[Form, list[int]], chance: random.Random) -> None:
    joined = join_forms(uses, ENGLISH)
    assert joined.keys() == uses.keys()
    in_another_order = list(uses.items())
    chance.shuffle(in_another_order)
    assert join_forms(dict(in_another_order), ENGLISH) == joined
    for form, person in joined.items():
        assert joined.get(person, person) == person  # a person is not somebody else again
        assert set(person.words) & set(form.words)
        assert not ({form.title, person.title} >= {"mr", "mrs"})


def test_nobody_is_mentioned_in_nothing() -> None:
    assert find_mentions([], {}, {}, None).mentions == ()  # type: ignore[arg-type]  # without texts no language is asked
    assert analyse([], "fa").characters.names == ()
