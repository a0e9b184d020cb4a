"""Who may do what, over every route and socket: a row for each route of the OpenAPI schema, and none without one.

Alice owns the project and everything in it; Bob is a member of it as an editor and Rob as a reader; Charlie is an
outsider; the last column is somebody who is not signed in. A row says the status that each of them gets.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.routing import WebSocketRoute

from tests import factories
from tests.browsers import browser, sign_in
from tests.conftest import Database
from tests.factories import PASSWORD, Person
from tests.integration.worlds import MAKERS, NIGHTLY, PICTURE, Make, World, numbers
from tests.servers import free_port
from tests.sync.server import create_server
from tests.sync.writer import Writer
from writers_app.api.app import create_api
from writers_app.api.v1 import ROUTERS, offered_routers
from writers_app.config import settings
from writers_app.db import unit_of_work
from writers_app.services import resets
from writers_app.sync.endpoint import router as sync_router

OFFERED = {
    "WRITERS_TEXT_API_URL": "http://127.0.0.1:9/v1",
    "WRITERS_TEXT_API_MODEL": "tiny",
    "WRITERS_SMS_URL": "http://127.0.0.1:9/send",
    "WRITERS_QUOTA_STORAGE_MB": "100",
    "WRITERS_PAYMENTS_URL": "http://127.0.0.1:9",
    "WRITERS_PAYMENTS_KEY": "sk_test",
    "WRITERS_PAYMENTS_WEBHOOK_SECRET": "whsec_test",
    "WRITERS_PLANS": '[{"name":"shelf","title":"Shelf","storage_mb":1,"days":1,"amount":1,"currency":"eur"}]',
}
ROLES = ("owner", "editor", "reader", "outsider", "nobody")


async def nothing(_: World) -> dict[str, Any]:
    return {}


def body(**fields: Any) -> Make:
    async def make(_: World) -> dict[str, Any]:
        return {"json": fields}

    return make


async def new_phone(_: World) -> dict[str, Any]:
    return {"json": {"number": f"+98 912 345 {next(numbers):04}"}}


async def new_person(_: World) -> dict[str, Any]:
    return {"json": {"name": "Eve", "email": f"eve{next(numbers)}@example.org", "password": PASSWORD}}


async def own_credentials(world: World) -> dict[str, Any]:
    person = world.asking
    return {"json": {"email": person.email if person else "nobody@example.org", "password": PASSWORD}}


async def own_form(world: World) -> dict[str, Any]:
    person = world.asking
    return {"data": {"username": person.email if person else "nobody@example.org", "password": PASSWORD}}


async def own_refresh_token(world: World) -> dict[str, Any]:
    return {"json": {"refresh_token": world.asking.tokens.refresh if world.asking else "none"}}


async def reset_link(world: World) -> dict[str, Any]:
    """Whoever holds the link may use it: that is what it is for."""
    async with unit_of_work() as session:
        mail = await resets.prepare_mail(session, world.alice.email)
    assert mail
    found = re.search(r"/reset#(\S+)", mail.text)
    assert found
    return {"json": {"token": found[1], "password": PASSWORD}}


async def new_member(_: World) -> dict[str, Any]:
    dora = await factories.make_person(f"Dora{next(numbers)}")
    return {"json": {"email": dora.email, "role": "reader"}}


async def replacement(world: World) -> dict[str, Any]:
    await world.id("document_id")
    return {"json": {"format": "text", "content": "Twice"}, "headers": {"If-Match": world.made["etag"]}}


async def picture(world: World) -> dict[str, Any]:
    return {"data": {"project_id": await world.id("project_id")}, "files": {"file": ("map.png", PICTURE)}}


async def analysis(world: World) -> dict[str, Any]:
    return {"files": {"kind": (None, "analyze"), "document_id": (None, await world.id("document_id"))}}


async def nightly(world: World) -> dict[str, Any]:
    return {"json": {**NIGHTLY, "project_id": await world.id("project_id")}}


async def since_first_draft(world: World) -> dict[str, Any]:
    return {"params": {"before": await world.id("revision_id")}}


async def for_once(_: World) -> dict[str, Any]:
    return {"params": {"q": "Once"}}


@dataclass(frozen=True)
class Row:
    """What owner, editor, reader, outsider and nobody get."""

    expected: tuple[int, int, int, int, int]
    request: Make = nothing


def everybody(status: int, request: Make = nothing) -> Row:
    return Row((status,) * 5, request)


def signed_in(status: int, request: Make = nothing) -> Row:
    """For what is each person's own; a list then holds nothing of Alice's."""
    return Row((status, status, status, status, 401), request)


def members(status: int, request: Make = nothing) -> Row:
    return Row((status, status, status, 404, 401), request)


def editors(status: int, request: Make = nothing) -> Row:
    return Row((status, status, 403, 404, 401), request)


def owner(status: int, request: Make = nothing) -> Row:
    return Row((status, 403, 403, 404, 401), request)


def own(status: int, request: Make = nothing) -> Row:
    """For what is Alice's alone, whatever she shares."""
    return Row((status, 404, 404, 404, 401), request)


