"""Makes committed rows for tests, through the models: people, projects, members, documents, tasks."""

from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from writers_app.db import unit_of_work
from writers_app.models import Document, DocumentKind, Membership, Project, Role, Task, User
from writers_app.services.access import Actor
from writers_app.services.passwords import hash_password
from writers_app.services.sessions import Origin, Tokens, open_session

PASSWORD = "correct horse battery staple"
_hash = ""
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account who is signed in. `headers` sign a request; `actor` is what services ask for."""

    id: UUID
    name: str
    email: str
    password: str
    actor: Actor
    tokens: Tokens

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens.access}"}


async def make_person(name: str, *, is_admin: bool = False) -> Person:
    email = f"{name.lower()}@example.org"
    async with unit_of_work() as session:
        user = User(name=name, email=email, password_hash=await _hashed(), is_admin=is_admin)
        session.add(user)
        await session.flush()
        tokens = await open_session(session, user.id, Origin("tests", "127.0.0.1"))
    return Person(user.id, name, email, PASSWORD, Actor(user.id, tokens.session_id, is_admin), tokens)


async def _hashed() -> str:
    """Everybody has the same password, hashed once: hashing is slow on purpose."""
    global _hash
    _hash = _hash or await hash_password(PASSWORD)
    return _hash


async def make_project(owner: Person, title: str | None = None, *, language: str = "en", **more: Any) -> Project:
    async with unit_of_work() as session:
        project = Project(owner_id=owner.id, title=title or f"Book {next(_numbers)}", language=language, **more)
        session.add(project)
        await session.flush()
        session.add(Membership(project_id=project.id, user_id=owner.id, role=Role.OWNER))
    return project


async def make_member(project: Project, person: Person, role: Role = Role.EDITOR) -> Membership:
    async with unit_of_work() as session:
        membership = Membership(project_id=project.id, user_id=person.id, role=role)
        session.add(membership)
    return membership


async def make_document(
    project: Project,
    title: str | None = None,
    *,
    kind: DocumentKind = DocumentKind.SCENE,
    parent: Document | None = None,
    **more: Any,
) -> Document:
    """A document without text, after those made before it."""
    number = next(_numbers)
    async with unit_of_work() as session:
        document = Document(
            project_id=project.id,
            parent_id=parent.id if parent else None,
            kind=kind,
            title=title or f"Scene {number}",
            **{"position": float(number), **more},
        )
        session.add(document)
    return document


async def make_task(owner: Person, kind: str = "analyze", title: str | None = None, **more: Any) -> Task:
    """A row only: nothing is sent to the broker."""
    async with unit_of_work() as session:
        task = Task(owner_id=owner.id, kind=kind, title=title or f"Task {next(_numbers)}", **more)
        session.add(task)
    return task
