"""REST clients that stand for browsers and devices: each has cookies of its own. Used by the tests of accounts."""

import contextlib
from collections.abc import AsyncIterator, Mapping

import httpx

from tests.factories import Person
from writers_app.api.app import create_api
from writers_app.config import settings


@contextlib.asynccontextmanager
async def browser(
    *, address: str = "127.0.0.1", from_our_page: bool = True, headers: Mapping[str, str] | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """A client at an address; `from_our_page` sends our own Origin with everything."""
    transport = httpx.ASGITransport(app=create_api(), client=(address, 50000))
    own = {"Origin": settings().base_url} if from_our_page else {}
    async with httpx.AsyncClient(
        transport=transport, base_url=settings().base_url, headers={**own, **(headers or {})}
    ) as client:
        yield client


async def sign_in(client: httpx.AsyncClient, person: Person, password: str | None = None) -> httpx.Response:
    return await client.post(
        "/api/v1/auth/login", json={"email": person.email, "password": password or person.password}
    )


async def who_is_there(client: httpx.AsyncClient, **request: Mapping[str, str]) -> int:
    """The status of asking who is signed in: 200 or 401."""
    return (await client.get("/api/v1/auth/me", **request)).status_code  # type: ignore[arg-type]  # headers only