HOOK = {"url": "https://example.org/hook", "events": ["task.succeeded"]}

MATRIX: Mapping[str, Row] = {
    "GET /healthz": everybody(200),
    "POST /api/v1/auth/register": everybody(201, new_person),
    "POST /api/v1/auth/login": signed_in(200, own_credentials),
    "POST /api/v1/auth/token": signed_in(200, own_form),
    "POST /api/v1/auth/refresh": signed_in(200, own_refresh_token),
    "POST /api/v1/auth/logout": everybody(204),
    "GET /api/v1/auth/session": everybody(200),
    "GET /api/v1/auth/me": signed_in(200),
    "PATCH /api/v1/auth/me": signed_in(200, body(name="Another name")),
    "GET /api/v1/auth/sessions": signed_in(200),
    "DELETE /api/v1/auth/sessions/{session_id}": own(204),
    "POST /api/v1/auth/password": signed_in(204, body(current_password=PASSWORD, new_password="another passphrase")),
    "POST /api/v1/auth/reset-request": everybody(202, body(email="alice@example.org")),
    "POST /api/v1/auth/reset": everybody(204, reset_link),
    "POST /api/v1/auth/me/deletion": signed_in(204, body(password=PASSWORD)),
    "GET /api/v1/projects": signed_in(200),
    "POST /api/v1/projects": signed_in(201, body(title="Book", language="fa")),
    "GET /api/v1/projects/{project_id}": members(200),
    "PATCH /api/v1/projects/{project_id}": editors(200, body(title="Renamed")),
    "DELETE /api/v1/projects/{project_id}": owner(204),
    "POST /api/v1/projects/{project_id}/terms": editors(200, body(term="Gormenghast")),
    "GET /api/v1/projects/{project_id}/text-service": members(200),
    "PUT /api/v1/projects/{project_id}/text-service": owner(200, body(allowed=True)),
    "GET /api/v1/projects/{project_id}/members": members(200),
    "POST /api/v1/projects/{project_id}/members": owner(201, new_member),
    "PATCH /api/v1/projects/{project_id}/members/{user_id}": owner(200, body(role="editor")),
    "DELETE /api/v1/projects/{project_id}/members/{user_id}": owner(204),
    "GET /api/v1/projects/{project_id}/documents": members(200),
    "POST /api/v1/projects/{project_id}/documents": editors(201, body(title="Scene", kind="scene")),
    "GET /api/v1/projects/{project_id}/presets": members(200),
    "POST /api/v1/projects/{project_id}/presets": editors(201, body(title="E-book", settings={"format": "epub"})),
    "GET /api/v1/projects/{project_id}/presets/{preset_id}": members(200),
    "PATCH /api/v1/projects/{project_id}/presets/{preset_id}": editors(200, body(title="Renamed")),
    "DELETE /api/v1/projects/{project_id}/presets/{preset_id}": editors(204),
    "POST /api/v1/projects/{project_id}/preview": members(200, body(format="txt")),
    "GET /api/v1/projects/{project_id}/trends": members(200),
    "GET /api/v1/documents/{document_id}": members(200),
    "PATCH /api/v1/documents/{document_id}": editors(200, body(title="Renamed")),
    "DELETE /api/v1/documents/{document_id}": editors(204),
    "GET /api/v1/documents/{document_id}/content": members(200),
    "POST /api/v1/documents/{document_id}/content": editors(204, replacement),
    "POST /api/v1/documents/{document_id}/checks": members(200, body(paragraphs=[{"text": "Once"}])),
    "POST /api/v1/documents/{document_id}/figures": members(200, body(paragraphs=[{"text": "Once."}])),
    "GET /api/v1/documents/{document_id}/revisions": members(200),
    "POST /api/v1/documents/{document_id}/revisions": editors(201, body(name="Draft")),
    "GET /api/v1/documents/{document_id}/comparison": members(200, since_first_draft),
    "GET /api/v1/documents/{document_id}/comparison/figures": members(200, since_first_draft),
    "GET /api/v1/documents/{document_id}/comments": members(200),
    "POST /api/v1/documents/{document_id}/comments": editors(201, body(text="Why?")),
    "PATCH /api/v1/documents/{document_id}/comments/{comment_id}": editors(200, body(resolved=True)),
    "DELETE /api/v1/documents/{document_id}/comments/{comment_id}": editors(204),
    "GET /api/v1/revisions/{revision_id}": members(200),
    "POST /api/v1/revisions/{revision_id}/restore": editors(200),
    "GET /api/v1/search": signed_in(200, for_once),
    "POST /api/v1/files": editors(201, picture),
    "GET /api/v1/files/{file_id}": members(200),
    "GET /api/v1/phone": signed_in(200),
    "PUT /api/v1/phone": signed_in(503, new_phone),  # nobody listens at the gateway's address
    "POST /api/v1/phone/verification": signed_in(422, body(code="123456")),
    "DELETE /api/v1/phone": signed_in(204),
    "GET /api/v1/usage": signed_in(200),
    "POST /api/v1/purchases": signed_in(503, body(plan="shelf")),  # nobody listens at the payment service's address
    "POST /api/v1/payments/events": everybody(400, body(id="evt_1")),  # for the payment service, by its signature
    "GET /api/v1/notifications": signed_in(200),
    "POST /api/v1/notifications/read": signed_in(204),
    "POST /api/v1/notifications/{notification_id}/read": own(204),
    "POST /api/v1/tasks": members(202, analysis),
    "GET /api/v1/tasks": signed_in(200),
    "GET /api/v1/tasks/kinds": signed_in(200),
    "GET /api/v1/tasks/events": signed_in(200),
    "GET /api/v1/tasks/{task_id}": own(200),
    "GET /api/v1/tasks/{task_id}/result": own(409),
    "GET /api/v1/tasks/{task_id}/archive": own(409),
    "GET /api/v1/tasks/{task_id}/report": own(409),
    "POST /api/v1/tasks/{task_id}/cancel": own(200),
    "POST /api/v1/tasks/{task_id}/retry": own(202),
    "GET /api/v1/schedules": signed_in(200),
    "POST /api/v1/schedules": members(201, nightly),
    "GET /api/v1/schedules/{schedule_id}": own(200),
    "PATCH /api/v1/schedules/{schedule_id}": own(200, body(paused=True)),
    "DELETE /api/v1/schedules/{schedule_id}": own(204),
    "GET /api/v1/webhooks": signed_in(200),
    "POST /api/v1/webhooks": signed_in(201, body(**HOOK)),
    "PATCH /api/v1/webhooks/{webhook_id}": own(200, body(enabled=False)),
    "DELETE /api/v1/webhooks/{webhook_id}": own(204),
    "POST /api/v1/webhooks/{webhook_id}/rotate": own(200),
    "POST /api/v1/webhooks/{webhook_id}/test": own(202),
    "GET /api/v1/webhooks/{webhook_id}/messages": own(200),
    "POST /api/v1/webhooks/{webhook_id}/messages/{message_id}/replay": own(202),
}
APART = frozenset({"GET /readyz"})
"""Routes whose answer depends on the state of the machine and not on who asks."""
UNFINISHED = frozenset({"GET /api/v1/tasks/events"})
"""Answers that last as long as somebody listens."""
ENTRANCES = frozenset(
    f"POST /api/v1/auth/{name}"
    for name in ("register", "login", "token", "reset-request", "reset", "refresh", "logout")
)
"""Writes for which nobody must be signed in."""
SIGNED = frozenset({"POST /api/v1/payments/events"})
"""Writes by another program, which proves itself by a signature: tests/integration/test_payments.py."""
SOCKETS: Mapping[str, tuple[str, ...]] = {
    "/sync/{document_id}": ("write", "write", "read", "4404", "4401"),
}


