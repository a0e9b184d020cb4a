"""The binder: order, moves, trash, and who may change it."""

import pytest

from tests import factories
from tests.factories import Person
from writers_app.db import Session
from writers_app.errors import ForbiddenError, InvalidError, NotFoundError
from writers_app.models import Role
from writers_app.schemas.documents import DocumentCard, NewDocument
from writers_app.services import documents, projects, search
from writers_app.services.access import Actor


async def titles(session: Session, actor: Actor, project_id: object) -> list[str]:
    return [card.title for card in await documents.list_documents(session, actor, project_id)]  # type: ignore[arg-type]


async def write(session: Session, person: Person, project_id: object, title: str, **more: object) -> DocumentCard:
    new = NewDocument.model_validate({"title": title, **more})
    return await documents.create_document(session, person.actor, project_id, new)  # type: ignore[arg-type]


async def test_binder_lists_each_folder_before_what_it_holds(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice)
    part = await write(session, alice, book.id, "Part", kind="folder")
    await write(session, alice, book.id, "Afterword")
    await write(session, alice, book.id, "Scene", parent_id=part.id)
    assert await titles(session, alice.actor, book.id) == ["Part", "Scene", "Afterword"]


async def test_moving_puts_a_document_right_after_its_neighbour(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice)
    a, b, c = [await write(session, alice, book.id, title) for title in "abc"]
    await documents.move_document(session, alice.actor, c.id, None, a.id)
    assert await titles(session, alice.actor, book.id) == ["a", "c", "b"]
    await documents.move_document(session, alice.actor, b.id, None, None)
    assert await titles(session, alice.actor, book.id) == ["b", "a", "c"]


async def test_a_thousand_moves_into_one_gap_keep_the_order(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice)
    first, second, third = [await write(session, alice, book.id, title) for title in "abc"]
    moving, resting = third, second
    for _ in range(100):
        await documents.move_document(session, alice.actor, moving.id, None, first.id)
        moving, resting = resting, moving
    assert await titles(session, alice.actor, book.id) == ["a", resting.title, moving.title]


async def test_a_folder_cannot_be_moved_into_itself(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice)
    outer = await write(session, alice, book.id, "outer", kind="folder")
    inner = await write(session, alice, book.id, "inner", kind="folder", parent_id=outer.id)
    with pytest.raises(InvalidError, match="into itself"):
        await documents.move_document(session, alice.actor, outer.id, inner.id, None)


async def test_a_document_cannot_be_moved_into_another_project(session: Session, alice: Person) -> None:
    book, other = await factories.make_project(alice), await factories.make_project(alice)
    scene = await write(session, alice, book.id, "scene")
    foreign = await write(session, alice, other.id, "folder", kind="folder")
    with pytest.raises(InvalidError, match="not in this project"):
        await documents.move_document(session, alice.actor, scene.id, foreign.id, None)


async def test_a_trashed_folder_takes_its_scenes_and_brings_just_those_back(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice)
    folder = await write(session, alice, book.id, "folder", kind="folder")
    kept = await write(session, alice, book.id, "kept", parent_id=folder.id)
    dropped = await write(session, alice, book.id, "dropped", parent_id=folder.id)
    await documents.trash_document(session, alice.actor, dropped.id)
    await documents.trash_document(session, alice.actor, folder.id)
    assert await titles(session, alice.actor, book.id) == []
    trash = await documents.list_trash(session, alice.actor, book.id)
    assert [card.title for card in trash] == ["folder", "dropped"]
    assert await search.search_texts(session, alice.actor, "kept") == []
    await documents.restore_document(session, alice.actor, folder.id)
    assert await titles(session, alice.actor, book.id) == ["folder", kept.title]


async def test_a_scene_restored_from_a_trashed_folder_comes_to_the_top(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice)
    folder = await write(session, alice, book.id, "folder", kind="folder")
    scene = await write(session, alice, book.id, "scene", parent_id=folder.id)
    await documents.trash_document(session, alice.actor, folder.id)
    restored = await documents.restore_document(session, alice.actor, scene.id)
    assert restored.parent_id is None
    assert await titles(session, alice.actor, book.id) == ["scene"]


async def test_reader_cannot_rename_document(session: Session, alice: Person, bob: Person) -> None:
    book = await factories.make_project(alice)
    await factories.make_member(book, bob, Role.READER)
    scene = await write(session, alice, book.id, "scene")
    with pytest.raises(ForbiddenError):
        await documents.rename_document(session, bob.actor, scene.id, "mine")


async def test_outsider_finds_no_document(session: Session, alice: Person, charlie: Person) -> None:
    book = await factories.make_project(alice)
    scene = await write(session, alice, book.id, "scene")
    with pytest.raises(NotFoundError):
        await documents.read_document(session, charlie.actor, scene.id)
    assert await search.search_texts(session, charlie.actor, "scene") == []


async def test_search_finds_persian_titles_however_they_are_typed(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice, language="fa")
    await write(session, alice, book.id, "کتاب‌های علی ۱۲")
    for query in ("كتابهاي", "کتاب‌های", "علي 12"):
        assert [hit.title for hit in await search.search_texts(session, alice.actor, query)] == ["کتاب‌های علی ۱۲"]


async def test_a_percent_sign_is_searched_as_itself(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice)
    await write(session, alice, book.id, "plain")
    assert await search.search_texts(session, alice.actor, "%") == []


async def test_project_card_counts_only_what_is_not_in_the_trash(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice)
    scene = await write(session, alice, book.id, "one")
    await write(session, alice, book.id, "two")
    await documents.trash_document(session, alice.actor, scene.id)
    assert (await projects.read_project(session, alice.actor, book.id)).documents == 1
