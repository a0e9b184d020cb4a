"""What did the rewrite change?"""

import json

from tests.unit.analysis.tiptap import document
from writers_app.analysis import MemoryCache, analyse
from writers_app.analysis.comparison import ParagraphChange, compare, compare_revisions

BEFORE = [document("She slowly went home.", "The letter was written.", "It rained.")]
AFTER = [
    document(
        "She strolled home.", "The letter was written.", "It rained and rained and rained.", "Suddenly it stopped."
    )
]


def test_figures_findings_and_words_are_set_side_by_side() -> None:
    changes = compare(analyse(BEFORE, "en"), analyse(AFTER, "en"))
    figures = {change.name: change for change in changes.figures}
    assert (figures["words"].before, figures["words"].after, figures["words"].difference) == (10, 16, 6)
    kinds = {change.kind: (change.before, change.after, change.resolved, change.added) for change in changes.findings}
    assert kinds["adverb"] == (1, 1, 1, 1)
    assert kinds["passive"] == (1, 1, 0, 0)
    assert [finding.text for finding in changes.resolved] == ["slowly"]
    assert "Suddenly" in {finding.text for finding in changes.added}
    words = {change.word: (change.before, change.after) for change in changes.words}
    assert words["rained"] == (1, 3)
    assert words["slowly"] == (1, 0)
    assert "letter" not in words


def test_paragraphs_are_matched_by_their_text() -> None:
    assert compare_revisions(BEFORE, AFTER, "en").paragraphs == ParagraphChange(kept=1, added=3, removed=2)


def test_a_moved_paragraph_is_kept() -> None:
    moved = [document("It rained.", "The letter was written.", "She slowly went home.")]
    changes = compare_revisions(BEFORE, moved, "en", MemoryCache())
    assert changes.paragraphs == ParagraphChange(kept=3, added=0, removed=0)
    assert changes.resolved == changes.added == ()
    assert changes.words == ()


def test_a_figure_that_cannot_be_worked_out_has_no_difference() -> None:
    [change] = [c for c in compare_revisions([document()], AFTER, "en").figures if c.name == "flesch_reading_ease"]
    assert (change.before, change.difference) == (None, None)


def test_a_comparison_is_plain_json() -> None:
    changes = compare_revisions(BEFORE, AFTER, "en").to_json()
    assert json.loads(json.dumps(changes)) == changes
