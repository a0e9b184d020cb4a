"""How many words a person has written since a moment."""

from datetime import datetime, timedelta

from tests import factories
from tests.factories import Person
from writers_app.db import Session, unit_of_work, utc_now
from writers_app.models import Document, Projection, Revision, RevisionCause, Role
from writers_app.services.writing import words_since

MORNING = utc_now() - timedelta(hours=8)


async def keep(document: Document, author: Person, words: int, at: datetime) -> None:
    async with unit_of_work() as session:
        session.add(
            Revision(
                document_id=document.id,
                author_id=author.id,
                cause=RevisionCause.WRITING,
                epoch=1,
                seq=words,
                words=words,
                content=b"",
                created_at=at,
            )
        )


async def stand_at(document: Document, words: int) -> None:
    async with unit_of_work() as session:
        session.add(Projection(document_id=document.id, seq=words, epoch=1, text="", folded="", words=words))


async def scene(owner: Person) -> Document:
    return await factories.make_document(await factories.make_project(owner))


async def test_a_text_counts_from_what_was_kept_before_the_day_began(session: Session, alice: Person) -> None:
    novel = await scene(alice)
    await keep(novel, alice, 1000, MORNING - timedelta(days=1))
    await keep(novel, alice, 1100, MORNING + timedelta(hours=1))
    await stand_at(novel, 1250)
    assert await words_since(session, alice.actor, MORNING) == 250


async def test_what_was_brought_in_today_is_not_written_today(session: Session, alice: Person) -> None:
    novel = await scene(alice)
    await keep(novel, alice, 5000, MORNING + timedelta(hours=1))
    await stand_at(novel, 5040)
    assert await words_since(session, alice.actor, MORNING) == 40


async def test_cutting_more_than_was_written_is_no_negative_day(session: Session, alice: Person) -> None:
    novel = await scene(alice)
    await keep(novel, alice, 900, MORNING - timedelta(days=1))
    await keep(novel, alice, 700, MORNING + timedelta(hours=1))
    await stand_at(novel, 600)
    assert await words_since(session, alice.actor, MORNING) == 0


async def test_what_others_wrote_and_what_is_not_shared_does_not_count(
    session: Session, alice: Person, bob: Person
) -> None:
    project = await factories.make_project(alice)
    await factories.make_member(project, bob, Role.EDITOR)
    shared = await factories.make_document(project)
    await keep(shared, alice, 10, MORNING + timedelta(hours=1))
    await stand_at(shared, 110)
    assert await words_since(session, alice.actor, MORNING) == 100
    assert await words_since(session, bob.actor, MORNING) == 0
