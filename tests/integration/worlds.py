"""Alice's things, made when a test asks for them. Used by test_permissions.py."""

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import httpx

from tests import factories
from tests.factories import Person
from writers_app.db import unit_of_work
from writers_app.models import Notification, Role, TaskState
from writers_app.services.sessions import Origin, open_session

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
CONTENT = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Once"}]}]}
NIGHTLY = {"rule": {"every": "day", "at": "03:00", "zone": "Asia/Tehran"}, "kind": "export"}
numbers = count(1)

Make = Callable[["World"], Awaitable[Any]]


@dataclass
class World:
    """Alice's things, made when a row asks for them; the role that asks is `asking` (None: nobody)."""

    api: httpx.AsyncClient
    alice: Person
    bob: Person
    charlie: Person
    role: str
    rob: Person
    made: dict[str, str] = field(default_factory=dict)

    @property
    def asking(self) -> Person | None:
        people = {"owner": self.alice, "editor": self.bob, "reader": self.rob, "outsider": self.charlie}
        return people.get(self.role)

    @property
    def headers(self) -> dict[str, str]:
        return self.asking.headers if self.asking else {}

    async def id(self, name: str) -> str:
        if name not in self.made:
            self.made[name] = str(await MAKERS[name](self))
        return self.made[name]

    async def as_alice(self, method: str, path: str, **request: Any) -> Any:
        answer = await self.api.request(method, f"/api/v1{path}", headers=self.alice.headers, **request)
        assert answer.is_success, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else answer


async def make_project(world: World) -> UUID:
    project = await factories.make_project(world.alice)
    await factories.make_member(project, world.bob, Role.EDITOR)
    await factories.make_member(project, world.rob, Role.READER)
    return project.id


async def make_document(world: World) -> str:
    path = f"/projects/{await world.id('project_id')}/documents"
    card = await world.as_alice("POST", path, json={"title": "Scene", "kind": "scene"})
    path = f"/documents/{card['id']}/content"
    blank = await world.api.get(f"/api/v1{path}", headers=world.alice.headers)
    written = await world.api.post(
        f"/api/v1{path}",
        headers={**world.alice.headers, "If-Match": blank.headers["etag"]},
        json={"format": "json", "content": CONTENT},
    )
    assert written.is_success, written.text
    world.made["etag"] = written.headers["etag"]
    return str(card["id"])


async def make_revision(world: World) -> str:
    path = f"/documents/{await world.id('document_id')}/revisions"
    card = await world.as_alice("POST", path, json={"name": "First draft"})
    return str(card["id"])


async def make_comment(world: World) -> str:
    path = f"/documents/{await world.id('document_id')}/comments"
    return str((await world.as_alice("POST", path, json={"text": "Really?"}))["id"])


async def make_image(world: World) -> str:
    data = {"project_id": await world.id("project_id")}
    card = await world.as_alice("POST", "/files", data=data, files={"file": ("map.png", PICTURE)})
    return str(card["id"])


async def make_task(world: World) -> UUID:
    return (await factories.make_task(world.alice, state=TaskState.FAILED)).id


async def make_webhook(world: World) -> str:
    body = {"url": "https://example.org/hook", "events": ["task.succeeded"]}
    return str((await world.as_alice("POST", "/webhooks", json=body))["id"])


async def make_message(world: World) -> str:
    return str((await world.as_alice("POST", f"/webhooks/{await world.id('webhook_id')}/test"))["id"])


async def make_schedule(world: World) -> str:
    new = {**NIGHTLY, "project_id": await world.id("project_id")}
    return str((await world.as_alice("POST", "/schedules", json=new))["id"])


async def make_preset(world: World) -> str:
    path = f"/projects/{await world.id('project_id')}/presets"
    return str((await world.as_alice("POST", path, json={"title": "Paperback"}))["id"])


async def make_notification(world: World) -> UUID:
    async with unit_of_work() as session:
        row = Notification(user_id=world.alice.id, kind="task_succeeded", values={"title": "Import"})
        session.add(row)
    return row.id


async def make_session(world: World) -> UUID:
    async with unit_of_work() as session:
        return (await open_session(session, world.alice.id, Origin("Phone"))).session_id


async def make_member(world: World) -> UUID:
    """Somebody else in the project, for rows about members."""
    dora = await factories.make_person(f"Dora{next(numbers)}")
    await world.as_alice(
        "POST", f"/projects/{await world.id('project_id')}/members", json={"email": dora.email, "role": "reader"}
    )
    return dora.id


MAKERS: Mapping[str, Make] = {
    "project_id": make_project,
    "document_id": make_document,
    "revision_id": make_revision,
    "comment_id": make_comment,
    "file_id": make_image,
    "task_id": make_task,
    "webhook_id": make_webhook,
    "message_id": make_message,
    "notification_id": make_notification,
    "schedule_id": make_schedule,
    "preset_id": make_preset,
    "session_id": make_session,
    "user_id": make_member,
}
