"""Comments of a text at rest: they share its log, are read with it, and outlive what happens to it."""

import pytest

from tests import factories
from tests.conftest import Database
from tests.factories import Person
from writers_app import store
from writers_app.db import reading, unit_of_work
from writers_app.models import Document, ManuscriptUpdate
from writers_app.store import StoredComment

TEXT = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "The old house."}]}]}
FIRST = StoredComment("c1", "Is it old?", "Eve", date="2026-05-06T07:08:09Z", quote="old")
ANSWER = StoredComment("c2", "It is.", "Alice", date="2026-05-07T07:08:09Z", parent="c1")


@pytest.fixture
async def document(database: Database, alice: Person) -> Document:
    made = await factories.make_document(await factories.make_project(alice))
    async with unit_of_work() as session:
        await store.plant(session, store.prepare(made.id, TEXT, [FIRST]))
    return made


async def comments_of(document: Document) -> tuple[StoredComment, ...]:
    async with reading() as session:
        return (await store.read_projection(session, document.id)).comments


async def test_comments_are_answered_resolved_and_deleted(document: Document) -> None:
    async with unit_of_work() as session:
        await store.change_comments(session, document.id, [ANSWER])
    assert await comments_of(document) == (FIRST, ANSWER)
    done = StoredComment("c1", "Is it old?", "Eve", date=FIRST.date, resolved=True, quote="old")
    async with unit_of_work() as session:
        await store.change_comments(session, document.id, [done])
    assert (await comments_of(document))[0].resolved
    async with unit_of_work() as session:
        await store.change_comments(session, document.id, [FIRST], ["c2"])
    assert await comments_of(document) == (FIRST,)


async def test_writing_the_same_comment_again_changes_nothing(document: Document) -> None:
    async with reading() as session:
        before = await store.read_projection(session, document.id)
    async with unit_of_work() as session:
        assert await store.change_comments(session, document.id, [FIRST], ["of another text"]) == before.seq
        assert await store.replace(session, document.id, TEXT, based_on=before.seq, comments=[FIRST]) == before.seq


async def test_comments_outlive_the_replacing_and_the_rebuilding_of_their_text(document: Document) -> None:
    other = {"type": "doc", "content": [{"type": "paragraph"}]}
    async with unit_of_work() as session:
        seq = (await store.read_projection(session, document.id)).seq
        await store.replace(session, document.id, other, based_on=seq, comments=[ANSWER])
    assert await comments_of(document) == (FIRST, ANSWER)
    async with unit_of_work() as session:
        await store.rebuild(session, document.id, TEXT)
    assert await comments_of(document) == (FIRST, ANSWER)


async def test_an_answer_to_an_answer_belongs_to_the_thread_and_a_circle_to_none(document: Document) -> None:
    async with unit_of_work() as session:
        await store.change_comments(
            session,
            document.id,
            [ANSWER, StoredComment("c3", "Very.", date="2026-05-08", parent="c2"),
             StoredComment("x", "Round", date="2026-06-01", parent="y"),
             StoredComment("y", "and round", date="2026-06-02", parent="x"),
             StoredComment("z", "Stray", date="2026-06-03", parent="gone")],
        )  # fmt: skip
    assert {each.id: each.parent for each in await comments_of(document)} == {
        "c1": None, "c2": "c1", "c3": "c1", "x": None, "y": None, "z": None,
    }  # fmt: skip


async def test_words_that_are_suggested_to_go_are_not_counted(database: Database, alice: Person) -> None:
    document = await factories.make_document(await factories.make_project(alice))
    gone = {"type": "deletion", "attrs": {"id": "1", "author": "Eve"}}
    new = {"type": "insertion", "attrs": {"id": "2", "author": "Eve"}}
    line = [
        {"type": "text", "text": "The "},
        {"type": "text", "text": "old ", "marks": [gone]},
        {"type": "text", "text": "ancient grey ", "marks": [new]},
        {"type": "text", "text": "house."},
    ]
    async with unit_of_work() as session:
        await store.seed(session, document.id, {"type": "doc", "content": [{"type": "paragraph", "content": line}]})
    async with reading() as session:
        read = await store.read_projection(session, document.id)
    assert (read.words, read.text) == (4, "The ancient grey house.")


async def test_two_small_changes_in_a_long_paragraph_are_a_small_update(database: Database, alice: Person) -> None:
    document = await factories.make_document(await factories.make_project(alice))
    words = [f"word{number}" for number in range(400)]

    def text() -> dict[str, object]:
        return {
            "type": "doc",
            "content": [{"type": "paragraph", "content": [{"type": "text", "text": " ".join(words)}]}],
        }

    async with unit_of_work() as session:
        based_on = await store.seed(session, document.id, text())
    words[5], words[390] = "first", "last"
    async with unit_of_work() as session:
        seq = await store.replace(session, document.id, text(), based_on=based_on)
        update = await session.get_one(ManuscriptUpdate, (document.id, seq))
        assert len(update.data) < 200
        assert (await store.read_projection(session, document.id)).content == text()
