"""Comments of one text in several places at once: nothing that was said is lost, whatever order it arrives in."""

from itertools import permutations
from typing import Any

from pycrdt import Array, Map

from writers_app.store.comments import StoredComment, comments_of, drop_comments, read_comments, write_comments
from writers_app.store.manuscript import YDoc

FIRST = StoredComment("c1", "Is it old?", "Eve", date="2026-05-06T07:08:09Z", quote="old")


def copy(doc: YDoc) -> YDoc:
    made = YDoc()
    made.apply_update(doc.get_update())
    return made


def begun() -> YDoc:
    doc = YDoc()
    write_comments(doc, [FIRST])
    return doc


def change(comment: StoredComment, **fields: Any) -> StoredComment:
    return StoredComment(**{name: getattr(comment, name) for name in comment.__slots__} | fields)


def test_an_answer_a_resolution_and_new_words_merge_in_any_order() -> None:
    doc = begun()
    here, there, elsewhere = copy(doc), copy(doc), copy(doc)
    write_comments(here, [change(FIRST, resolved=True)])
    write_comments(there, [change(FIRST, text="Is it very old?")])
    write_comments(elsewhere, [StoredComment("c2", "Yes.", "Alice", date="2026-05-07", parent="c1")])
    for order in permutations((here, there, elsewhere)):
        merged = YDoc()
        for doc in order:
            merged.apply_update(doc.get_update())
        first, answer = read_comments(merged)
        assert (first.text, first.resolved, answer.text) == ("Is it very old?", True, "Yes.")


def test_an_answer_to_what_was_deleted_meanwhile_is_kept() -> None:
    here, there = copy(doc := begun()), copy(doc)
    drop_comments(here, ["c1"])
    write_comments(there, [StoredComment("c2", "Yes.", parent="c1")])
    here.apply_update(there.get_update())
    assert [(each.text, each.parent) for each in read_comments(here)] == [("Yes.", None)]


def test_what_is_no_comment_is_passed_over_and_what_is_too_long_is_cut() -> None:
    doc = begun()
    kept = comments_of(doc)
    kept["number"], kept["list"] = 3, Array([1])
    kept["odd"] = Map({"text": 7, "author": "x" * 5000, "resolved": "yes", "parent": ["c1"], "extra": {}})
    first, odd = sorted(read_comments(doc), key=lambda each: each.id)
    assert first == FIRST
    assert (odd.text, len(odd.author), odd.resolved, odd.parent) == ("", 300, False, None)
