"""Projects and their members."""

import pytest

from tests import factories
from tests.factories import Person
from writers_app.db import Session
from writers_app.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from writers_app.models import Role
from writers_app.schemas.projects import MemberChange, NewMember, NewProject, ProjectChange
from writers_app.services import members, projects


async def test_a_new_persian_project_runs_right_to_left(session: Session, alice: Person) -> None:
    card = await projects.create_project(session, alice.actor, NewProject(title="  بوف کور ", language="fa"))
    assert (card.title, card.direction, card.role) == ("بوف کور", "rtl", "owner")


async def test_lists_come_in_pages_without_gaps_or_repeats(session: Session, alice: Person) -> None:
    made = {(await factories.make_project(alice)).id for _ in range(5)}
    seen, cursor = [], None
    while True:
        page = await projects.list_projects(session, alice.actor, limit=2, cursor=cursor)
        seen += [card.id for card in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == 5
    assert set(seen) == made


async def test_a_forged_cursor_is_refused_with_a_sentence(session: Session, alice: Person) -> None:
    for cursor in ("nonsense", "W10", "WyJ4Il0", "Wy01XQ", "WzFlNDAwXQ"):
        with pytest.raises(InvalidError, match="first page"):
            await projects.list_projects(session, alice.actor, cursor=cursor)


async def test_a_trashed_project_leaves_the_list_and_comes_back(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice)
    await projects.trash_project(session, alice.actor, book.id)
    assert (await projects.list_projects(session, alice.actor)).items == []
    assert [card.id for card in (await projects.list_projects(session, alice.actor, trashed=True)).items] == [book.id]
    await projects.restore_project(session, alice.actor, book.id)
    assert [card.id for card in (await projects.list_projects(session, alice.actor)).items] == [book.id]


async def test_editor_cannot_trash_a_project(session: Session, alice: Person, bob: Person) -> None:
    book = await factories.make_project(alice)
    await factories.make_member(book, bob, Role.EDITOR)
    with pytest.raises(ForbiddenError):
        await projects.trash_project(session, bob.actor, book.id)


async def test_outsider_sees_no_project(session: Session, alice: Person, charlie: Person) -> None:
    book = await factories.make_project(alice)
    assert (await projects.list_projects(session, charlie.actor)).items == []
    with pytest.raises(NotFoundError):
        await projects.change_project(session, charlie.actor, book.id, ProjectChange(title="mine"))


async def test_owner_adds_changes_and_removes_a_member(session: Session, alice: Person, bob: Person) -> None:
    book = await factories.make_project(alice)
    added = await members.add_member(session, alice.actor, book.id, NewMember(email=bob.email.upper(), role="reader"))
    assert (added.user_id, added.role) == (bob.id, "reader")
    changed = await members.change_role(session, alice.actor, book.id, bob.id, MemberChange(role="editor"))
    assert changed.role == "editor"
    assert [card.role for card in await members.list_members(session, bob.actor, book.id)] == ["owner", "editor"]
    await members.remove_member(session, alice.actor, book.id, bob.id)
    with pytest.raises(NotFoundError):
        await projects.read_project(session, bob.actor, book.id)


async def test_a_member_is_added_once_and_must_have_an_account(session: Session, alice: Person, bob: Person) -> None:
    book = await factories.make_project(alice)
    await factories.make_member(book, bob)
    with pytest.raises(ConflictError):
        await members.add_member(session, alice.actor, book.id, NewMember(email=bob.email, role="reader"))
    with pytest.raises(InvalidError, match="register first"):
        await members.add_member(session, alice.actor, book.id, NewMember(email="no@example.org", role="reader"))


async def test_editor_cannot_add_members_but_may_leave(session: Session, alice: Person, bob: Person) -> None:
    book = await factories.make_project(alice)
    await factories.make_member(book, bob)
    with pytest.raises(ForbiddenError):
        await members.add_member(session, bob.actor, book.id, NewMember(email=alice.email, role="reader"))
    with pytest.raises(ForbiddenError):
        await members.remove_member(session, bob.actor, book.id, alice.id)
    await members.remove_member(session, bob.actor, book.id, bob.id)
    assert (await projects.list_projects(session, bob.actor)).items == []


async def test_the_owner_cannot_be_removed(session: Session, alice: Person) -> None:
    book = await factories.make_project(alice)
    with pytest.raises(ForbiddenError):
        await members.remove_member(session, alice.actor, book.id, alice.id)
