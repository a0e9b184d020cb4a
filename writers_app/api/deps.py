"""What endpoints ask of a request: who sends it, from where, and whether a browser sent it from our own pages."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, OAuth2PasswordBearer

from writers_app.config import settings
from writers_app.db import reading, unit_of_work
from writers_app.errors import ForbiddenError, NotSignedInError
from writers_app.services import rates, sessions
from writers_app.services.access import Actor
from writers_app.services.sessions import Origin, cookie_names

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FOREIGN_ORIGIN = (
    "This request did not come from Writers' own pages, so it was refused. Scripts sign in by POST /api/v1/auth/token "
    "and send the bearer token; if people reach Writers at this address, set WRITERS_PUBLIC_URL to it."
)
SIGN_IN_FIRST = "Sign in first: this needs a session cookie or a bearer token that has not expired or been revoked."

_bearer = OAuth2PasswordBearer("/api/v1/auth/token", scheme_name="bearer", auto_error=False)
_cookie = APIKeyCookie(name=cookie_names(settings()).access, scheme_name="cookie", auto_error=False)

Bearer = Annotated[str | None, Security(_bearer)]


def comes_from_us(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that one of our own pages sent this; False when it says nothing."""
    return headers.get("sec-fetch-site") == "same-origin" or headers.get("origin") in settings().allowed_origins


def require_our_page(request: Request) -> None:
    """Refuse a write by cookie that does not show the same origin."""
    if not comes_from_us(request.headers):
        raise ForbiddenError(FOREIGN_ORIGIN)


def refuse_foreign_page(request: Request) -> None:
    """For endpoints that take no cookie but set some: another site's page is refused, a script is not."""
    says = "origin" in request.headers or "sec-fetch-site" in request.headers
    if says and not comes_from_us(request.headers):
        raise ForbiddenError(FOREIGN_ORIGIN)


async def current_actor(
    request: Request, bearer: Bearer = None, _: Annotated[str | None, Security(_cookie)] = None
) -> Actor:
    """Who asks. By cookie, a write needs the same origin and an access token; a read may come by refresh token too,
    so that a page opened after a night shows its pictures before its script has renewed the access token.
    """
    reads = request.method in SAFE_METHODS
    if bearer is None and not reads:
        require_our_page(request)
    names = cookie_names(settings())
    async with reading() as session:
        actor = await sessions.resolve_actor(
            session,
            access=request.cookies.get(names.access),
            refresh=request.cookies.get(names.refresh) if reads else None,
            bearer=bearer,
        )
    if actor is None:
        raise NotSignedInError(SIGN_IN_FIRST)
    await note_presence(actor)
    return actor


async def note_presence(actor: Actor) -> None:
    """Once a minute, remember that this person is here."""
    if await rates.presence_is_due(actor):
        async with unit_of_work() as session:
            await sessions.note_use(session, actor)


def origin_of(request: Request) -> Origin:
    """Which client at which address; proxies are believed only as far as the settings say."""
    address = rates.client_address(
        request.client.host if request.client else "",
        request.headers.get("x-forwarded-for", ""),
        settings().trusted_proxies,
    )
    return Origin(request.headers.get("user-agent", ""), address)


CurrentActor = Annotated[Actor, Depends(current_actor)]
RequestOrigin = Annotated[Origin, Depends(origin_of)]
FromOurPage = Depends(require_our_page)
NotFromForeignPage = Depends(refuse_foreign_page)
