"""Writes by cookie come from our own pages; other sites' pages are refused; scripts use bearer tokens."""

import httpx
import pytest

from tests.browsers import browser, sign_in, who_is_there
from tests.conftest import Database, forget_process_state
from tests.factories import PASSWORD, Person

FOREIGN = "https://elsewhere.example"
WRITES = [
    ("PATCH", "/api/v1/auth/me", {"name": "A"}),
    ("POST", "/api/v1/auth/password", {"current_password": PASSWORD, "new_password": "another passphrase"}),
    ("POST", "/api/v1/auth/me/deletion", {"password": PASSWORD}),
    ("POST", "/api/v1/auth/refresh", None),
    ("POST", "/api/v1/auth/logout", None),
    ("POST", "/api/v1/projects", {"title": "Book"}),
]


@pytest.fixture
async def signed_in(api: httpx.AsyncClient, alice: Person) -> httpx.AsyncClient:
    """Alice's browser, which sends only what a test says."""
    assert (await sign_in(api, alice)).status_code == 200
    del api.headers["origin"]
    return api


@pytest.mark.parametrize("headers", [{}, {"Origin": FOREIGN}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}])
@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_a_write_by_cookie_needs_our_own_page(
    signed_in: httpx.AsyncClient, method: str, path: str, body: object, headers: dict[str, str]
) -> None:
    answer = await signed_in.request(method, path, json=body, headers=headers)
    assert answer.status_code == 403, answer.text
    assert "did not come from Writers' own pages" in answer.json()["detail"]
    assert await who_is_there(signed_in) == 200


@pytest.mark.parametrize("headers", [{"Origin": "http://localhost:8000"}, {"Sec-Fetch-Site": "same-origin"}])
async def test_a_write_by_cookie_from_our_own_page_passes(
    signed_in: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await signed_in.patch("/api/v1/auth/me", json={"name": "Alice B."}, headers=headers)
    assert answer.status_code == 200, answer.text


async def test_a_bearer_token_needs_no_origin(api: httpx.AsyncClient, alice: Person) -> None:
    answer = await api.patch("/api/v1/auth/me", json={"name": "Alice C."}, headers={**alice.headers, "Origin": FOREIGN})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("register", {"name": "Mallory", "email": "mallory@example.org", "password": PASSWORD}),
        ("login", {"email": "alice@example.org", "password": PASSWORD}),
        ("reset-request", {"email": "alice@example.org"}),
        ("reset", {"token": "x", "password": PASSWORD}),
    ],
)
async def test_another_site_can_not_sign_anybody_in(alice: Person, path: str, body: object) -> None:
    async with browser(from_our_page=False) as client:
        answer = await client.post(f"/api/v1/auth/{path}", json=body, headers={"Origin": FOREIGN})
        assert answer.status_code == 403
        assert not client.cookies


async def test_a_script_without_any_origin_may_sign_in(alice: Person) -> None:
    async with browser(from_our_page=False) as client:
        assert (await sign_in(client, alice)).status_code == 200


async def test_the_public_address_is_our_own(
    database: Database, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITERS_PUBLIC_URL", "https://writers.example/")
    forget_process_state()
    async with browser() as client:
        await sign_in(client, alice)
        assert client.headers["origin"] == "https://writers.example"
        assert (await client.patch("/api/v1/auth/me", json={"name": "Alice"})).status_code == 200