@pytest.fixture(autouse=True)
def _everything_offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Routes that are there only where something is configured are judged, too."""
    for name, value in OFFERED.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield
    settings.cache_clear()


def routes() -> list[str]:
    paths = create_api().openapi()["paths"]
    return sorted(f"{method.upper()} {path}" for path, methods in paths.items() for method in methods)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(routes()) - APART == set(MATRIX)


def test_every_route_is_in_the_schema() -> None:
    """A route that hides from the schema would hide from the matrix."""
    assert [
        route
        for router in (*ROUTERS, *offered_routers())
        for route in router.routes
        if not getattr(route, "include_in_schema", True)
    ] == []


@pytest.fixture
async def visit(api: httpx.AsyncClient, alice: Person, bob: Person, charlie: Person) -> Callable[[str], World]:
    """Somebody in one of the roles, and things of Alice's that nobody else has touched."""
    rob = await factories.make_person("Rob")
    return lambda role: World(api, alice, bob, charlie, role, rob)


async def address(world: World, path: str) -> str:
    names = re.findall(r"{(\w+)}", path)
    return path.format(**{name: await world.id(name) for name in names})


async def ask(world: World, route: str) -> httpx.Response:
    method, path = route.split(" ")
    target = await address(world, path)
    request = await MATRIX[route].request(world)
    headers = {**request.pop("headers", {}), **world.headers}
    if route in UNFINISHED:
        return await ask_and_leave(target, headers)
    world.api.cookies.clear()
    return await world.api.request(method, target, headers=headers, **request)


