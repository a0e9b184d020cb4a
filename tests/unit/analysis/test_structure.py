"""The build of a book, worked out by hand."""

import pytest

from tests.unit.analysis.tiptap import SCENE_BREAK, document
from writers_app.analysis import analyse
from writers_app.analysis.structure import SceneSummary

STORY = [
    document("“Go now, Sara,” he said.", "She went out.", SCENE_BREAK, "Rain fell. It was cold.", name="a"),
    document("One two three four five six seven eight nine.", SCENE_BREAK, name="b"),
]


def test_documents_are_summed_up() -> None:
    first, second = analyse(STORY, "en").documents
    assert (first.words, first.sentences, first.paragraphs, first.scenes) == (13, 4, 3, 2)
    assert first.dialogue_share == pytest.approx(3 / 13)
    assert (first.weight, second.weight) == (pytest.approx(13 / 11), pytest.approx(9 / 11))
    assert analyse(STORY, "en").structure.balance == pytest.approx(2 / 11)


def test_scenes_have_openings_and_closings() -> None:
    scenes = analyse(STORY, "en").structure.scenes
    assert scenes[0] == SceneSummary(
        document="a",
        number=1,
        paragraph=0,
        words=8,
        sentences=2,
        sentence_length=4.0,
        dialogue_share=3 / 8,
        opening=5,
        closing=3,
        opens_with_dialogue=True,
        closes_with_dialogue=False,
    )
    assert [(scene.document, scene.number, scene.paragraph) for scene in scenes] == [
        ("a", 1, 0),
        ("a", 2, 2),
        ("b", 1, 0),
    ]


def test_pace_runs_along_the_book() -> None:
    pace = analyse(STORY, "en").structure.pace
    assert [point.at for point in pace] == [pytest.approx(at / 22) for at in (5, 8, 13, 22)]
    assert [point.sentence_length for point in pace] == [5, 3, 2.5, 9]
    assert [point.dialogue_share for point in pace] == [pytest.approx(3 / 5), 0, 0, 0]


def test_a_long_book_has_about_forty_points() -> None:
    book = document(*["One two three four five."] * 400)
    pace = analyse([book], "en").structure.pace
    assert len(pace) == 40
    assert pace[-1].at == 1
