"""Alice, Bob and Charlie can sign in by their headers and by their password."""

import httpx

from tests.factories import Person


async def test_person_is_known_by_headers(api: httpx.AsyncClient, alice: Person) -> None:
    answer = await api.get("/api/v1/auth/me", headers=alice.headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["email"] == alice.email


async def test_person_signs_in_by_password(api: httpx.AsyncClient, bob: Person) -> None:
    answer = await api.post("/api/v1/auth/login", json={"email": bob.email, "password": bob.password})
    assert answer.status_code == 200, answer.text