async def ask_and_leave(target: str, headers: Mapping[str, str]) -> httpx.Response:
    """The status and first words of an answer that has no end."""
    said: list[dict[str, Any]] = []
    came = iter([{"type": "http.request", "body": b""}])

    async def receive() -> dict[str, Any]:
        return next(came, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        said.append(message)

    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": target, "query_string": b"", "headers": pairs, "scheme": "http"}
    await create_api()({**scope, "client": ("127.0.0.1", 1), "server": ("localhost", 8000)}, receive, send)
    content = b"".join(message.get("body", b"") for message in said)
    return httpx.Response(said[0]["status"], headers=said[0]["headers"], content=content)


@pytest.mark.parametrize("route", sorted(MATRIX))
async def test_each_gets_what_the_row_says(visit: Callable[[str], World], route: str) -> None:
    got = {}
    for role in reversed(ROLES):  # Alice last: she may delete what the others need
        answer = await ask(visit(role), route)
        got[role] = answer.status_code
        if answer.status_code >= 400 and answer.status_code != 429:
            assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert got == dict(zip(ROLES, MATRIX[route].expected, strict=True))


@pytest.mark.parametrize("route", sorted(route for route in MATRIX if route.startswith("GET")))
async def test_an_outsider_s_lists_hold_nothing_of_alice_s(visit: Callable[[str], World], route: str) -> None:
    world = visit("outsider")
    ids = [await world.id(name) for name in MAKERS]
    answer = await ask(world, route)
    assert [found for found in [*ids, str(world.alice.id), world.alice.email] if found in answer.text] == []


@pytest.mark.parametrize("route", sorted(route for route in MATRIX.keys() - SIGNED if not route.startswith("GET")))
async def test_no_write_by_cookie_comes_from_another_site(visit: Callable[[str], World], route: str) -> None:
    world = visit("owner")
    method, path = route.split(" ")
    request = await MATRIX[route].request(world)
    if route in ("POST /api/v1/auth/refresh", "POST /api/v1/auth/logout"):
        request = {}
    target = await address(world, path)
    headers = {**request.pop("headers", {}), "Origin": "https://elsewhere.example"}
    async with browser() as hers:
        await sign_in(hers, world.alice)
        refused = await hers.request(method, target, headers=headers, **request)
        assert refused.status_code == 403, refused.text
        assert "did not come from Writers' own pages" in refused.json()["detail"]


OPEN = ENTRANCES | SIGNED | {"GET /healthz", "GET /api/v1/auth/session"}


@pytest.mark.parametrize("route", sorted(MATRIX.keys() - OPEN))
async def test_a_token_that_has_ended_opens_nothing(visit: Callable[[str], World], route: str) -> None:
    world = visit("owner")
    method, path = route.split(" ")
    request = await MATRIX[route].request(world)
    target = await address(world, path)
    await world.as_alice("POST", "/auth/logout")
    headers = {**request.pop("headers", {}), **world.headers}
    assert (await world.api.request(method, target, headers=headers, **request)).status_code == 401


@pytest.fixture
async def sync_port(database: Database) -> AsyncIterator[int]:
    web = create_server(free_port())
    serving = asyncio.create_task(web.serve())
    while not web.started:  # noqa: ASYNC110  # uvicorn has a flag, not an event
        await asyncio.sleep(0.01)
    yield web.config.port
    web.should_exit = True
    await serving


def test_every_socket_has_a_row() -> None:
    assert {route.path for route in sync_router.routes if isinstance(route, WebSocketRoute)} == set(SOCKETS)


async def test_each_gets_what_the_socket_s_row_says(visit: Callable[[str], World], sync_port: int) -> None:
    got = {}
    for role in ROLES:
        world = visit(role)
        path = await address(world, "/sync/{document_id}")
        writer = Writer(f"ws://127.0.0.1:{sync_port}{path}", world.headers)
        if role in ("outsider", "nobody"):
            got[role] = str(await (await writer.open(wait=False)).closed())
        else:
            got[role] = (await writer.open()).hello["right"]
            await writer.leave()
    assert got == dict(zip(ROLES, SOCKETS["/sync/{document_id}"], strict=True))
