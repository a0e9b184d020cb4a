"""What the editor shows while one writes: checks of a few paragraphs, in the browser's units."""

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.analysis.tiptap import block, document, text
from writers_app.analysis import Check, MemoryCache, Vocabulary, analyse, check_paragraphs, read_vocabulary
from writers_app.analysis.documents import read_paragraphs
from writers_app.schemas.house_style import HouseStyle

NOTHING = Vocabulary(0, {})


def check(
    *blocks: object, language: str = "en", style: HouseStyle | None = None, known: Vocabulary = NOTHING
) -> list[list[Check]]:
    paragraphs = read_paragraphs(document(*blocks).content)  # type: ignore[arg-type]  # as document() takes them
    return check_paragraphs(paragraphs, language, style or HouseStyle(), known, MemoryCache())


def test_an_echo_of_the_paragraph_before_is_heard() -> None:
    first, second = check("A lantern swung 😀.", "😀 The broken lantern fell.")
    assert first == []
    [echo] = second
    assert (echo.kind, echo.message % echo.values) == ("echo", "“lantern” was used 4 words before.")
    assert (echo.start, echo.end) == (14, 21)  # the smile takes two units
    assert echo.replacement is None


def test_names_do_not_echo_while_one_writes() -> None:
    told = check("Then Edmund left the harbour.", "It was late. So Edmund left the harbour.")
    assert [one.values["text"] for one in told[1] if one.kind == "echo"] == ["left", "harbour"]


def test_a_word_that_the_document_lives_on_makes_no_echo() -> None:
    assert check("The whale saw the whale.", known=read_vocabulary("whale " * 5, "en")) == [[]]
    assert len(check("The whale saw the whale.", known=read_vocabulary("whale " * 4, "en"))[0]) == 1


def test_a_suggestion_has_its_replacement_and_the_words_around() -> None:
    [[letter, space]] = check("او مي روم", language="fa")
    assert (letter.kind, letter.start, letter.end, letter.replacement) == ("arabic_letter", 4, 5, "ی")
    assert (space.kind, space.start, space.end, space.replacement) == ("half_space", 5, 6, "\u200c")
    assert space.shown == (3, 9)


def test_code_and_terms_are_left_alone() -> None:
    assert check(block("مي روم", kind="codeBlock"), language="fa") == [[]]
    assert check(block(text("مي روم", "code")), language="fa") == [[]]
    style = HouseStyle(terms=("Suddenly", "lantern"))
    assert check("Suddenly a lantern, a Lantern.", style=style) == [[]]


@given(
    st.lists(
        st.sampled_from(["The window broke.", "Windows break softly.", "", "He walked 😀 slowly home."]), max_size=6
    )
)
def test_live_checks_are_those_of_the_report(written: list[str]) -> None:
    story = document(*(block(line) for line in written))
    vocabulary = read_vocabulary("\n".join(written), "en")
    live = check_paragraphs(read_paragraphs(story.content), "en", HouseStyle(), vocabulary, MemoryCache())
    found = [(number, one.kind, one.start, one.end) for number, own in enumerate(live) for one in own]
    local = {"echo", "adverb", "passive", "repeated_opening"}
    report = analyse([story], "en").findings
    told = [(one.place.paragraph, one.kind, one.place.utf16_start, one.place.utf16_end) for one in report]
    assert sorted(one for one in found if one[1] in local) == sorted(one for one in told if one[1] in local)
