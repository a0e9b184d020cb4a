"""The log, snapshots and projections on both databases: what is committed is loaded, however it was packed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, delete, select, update

from tests import factories
from tests.conftest import Database
from tests.factories import Person
from tests.updates import typed
from writers_app import store
from writers_app.config import settings
from writers_app.db import reading, unit_of_work
from writers_app.errors import ConflictError, NotFoundError, UnavailableError
from writers_app.models import Document, ManuscriptSnapshot, ManuscriptUpdate, Project, Projection
from writers_app.store import Append, Journal, Manuscript, Refusal

JSON = dict[str, Any]


def text_of(*paragraphs: str) -> JSON:
    blocks = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in paragraphs]
    return {"type": "doc", "content": blocks}


def read(manuscript: Manuscript) -> str:
    return "".join(str(inline) for block in manuscript.fragment.children for inline in block.children)


@pytest.fixture
async def journal(database: Database) -> AsyncIterator[Journal]:
    opened = Journal(settings())
    yield opened
    opened.close()


@pytest.fixture
async def document(alice: Person) -> Document:
    return await factories.make_document(await factories.make_project(alice))


async def append_all(journal: Journal, document: Document, updates: list[bytes]) -> list[Any]:
    return [(await journal.append([Append(document.id, 1, update)]))[0] for update in updates]


async def test_numbers_are_without_gaps_and_the_text_is_in_their_order(journal: Journal, document: Document) -> None:
    assert await append_all(journal, document, typed("hello")) == [1, 2, 3, 4, 5]
    text = await journal.load(document.id)
    assert (read(text), text.head) == ("hello", 5)


async def test_two_committers_never_give_one_number_twice(journal: Journal, document: Document) -> None:
    other = Journal(settings())
    updates = typed("x" * 40)
    outcomes: list[Any] = []

    async def commit(journal: Journal, mine: list[bytes]) -> None:
        for item in mine:
            outcome: Any = Refusal.BUSY
            while outcome is Refusal.BUSY:
                (outcome,) = await journal.append([Append(document.id, 1, item)])
            outcomes.append(outcome)

    await asyncio.gather(commit(journal, updates[::2]), commit(other, updates[1::2]))
    other.close()
    assert sorted(outcomes) == list(range(1, 41))
    assert read(await journal.load(document.id)) == "x" * 40


async def test_wrong_expectation_costs_nothing_but_a_second_look(journal: Journal, document: Document) -> None:
    first, second, third = typed("abc")
    assert await journal.append([Append(document.id, 1, first, expected=1)]) == [1]
    assert await journal.append([Append(document.id, 1, second, expected=7)]) == [2]
    assert await journal.append([Append(document.id, 1, third, expected=3)]) == [3]
    assert read(await journal.load(document.id)) == "abc"


async def test_refusals_leave_the_others_alone(journal: Journal, document: Document) -> None:
    (first,) = typed("a")
    outcomes = await journal.append([Append(uuid4(), 1, first, expected=1), Append(document.id, 1, first, expected=1)])
    assert outcomes == [Refusal.GONE, 1]
    assert await journal.append([Append(document.id, 2, first)]) == [Refusal.EPOCH]


async def test_row_that_can_not_be_stored_keeps_no_other_waiting(journal: Journal, document: Document) -> None:
    bad = await factories.make_document(await _project_of(document))
    (first,) = typed("a")
    nothing: Any = None
    refused, stored = await journal.append([Append(bad.id, 1, nothing), Append(document.id, 1, first)])
    assert isinstance(refused, Exception)
    assert stored == 1
    assert read(await journal.load(document.id)) == "a"


async def _project_of(document: Document) -> Project:
    async with reading() as session:
        return await session.get_one(Project, document.project_id)


async def test_load_is_snapshot_and_tail(journal: Journal, document: Document) -> None:
    updates = typed("snapshot and tail")
    await append_all(journal, document, updates[:8])
    text = await journal.load(document.id)
    assert await journal.compact(document.id, 1, text.head, text.doc.get_update())
    await append_all(journal, document, updates[8:])
    text = await journal.load(document.id)
    assert (read(text), text.head, text.tail_rows) == ("snapshot and tail", 17, 9)


async def test_compaction_keeps_the_log_back_to_the_snapshot_before(journal: Journal, document: Document) -> None:
    updates = typed("abcdefghi")
    for start in (0, 3, 6):
        await append_all(journal, document, updates[start : start + 3])
        text = await journal.load(document.id)
        await journal.compact(document.id, 1, text.head, text.doc.get_update())
    async with reading() as session:
        snapshots = (await session.exec(select(ManuscriptSnapshot.seq).order_by(col(ManuscriptSnapshot.seq)))).all()
        rows = (await session.exec(select(ManuscriptUpdate.seq).order_by(col(ManuscriptUpdate.seq)))).all()
    assert (snapshots, rows) == ([6, 9], [7, 8, 9])
    assert read(await journal.load(document.id)) == "abcdefghi"


@pytest.mark.parametrize("damage", [b"", b"\xff\xff\xff", b"\x01\x05\x07"])
async def test_damaged_snapshot_costs_nothing(journal: Journal, document: Document, damage: bytes) -> None:
    updates = typed("abcdef")
    for start in (0, 3):
        await append_all(journal, document, updates[start : start + 3])
        text = await journal.load(document.id)
        await journal.compact(document.id, 1, text.head, text.doc.get_update())
    async with unit_of_work() as session:
        await session.exec(update(ManuscriptSnapshot).where(col(ManuscriptSnapshot.seq) == 6).values(data=damage))
    assert read(await journal.load(document.id)) == "abcdef"


async def test_gap_in_the_log_is_found_and_said(journal: Journal, document: Document) -> None:
    await append_all(journal, document, typed("abc"))
    async with unit_of_work() as session:
        await session.exec(delete(ManuscriptUpdate).where(col(ManuscriptUpdate.seq) == 2))
    with pytest.raises(UnavailableError):
        await journal.load(document.id)


async def test_stale_snapshot_is_not_wanted(journal: Journal, document: Document) -> None:
    await append_all(journal, document, typed("ab"))
    text = await journal.load(document.id)
    assert await journal.compact(document.id, 1, 2, text.doc.get_update())
    assert not await journal.compact(document.id, 1, 1, b"\x00\x00")
    assert not await journal.compact(document.id, 2, 3, b"\x00\x00")


async def test_missing_document_is_said(journal: Journal) -> None:
    with pytest.raises(NotFoundError):
        await journal.load(uuid4())


async def test_seeded_text_is_read_back_with_its_counts(document: Document) -> None:
    content = text_of("یک جمله", "و one more")
    async with unit_of_work() as session:
        seq = await store.seed(session, document.id, content)
    async with reading() as session:
        text = await store.read_projection(session, document.id)
        kept = await session.get_one(Projection, document.id)
    assert (text.content, text.text, text.words, text.seq) == (content, "یک جمله\nو one more", 5, seq)
    assert (kept.words, kept.seq, kept.characters) == (5, seq, len("یک جمله") + len("و one more"))


async def test_second_seed_is_refused(document: Document) -> None:
    async with unit_of_work() as session:
        await store.seed(session, document.id, text_of("first"))
    with pytest.raises(ConflictError):
        async with unit_of_work() as session:
            await store.seed(session, document.id, text_of("second"))


async def test_empty_document_reads_as_nothing(document: Document) -> None:
    async with reading() as session:
        text = await store.read_projection(session, document.id)
    assert (text.content, text.text, text.seq) == ({"type": "doc", "content": []}, "", 0)


async def test_stale_replacement_is_refused_and_deletes_nothing(journal: Journal, document: Document) -> None:
    await append_all(journal, document, typed("live"))
    with pytest.raises(ConflictError):
        async with unit_of_work() as session:
            await store.replace(session, document.id, text_of("stale"), based_on=3)
    assert read(await journal.load(document.id)) == "live"


async def test_replacement_that_changes_nothing_adds_no_row(document: Document) -> None:
    async with unit_of_work() as session:
        seq = await store.seed(session, document.id, text_of("same"))
    async with unit_of_work() as session:
        assert await store.replace(session, document.id, text_of("same"), based_on=seq) == seq


async def test_replacement_leaves_the_items_of_other_paragraphs_alone(journal: Journal, document: Document) -> None:
    async with unit_of_work() as session:
        seq = await store.seed(session, document.id, text_of(*(f"paragraph {n} " * 40 for n in range(50))))
    changed = text_of(*("new" if n == 25 else f"paragraph {n} " * 40 for n in range(50)))
    async with unit_of_work() as session:
        await store.replace(session, document.id, changed, based_on=seq)
    async with reading() as session:
        sizes = (await session.exec(select(ManuscriptUpdate.data).order_by(col(ManuscriptUpdate.seq)))).all()
        assert (await store.read_projection(session, document.id)).content == changed
    assert len(sizes[1]) < 100


async def test_rolled_back_writing_leaves_nothing(journal: Journal, document: Document) -> None:
    class Interrupted(Exception):  # noqa: N818  # not an error of ours
        pass

    async def write_and_stop() -> None:
        async with unit_of_work() as session:
            await store.seed(session, document.id, text_of("never"))
            raise Interrupted

    with pytest.raises(Interrupted):
        await write_and_stop()
    assert (await journal.load(document.id)).head == 0


async def test_new_epoch_starts_from_the_new_text_alone(journal: Journal, document: Document) -> None:
    await append_all(journal, document, typed("old"))
    async with unit_of_work() as session:
        epoch = await store.rebuild(session, document.id, text_of("rebuilt"))
    text = await journal.load(document.id)
    assert (read(text), text.epoch, text.head) == ("rebuilt", epoch, 4)
    assert await journal.append([Append(document.id, 1, typed("x")[0])]) == [Refusal.EPOCH]


async def test_what_a_killed_process_left_is_projected_later(journal: Journal, document: Document) -> None:
    await append_all(journal, document, typed("unprojected"))
    async with unit_of_work() as session:
        assert await store.project_stale(session) == 1
        assert await store.project_stale(session) == 0
    assert await kept_text(document.id) == "unprojected"


async def test_older_projection_never_overwrites_a_newer(journal: Journal, document: Document) -> None:
    updates = typed("ab")
    await append_all(journal, document, updates[:1])
    old = await journal.load(document.id)
    await append_all(journal, document, updates[1:])
    async with unit_of_work() as session:
        await store.project(session, document.id)
        connection = await session.connection()
        late = store.project_manuscript(old)
        assert not await connection.run_sync(store.save_projection, late)
    assert await kept_text(document.id) == "ab"


async def kept_text(document_id: UUID) -> str:
    async with reading() as session:
        return (await session.get_one(Projection, document_id)).text
